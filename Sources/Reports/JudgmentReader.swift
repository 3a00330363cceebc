import Model

/// Reads what a document grades: every statement of a grade or status of a graded thing of this report, and nothing else.
struct JudgmentReader {
    let document: WordedDocument
    let recognition: Recognition
    let outline: Outline
    let lines: LineKinds
    let slots: Slots

    private var profile: CompiledProfile { recognition.profile }

    /// Gives the judgments in the order of the document, each once with all places that state it, and what disagrees.
    func read() -> (judgments: [Judgment], warnings: [Warning]) {
        var collection = JudgmentCollection(
            document: document, outline: outline, lines: lines, recognition: recognition)
        for statement in statements() { collection.add(statement) }
        let trends = TrendReader(document: document, outline: outline, profile: profile, slots: slots)
        let judgments = collection.judgments.map { trends.completed($0) }
        return (judgments, collection.warnings + missing(judgments))
    }

    private func statements() -> [Statement] {
        guard recognition.kind.graded ?? true else { return [] }
        let sentences = SentenceReader(document: document, recognition: recognition, outline: outline, slots: slots)
        let badges = BadgeReader(document: document, recognition: recognition, lines: lines)
        let tables = TableReader(document: document, recognition: recognition, slots: slots)
        let subjects = SubjectsInTurn(document: document, outline: outline, recognition: recognition)
        return outline.parts.flatMap { part -> [Statement] in
            var before = BlocksBefore()
            let stated = part.blocks.flatMap { block -> [Statement] in
                defer { before.add(lines.kind(of: block), words: document.tokens[block].count) }
                if lines.badges[block] != nil {
                    return badges.statement(at: block, part, before, subject: subjects.subject(at: block)).map { [$0] }
                        ?? []
                }
                guard document.blocks[block].kind != .tableRow, !isDetail(part, before) else { return [] }
                let opens = before.areLines && (part.rule != nil || part.hasOwnQuestion)
                return document.sentences[block].enumerated().flatMap { place, sentence in
                    sentences.statements(
                        in: sentence, part, subject: subjects.subject(at: block), isFirst: opens && place == 0)
                }
            }
            // What comes first in the document is what the others agree or disagree with.
            let placed = (stated + tables.statements(in: part)).sorted { $0.text.lowerBound < $1.text.lowerBound }
            return [badges.statement(ofHeading: part, slots)].compactMap { $0 } + placed
        }
    }

    // The grade of a question is stated where its section begins; further down stand findings, which praise and blame.
    private func isDetail(_ part: Outline.Part, _ before: BlocksBefore) -> Bool {
        guard part.question != nil else { return false }
        if !part.hasOwnQuestion { return true }
        if !part.isKnown || part.section.level > 3 && part.rule != nil { return true }
        return before.paragraphs >= 2
    }

    private func missing(_ judgments: [Judgment]) -> [Warning] {
        guard recognition.kind.graded ?? true else { return [] }
        return outline.parts.compactMap { part in
            guard part.rule != nil, part.role == "pillar", let scope = part.scope,
                !judgments.contains(where: { $0.id == scope })
            else { return nil }
            return Warning(code: "missing-question", message: "no grade is stated for \(scope)")
        }
    }
}
