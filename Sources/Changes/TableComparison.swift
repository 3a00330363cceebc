import Model

/// Rows of tables: paired by their label, their numbers compared cell by cell under the heading of the column.
struct TableComparison {
    private let pages: Pages
    private var heads = (old: [Int: Row.Head](), new: [Int: Row.Head]())

    private init(pages: Pages) { self.pages = pages }

    /// Tells the numbers that changed in rows; what else changed in a row is left to the text.
    static func run(_ pages: Pages, _ edits: Edits, into draft: inout ChangeDraft) {
        var comparison = TableComparison(pages: pages)
        for edit in edits.edited { comparison.compare(edit, &draft) }
    }

    private mutating func compare(_ edit: Edits.Edit, _ draft: inout ChangeDraft) {
        guard let before = pages.old.row(edit.old, &heads.old), let after = pages.new.row(edit.new, &heads.new) else {
            return compareNamed(edit, &draft)
        }
        if pages.old.isHead(edit.old), pages.new.isHead(edit.new) { return compareHeads(before, after, &draft) }
        var same: (before: [Range<Int>], after: [Range<Int>]) = ([], [])
        for (column, cell) in after.cells.enumerated() where column > 0 {
            guard let other = before.cell(likeColumn: column, of: after) else { continue }
            let isEqual = pages.old.text.scalars[other].elementsEqual(pages.new.text.scalars[cell])
            let (from, to) = isEqual ? ("", "") : (pages.old.text[other], pages.new.text[cell])
            if isEqual || WordScanner.plain(from) == WordScanner.plain(to) {
                same.before.append(other)
                same.after.append(cell)
                continue
            }
            guard Cell.isNumber(other, pages.old), Cell.isNumber(cell, pages.new) else { continue }
            note(from, to, other, cell, line: edit.new, name: after.name(ofColumn: column), &draft)
        }
        // They stand in their columns, wherever those stand now.
        draft.explain(Explanation(before: same.before, after: same.after, coversRanges: true), on: pages)
    }

    /// Columns in another order are the same columns.
    private func compareHeads(_ before: Row, _ after: Row, _ draft: inout ChangeDraft) {
        let plain = { (cell: Range<Int>, page: Page) in WordScanner.plain(page.text[cell]) }
        guard before.cells.map({ plain($0, pages.old) }).sorted() == after.cells.map({ plain($0, pages.new) }).sorted()
        else { return }
        draft.explain(Explanation(before: before.cells, after: after.cells, coversRanges: true), on: pages)
    }

    /// *Calls answered: 1,204*: a number under a name of its own.
    private func compareNamed(_ edit: Edits.Edit, _ draft: inout ChangeDraft) {
        guard Stamp(edit.difference, label: []) == nil, let old = pages.old.namedValue(edit.old),
            let new = pages.new.namedValue(edit.new),
            Cell.isNumber(old.value, pages.old), Cell.isNumber(new.value, pages.new),
            WordScanner.plain(old.name) == WordScanner.plain(new.name)
        else { return }
        let (from, to) = (pages.old.text[old.value], pages.new.text[new.value])
        guard WordScanner.plain(from) != WordScanner.plain(to) else { return }
        note(from, to, old.value, new.value, line: nil, name: [new.name], &draft)
    }

    private func note(
        _ from: String, _ to: String, _ before: Range<Int>, _ after: Range<Int>, line: Int?,
        name: [String], _ draft: inout ChangeDraft
    ) {
        // Tables of one page often have the same rows.
        let section = line.flatMap { pages.new.lines[$0].section }.map { pages.new.record.sections[$0].id }
        let path = ([section].compactMap { $0 } + name.map(Slug.of)).joined(separator: ".")
        let item = ChangeItem(
            .figureChanged, path: "/figures/" + path, from: from, to: to,
            before: pages.old.text.evidence(before), after: pages.new.text.evidence(after))
        draft.add(
            Entry(
                item: item, position: after.lowerBound,
                clause: Moves.clause(Shortened.to(60, name.joined(separator: ", ")), colon: true, from: from, to: to)))
        draft.explain(Explanation(before: [before], after: [after], coversRanges: true), on: pages)
    }
}

private enum Cell {
    /// Whether a cell holds a number and little else; a date is none.
    static func isNumber(_ range: Range<Int>, _ page: Page) -> Bool {
        guard (1...40).contains(range.count) else { return false }
        let words = WordScanner.words(of: page.text[range]).filter { !$0.isMark }
        return words.count <= 4 && words.contains { !$0.isDate && $0.form.hasNumber }
    }
}

/// A row of a table with the headings of its columns.
struct Row {
    let cells: [Range<Int>]
    /// What the row is called: its first cell.
    let label: String
    /// Those of its table; without any where the table has none.
    let head: Head

