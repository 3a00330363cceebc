import Model

/// A text in Markdown: headings, tables with `|`, and what stands inside the lines.
struct Markdown {
    let paragraphs: [PlainTextReader.Paragraph]

    /// Reads lines that show themselves to be Markdown: one is a heading with `#`, or the rule below the head of a table.
    init?(_ lines: [Substring]) {
        guard lines.contains(where: Markdown.isHeading) || lines.contains(where: Markdown.isTableRule) else {
            return nil
        }
        let lines = lines.map(Markdown.withoutQuoteMarks)
        var paragraphs: [PlainTextReader.Paragraph] = []
        var text: [Substring] = []
        func close() {
            paragraphs += PlainLines.paragraphs(of: text)
            text = []
        }
        var isTable = false
        for (index, line) in lines.enumerated() {
            if isTable, Markdown.isTableRule(line) { continue }
            isTable =
                line.contains("|") && (isTable || index + 1 < lines.count && Markdown.isTableRule(lines[index + 1]))
            if isTable {
                close()
                paragraphs.append(Markdown.row(line))
            } else if let mark = Markdown.lineOfMarks(line) {
                // Below a line of words it says that they are a heading; else it only divides.
                if let words = text.last, words.contains(where: { !$0.isWhitespace }), mark != "*", mark != "_" {
                    text[text.count - 1] = (mark == "=" ? "# " : "## ") + words
                }
            } else {
                text.append(line)
            }
        }
        close()
        self.paragraphs = paragraphs
    }

    /// What a paragraph looks like without its marks.
    static func kind(of paragraph: PlainTextReader.Paragraph) -> Block.Kind {
        guard paragraph.kind == .paragraph || paragraph.kind == .headingLike else { return paragraph.kind }
        var builder = CanonicalTextBuilder()
        MarkdownLine(paragraph.cells.joined(separator: " ")).write(to: &builder)
        builder.endBlock(.paragraph)
        return PlainTextReader.looksLikeHeading((builder.lines.first ?? "")[...]) ? .headingLike : .paragraph
    }

    // `> words`: a box of the page, whose lines are as any others.
    private static func withoutQuoteMarks(_ line: Substring) -> Substring {
        let rest = line.drop { $0 == " " }
        guard rest.first == ">", line.count - rest.count <= 3 else { return line }
        let words = rest.drop { $0 == ">" || $0 == " " }
        return rest.prefix(rest.count - words.count).contains(" ") || words.isEmpty ? words : line
    }

    private static func isHeading(_ line: Substring) -> Bool {
        let hashes = line.prefix { $0 == "#" }.count
        return (1...6).contains(hashes) && line.dropFirst(hashes).first == " "
    }

    // `| --- | :---: |`
    private static func isTableRule(_ line: Substring) -> Bool {
        line.contains("|") && line.contains("---") && line.allSatisfy { "|-: \t".contains($0) }
    }

    private static func lineOfMarks(_ line: Substring) -> Character? {
        let marks = line.filter { !$0.isWhitespace }
        guard marks.count >= 3, let mark = marks.first, "-=*_".contains(mark), marks.allSatisfy({ $0 == mark }) else {
            return nil
        }
        return mark
    }

    private static func row(_ line: Substring) -> PlainTextReader.Paragraph {
        var cells = [""]
        var isEscaped = false
        for character in line.drop(while: \.isWhitespace).trimmingSuffix(while: \.isWhitespace) {
            if character == "|", !isEscaped {
                cells.append("")
            } else {
                cells[cells.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        if cells.first?.isEmpty == true { cells.removeFirst() }
        if cells.last?.isEmpty == true { cells.removeLast() }
        return .init(kind: .tableRow, cells: cells)
    }
}
