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
            let stated = part.blocks.flatMap { block -> [Statement] in
                if lines.badges[block] != nil {
                    return badges.statement(at: block, part, subject: subjects.subject(at: block)).map { [$0] } ?? []
                }
                guard document.blocks[block].kind != .tableRow, !isDetail(block, of: part) else { return [] }
                let opens = isFirst(block, of: part)
                return document.sentences[block].enumerated().flatMap { place, sentence in
                    sentences.statements(
                        in: sentence, part, subject: subjects.subject(at: block), isFirst: opens && place == 0)
                }
            }
            return [badges.statement(ofHeading: part, slots)].compactMap { $0 } + stated + tables.statements(in: part)
        }
    }

    // The grade of a question is stated where its section begins; further down stand findings, which praise and blame.
    private func isDetail(_ block: Int, of part: Outline.Part) -> Bool {
        guard part.question != nil else { return false }
        if !part.hasOwnQuestion { return true }
        if !part.isKnown || part.section.level > 3 && part.rule != nil { return true }
        let before = part.blocks.prefix { $0 != block }
        return before.count { lines.kind(of: $0) == nil && document.tokens[$0].count > 3 } >= 2
    }

    private func isFirst(_ block: Int, of part: Outline.Part) -> Bool {
        (part.rule != nil || part.hasOwnQuestion)
            && part.blocks.prefix { $0 != block }.allSatisfy { lines.kind(of: $0) != nil }
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

/// The judgments of a document as its statements come in: each thing once, what disagrees beside it.
struct JudgmentCollection {
    private(set) var judgments: [Judgment] = []
    private(set) var warnings: [Warning] = []
    private var places: [String: Int] = [:]
    private let document: WordedDocument
    private let outline: Outline
    private let lines: LineKinds
    private let recognition: Recognition

    init(document: WordedDocument, outline: Outline, lines: LineKinds, recognition: Recognition) {
        (self.document, self.outline, self.lines, self.recognition) = (document, outline, lines, recognition)
    }

    mutating func add(_ statement: Statement) {
        let id = statement.id
        guard let place = places[id] else { return append(judgment(statement, id: id)) }
        let evidence = document.text.evidence(statement.evidence)
        if judgments[place].grade == statement.grade, judgments[place].status == statement.status {
            judgments[place].evidence.append(evidence)
            return
        }
        if carry(statement, at: place) { return judgments[place].evidence.append(evidence) }
        guard statement.isFirm else { return }
        let otherID = id + ".also-" + (statement.grade ?? statement.status.rawValue)
        if let other = places[otherID] { return judgments[other].evidence.append(evidence) }
        var other = judgment(statement, id: otherID)
        other.disagreesWith = id
        warnings.append(
            Warning(
                code: "judgments-disagree",
                message: "\(id) is stated as \(judgments[place].verdict) and as \(other.verdict)", evidence: evidence))
        append(other)
    }

    // One place says that it was carried over, another with what grade.
    private mutating func carry(_ statement: Statement, at place: Int) -> Bool {
        let known = judgments[place]
        guard statement.status == .carriedOver || known.status == .carriedOver,
            known.grade == nil || statement.grade == nil
        else { return false }
        judgments[place].status = .carriedOver
        judgments[place].carriedOver = true
        if known.grade == nil, let grade = statement.grade {
            judgments[place].grade = grade
            judgments[place].gradeText = document.text[statement.text]
        }
        return true
    }

    private mutating func append(_ judgment: Judgment) {
        places[judgment.id] = judgments.count
        judgments.append(judgment)
    }

    private func judgment(_ statement: Statement, id: String) -> Judgment {
        let part = outline.part(statement.section)
        let isOfSection = statement.question == nil || part?.question?.id == statement.question?.id
        var judgment = Judgment(
            id: id, scope: statement.scope, question: isOfSection ? part?.section.question : nil,
            topic: statement.topic ?? statement.scope, grade: statement.grade,
            gradeText: document.text[statement.text], status: statement.status, scale: recognition.scale,
            section: statement.section, evidence: [document.text.evidence(statement.evidence)])
        if statement.status == .carriedOver { judgment.carriedOver = true }
        judgment.subject = statement.subject?.subject
        judgment.lastUpdated =
            part?.blocks.lazy.compactMap { lines.dates[$0] }.first { $0.role == "last-updated" }?.date
        return judgment
    }
}
