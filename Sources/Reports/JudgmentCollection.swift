import Model

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
        guard !statement.isWeak else { return }
        let evidence = document.text.evidence(statement.evidence)
        if judgments[place].grade == statement.grade, agrees(statement.status, with: judgments[place].status) {
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

    // What was carried over still is the grade, and what has none by design was not graded.
    private func agrees(_ status: Judgment.Status, with known: Judgment.Status) -> Bool {
        status == known || status == .graded && known == .carriedOver || status == .notGraded && known == .ungraded
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
