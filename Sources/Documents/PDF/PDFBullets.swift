/// The items of lists: lines that begin with a bullet, deeper the further in they stand.
struct PDFBullets {
    private let places: [Double]
    private static let mostPlaces = 64

    init(_ lines: [PDFLine]) {
        var places: [Double] = []
        for line in lines where places.count < PDFBullets.mostPlaces && PDFBullets.isBulletLine(line.text) {
            if !places.contains(where: { abs($0 - line.start) < 6 }) { places.append(line.start) }
        }
        self.places = places.sorted()
    }

    func begins(_ line: PDFLine) -> Bool { PDFBullets.isBulletLine(line.text) }

    func depth(of line: PDFLine) -> Int? {
        guard begins(line) else { return nil }
        // Columns have their own margins: what stands far from the first place is another column.
        let nearby = places.filter { line.start - $0 > -6 && line.start - $0 < 120 }
        return max(1, min(6, nearby.count { $0 < line.start + 6 }))
    }

    static func isBullet(_ text: String) -> Bool {
        let text = text.trimmed
        return text.count == 1 && text.first.map { marks.contains($0) } == true
    }

    private static func isBulletLine(_ text: String) -> Bool {
        guard let first = text.first, marks.contains(first) else { return false }
        let second = text.dropFirst().first
        return second == nil || second?.isWhitespace == true || !"-–".contains(first)
    }

    private static let marks: Set<Character> = [
        "•", "◦", "▪", "●", "■", "‣", "○", "–", "-", "▫", "❖", "➢", "◼", "◾", "∎",
    ]

    /// The spans of an item without its mark, which the canonical text shows by itself.
    static func withoutBullet(_ spans: [(span: PDFSpan, page: PDFPage)]) -> [(span: PDFSpan, page: PDFPage)] {
        var spans = spans
        while let first = spans.first?.span, first.text.allSatisfy(\.isWhitespace) { spans.removeFirst() }
        guard var first = spans.first?.span, isBulletLine(first.text) else { return spans }
        first.text = String(first.text.drop { $0.isWhitespace }.dropFirst().drop { $0.isWhitespace })
        if first.text.isEmpty { spans.removeFirst() } else { spans[0].span = first }
        return spans
    }
}

/// The numbers of paragraphs that stand before their words: `1.`, `(a)`, `2.3`.
enum PDFNumbering {
    /// Whether a piece of a line is the number of what stands beside it.
    static func isNumber(_ line: PDFLine, of words: PDFLine) -> Bool {
        isNumber(line.text) && words.start - line.end < words.size * 5 && words.letters >= 12
            && (words.text.first { !$0.isWhitespace }?.isLetter == true || line.text.trimmed.last?.isNumber == false)
    }

    static func begins(_ line: PDFLine) -> Bool { line.spans.count > 1 && isNumber(line.spans[0].text) }

    // Figures alone may be a cell: a mark makes them a number of a paragraph.
    private static func isNumber(_ text: String) -> Bool {
        let text = text.trimmed
        guard text.utf8.count <= 8, text.contains(where: { ".)".contains($0) }), let last = text.last else {
            return false
        }
        let parts = text.split { ".()".contains($0) }
        let isWhole = text.hasPrefix("(") ? last == ")" : true
        return isWhole && !parts.isEmpty && parts.count <= 4
            && parts.allSatisfy { part in
                part.allSatisfy { $0.isASCII && $0.isNumber } && part.count <= 3
                    || part.allSatisfy { "ivxlc".contains($0.lowercased()) }
                    || part.count == 1 && part.allSatisfy(\.isLetter)
            }
    }
}
