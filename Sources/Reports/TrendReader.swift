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
        let sentences = (part.shared + part.blocks).lazy.flatMap { outline.sentences(of: $0, in: part) }
        for (_, sentence) in sentences {
            for pattern in patterns.possible(in: sentence) {
                if let match = pattern.firstMatch(in: sentence.tokens, slots: slots.read) { return match }
            }
        }
        return nil
    }
}
