import Model

/// Reads lines and table cells that hold nothing but a grade: what they grade is said by where they stand.
struct BadgeReader: Sendable {
    let document: WordedDocument
    let recognition: Recognition
    let lines: LineKinds

    private var profile: CompiledProfile { recognition.profile }

    /// A line that is only a grade speaks for its section where it stands before any running text of it, and else for
    /// what the line right above it names; one of several in a row is a legend.
    func statement(
        at block: Int, _ part: Outline.Part, _ before: BlocksBefore, subject: Register.Entry?
    ) -> Statement? {
        guard let badge = lines.badges[block], !isLegend(block), !lines.list.heads.contains(block),
            !lines.list.unclear.contains(block), !recognition.isAboutMany || subject != nil
        else { return nil }
        let range = range(of: block)
        func statement(_ scope: String, _ question: Profile.Question?, _ topic: String?) -> Statement {
            Statement(
                subject: recognition.isAboutMany ? subject : nil, scope: scope, question: question, topic: topic,
                grade: badge.grade, status: badge.status, text: range, evidence: range, section: part.section.id,
                isFirm: true)
        }
        if recognition.isAboutMany, let question = recognition.badgeQuestion, before.areDates, part.heading != nil {
            var found = statement("", nil, nil)
            found.take(.question(question), named: question.names?.first ?? question.id)
            return found
        }
        if part.isKnown, part.role == "pillar" || part.role == "question", before.areDates,
            let scope = part.scope ?? recognition.scope
        {
            return statement(scope, part.question, part.question.map { _ in part.section.heading })
        }
        guard part.role != "key-facts", let above = name(above: block) else { return nil }
        var found = statement("", nil, nil)
        found.take(above.thing, named: above.text)
        return found
    }

    private func range(of badge: Int) -> Range<Int> {
        let last = lines.secondLines[badge] ?? badge
        return document.blocks[badge].range.lowerBound..<document.blocks[last].range.upperBound
    }

    /// A line of a list that stands below its grade.
    func statement(ofItem block: Int, _ part: Outline.Part, subject: Register.Entry?) -> Statement? {
        guard let head = lines.list.grades[block], let badge = lines.badges[head],
            !recognition.isAboutMany || subject != nil, let thing = recognition.thing(named: document.tokens[block])
        else { return nil }
        let (grade, name) = (document.blocks[head].range, document.blocks[block].range)
        var statement = Statement(
            subject: recognition.isAboutMany ? subject : nil, scope: "", grade: badge.grade, status: badge.status,
            text: grade, evidence: grade.lowerBound..<name.upperBound, section: part.section.id, isFirm: true)
        statement.take(thing, named: document.text[name])
        return statement
    }

    /// A heading that names a thing and its grade: *Care leavers: good*.
    func statement(ofHeading part: Outline.Part, _ slots: Slots) -> Statement? {
        part.heading.flatMap { statement(of: $0, profile.gradedHeadings, part, slots) }
    }

    /// An item of a list that does: the text of a link, and a picture behind it. What introduces the list says whether it is of
    /// another time.
    func statement(ofGradedItem block: Int, _ part: Outline.Part, _ slots: Slots) -> Statement? {
        guard document.blocks[block].kind.isListItem, BadgeReader.open.contains(part.role ?? "body"),
            let found = statement(of: block, profile.gradedItems, part, slots), !isOfAnotherTime(block, slots)
        else { return nil }
        return found
    }

    /// A line that names a thing and its grade, also behind what was found about another: with no text below it, it opens no
    /// section of its own.
    func statement(ofGradedLine block: Int, _ part: Outline.Part, _ slots: Slots) -> Statement? {
        guard document.blocks[block].kind == .headingLike,
            part.role == "findings" || BadgeReader.open.contains(part.role ?? "body")
        else { return nil }
        return statement(of: block, profile.gradedHeadings, part, slots)
    }

