import Model

/// Puts the lines of a plain text together to paragraphs: what was wrapped at a fixed width is one again, and what
/// stands in columns becomes rows.
struct PlainLines {
    private let wrap: WrappedText?
    private let hasColumns: Bool
    private var paragraphs: [PlainTextReader.Paragraph] = []
    // The lines of the paragraph that is still open, and whether a blank line ended it.
    private var open: [Substring] = []
    private var row: TextColumns.Row?
    // A bullet on a line of its own belongs to the next line that says something.
    private var bullet: Substring?
    private var bulletIndent = 0
    private var depth = ListMark.Depth()
    // Whether the last paragraph is an item that announces more.
    private var isAnnounced = false
    // The last row of the table that the lines are in, while no text has come.
    private var above: TextColumns.Row?
    // Whether the line before is a row.
    private var isInTable = false

    static func paragraphs(of lines: [Substring]) -> [PlainTextReader.Paragraph] {
        let single = withoutEchoes(lines)
        let wrap = WrappedText(single)
        let lines = wrap.map { $0.withoutGaps(single) } ?? lines
        var reader = PlainLines(wrap: wrap, hasColumns: TextColumns.areIn(lines))
        var index = 0
        while index < lines.count {
            let end = max(reader.addCentred(lines, from: index), reader.addOutOfStep(lines, from: index))
            if end == index { reader.add(lines[index]) }
            index = max(end, index + 1)
        }
        reader.close()
        return reader.paragraphs
    }

    // Takes the lines down to the next blank one if they are a row below another, and says where that is.
    private mutating func addCentred(_ lines: [Substring], from start: Int) -> Int {
        guard let above, row == nil, open.isEmpty, hasColumns, start > 0, lines[start - 1].allSatisfy(\.isWhitespace)
        else { return start }
        let group = lines[start...].prefix(TextColumns.mostCentred + 1).prefix { !$0.allSatisfy(\.isWhitespace) }
        guard let found = TextColumns.centred(group, under: above) else { return start }
        row = found
        close()
        return group.endIndex
    }

    // Takes the lines of a table that is read column by column, and says where it ends.
    private mutating func addOutOfStep(_ lines: [Substring], from start: Int) -> Int {
        guard hasColumns, row == nil, above == nil, open.isEmpty,
            let found = TextColumns.outOfStep(lines[start...])
        else { return start }
        paragraphs += found.rows.map(\.paragraph)
        above = found.rows.last
        return found.end
    }

    // A poor extraction gives each line twice; wrapped lines can be put together only without the second.
    private static func withoutEchoes(_ lines: [Substring]) -> [Substring] {
        let filled = lines.indices.filter { !lines[$0].allSatisfy(\.isWhitespace) }
        guard filled.count >= 8, filled.count.isMultiple(of: 2) else { return lines }
        let seconds = stride(from: 1, to: filled.count, by: 2)
        guard seconds.allSatisfy({ lines[filled[$0]] == lines[filled[$0 - 1]] }) else { return lines }
        let echoes = Set(seconds.map { filled[$0] })
        return lines.indices.filter { !echoes.contains($0) }.map { lines[$0] }
    }

    private init(wrap: WrappedText?, hasColumns: Bool) {
        (self.wrap, self.hasColumns) = (wrap, hasColumns)
    }

    private mutating func add(_ line: Substring) {
        let words = line.drop(while: \.isWhitespace)
        if words.isEmpty {
            close()
            isInTable = false
            return
        }
        if ListMark.isAlone(words) {
            close()
            (bullet, bulletIndent) = (words, line.count - words.count)
            return
        }
        if hasColumns, !line.contains("\t"), let found = TextColumns.Row(line, continuing: row, in: row ?? above) {
            if row?.takes(found) == true { return row?.join(found) ?? () }
            let before = row ?? above
            if before == nil, open.count == 1, let head = found.below(open[0]) {
                open = []
                row = head
                return
            }
            close()
            row = found.aligned(under: before)
            return
        }
        if row != nil { close() }
        if let last = open.last, wrap?.isContinued(last, by: line) == true {
            open.append(line)
        } else {
            close()
            open = [line]
        }
    }

    private mutating func close() {
        if let row {
            paragraphs.append(row.paragraph)
            above = row
        }
        row = nil
        guard !open.isEmpty else { return }
        let text = open.count == 1 ? String(open[0]) : WrappedText.joined(open)
        var paragraph = PlainTextReader.paragraph(text, isInTable: isInTable)
        isInTable = paragraph.kind == .tableRow
        place(&paragraph)
        paragraphs.append(paragraph)
        (open, bullet, above) = ([], nil, nil)
    }

    // An item has its depth in the list that it belongs to; anything else ends the list.
    private mutating func place(_ paragraph: inout PlainTextReader.Paragraph) {
        let words = open[0].drop(while: \.isWhitespace)
        let own = paragraph.kind == .listItem(depth: 1) ? ListMark(words) : nil
        let isBare = paragraph.kind == .paragraph || paragraph.kind == .headingLike
        if let mark = own ?? (isBare ? bullet.flatMap { ListMark($0) } : nil) {
            let indent = own == nil ? bulletIndent : open[0].count - words.count
            paragraph.kind = .listItem(depth: depth.add(mark, indent: indent, isAnnounced: isAnnounced))
            isAnnounced = paragraph.cells.last?.last { !$0.isWhitespace } == ":"
        } else {
            depth = ListMark.Depth()
        }
    }
}