    /// The headings of a table.
    struct Head {
        /// By column, as they are printed.
        let printed: [String]
        /// The same as they are compared.
        let plain: [String]
        let columns: [String: Int]

        init(_ printed: [String]) {
            self.printed = printed
            plain = printed.map(WordScanner.plain)
            columns = Dictionary(zip(plain, 0...)) { first, _ in first }
        }
    }

    /// Gives the cell of the column that has the same heading as one of another row, or the same place where it has none.
    func cell(likeColumn column: Int, of other: Row) -> Range<Int>? {
        if column < other.head.plain.count, !other.head.plain[column].isEmpty,
            let same = head.columns[other.head.plain[column]]
        {
            return same < cells.count ? cells[same] : nil
        }
        return cells.count == other.cells.count ? cells[column] : nil
    }

    /// Gives the words that name a cell: those of the row, those of the column.
    func name(ofColumn column: Int) -> [String] {
        let heading = column < head.printed.count ? head.printed[column] : ""
        let place = heading.isEmpty && cells.count > 2 ? "column \(column + 1)" : heading
        return [label, place].filter { !$0.isEmpty }
    }
}

extension Page {
    /// Gives the row that a line is; `nil` for a line that is none.
    ///
    /// - Parameter heads: the headings that are known already, by their line.
    func row(_ line: Int, _ heads: inout [Int: Row.Head]) -> Row? {
        guard lines[line].isRow else { return nil }
        let cells = cells(of: line)
        let place = tableHeads[line] ?? -1
        let head = heads[place] ?? Row.Head(place < 0 ? [] : self.cells(of: place).map { text[$0] })
        heads[place] = head
        return Row(cells: cells, label: text[cells[0]], head: head)
    }

    /// Whether a line is the row of headings of a table.
    func isHead(_ line: Int) -> Bool { line + 1 < lines.count && tableHeads[line + 1] == line }

    /// Whether a line is a number with little beside it, and no sentence.
    func isValue(_ line: Int) -> Bool {
        guard lines[line].weight <= 4, !lines[line].isClosed, !isBullet(line) else { return false }
        return words(of: line).contains { !$0.isDate && $0.form.hasNumber }
    }

    /// Gives the name and the value of a short line with a colon, or of a value below its name.
    func namedValue(_ line: Int) -> (name: String, value: Range<Int>)? {
        let range = lines[line].range
        if line > 0, isValue(line), !lines[line - 1].isClosed, lines[line - 1].weight <= 14,
            !words(of: line - 1).contains(where: { $0.form.hasNumber })
        {
            return (text[lines[line - 1].range], range)
        }
        guard lines[line].weight <= 14, let colon = text.scalars[range].firstIndex(of: ":"),
            colon + 1 < range.upperBound, text.scalars[colon + 1] == " ",
            let value = text.scalars[(colon + 1)..<range.upperBound].firstIndex(where: { $0 != " " })
        else { return nil }
        return (text[range.lowerBound..<colon], value..<range.upperBound)
    }

    /// Gives what pairs a row with its like: the words of its first cell. A row without a label has none.
    func rowLabel(_ line: Int) -> ArraySlice<Word>? {
        guard lines[line].isRow, let end = text.scalars[lines[line].range].firstIndex(of: "\t") else { return nil }
        let label = words(of: line).prefix { $0.range.lowerBound < end }
        return label.isEmpty ? nil : label
    }

    private func cells(of line: Int) -> [Range<Int>] {
        let range = lines[line].range
        var cells: [Range<Int>] = []
        var start = range.lowerBound
        for position in range where text.scalars[position] == "\t" {
            cells.append(start..<position)
            start = position + 1
        }
        cells.append(start..<range.upperBound)
        return cells
    }

    /// By line, the first row of the table it stands in, where that is a row of headings.
    static func tableHeads(_ lines: [Line], _ text: CanonicalText) -> [Int?] {
        var heads = [Int?](repeating: nil, count: lines.count)
        var head: Int?
        var previous: Int?
        for (index, line) in lines.enumerated() {
            guard line.isRow else {
                (head, previous) = (nil, nil)
                continue
            }
            if previous == nil {
                // Headings are words; a table that begins with its numbers has none.
                let hasNumbers = text.scalars[line.range].split(separator: "\t").dropFirst().contains { cell in
                    cell.allSatisfy { ("0"..."9").contains($0) || $0 == "," || $0 == "." || $0 == " " || $0 == "%" }
                }
                head = hasNumbers ? nil : index
            } else {
                heads[index] = head
            }
            previous = index
        }
        return heads
    }
}