    /// The rows of a table that lost its gaps. One with an earlier year has the grade of then.
    func statements(ofRows block: Int, _ part: Outline.Part, subject: Register.Entry?) -> [Statement] {
        guard !recognition.isAboutMany || subject != nil,
            BadgeReader.open.contains(part.role ?? "body") || part.scope != nil
        else { return [] }
        let tokens = document.tokens[block]
        return (lines.rows[block] ?? []).compactMap { row in
            guard let thing = recognition.thing(named: Array(tokens[row.name])) else { return nil }
            let verdict = row.verdict
            let status = row.isCarriedOver && verdict.status == .graded ? .carriedOver : verdict.status
            var statement = Statement(
                subject: recognition.isAboutMany ? subject : nil, scope: "", grade: verdict.grade, status: status,
                text: tokens.place(of: verdict.tokens),
                evidence: tokens.place(of: row.tokens), section: part.section.id, isFirm: true)
            statement.take(thing, named: document.text[tokens.place(of: row.name)])
            return statement
        }
    }

    private func isOfAnotherTime(_ item: Int, _ slots: Slots) -> Bool {
        let above = (max(0, item - BadgeReader.longestList)..<item).last { !document.blocks[$0].kind.isListItem }
        return above.flatMap { document.sentences[$0].last }.map { sentence in
            profile.elsewhere.contains { $0.firstMatch(in: sentence.tokens, slots: slots.read) != nil }
        } ?? false
    }

    // No list of grades is longer.
    private static let longestList = 40

    private func statement(of block: Int, _ patterns: [Pattern], _ part: Outline.Part, _ slots: Slots) -> Statement? {
        guard !recognition.isAboutMany else { return nil }
        let tokens = document.tokens[block]
        for pattern in patterns.possible(in: tokens) {
            guard let match = pattern.firstMatch(in: tokens, slots: slots.read), let verdict = Verdict(match),
                let named = match.captures["thing"], let thing = recognition.thing(named: Array(tokens[named.tokens]))
            else { continue }
            guard !verdict.tokens.isEmpty, !named.tokens.isEmpty else { continue }
            var statement = Statement(
                scope: "", grade: verdict.grade, status: verdict.status,
                text: tokens.place(of: verdict.tokens), evidence: document.blocks[block].range,
                section: part.section.id, isFirm: true)
            statement.take(thing, named: document.text[tokens.place(of: named)])
            return statement
        }
        return nil
    }

    /// Whether a grade stands alone, is no legend, and no line above it says what it is of.
    func isUnplaced(_ block: Int, _ part: Outline.Part) -> Bool {
        guard lines.badges[block] != nil, !isLegend(block), !lines.list.heads.contains(block),
            BadgeReader.open.contains(part.role ?? "body")
        else {
            return false
        }
        if lines.list.unclear.contains(block) { return true }
        let above = block - 1
        guard above >= 0, above != recognition.titleBlock, lines.kind(of: above) == nil else { return true }
        return !document.blocks[above].kind.isHeading && document.blocks[above].kind != .headingLike
    }

    // Sections of other roles may be about anything.
    private static let open: Set<String> = ["opening", "body", "pillar", "question"]

    private func isLegend(_ block: Int) -> Bool {
        let next = (lines.secondLines[block] ?? block) + 1
        return lines.kind(of: block - 1) == .grade || lines.kind(of: next) == .grade
    }

    // What the line above names, if it says nothing else; a long name may be broken into lines.
    private func name(above block: Int) -> (thing: Questions.Asked, text: String)? {
        var tokens: [Token] = []
        for line in (max(0, block - BadgeReader.mostLines)..<block).reversed() where document.blocks[line].isLine {
            tokens = document.tokens[line] + tokens
            guard let first = tokens.first, let last = tokens.last else { return nil }
            let range = first.range.lowerBound..<last.range.upperBound
            guard range.count <= 200, lines.kind(of: line) == nil else { return nil }
            if let thing = recognition.thing(named: tokens) {
                return (thing, document.text[range].replacing("\n", with: " "))
            }
        }
        return nil
    }

    private static let mostLines = 3
}
