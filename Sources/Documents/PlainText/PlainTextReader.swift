import Model

/// Plain text, and what is near it: paragraphs by line or by blank line, bullets, columns, Markdown. What a heading is
/// cannot be known from a text without mark-up; lines that look like one are marked so, and the profile decides.
enum PlainTextReader {
    /// A block to be: the words of each of its cells.
    struct Paragraph {
        var kind: Block.Kind
        var cells: [String]
    }

    static func read(_ string: String) -> Document {
        let lines = PageNumbers.removed(from: string)
        let markdown = Markdown(lines)
        let paragraphs = markdown?.paragraphs ?? PlainLines.paragraphs(of: lines)
        var builder = CanonicalTextBuilder()
        for paragraph in paragraphs {
            for (index, cell) in paragraph.cells.enumerated() {
                if index > 0 { builder.endCell() }
                if markdown == nil { builder.append(cell) } else { MarkdownLine(cell).write(to: &builder) }
            }
            builder.endBlock(markdown == nil ? paragraph.kind : Markdown.kind(of: paragraph))
        }
        var document = Document(mediaType: "text/plain", blocks: builder.blocks, text: builder.text)
        document.links = builder.links
        return document
    }

    /// What a line that stands by itself, or several that were put together, is. A tab before the words is an empty cell
    /// where a table goes on, and else an indent.
    static func paragraph(_ line: String, isInTable: Bool = false) -> Paragraph {
        let text = line.drop { isInTable ? $0 == " " : $0.isWhitespace }
        let hashes = text.prefix { $0 == "#" }.count
        if (1...6).contains(hashes), text.dropFirst(hashes).first == " " {
            return Paragraph(kind: .heading(level: hashes), cells: [String(text.dropFirst(hashes))])
        }
        if let mark = ListMark(text) { return Paragraph(kind: .listItem(depth: 1), cells: [String(mark.words)]) }
        if text.contains("\t") {
            // An empty cell has its place.
            let cells = text.split(separator: "\t", omittingEmptySubsequences: false)
            return Paragraph(kind: .tableRow, cells: cells.map(String.init))
        }
        return Paragraph(kind: looksLikeHeading(text) ? .headingLike : .paragraph, cells: [String(text)])
    }

    private static let quotes: Set<Character> = ["‘", "“", "\"", "'"]

    static func looksLikeHeading(_ text: Substring) -> Bool {
        let trimmed = text.trimmingSuffix(while: \.isWhitespace)
        guard let first = trimmed.first, let last = trimmed.last, trimmed.utf8.count <= 160 else { return false }
        // An item that has lost its bullet goes on in small letters, also behind a quotation mark.
        let letter = trimmed.first { !quotes.contains($0) } ?? first
        guard letter.isUppercase || letter.isNumber, !".;,:-–!…".contains(last), !trimmed.hasSuffix("; and") else {
            return false
        }
        return trimmed.split(separator: " ").count <= 20
    }
}

extension Substring {
    func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
