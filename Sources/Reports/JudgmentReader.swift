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
        let read = statements()
        // What is weak comes after all beside which it does not count.
        let stated = read.flatMap(\.statements)
        for statement in stated.filter({ !$0.isWeak }) + stated.filter(\.isWeak) { collection.add(statement) }
        let trends = TrendReader(document: document, outline: outline, profile: profile, slots: slots)
        let judgments = collection.judgments.map { trends.completed($0) }
        return (
            judgments, collection.warnings + missing(judgments) + unclear(.grade, in: read) + unclear(.row, in: read)
        )
    }

    // What one section states, and the places that state something of which nothing says what it is of.
    private struct Reading {
        var statements: [Statement] = []
        var unclear: [(what: Unclear, range: Range<Int>)] = []
    }

    private enum Unclear { case grade, row }

    private func statements() -> [Reading] {
        guard recognition.kind.graded ?? true else { return [] }
        let sentences = SentenceReader(document: document, recognition: recognition, outline: outline, slots: slots)
        let badges = BadgeReader(document: document, recognition: recognition, lines: lines)
        let announced = AnnouncedItems(document: document, recognition: recognition, slots: slots)
        let tables = TableReader(document: document, recognition: recognition, slots: slots)
        let subjects = SubjectsInTurn(document: document, outline: outline, recognition: recognition)
        return outline.parts.map { part -> Reading in
            var before = BlocksBefore()
            var reading = Reading()
            let stated = (part.shared + part.blocks).flatMap { block -> [Statement] in
                defer { before.add(lines.kind(of: block), words: document.tokens[block].count) }
                if let item = badges.statement(ofItem: block, part, subject: subjects.subject(at: block)) {
                    return [item]
                }
                if let item = badges.statement(ofGradedItem: block, part, slots) { return [item] }
                if lines.rows[block] != nil {
                    return badges.statements(ofRows: block, part, subject: subjects.subject(at: block))
                }
                if lines.badges[block] != nil {
                    let badge = badges.statement(at: block, part, before, subject: subjects.subject(at: block))
                    if badge == nil, badges.isUnplaced(block, part) {
                        reading.unclear.append((.grade, document.blocks[block].range))
                    }
                    return [badge].compactMap { $0 }
                }
                guard document.blocks[block].kind != .tableRow else { return [] }
                let isBehind = isDetail(part)
                if isBehind || part.role == "findings", let line = badges.statement(ofGradedLine: block, part, slots) {
                    return [line]
                }
                guard !isBehind else { return [] }
                let opens = before.areLines && (part.rule != nil || part.hasOwnQuestion)
                let isBelow = part.question != nil && before.paragraphs >= 2
                let (isAllSpeech, quoted) = (document.isSpeech(block), document.quoted(block))
                let own = outline.sentences(of: block, in: part).flatMap { place, sentence -> [Statement] in
                    let isSpeech = isAllSpeech || quoted[place]
                    let stated = sentences.statements(
                        in: sentence, isSpeech ? part.asSpeech : part,
                        subject: subjects.subject(at: block, sentence: place), isFirst: opens && place == 0
                    ).filter { !isBelow || isVerdict($0, in: sentence, on: part) }
                    if stated.isEmpty, !isBelow, !isSpeech, sentences.isUnplaced(sentence, part) {
                        reading.unclear.append((.grade, sentence.range))
                    }
                    return stated
                }
                guard own.isEmpty, let sentence = announced.sentence(of: block, in: part) else {
                    return own
                }
                return sentences.statements(in: sentence, part, subject: nil, isFirst: false)
            }
            // What comes first in the document is what the others agree or disagree with.
            let rows = tables.statements(in: part) { subjects.subject(at: $0) }
            reading.unclear += rows.unclear.map { (.row, document.blocks[$0].range) }
            let isTitle = part.section.position == outline.titlePart
            let headline = (isTitle ? recognition.titleBlock : part.heading).map { heading in
                document.sentences[heading].flatMap {
                    sentences.statements(in: $0, part.asHeading, subject: nil, isFirst: false)
                }
            }
            let placed = ((headline ?? []) + stated + rows.stated).sorted { $0.text.lowerBound < $1.text.lowerBound }
            reading.statements = [badges.statement(ofHeading: part, slots)].compactMap { $0 } + placed
            return reading
        }
    }

    // Where a heading or a line feed is lost, what stood below it is told to be unknown.
    private func unclear(_ what: Unclear, in read: [Reading]) -> [Warning] {
        let places = read.flatMap(\.unclear).filter { $0.what == what }
        guard let first = places.first else { return [] }
        let evidence = document.text.evidence(first.range)
        switch what {
        case .grade:
            return [
                Warning(
                    code: "grade-unplaced",
                    message: "grades in \(places.count) places, and nothing says what they are of",
                    evidence: evidence)
            ]
        case .row:
            return [
                Warning(
                    code: "rows-run-together", message: "rows of tables in \(places.count) places run together",
                    evidence: evidence)
            ]
        }
    }

    private func isDetail(_ part: Outline.Part) -> Bool {
        guard part.question != nil else { return false }
        return !part.hasOwnQuestion || !part.isKnown
            || part.section.level > 3 && part.rule.map { $0.sums != true } ?? false
    }

    // The grade of a question is stated where its section begins; further down stand findings, which praise and blame.
    // There it counts only in so many words: the body by its name, and the question by its own.
    private func isVerdict(_ statement: Statement, in sentence: Sentence, on part: Outline.Part) -> Bool {
        guard statement.isFirm, statement.question?.id == part.question?.id else { return false }
        let named = profile.register.subjects(in: sentence.tokens, at: 0)
        return named.contains { $0.value == recognition.subject?.subject.slug }
    }

    private func missing(_ judgments: [Judgment]) -> [Warning] {
        guard recognition.kind.graded ?? true, !recognition.isAboutMany else { return [] }
        return outline.parts.compactMap { part in
            guard part.rule != nil, part.role == "pillar", let scope = part.scope,
                profile.profile.scopes[scope]?.isGraded(in: recognition.cycle) ?? true,
                !judgments.contains(where: { $0.id == scope })
            else { return nil }
            return Warning(code: "missing-question", message: "no grade is stated for \(scope)")
        }
    }
}

extension Profile.Scope {
    fileprivate func isGraded(in cycle: Profile.Cycle?) -> Bool {
        guard let cycle, let cycles else { return true }
        return cycles.contains(cycle.id)
    }
}
