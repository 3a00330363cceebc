import Model

/// Walks through the JSON of a settings file and collects what is wrong: the path, the value, the form that is accepted.
final class SettingsReader {
    private(set) var problems: [Problem] = []

    /// One object of the file, with the path that names it.
    struct Object {
        let fields: [String: JSON]
        let path: String
        /// Whether something else stands there: that is said once, and not for each key as well.
        var isBroken = false

        func path(of key: String) -> String { path.isEmpty ? key : path + "." + key }
    }

    /// Gives an object after telling every key that is not among the known ones, with the nearest known key.
    func object(_ json: JSON?, at path: String, keys: [String]) -> Object {
        guard let json else { return Object(fields: [:], path: path) }
        guard case .object(let fields) = json else {
            refuse(path, json, wanted: "an object in braces")
            return Object(fields: [:], path: path, isBroken: true)
        }
        for key in fields.keys.sorted() where !keys.contains(key) {
            let place = path.isEmpty ? key : path + "." + key
            let nearest = Spelling.nearest(to: key, among: keys) ?? ""
            problems.append(
                Problem(
                    .settingsInvalid, "there is no setting “\(key)”", at: place,
                    remedy: "Did you mean “\(nearest)”? Known here: \(keys.joined(separator: ", ")).",
                    retry: .afterRepair))
        }
        return Object(fields: fields, path: path)
    }

    func string(_ object: Object, _ key: String, _ fallback: String) -> String {
        value(object, key, fallback, wanted: "a text in quotes") {
            if case .string(let text) = $0 { text } else { nil }
        }
    }

    /// Gives a text that must be there and must not be empty.
    func required(_ object: Object, _ key: String) -> String {
        if object.isBroken { return "" }
        guard object.fields[key] != nil else {
            problems.append(
                Problem(
                    .settingsInvalid, "“\(key)” is missing", at: object.path(of: key), remedy: "Add “\(key)”.",
                    retry: .afterRepair))
            return ""
        }
        return text(object, key, "")
    }

    /// Gives a text that must not be empty.
    func text(_ object: Object, _ key: String, _ fallback: String) -> String {
        value(object, key, fallback, wanted: "a text in quotes that is not empty") {
            if case .string(let text) = $0, !text.isEmpty { text } else { nil }
        }
    }

    func choice(_ object: Object, _ key: String, _ fallback: String, of words: [String]) -> String {
        value(object, key, fallback, wanted: "one of " + words.joined(separator: ", ")) {
            if case .string(let text) = $0, words.contains(text) { text } else { nil }
        }
    }

    func flag(_ object: Object, _ key: String, _ fallback: Bool) -> Bool {
        value(object, key, fallback, wanted: "true or false") { if case .bool(let flag) = $0 { flag } else { nil } }
    }

    func number(_ object: Object, _ key: String, _ fallback: Int, in range: ClosedRange<Int>) -> Int {
        value(object, key, fallback, wanted: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            guard case .number(let decimal) = $0, let number = Int("\(decimal)"), range.contains(number) else {
                return nil
            }
            return number
        }
    }

    func duration(
        _ object: Object, _ key: String, _ fallback: Duration, atLeast least: Duration = .zero,
        atMost most: Duration? = nil
    ) -> Duration {
        let floor = least > .zero ? ", \(DurationText.spoken(least)) or longer" : ""
        let ceiling = most.map { ", \(DurationText.spoken($0)) or shorter" } ?? ""
        return value(object, key, fallback, wanted: "a duration such as PT6H, PT0.5S, 6h or 500ms\(floor)\(ceiling)") {
            guard case .string(let text) = $0, let duration = DurationText.duration(text), duration >= least,
                duration <= most ?? duration
            else { return nil }
            return duration
        }
    }

    func strings(_ object: Object, _ key: String, _ fallback: [String]) -> [String] {
        value(object, key, fallback, wanted: "a list of texts") {
            guard case .array(let items) = $0 else { return nil }
            let texts = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
            return texts.count == items.count ? texts : nil
        }
    }

    /// Gives the items of a list of objects, each with its place.
    func list(_ object: Object, _ key: String) -> [(json: JSON, path: String)]? {
        guard let json = object.fields[key] else { return nil }
        guard case .array(let items) = json else {
            refuse(object.path(of: key), json, wanted: "a list in brackets")
            return []
        }
        return items.enumerated().map { ($1, "\(object.path(of: key))[\($0)]") }
    }

    /// Tells a value that is wrong in a way the kinds above do not cover.
    func refuse(_ path: String, _ json: JSON, wanted: String) {
        let shown = (try? String(decoding: JSON.bytes(of: json, pretty: false).dropLast(), as: UTF8.self)) ?? "?"
        problems.append(
            Problem(
                .settingsInvalid, "\(shown.prefix(80)) is not \(wanted)", at: path, remedy: "Write \(wanted).",
                retry: .afterRepair))
    }

    /// Tells a fault in a sentence of its own.
    func refuse(_ path: String, _ what: String, remedy: String) {
        problems.append(Problem(.settingsInvalid, what, at: path, remedy: remedy, retry: .afterRepair))
    }

    private func value<Value>(
        _ object: Object, _ key: String, _ fallback: Value, wanted: String, read: (JSON) -> Value?
    ) -> Value {
        guard let json = object.fields[key] else { return fallback }
        guard let value = read(json) else {
            refuse(object.path(of: key), json, wanted: wanted)
            return fallback
        }
        return value
    }
}
