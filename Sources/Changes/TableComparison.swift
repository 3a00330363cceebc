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
        if pages.old.isHead(edit.old), pages.new.isHead(edit.new) {
            return compareHeads(before, after, &draft)
        }
        // What stands in its column, wherever that is now, and what is told.
        var known: (before: [Range<Int>], after: [Range<Int>]) = ([], [])
        for (column, cell) in after.cells.enumerated() where column > 0 {
            guard let other = before.cell(likeColumn: column, of: after) else { continue }
            if !Cell.areSame((other, edit.old), (cell, edit.new), pages) {
                guard Cell.isNumber(other, edit.old, pages.old), Cell.isNumber(cell, edit.new, pages.new)
                else {
                    continue
                }
                note(other, cell, line: edit.new, name: after.name(ofColumn: column), &draft)
            }
            known.before.append(other)
            known.after.append(cell)
        }
        draft.explain(
            Explanation(before: known.before, after: known.after, coversRanges: true), on: pages)
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
        guard Stamp(edit.difference, label: []) == nil, !SiteLine.holds(edit.new, of: pages.new),
            let old = pages.old.namedValue(edit.old),
            let new = pages.new.namedValue(edit.new),
            Cell.isNumber(old.value, edit.old, pages.old), Cell.isNumber(new.value, edit.new, pages.new),
            WordScanner.plain(old.name) == WordScanner.plain(new.name)
        else { return }
        guard !Cell.areSame((old.value, edit.old), (new.value, edit.new), pages) else { return }
        note(old.value, new.value, line: nil, name: [new.name], &draft)
        draft.explain(
            Explanation(before: [old.value], after: [new.value], coversRanges: true), on: pages)
    }

    private func note(
        _ before: Range<Int>, _ after: Range<Int>, line: Int?,
        name: @autoclosure @escaping () -> [String],
        _ draft: inout ChangeDraft
    ) {
        // Tables of one page often have the same rows.
        let section = line.flatMap { pages.new.lines[$0].section }.map {
            pages.new.record.sections[$0].id
        }
        let clause = { [pages] in
            Moves.clause(
                Shortened.to(60, name().joined(separator: ", ")), colon: true, from: pages.old.text[before],
                to: pages.new.text[after])
        }
        draft.add(
            Entry(
                .figureChanged, before: before, after: after, position: after.lowerBound, clause: clause
            ) { [pages] in
                ChangeItem(
                    .figureChanged,
                    path: "/figures/"
                        + ([section].compactMap { $0 } + name().map(Slug.of)).joined(separator: "."),
                    from: pages.old.text[before], to: pages.new.text[after],
                    before: pages.old.text.evidence(before),
                    after: pages.new.text.evidence(after))
            })
    }
}

private enum Cell {
    /// Whether a cell holds a number and little else; a date is none.
    static func isNumber(_ range: Range<Int>, _ line: Int, _ page: Page) -> Bool {
        guard (1...40).contains(range.count) else { return false }
        let words = words(range, line, page).lazy.filter { !$0.isMark }
        return words.count <= 4 && words.contains { !$0.isDate && $0.form.hasNumber }
    }

    /// Whether two cells say the same, each with the line that it stands in.
    static func areSame(_ old: (Range<Int>, Int), _ new: (Range<Int>, Int), _ pages: Pages) -> Bool {
        if pages.old.text.scalars[old.0].elementsEqual(pages.new.text.scalars[new.0]) { return true }
        if let one = pages.old.ownWords(of: old.0, in: old.1),
            let other = pages.new.ownWords(of: new.0, in: new.1)
        {
            return one.lazy.map { $0.id }.elementsEqual(other.lazy.map { $0.id })
        }
        return WordScanner.plain(pages.old.text[old.0]) == WordScanner.plain(pages.new.text[new.0])
    }

    private static func words(_ range: Range<Int>, _ line: Int, _ page: Page) -> ArraySlice<Word> {
        page.ownWords(of: range, in: line) ?? WordScanner.words(of: page.text[range])[...]
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
        guard lines[line].weight <= Page.longestEntry, !lines[line].isClosed, !isBullet(line) else {
            return false
        }
        // *6 Market Place* is no number of anything.
        return words(of: line).contains { !$0.isDate && $0.form.hasNumber }
            && !words(of: line).contains { $0.form.isCapitalized }
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
