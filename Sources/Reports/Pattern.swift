/// A wording of a profile, compiled. The language, taught in `docs/profiles.md`:
///
///     the extent to which {self} is {scope} at *  ( is {grade} | requires improvement )
///
/// Words are compared as tokens; `[x]` is optional; `(a | b)` are alternatives; `{name}` is a slot, a word list or
/// a phrase of the profile; `*` is any run of tokens of the sentence; `^` at the front ties it to the sentence's begin,
/// `$` at the end to its end. A mark of the language behind `\` is the mark itself.
struct Pattern: Hashable, Sendable {
    indirect enum Node: Hashable, Sendable {
        case word(String)
        // The numbers tell the slots and gaps of a wording apart. A slot that takes some values of a list is captured as the
        // list: `{grade:weak,failing}` as `grade`.
        case slot(String, as: String, Int)
        case gap(Int)
        case optional([Node])
        case choice([[Node]])
    }

    let nodes: [Node]
    let isAnchored: Bool
    let reachesEnd: Bool
    /// Words that it cannot do without.
    let needed: [String]
    /// The words of which one must stand where it begins; `nil` where a slot or a gap may begin it.
    let beginnings: Set<String>?

    /// Compiles a wording; `phrases` are put in place of the slots that name them.
    ///
    /// - Throws: `profile-unsound` with the wording and what is wrong with it.
    init(_ wording: String, phrases: [String: String] = [:]) throws(PatternError) {
        var source = wording.drop { $0 == " " }
        isAnchored = source.first == "^"
        if isAnchored { source = source.dropFirst() }
        reachesEnd = source.last == "$"
        if reachesEnd { source = source.dropLast() }
        var parser = PatternParser(source: String(source), phrases: phrases)
        nodes = try parser.parse()
        needed = Pattern.needed(by: nodes)
        beginnings = Pattern.beginnings(of: nodes[...])
    }

    /// Whether it has a slot.
    func takes(_ slot: String) -> Bool { Pattern.have(slot, nodes) }

    private static func have(_ slot: String, _ nodes: [Node]) -> Bool {
        nodes.contains { node in
            switch node {
            case .slot(let name, _, _): name == slot
            case .optional(let inner): have(slot, inner)
            case .choice(let alternatives): alternatives.contains { have(slot, $0) }
            case .word, .gap: false
            }
        }
    }

    private static func beginnings(of nodes: ArraySlice<Node>) -> Set<String>? {
        guard let node = nodes.first else { return nil }
        switch node {
        case .word(let word): return [word]
        case .slot, .gap: return nil
        case .optional(let inner):
            guard let one = beginnings(of: inner[...]), let other = beginnings(of: nodes.dropFirst()) else {
                return nil
            }
            return one.union(other)
        case .choice(let alternatives):
            var all: Set<String> = []
            for alternative in alternatives {
                // An alternative that may be empty begins with what follows.
                guard let some = beginnings(of: alternative[...] + nodes.dropFirst()) else { return nil }
                all.formUnion(some)
            }
            return all
        }
    }

    private static func needed(by nodes: [Node]) -> [String] {
        nodes.flatMap { node -> [String] in
            switch node {
            case .word(let word): [word]
            case .choice(let alternatives) where alternatives.count == 1: needed(by: alternatives[0])
            case .slot, .gap, .optional, .choice: []
            }
        }
    }
}

/// What is wrong with a wording.
struct PatternError: Error, Hashable {
    let wording: String
    let reason: String
}

private struct PatternParser {
    private let whole: String
    private let characters: [Character]
    private var position = 0
    private let phrases: [String: String]
    private let depth: Int
    // Slots and gaps so far.
    private var open: Int

    init(source: String, phrases: [String: String], depth: Int = 0, open: Int = 0) {
        whole = source
        characters = Array(source)
        self.phrases = phrases
        self.depth = depth
        self.open = open
    }

    mutating func parse() throws(PatternError) -> [Pattern.Node] {
        let nodes = try sequence(until: [])
        guard position == characters.count else { throw error("\(characters[position]) closes nothing") }
        return nodes
    }

    private mutating func sequence(until ends: Set<Character>) throws(PatternError) -> [Pattern.Node] {
        var nodes: [Pattern.Node] = []
        var literal = ""
        func words() -> [Pattern.Node] { Tokenizer.words(of: literal).map { .word($0) } }
        while position < characters.count, !ends.contains(characters[position]), characters[position] != ")",
            characters[position] != "]"
        {
            let character = characters[position]
            // A mark that the language uses itself, as it stands in the text.
            if character == "\\", position + 1 < characters.count {
                literal += " \(characters[position + 1]) "
                position += 2
                continue
            }
            guard "[({*".contains(character) else {
                literal.append(character)
                position += 1
                continue
            }
            nodes += words()
            literal = ""
            position += 1
            switch character {
            case "*":
                nodes.append(.gap(open))
                open += 1
            case "{": nodes += try slot()
            case "[": nodes.append(.optional(try group(closing: "]").first ?? []))
            default: nodes.append(.choice(try group(closing: ")")))
            }
        }
        return nodes + words()
    }

    private mutating func group(closing: Character) throws(PatternError) -> [[Pattern.Node]] {
        var alternatives = [try sequence(until: ["|", closing])]
        while position < characters.count, characters[position] == "|" {
            position += 1
            alternatives.append(try sequence(until: ["|", closing]))
        }
        guard position < characters.count, characters[position] == closing else { throw error("\(closing) is missing") }
        position += 1
        return closing == "]" && alternatives.count > 1 ? [[.choice(alternatives)]] : alternatives
    }

    private mutating func slot() throws(PatternError) -> [Pattern.Node] {
        guard let end = characters[position...].firstIndex(of: "}") else { throw error("} is missing") }
        let name = String(characters[position..<end])
        position = end + 1
        guard let phrase = phrases[name] else {
            open += 1
            return [.slot(name, as: String(name.prefix { $0 != ":" }), open - 1)]
        }
        guard depth < 8 else { throw error("the phrase \(name) holds itself, or stands more than eight deep") }
        var inner = PatternParser(source: phrase, phrases: phrases, depth: depth + 1, open: open)
        let nodes = try inner.parse()
        open = inner.open
        return [.choice([nodes])]
    }

    private func error(_ reason: String) -> PatternError { PatternError(wording: whole, reason: reason) }
}
