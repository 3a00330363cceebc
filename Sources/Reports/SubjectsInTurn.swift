import Model

/// Which body a block speaks of. On a page about many a heading or a line that names one body, or begins with it, opens what
/// is said of it, up to the next. On a page about one a line such as *Inspectors found that Kent Police:* does, up to the
/// end of its list.
struct SubjectsInTurn: Sendable {
    // Per block the body, and before which sentence still the one of the block above.
    private var subjects: [Int: (before: Register.Entry?, from: Int, now: Register.Entry?)] = [:]

    init(document: WordedDocument, outline: Outline, recognition: Recognition) {
        guard recognition.isAboutMany else {
            for part in outline.parts { addLists(of: part, document, recognition.profile) }
            return
        }
        var current: Register.Entry?
        var level: Int?
        for part in outline.parts {
            let heading = Tokenizer.tokens(
                of: document.text,
                in: part.section.start..<(part.section.start + part.section.heading.unicodeScalars.count))
            if let named = SubjectsInTurn.only(heading, recognition.profile) {
                (current, level) = (named, part.section.level)
            } else if part.heading != nil, let opened = level, part.section.level <= opened {
                // A heading beside it that names nobody known ends what was said of a body.
                (current, level) = (nil, nil)
            }
            for block in part.blocks {
                let before = current
                if let named = SubjectsInTurn.named(by: block, document, recognition.profile) { current = named }
                let from = document.sentences[block].firstIndex {
                    SubjectsInTurn.only($0.tokens, recognition.profile) != nil
                }
                subjects[block] = (before, current == before ? 0 : from ?? 0, current)
            }
        }
    }

    private mutating func addLists(of part: Outline.Part, _ document: WordedDocument, _ profile: CompiledProfile) {
        var current: Register.Entry?
        for block in part.blocks {
            let tokens = document.tokens[block]
            if tokens.last?.word == ":" {
                current = SubjectsInTurn.only(tokens, profile)
            } else if !document.blocks[block].kind.isListItem, tokens.first(where: \.isWord)?.isCapitalised ?? true {
                // Items that have lost their bullets go on in small letters.
                current = nil
            }
            subjects[block] = (current, 0, current)
        }
    }

    /// The body that a block speaks of from its end on, or that one of its sentences does.
    func subject(at block: Int, sentence: Int = .max) -> Register.Entry? {
        subjects[block].flatMap { sentence < $0.from ? $0.before : $0.now }
    }

    // The one body of a block, or the one of the sentence with which it announces a list: *Inspectors found that Kent Police:*.
    private static func named(
        by block: Int, _ document: WordedDocument, _ profile: CompiledProfile
    ) -> Register.Entry? {
        if let one = only(document.tokens[block], profile) { return one }
        if let last = document.sentences[block].last, last.tokens.last?.word == ":" {
            return only(last.tokens, profile)
        }
        // Where line feeds were lost, the first items stand behind it.
        return document.sentences[block].lazy.reversed().compactMap { announced(in: $0.tokens, profile) }.first
    }

    // The one body right behind which a list begins.
    private static func announced(in tokens: [Token], _ profile: CompiledProfile) -> Register.Entry? {
        guard let colon = tokens.lastIndex(where: { $0.word == ":" }) else { return nil }
        let start = (max(0, colon - longestName)..<colon).first { place in
            profile.register.subjects(in: tokens, at: place).contains { $0.end == colon }
        }
        return start == nil ? nil : only(Array(tokens[..<colon]), profile)
    }

    private static let longestName = 12

    // The one body that the words name; `nil` for none, and for several.
    private static func only(_ tokens: [Token], _ profile: CompiledProfile) -> Register.Entry? {
        let named = profile.register.all(in: tokens)
        return named.count == 1 ? named.first : nil
    }
}
