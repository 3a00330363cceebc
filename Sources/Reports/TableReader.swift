import Model

/// Reads tables of grades. A row names a thing or a body in its first cell and grades in the others; the head of the
/// table says what each column is about: a thing, or a grade under which the things stand.
struct TableReader: Sendable {
    let document: WordedDocument
    let recognition: Recognition
    let slots: Slots

    private var profile: CompiledProfile { recognition.profile }

    private struct Cell {
        let tokens: [Token]
        var range: Range<Int>? {
            guard let first = tokens.first, let last = tokens.last else { return nil }
            return first.range.lowerBound..<last.range.upperBound
        }
        var isNumber: Bool {
            tokens.first.map { Int($0.word) != nil } == true && tokens.dropFirst().allSatisfy { !$0.isWord }
        }
    }

    /// Gives the statements of the tables among some blocks of a section, and the rows in which cells are not where they were.
    /// On a page about many, `body` tells of which one a block speaks.
    func statements(
        in part: Outline.Part, body: (Int) -> Register.Entry?
    ) -> (stated: [Statement], unclear: [Int]) {
        var found: [Statement] = []
        var unclear: [Int] = []
        var head: [Cell] = []
        // The row above, empty below the head; `nil` where it is unclear.
        var above: [Cell]? = []
        var last: Int?
        for block in part.blocks where document.blocks[block].kind == .tableRow {
            let cells = cells(of: block)
            let goesOn = last.map { $0 + 1 == block || isGrouped(cells, under: head, from: $0, to: block) } ?? false
            let begins = !goesOn || isHead(cells, below: head, above)
            if begins { head = cells }
            last = block
            let isUnclear = isGlued(cells, under: head) || !begins && isMoved(cells, above: above, under: head)
            above = isUnclear ? nil : begins ? [] : cells
            if isUnclear {
                unclear.append(block)
            } else {
                found += row(cells, under: head, block, part, recognition.isAboutMany ? body(block) : nil)
                // The next boxes stand below the grades of these.
                if isOfThings(cells), isOfThings(head) { head = cells }
            }
        }
        return (found, unclear)
    }

    // Right below a row that says nothing of grades, such as the words of two buttons, a longer one begins the table.
    private func isHead(_ cells: [Cell], below head: [Cell], _ above: [Cell]?) -> Bool {
        func saysSomething(_ cell: Cell) -> Bool { thing(in: cell) != nil || grade(in: cell) != nil }
        return above?.isEmpty == true && cells.count > head.count && !head.contains(where: saysSomething)
            && cells.dropFirst().allSatisfy(saysSomething)
    }

    // Bodies may be grouped by lines between the rows: *Wales*.
    private func isGrouped(_ cells: [Cell], under head: [Cell], from last: Int, to block: Int) -> Bool {
        guard recognition.isAboutMany, last + 2 == block, cells.count == head.count, let name = cells.first,
            let title = head.first
        else { return false }
        return document.tokens[last + 1].count <= TableReader.longestGroup && subject(in: name) != nil
            && subject(in: title) == nil
    }

    // Where a line feed was lost two rows are one: it is longer than the head, or a grade or a name and the next name share a cell.
    // Whose grade is whose cannot be told then.
    private func isGlued(_ cells: [Cell], under head: [Cell]) -> Bool {
        cells.count > head.count
            || cells.dropFirst().contains { cell in
                guard grade(in: cell) == nil, thing(in: cell) == nil else { return false }
                return cell.tokens.indices.dropFirst().prefix(TableReader.longestName).contains { place in
                    let start = Array(cell.tokens[..<place])
                    return cell.tokens[place].isCapitalised
                        && (profile.badge(start) != nil || recognition.thing(named: start) != nil)
                }
            }
    }

    // Lists under grades are filled from the top: of several things in a row one below nothing is in the wrong column.
    private func isMoved(_ cells: [Cell], above: [Cell]?, under head: [Cell]) -> Bool {
        let things = cells.indices.filter { thing(in: cells[$0]) != nil }
        guard head.count >= 3, things.count > 1 else { return false }
        guard let above else { return true }
        guard !above.isEmpty, head.count(where: { grade(in: $0) != nil }) >= 3 else { return false }
        return things.contains { $0 >= above.count || above[$0].tokens.isEmpty }
    }

    private static let longestGroup = 4
    private static let longestName = 16

    private func row(
        _ cells: [Cell], under head: [Cell], _ block: Int, _ part: Outline.Part, _ body: Register.Entry?
    ) -> [Statement] {
        if cells.count > 2, cells[0].isNumber {
            // The rows are counted in a column of their own.
            return row(Array(cells.dropFirst()), under: Array(head.dropFirst()), block, part, body)
        }
        // Of whom the grades below a head of grades are is said above the table.
        let columns = recognition.isAboutMany && body == nil ? [] : head.map { grade(in: $0) }
        // In a row that breaks off a cell may hold the beginning of a word.
        let isWhole = cells.count >= head.count || block + 1 < document.blocks.count
        if columns.count(where: { $0 != nil }) >= 3, let name = cells.first, let thing = thing(in: name),
            let marked = mark(in: cells, under: columns), let range = cells[marked.column].range,
            isWhole || !cells[marked.column].tokens.contains(where: \.isWord)
        {
            return [statement(thing, body, marked.grade, marked.status, text: range, block, part)]
        }
        if columns.count(where: { $0 != nil }) >= 3 {
            // Each column is a grade, and the cells below name what has it.
            return zip(cells, columns).flatMap { cell, column -> [Statement] in
                guard let column, let thing = thing(in: cell), let range = cell.range else { return [] }
                return [statement(thing, body, column.grade, column.status, text: range, block, part)]
            }
        }
        if let below = grades(cells, under: head) {
            return below.map { statement($0.thing, nil, $0.grade, $0.status, text: $0.range, block, part) }
        }
        guard let name = cells.first else { return [] }
        let rowThing = thing(in: name) ?? broken(name, block)
        let subject = rowThing == nil ? subject(in: name) : nil
        return cells.indices.dropFirst().compactMap { index in
            if index < head.count, isOfAnotherRound(head[index]) { return nil }
            guard let verdict = grade(in: cells[index]), let range = cells[index].range else { return nil }
            let column = index < head.count ? thing(in: head[index]) : nil
            if let rowThing, column == nil {
                guard !recognition.isAboutMany || body != nil else { return nil }
                let status = verdict.status == .graded && isOfEarlierYear(cells) ? .carriedOver : verdict.status
                return statement(rowThing, body, verdict.grade, status, text: range, block, part)
            }
            guard let column, let subject, recognition.isAboutMany else { return nil }
            return statement(column, subject, verdict.grade, verdict.status, text: range, block, part)
        }
    }

