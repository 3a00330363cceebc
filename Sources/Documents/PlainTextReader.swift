import Model

/// Plain text, and what is near it: paragraphs by line or by blank line, bullets, Markdown headings. What a heading is
/// cannot be known from a text without mark-up; lines that look like one are marked so, and the profile decides.
enum PlainTextReader {
    static func read(_ string: String) -> Document {
        let lines = string.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var builder = CanonicalTextBuilder()
        var isInTable = false
        for paragraph in paragraphs(of: lines) {
            let (kind, text) = classify(paragraph, isInTable: isInTable)
            isInTable = kind == .tableRow
            // An empty cell has its place.
            let cells = isInTable ? text.split(separator: "\t", omittingEmptySubsequences: false) : [text[...]]
            for (index, cell) in cells.enumerated() {
                if index > 0 { builder.endCell() }
                builder.append(String(cell))
            }
            builder.endBlock(kind)
        }
        return Document(
            mediaType: "text/plain", blocks: builder.blocks, text: builder.text)
    }

    // Lines are paragraphs, unless the text was wrapped at a fixed width; then blank lines divide them.
    private static func paragraphs(of lines: [Substring]) -> [String] {
        guard isWrapped(lines) else { return lines.map(String.init) }
        var paragraphs: [String] = []
        var open: [Substring] = []
        func isBullet(_ line: Substring) -> Bool { bulletText(line.drop(while: \.isWhitespace)) != nil }
        for line in lines {
            if line.allSatisfy(\.isWhitespace) || isBullet(line) || line.hasPrefix("#") {
                if !open.isEmpty { paragraphs.append(open.joined(separator: " ")) }
                open = []
            }
            if line.hasPrefix("#") {
                paragraphs.append(String(line))
            } else if !line.allSatisfy(\.isWhitespace) {
                open.append(line)
            }
        }
        if !open.isEmpty { paragraphs.append(open.joined(separator: " ")) }
        return paragraphs
    }

    // Wrapped text has blank lines, no long line, and lines that go on in lower case.
    private static func isWrapped(_ lines: [Substring]) -> Bool {
        let filled = lines.filter { !$0.allSatisfy(\.isWhitespace) }
        guard filled.count >= 4, filled.count < lines.count, !filled.contains(where: { $0.utf8.count > 130 }) else {
            return false
        }
        var continued = 0
        for (line, next) in zip(lines, lines.dropFirst()) {
            guard let last = line.last(where: { !$0.isWhitespace }), let first = next.first else { continue }
            if (last.isLetter || last == ","), first.isLowercase { continued += 1 }
        }
        return continued * 5 >= filled.count
    }

    // A tab before the words is an empty cell where a table goes on, and else an indent.
    private static func classify(_ paragraph: String, isInTable: Bool) -> (Block.Kind, String) {
        let text = paragraph.drop { isInTable ? $0 == " " : $0.isWhitespace }
        if text.allSatisfy(\.isWhitespace) { return (.paragraph, "") }
        let hashes = text.prefix { $0 == "#" }.count
        if (1...6).contains(hashes), text.dropFirst(hashes).first == " " {
            return (.heading(level: hashes), String(text.dropFirst(hashes)))
        }
        if let item = bulletText(text) { return (.listItem(depth: 1), String(item)) }
        if text.contains("\t") { return (.tableRow, String(text)) }
        return (looksLikeHeading(text) ? .headingLike : .paragraph, String(text))
    }

    private static func bulletText(_ text: Substring) -> Substring? {
        guard let bullet = text.first, "-•·*–◦▪●‣".contains(bullet) else { return nil }
        let rest = text.dropFirst()
        // A dash glued to its word is a word; the other bullets need no space.
        guard let next = rest.first, next.isWhitespace || "•·◦▪●‣".contains(bullet) else { return nil }
        return rest.drop(while: \.isWhitespace)
    }

    private static func looksLikeHeading(_ text: Substring) -> Bool {
        let trimmed = text.trimmingSuffix(while: \.isWhitespace)
        guard let first = trimmed.first, let last = trimmed.last, trimmed.utf8.count <= 160 else { return false }
        guard first.isUppercase || first.isNumber || "‘“\"'".contains(first), !".;,:-–!…".contains(last) else {
            return false
        }
        return trimmed.split(separator: " ").count <= 20
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var end = endIndex
        while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
        return self[..<end]
    }
}
