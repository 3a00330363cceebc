import Model

/// Blocks that say one thing and nothing else: a date line, a person with a role, a bare grade. They may look like
/// headings, and mark-up may even call them so.
struct LineKinds: Sendable {
    enum Kind: Sendable { case date, person, grade, row }

    /// A grade or a status that stands alone.
    typealias Badge = (grade: String?, status: Judgment.Status)

    private var kinds: [Int: Kind] = [:]
    private(set) var dates: [Int: DateLine] = [:]
    private(set) var people: [Int: PersonLine] = [:]
    /// Lines that hold nothing but a grade or a status.
    private(set) var badges: [Int: Badge] = [:]
    /// Of badges that are broken into two lines, the second.
    private(set) var secondLines: [Int: Int] = [:]
    /// Lines that are rows of a table without its gaps.
    private(set) var rows: [Int: [GradedRows.Row]] = [:]
    /// Grades with what has them in the lines below.
    private(set) var list = GradeList()

    // A longer block is running text.
    private static let longestLine = 160

    init(document: WordedDocument, profile: CompiledProfile?, slots: Slots?) {
        guard let profile, let slots else { return }
        let isLine = document.blocks.map { $0.range.count <= LineKinds.longestLine }
        findRows(document, GradedRows(profile, slots), profile)
        var index = 0
        while index < document.blocks.count {
            defer { index += 1 }
            guard isLine[index], kinds[index] == nil else { continue }
            let following = (index + 1..<min(index + 3, document.blocks.count)).prefix { isLine[$0] }
            let lines = ([index] + following).map { document.tokens[$0] }
            if let date = DateLine(lines, profile) {
                dates[index] = date
                index = mark(.date, from: index, count: date.lines)
            } else if let person = PersonLine(
                lines, in: document.text, profile.fields.peopleLines(in: lines), slots)
            {
                people[index] = person
                // A role on the line below is a second one of the same person.
                let after = person.isRoleLast ? lines.dropFirst(person.lines).prefix { slots.isRole($0) }.count : 0
                index = mark(.person, from: index, count: person.lines + after)
            } else if document.blocks[index].kind != .tableRow, let (badge, length) = LineKinds.badge(lines, profile) {
                badges[index] = badge
                if length > 1 { secondLines[index] = index + 1 }
                let below = lines.dropFirst(length).first
                index = mark(.grade, from: index, count: length)
                // A table whose cells came apart: the grade, and below it the year when it was given. At the very end it may be
                // the beginning of more.
                if badge.status == .graded, let below, index + 2 < document.blocks.count, slots.isEarlierYear(below) {
                    badges[index - length + 1]?.status = .carriedOver
                    index = mark(.row, from: index + 1, count: 1)
                }
            }
        }
        list = list(of: document, isLine, profile)
    }

    // A grade of several words may be broken between them.
    private static func badge(_ lines: [[Token]], _ profile: CompiledProfile) -> (Badge, Int)? {
        if let badge = profile.badge(lines[0]) { return (badge, 1) }
        guard lines.count > 1, lines[1].first?.isCapitalised == false, let badge = profile.badge(lines[0] + lines[1])
        else { return nil }
        return (badge, 2)
    }

    // Where they lost the ends of their lines too, rows are one long line.
    private mutating func findRows(_ document: WordedDocument, _ reader: GradedRows?, _ profile: CompiledProfile) {
        guard let reader else { return }
        // One line that looks like a heading with its grade is one; several in a row are a list. In a row of it that was broken
        // the grade stands below the name.
        var above: (line: Int, row: GradedRows.Row, next: Int)?
        for (index, block) in document.blocks.enumerated() where block.isLine && !block.kind.isHeading {
            let tokens = document.tokens[index]
            if above?.next != index { above = nil }
            if let row = reader.headingRow(in: tokens) {
                if let above {
                    add([above.row], at: above.line)
                    add([row], at: index)
                }
                above = (index, row, index + 1)
            } else if profile.badge(tokens) != nil || profile.questions.asked(tokens, cycles: nil, scope: nil) != nil {
                above?.next = index + 1
            }
            let found = reader.rows(in: tokens)
            if !found.isEmpty {
                add(found, at: index)
            } else if let rows = broken(index, document, reader) {
                add(rows, at: index)
                kinds[index + 1] = .row
            }
        }
    }

    // A row that is broken behind its grade: what its last cell says stands alone in the next line.
    private func broken(_ index: Int, _ document: WordedDocument, _ reader: GradedRows) -> [GradedRows.Row]? {
        let next = index + 1
        guard next < document.blocks.count, document.blocks[next].isLine, !document.blocks[next].kind.isHeading else {
            return nil
        }
        let tokens = document.tokens[index]
        guard reader.mayBreak(behind: tokens) else { return nil }
        var rows = reader.rows(in: tokens + document.tokens[next])
        guard let last = rows.popLast(), last.verdict.tokens.upperBound == tokens.count else { return nil }
        let cut = GradedRows.Row(
            tokens: last.tokens.lowerBound..<tokens.count, name: last.name, verdict: last.verdict,
            isCarriedOver: last.isCarriedOver)
        return rows + [cut]
    }

    private mutating func add(_ found: [GradedRows.Row], at line: Int) {
        rows[line] = found
        kinds[line] = .row
    }

    private func list(of document: WordedDocument, _ isLine: [Bool], _ profile: CompiledProfile) -> GradeList {
        let ranks = profile.ranks
        return GradeList(document: document) { line in
            if let badge = badges[line] { return .grade(rank: badge.grade.flatMap { ranks[$0] }) }
            guard isLine[line], document.blocks[line].kind != .tableRow else { return nil }
            let tokens = document.tokens[line]
            if profile.questions.asked(tokens, cycles: nil, scope: nil) != nil { return .name(tokens.map(\.word)) }
            let isNothing = profile.vocabulary.readings(of: "nothing", in: tokens, at: 0).contains {
                tokens[$0.end...].allSatisfy { !$0.isWord }
            }
            return isNothing ? .nothing : nil
        } isGlued: { line in
            let tokens = document.tokens[line].suffix(LineKinds.mostGlued)
            return badges[line] == nil && rows[line] == nil && isLine[line] && document.blocks[line].isLine
                && tokens.last?.word != "."
                && tokens.indices.contains { place in
                    tokens[place].isCapitalised
                        && !profile.vocabulary.readings(of: "grade", in: document.tokens[line], at: place).isEmpty
                }
        }
    }

    // How many words of a line that lost its end are looked at.
    private static let mostGlued = 12

    private mutating func mark(_ kind: Kind, from index: Int, count: Int) -> Int {
        for line in index..<index + count { kinds[line] = kind }
        return index + count - 1
    }

    func kind(of block: Int) -> Kind? { kinds[block] }
}

extension Slots {
    /// Whether a line is a year before that of the document and nothing else.
    fileprivate func isEarlierYear(_ line: [Token]) -> Bool {
        read(.earlier, line, 0).contains { $0.end == line.count }
    }

    /// Whether a line is a role and nothing else.
    fileprivate func isRole(_ line: [Token]) -> Bool { read(.role, line, 0).contains { $0.end == line.count } }
}
