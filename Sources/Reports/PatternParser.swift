/// What a wording is made of, as it is written; `Pattern` has it as steps.
indirect enum PatternNode: Hashable, Sendable {
    case word(String)
    case slot(String)
    case gap
    case optional([PatternNode])
    case choice([[PatternNode]])
}

/// What is wrong with a wording.
struct PatternError: Error, Hashable {
    let wording: String
    let reason: String
}

/// Reads the language of wordings.
struct PatternParser {
    private let whole: String
    private let characters: [Character]
    private var position = 0
    private let phrases: [String: String]
    private let depth: Int

    init(source: String, phrases: [String: String], depth: Int = 0) {
        whole = source
        characters = Array(source)
        self.phrases = phrases
        self.depth = depth
    }

    mutating func parse() throws(PatternError) -> [PatternNode] {
        let nodes = try sequence(until: [])
        guard position == characters.count else { throw error("\(characters[position]) closes nothing") }
        return nodes
    }

    private mutating func sequence(until ends: Set<Character>) throws(PatternError) -> [PatternNode] {
        var nodes: [PatternNode] = []
        var literal = ""
        func words() -> [PatternNode] { Tokenizer.words(of: literal).map { .word($0) } }
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
            case "*": nodes.append(.gap)
            case "{": nodes += try slot()
            case "[": nodes.append(.optional(try group(closing: "]").first ?? []))
            default: nodes.append(.choice(try group(closing: ")")))
            }
        }
        return nodes + words()
    }

    private mutating func group(closing: Character) throws(PatternError) -> [[PatternNode]] {
        var alternatives = [try sequence(until: ["|", closing])]
        while position < characters.count, characters[position] == "|" {
            position += 1
            alternatives.append(try sequence(until: ["|", closing]))
        }
        guard position < characters.count, characters[position] == closing else { throw error("\(closing) is missing") }
        position += 1
        return closing == "]" && alternatives.count > 1 ? [[.choice(alternatives)]] : alternatives
    }

    private mutating func slot() throws(PatternError) -> [PatternNode] {
        guard let end = characters[position...].firstIndex(of: "}") else { throw error("} is missing") }
        let name = String(characters[position..<end])
        position = end + 1
        guard let phrase = phrases[name] else { return [.slot(name)] }
        guard depth < 8 else { throw error("the phrase \(name) holds itself, or stands more than eight deep") }
        var inner = PatternParser(source: phrase, phrases: phrases, depth: depth + 1)
        return [.choice([try inner.parse()])]
    }

    private func error(_ reason: String) -> PatternError { PatternError(wording: whole, reason: reason) }
}
