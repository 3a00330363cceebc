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
    // Whether the line before is a row.
    private var isInTable = false

    static func paragraphs(of lines: [Substring]) -> [PlainTextReader.Paragraph] {
        let single = withoutEchoes(lines)
        let wrap = WrappedText(single)
        let lines = wrap == nil ? lines : single
        var reader = PlainLines(wrap: wrap, hasColumns: TextColumns.areIn(lines))
        for line in lines { reader.add(line) }
        reader.close()
        return reader.paragraphs
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
        if isLoneBullet(words) {
            close()
            bullet = words
            return
        }
        if hasColumns, !line.contains("\t"), let found = TextColumns.Row(line, continuing: row) {
            if row?.takes(found) == true { return row?.join(found) ?? () }
            close()
            row = found
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

    private func isLoneBullet(_ words: Substring) -> Bool {
        let mark = words.trimmingSuffix(while: \.isWhitespace)
        return mark.count == 1 && mark.first.map { PlainTextReader.bullets.contains($0) } == true
    }

    private mutating func close() {
        if let row { paragraphs.append(row.paragraph) }
        row = nil
        guard !open.isEmpty else { return }
        let text = open.count == 1 ? String(open[0]) : WrappedText.joined(open)
        var paragraph = PlainTextReader.paragraph(text, isInTable: isInTable)
        isInTable = paragraph.kind == .tableRow
        if bullet != nil, paragraph.kind == .paragraph || paragraph.kind == .headingLike {
            paragraph.kind = .listItem(depth: 1)
        }
        paragraphs.append(paragraph)
        (open, bullet) = ([], nil)
    }
}
