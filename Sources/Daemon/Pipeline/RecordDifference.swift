package import Model

/// What a second reading of the same bytes sees more, less or otherwise than the first: by the ids of things, wherever they stand
/// in the text. Nothing in the report has changed.
package struct RecordDifference: Hashable, Sendable {
    /// One thing of a record, such as a judgment.
    package struct Thing: Hashable, Sendable {
        /// As the items of a change name it: `/judgments/effectiveness`, `/sections/context`, `/title`.
        package let path: String
        /// As a log line calls it: `effectiveness good`, `section context`.
        package let words: String
    }

    package private(set) var gained: [Thing] = []
    package private(set) var lost: [Thing] = []
    package private(set) var changed: [Thing] = []

    /// Gives the difference of nothing.
    package init() {}

    /// Compares two readings; which profile and which program read them does not count.
    ///
    /// - Parameter isSameText: whether both have the same canonical text.
    package init(from old: Record, to new: Record, isSameText: Bool) throws(Problem) {
        let (first, second) = (RecordDifference.content(of: old), RecordDifference.content(of: new))
        if first == second, isSameText { return }
        compare(try RecordDifference.things(of: first), try RecordDifference.things(of: second))
        if first.provenance != second.provenance { changed.append(Thing(path: "/provenance", words: "provenance")) }
        if !isSameText { changed.append(Thing(path: "/text", words: "text")) }
        // Only places and quotes differ.
        if isEmpty { changed.append(Thing(path: "/evidence", words: "evidence")) }
    }

    /// Whether both readings say the same.
    package var isEmpty: Bool { gained.isEmpty && lost.isEmpty && changed.isEmpty }

    /// One line: `gained effectiveness good, section context; lost figure population`.
    package var summary: String {
        [("gained", gained), ("lost", lost), ("changed", changed)].compactMap { verb, things in
            guard !things.isEmpty else { return nil }
            let rest = things.count - RecordDifference.longest
            let shown = things.prefix(RecordDifference.longest).map(\.words) + (rest > 0 ? ["and \(rest) more"] : [])
            return "\(verb) \(shown.joined(separator: ", "))"
        }.joined(separator: "; ")
    }

    private static let longest = 6

    // What is compared: not the profile, not the program.
    private static func content(of record: Record) -> Record {
        var content = record
        content.profile = nil
        content.provenance.reader = .init(name: "", version: "")
        return content
    }

    private mutating func compare(_ old: [Named], _ new: [Named]) {
        let (before, after) = (Dictionary(grouping: old, by: \.path), Dictionary(grouping: new, by: \.path))
        var seen: Set<String> = []
        for path in (old + new).map(\.path) where seen.insert(path).inserted {
            var (gone, come) = (before[path] ?? [], after[path] ?? [])
            // Several of one name: those that are the same in both say nothing.
            let common = Set(gone.map(\.value)).intersection(come.map(\.value))
            gone.removeAll { common.contains($0.value) }
            come.removeAll { common.contains($0.value) }
            if let first = gone.first, let second = come.first {
                let move = first.verdict == second.verdict ? "" : " \(first.verdict) → \(second.verdict)"
                changed.append(Thing(path: path, words: second.name + move))
            } else if let thing = come.first {
                gained.append(Thing(path: path, words: thing.words))
            } else if let thing = gone.first {
                lost.append(Thing(path: path, words: thing.words))
            }
        }
    }
}

extension RecordDifference {
    /// A thing of a record with everything it says, its places left out.
    fileprivate struct Named: Hashable {
        let path: String
        let name: String
        /// Grade or status of a judgment; of other things nothing.
        var verdict = ""
        let value: JSON

        var words: String { verdict.isEmpty ? name : "\(name) \(verdict)" }
    }

    /// Gives all things of a record: judgments first, then what a reader of one line asks for next.
    fileprivate static func things(of record: Record) throws(Problem) -> [Named] {
        let fields: [String: JSON]
        do {
            guard case .object(let object) = try JSON(encoding: record) else { return [] }
            fields = object
        } catch { throw Problem.wrapping(error) }
        let lists = order.flatMap { field, noun in
            (fields[field]?.members ?? []).map { named($0, field, noun) }
        }
        let known = Set(order.map(\.field) + ["schema", "id", "provenance"])
        return lists
            + fields.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map { field, value in
                Named(path: "/" + field, name: field, value: value)
            }
    }

    private static let order: [(field: String, noun: String)] = [
        ("judgments", ""), ("findings", "finding"), ("figures", "figure"), ("people", "person"), ("dates", "date"),
        ("sections", "section"), ("lists", "list"), ("links", "link"), ("warnings", "warning"),
    ]

    private static func named(_ thing: JSON, _ field: String, _ noun: String) -> Named {
        let name: String
        switch field {
        case "judgments", "findings", "sections": name = thing.text("id")
        case "figures": name = Slug.of(thing.text("label", or: "text"))
        case "people": name = Slug.of(thing.text("name"))
        case "dates": name = [thing.text("role"), thing.text("section")].filter { !$0.isEmpty }.joined(separator: ".")
        case "lists": name = thing.text("section")
        case "links": name = Slug.of(thing.text("text"))
        default: name = thing.text("code")
        }
        let verdict = thing.text("grade", or: "status").split(separator: "-").joined(separator: " ")
        return Named(
            path: "/\(field)/\(name)", name: noun.isEmpty ? name : "\(noun) \(name)",
            verdict: field == "judgments" ? verdict : "", value: thing.withoutPlaces)
    }
}

extension JSON {
    fileprivate var members: [JSON]? { if case .array(let members) = self { members } else { nil } }

    fileprivate func text(_ key: String, or other: String? = nil) -> String {
        guard case .object(let fields) = self else { return "" }
        if case .string(let text)? = fields[key] ?? other.flatMap({ fields[$0] }) { return text }
        return ""
    }

    /// The value without the places of its evidence and its own place: these move with every word before them.
    fileprivate var withoutPlaces: JSON {
        switch self {
        case .object(let fields):
            .object(fields.filter { !JSON.places.contains($0.key) }.mapValues(\.withoutPlaces))
        case .array(let members): .array(members.map(\.withoutPlaces))
        default: self
        }
    }

    private static let places: Set = ["start", "end", "prefix", "suffix", "page", "position", "digest"]
}
