/// The path of an address with named slots: `/peel-assessments/peel-{year}/{subject}`. A last part `**` stands for any
/// further parts, also none; `*` inside a part for any letters, also none.
struct PathTemplate: Hashable, Sendable {
    /// Whether a slot can hold a text.
    typealias Check = (_ slot: String, _ value: String) -> Bool

    private let parts: [String]
    private let isOpen: Bool

    init(_ template: String) {
        let all = template.split(separator: "/").map(String.init)
        isOpen = all.last == "**"
        parts = isOpen ? all.dropLast() : all
    }

    /// Gives what the slots hold where the path is made of exactly these parts; `nil` elsewhere.
    func match(_ path: [String], check: Check) -> [String: String]? {
        guard isOpen ? path.count >= parts.count : path.count == parts.count else { return nil }
        var slots: [String: String] = [:]
        for (part, actual) in zip(parts, path) {
            guard PathTemplate.fill(part[...], actual[...], check, &slots) else { return nil }
        }
        return slots
    }

    // One slot ends where the text after it begins; two slots in one part are divided at the last place that fits.
    private static func fill(
        _ part: Substring, _ actual: Substring, _ check: Check, _ slots: inout [String: String]
    ) -> Bool {
        // A part of an address that no publisher writes would take all places against all others.
        guard actual.utf8.count <= 300 else { return false }
        if let star = part.firstIndex(of: "*"), part.firstIndex(of: "{").map({ star < $0 }) ?? true {
            guard actual.hasPrefix(part[..<star]) else { return false }
            let rest = part[part.index(after: star)...]
            let tail = actual.dropFirst(part[..<star].count)
            return ([tail.endIndex] + tail.indices.reversed()).contains { fill(rest, tail[$0...], check, &slots) }
        }
        guard let open = part.firstIndex(of: "{"), let close = part.firstIndex(of: "}") else { return part == actual }
        guard actual.hasPrefix(part[..<open]) else { return false }
        let name = String(part[part.index(after: open)..<close])
        let rest = part[part.index(after: close)...]
        let value = actual.dropFirst(part[..<open].count)
        var end = value.endIndex
        while end > value.startIndex {
            var trial = slots
            if fill(rest, value[end...], check, &trial), check(name, String(value[..<end])) {
                slots = trial
                slots[name] = String(value[..<end])
                return true
            }
            end = value.index(before: end)
        }
        return false
    }
}
