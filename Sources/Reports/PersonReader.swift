import Model

/// Lines that name a person with an official role: `Matt Parr, Her Majesty’s Inspector of Constabulary`, or the name and the
/// role each on a line of its own.
struct PersonLine: Sendable {
    let name: Range<Int>
    let role: Range<Int>
    /// How many lines it takes.
    let lines: Int
    /// Whether the name stands first, on a line of its own.
    var isRoleLast: Bool { lines > 1 && name.lowerBound < role.lowerBound }

    init?(_ lines: [[Token]], in text: CanonicalText, _ patterns: [Pattern], _ slots: Slots) {
        guard !patterns.isEmpty, lines[0].contains(where: \.isCapitalised) else { return nil }
        // The lines as they are divided, and with the breaks left out at which a full line only goes on.
        var (divided, wrapped): ([Token], [Token]) = ([], [])
        for (number, line) in lines.enumerated() {
            guard !line.isEmpty else { return nil }
            let goesOn = number > 0 && lines[number - 1].length >= PersonLine.fullLine
            for (place, token) in line.enumerated() {
                if let last = divided.last, text.divides(last.range.upperBound..<token.range.lowerBound) {
                    let end = last.range.upperBound
                    let lineBreak = Token(word: Token.lineBreak, range: end..<end, isCapitalised: false)
                    divided.append(lineBreak)
                    if place > 0 || !goesOn { wrapped.append(lineBreak) }
                }
                divided.append(token)
                wrapped.append(token)
            }
            for tokens in divided.count == wrapped.count ? [divided] : [divided, wrapped] {
                guard let person = PersonLine.find(in: tokens, patterns, slots) else { continue }
                (name, role, self.lines) = (person.name, person.role, number + 1)
                return
            }
        }
        return nil
    }

    private static let fullLine = 60

    // Where a wording has no role of its own, the role is what stands behind the name, or else before it.
    private static func find(
        in tokens: [Token], _ patterns: [Pattern], _ slots: Slots
    ) -> (name: Range<Int>, role: Range<Int>)? {
        for pattern in patterns.possible(in: tokens) {
            guard let found = pattern.match(in: tokens, at: 0, slots: slots.read), let name = found.captures["name"]
            else { continue }
            let behind = name.tokens.upperBound..<found.tokens.upperBound
            let before = found.tokens.lowerBound..<name.tokens.lowerBound
            let role = found.captures["role"]?.tokens ?? (behind.isEmpty ? before : behind)
            guard !role.isEmpty else { continue }
            return (tokens.place(of: name), tokens.place(of: role))
        }
        return nil
    }
}

extension [Token] {
    // How many code points a line takes.
    fileprivate var length: Int { (last?.range.upperBound ?? 0) - (first?.range.lowerBound ?? 0) }
}

/// Reads who is named in an official role, each once.
struct PersonReader {
    let document: WordedDocument
    let lines: LineKinds
    let profile: CompiledProfile
    let slots: Slots

    func read() -> [Person] {
        var people: [Person] = []
        // Per role the names that were given with their places, and all that such a name begins with.
        var names: [[[String]]: Int] = [:]
        var beginnings: Set<[[String]]> = []
        for block in document.blocks.indices {
            for (name, role) in places(block) {
                let words = Tokenizer.words(of: document.text[name])
                let stated = Tokenizer.words(of: document.text[role])
                let own = PersonReader.ofOne(stated)
                let shorter = (1...max(1, words.count)).map { [own, Array(words.prefix($0))] }
                // The same person with or without honours.
                let isKnown = beginnings.contains([own, words]) || shorter.contains { names[$0] != nil }
                if !isKnown {
                    names[[own, words]] = people.count
                    people.append(person(name, role))
                } else if let place = names[[own, words]], own == stated, own != Tokenizer.words(of: people[place].role)
                {
                    // Named among several before, and now alone.
                    people[place] = person(name, role)
                }
                beginnings.formUnion(shorter)
            }
        }
        return people
    }

    // The role of several is the role of each: *inspectors*, *inspector*.
    private static func ofOne(_ role: [String]) -> [String] {
        role.dropLast() + role.suffix(1).map { $0.hasSuffix("s") ? String($0.dropLast()) : $0 }
    }

    private func places(_ block: Int) -> [(name: Range<Int>, role: Range<Int>)] {
        if let line = lines.people[block] { return [(line.name, line.role)] + sentences(of: block) }
        return lines.kind(of: block) == nil ? sentences(of: block) : []
    }

    private func sentences(of block: Int) -> [(name: Range<Int>, role: Range<Int>)] {
        document.sentences[block].flatMap { sentence in
            profile.fields.peopleSentences(in: sentence).flatMap { places($0, sentence.tokens) }.filter {
                !isCutShort($0.name)
            }
        }
    }

    // At the very end of what breaks off in a sentence, a name may be the beginning of another.
    private func isCutShort(_ name: Range<Int>) -> Bool { name.upperBound == document.brokenOff?.range.upperBound }

    private func places(_ pattern: Pattern, _ tokens: [Token]) -> [(name: Range<Int>, role: Range<Int>)] {
        var found: [(name: Range<Int>, role: Range<Int>)] = []
        var search = PatternSearch(pattern, in: tokens, slots: slots.read)
        var start = 0
        while start < tokens.count, let match = search.first(from: start) {
            start = match.tokens.upperBound
            if let list = match.captures["names"] {
                found += PersonList.places(in: tokens, list.tokens, role: match.captures["role"]?.tokens, slots)
                continue
            }
            guard let name = match.captures["name"], let role = match.captures["role"] else { break }
            found.append((tokens.place(of: name), tokens.place(of: role)))
        }
        return found
    }

    private func person(_ name: Range<Int>, _ role: Range<Int>) -> Person {
        let range = min(name.lowerBound, role.lowerBound)..<max(name.upperBound, role.upperBound)
        // A role may go on in the line below.
        let words = document.text[role].replacing("\n", with: " ").replacing("\t", with: " ")
        return Person(name: document.text[name], role: words, evidence: document.text.evidence(range))
    }
}

extension CanonicalText {
    // Between the cells of a row and between lines.
    fileprivate func divides(_ gap: Range<Int>) -> Bool {
        scalars[gap].contains { $0 == "\t" || $0 == "\n" }
    }
}