    // One cell of the row holds a mark, and its column is a grade. A number counts something.
    private func mark(in cells: [Cell], under columns: [LineKinds.Badge?]) -> (
        column: Int, grade: String?, status: Judgment.Status
    )? {
        let marks = cells.indices.dropFirst().filter { !cells[$0].tokens.isEmpty }
        guard marks.count == 1, let column = marks.first, column < columns.count, let badge = columns[column],
            let mark = cells[column].tokens.first, cells[column].tokens.count == 1, Int(mark.word) == nil,
            thing(in: cells[column]) == nil, grade(in: cells[column]) == nil
        else { return nil }
        return (column, badge.grade, badge.status)
    }

    private func isOfThings(_ cells: [Cell]) -> Bool {
        cells.count > 1 && cells.allSatisfy { grade(in: $0) == nil && thing(in: $0) != nil }
    }

    // Boxes side by side: each column is a thing, and the cell below it holds its grade.
    private func grades(_ cells: [Cell], under head: [Cell]) -> [Below]? {
        guard !recognition.isAboutMany, cells.count == head.count, isOfThings(head) else { return nil }
        let below = zip(cells, head).compactMap { cell, column -> Below? in
            guard let badge = grade(in: cell), let thing = thing(in: column), let range = cell.range else { return nil }
            return Below(thing: thing, grade: badge.grade, status: badge.status, range: range)
        }
        return below.count == cells.count ? below : nil
    }

    private struct Below {
        let thing: (asked: Questions.Asked, text: String)
        let grade: String?
        let status: Judgment.Status
        let range: Range<Int>
    }

    // A long name may begin in a line by itself above the row.
    private func broken(_ name: Cell, _ block: Int) -> (asked: Questions.Asked, text: String)? {
        guard let range = name.range, name.tokens.first?.isCapitalised == false, block > 0,
            document.blocks[block - 1].isLine, let first = document.tokens[block - 1].first
        else { return nil }
        let whole = first.range.lowerBound..<range.upperBound
        return recognition.thing(named: document.tokens[block - 1] + name.tokens)
            .map { ($0, document.text[whole].replacing("\n", with: " ")) }
    }

    // *Good*, and in the cell beside it the year when it was inspected.
    private func isOfEarlierYear(_ cells: [Cell]) -> Bool {
        cells.count { grade(in: $0) != nil } == 1
            && cells.dropFirst().contains { cell in
                slots.read(.earlier, cell.tokens, 0).contains { $0.end == cell.tokens.count }
            }
    }

    // The head of a column may say that it is about an earlier round.
    private func isOfAnotherRound(_ cell: Cell) -> Bool {
        let years = cell.tokens.indices.flatMap { slots.read(.earlier, cell.tokens, $0) }
        return !years.isEmpty || profile.elsewhere.contains { $0.firstMatch(in: cell.tokens, slots: slots.read) != nil }
    }

    private func statement(
        _ thing: (asked: Questions.Asked, text: String), _ subject: Register.Entry?, _ grade: String?,
        _ status: Judgment.Status, text: Range<Int>, _ block: Int, _ part: Outline.Part
    ) -> Statement {
        var statement = Statement(
            subject: subject, scope: "", grade: grade, status: status, text: text,
            evidence: document.blocks[block].range, section: part.section.id, isFirm: true)
        statement.take(thing.asked, named: thing.text)
        return statement
    }

    private func cells(of block: Int) -> [Cell] {
        var cells = [Cell(tokens: [])]
        var tokens: [Token] = []
        var end = document.blocks[block].range.lowerBound
        for token in document.tokens[block] {
            let gap = document.text.scalars[end..<token.range.lowerBound]
            for _ in gap.filter({ $0 == "\t" }) {
                cells[cells.count - 1] = Cell(tokens: tokens)
                cells.append(Cell(tokens: []))
                tokens = []
            }
            tokens.append(token)
            end = token.range.upperBound
        }
        cells[cells.count - 1] = Cell(tokens: tokens)
        return cells
    }

    private func grade(in cell: Cell) -> (grade: String?, status: Judgment.Status)? {
        profile.badge(cell.tokens)
    }

    private func thing(in cell: Cell) -> (asked: Questions.Asked, text: String)? {
        guard let range = cell.range else { return nil }
        return recognition.thing(named: cell.tokens).map { ($0, document.text[range]) }
    }

    private func subject(in cell: Cell) -> Register.Entry? {
        profile.register.subjects(in: cell.tokens, at: 0).first { $0.end == cell.tokens.count }
            .flatMap { profile.register.entry(slug: $0.value) }
    }
}
