import Model

/// The bodies a family inspects, from a CSV table: `name,short_name,slug,<code>,region,aliases`.
struct Register: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let subject: Subject
        /// Every name it goes by, as words, longest first.
        let names: [[String]]
        /// Those of them that name the body in full: the first of its row, and what ends as such names do.
        fileprivate(set) var formalNames: Set<[String]> = []
    }

    private(set) var entries: [Entry]
    private let bySlug: [String: Int]
    // By each of their names with dashes between its words.
    private let byName: [String: Int]
    // The entries by their names, longest first, so that `Hampshire and Isle of Wight` wins over `Hampshire`.
    private let names: WordList<Int>

    static func == (left: Register, right: Register) -> Bool { left.entries == right.entries }
    func hash(into hasher: inout Hasher) { hasher.combine(entries) }

    init(csv: String, codeScheme: String?) {
        entries = RegisterRow.rows(of: csv).dropFirst().map { $0.fields.map(\.text) }.compactMap { row in
            guard row.count >= 6, !row[0].isEmpty else { return nil }
            let code = row[3].isEmpty ? nil : row[3]
            let subject = Subject(
                name: row[0], shortName: row[1], slug: row[2], code: code, codeScheme: code == nil ? nil : codeScheme,
                region: row[4].isEmpty ? nil : row[4])
            let names = [row[0], row[1]] + row[5].split(separator: "|").map(String.init)
            return Entry(subject: subject, names: Set(names.map(Tokenizer.words(of:))).sorted { $0.count > $1.count })
        }
        // *Police* of *Kent Police*: what the short name does not have.
        let nouns = Set(
            entries.compactMap { entry in
                let (name, short) = (
                    Tokenizer.words(of: entry.subject.name), Tokenizer.words(of: entry.subject.shortName)
                )
                return short.contains(name.last ?? "") ? nil : name.last
            })
        for index in entries.indices {
            let name = Tokenizer.words(of: entries[index].subject.name)
            entries[index].formalNames = Set(
                entries[index].names.filter { $0 == name || $0.count > 1 && nouns.contains($0.last ?? "") })
        }
        bySlug = Dictionary(entries.enumerated().map { ($1.subject.slug, $0) }, uniquingKeysWith: { first, _ in first })
        byName = Dictionary(
            entries.enumerated().flatMap { number, entry in
                entry.names.map { ($0.joined(separator: "-"), number) }
            }, uniquingKeysWith: { first, _ in first })
        names = WordList(entries.enumerated().flatMap { number, entry in entry.names.map { ($0, number) } })
    }

    /// The entry with a slug.
    func entry(slug: String) -> Entry? { bySlug[slug].map { entries[$0] } }

    /// The entry that an address names: by its slug, or by one of its names with dashes, such as `heddlu-gwent`.
    func entry(named name: String) -> Entry? { (bySlug[name] ?? byName[name]).map { entries[$0] } }

    /// What names stand at a place of the text: the slugs, longest name first.
    func subjects(in tokens: [Token], at position: Int) -> [(value: String, end: Int)] {
        guard position < tokens.count, tokens[position].isCapitalised else { return [] }
        return names.readings(in: tokens, at: position).map { (entries[$0.value].subject.slug, $0.end) }
    }

    /// The same of the names that name a body in full.
    func formalSubjects(in tokens: [Token], at position: Int) -> [(value: String, end: Int)] {
        subjects(in: tokens, at: position).filter { found in
            entry(slug: found.value)?.formalNames.contains(tokens[position..<found.end].map(\.word)) == true
        }
    }

    /// Every body that some words name, once, in their order.
    func all(in tokens: [Token]) -> [Entry] {
        var found: [Entry] = []
        var position = 0
        while position < tokens.count {
            let named = subjects(in: tokens, at: position).first
            if let entry = named.flatMap({ entry(slug: $0.value) }), !found.contains(entry) { found.append(entry) }
            position = named?.end ?? position + 1
        }
        return found
    }
}
