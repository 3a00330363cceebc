import Model

/// What a section says about its own judgment besides the grade: how it stands to the one before, and whether it was
/// carried over.
struct TrendReader: Sendable {
    let document: WordedDocument
    let outline: Outline
    let profile: CompiledProfile
    let slots: Slots

    /// Gives a judgment with what its section says about it.
    func completed(_ judgment: Judgment) -> Judgment {
        guard judgment.disagreesWith == nil, let part = outline.part(judgment.section) else { return judgment }
        var judgment = judgment
        let isPillar = judgment.id == judgment.scope && part.role == "pillar"
        let isQuestion = part.question.map { judgment.id.hasSuffix("." + $0.id) } ?? false
        if isPillar { judgment.trend = match(of: profile.trends, in: part)?["trend"] }
        if isPillar || isQuestion, match(of: profile.carried, in: part) != nil {
            judgment.status = .carriedOver
            judgment.carriedOver = true
        }
        return judgment
    }

    private func match(of patterns: [Pattern], in part: Outline.Part) -> PatternMatch? {
        for sentence in part.blocks.lazy.flatMap({ document.sentences[$0] }) {
            for pattern in patterns {
                if let match = pattern.firstMatch(in: sentence.tokens, slots: slots.read) { return match }
            }
        }
        return nil
    }
}

/// On a page about many bodies: which one a block speaks of. A heading or a line that names one body, or begins with
/// it, opens what is said of it, up to the next.
struct SubjectsInTurn: Sendable {
    private var subjects: [Int: Register.Entry] = [:]

    init(document: WordedDocument, outline: Outline, recognition: Recognition) {
        guard recognition.isAboutMany else { return }
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
                if let named = SubjectsInTurn.only(document.tokens[block], recognition.profile) { current = named }
                subjects[block] = current
            }
        }
    }

    func subject(at block: Int) -> Register.Entry? { subjects[block] }

    // The one body that the words name; `nil` for none, and for several.
    private static func only(_ tokens: [Token], _ profile: CompiledProfile) -> Register.Entry? {
        let named = profile.register.all(in: tokens)
        return named.count == 1 ? named.first : nil
    }
}
