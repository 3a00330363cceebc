import Model

/// The blocks of an untagged PDF, from the places and the fonts of its lines.
struct PDFLayout {
    private(set) var elements: [PDFStructure.Element] = []
    private(set) var furniture: [String] = []
    private var lines: [PDFLine] = []
    // From line to line inside a paragraph, as a share of the size of the letters.
    private let leading: Double
    private let styles: PDFHeadings
    private let bullets: PDFBullets

    init(_ pages: [PDFPage]) {
        let segments = pages.map { PDFLine.segments(of: $0) }
        let heads = PDFRunningHeads(segments)
        var rows: [[PDFLine]] = []
        var furniture: [String] = []
        for page in segments {
            for line in page where heads.contains(line) && !furniture.contains(line.text) && furniture.count < 200 {
                furniture.append(line.text)
            }
            rows += PDFReadingOrder.rows(of: page.filter { !heads.contains($0) })
        }
        self.furniture = furniture
        styles = PDFHeadings(rows.flatMap { $0 })
        bullets = PDFBullets(rows.compactMap(\.first))
        leading = PDFLayout.leading(rows.compactMap { $0.count == 1 ? $0[0] : nil })
        for row in rows { add(row) }
        flush()
    }

    // The usual step after a line that is full: there the next line is of the same paragraph.
    private static func leading(_ lines: [PDFLine]) -> Double {
        let right = lines.reduce(0) { max($0, $1.end) }
        let steps = zip(lines, lines.dropFirst()).compactMap { line, next -> Double? in
            let step = (line.baseline - next.baseline) / max(1, line.size)
            let isFull = line.end > right * 0.9 && abs(line.size - next.size) < 0.5
            return isFull && step > 0.8 && step < 3 ? step : nil
        }.sorted()
        return steps.isEmpty ? 1.35 : steps[steps.count / 2]
    }

    private mutating func add(_ row: [PDFLine]) {
        // A bullet far from its words is not a cell.
        if row.count == 2, PDFBullets.isBullet(row[0].text) {
            return add([row[0].joined(row[1].spans)])
        }
        guard row.count == 1 else {
            flush()
            elements.append(
                PDFStructure.Element(kind: .tableRow, cells: row.map { line in line.spans.map { ($0, line.page) } }))
            return
        }
        let line = row[0]
        if let last = lines.last, !goesOn(from: last, to: line) { flush() }
        lines.append(line)
    }

    // Whether a line belongs to the paragraph of the line before it.
    private func goesOn(from last: PDFLine, to line: PDFLine) -> Bool {
        guard let first = lines.first, !bullets.begins(line), abs(last.size - line.size) < 0.6,
            styles.level(of: last) == styles.level(of: line)
        else { return false }
        let ended = last.text.last.map { ".!?:;".contains($0) } ?? true
        if last.page.number != line.page.number || line.baseline > last.baseline {
            return !ended && line.text.first?.isLowercase == true
        }
        // More air than between the lines of a paragraph: another paragraph.
        guard last.baseline - line.baseline < last.size * leading * 1.2 else { return false }
        // A short line that ends a sentence ends its paragraph, where the next begins at the margin.
        let isShort = last.end < line.page.width * 0.62 && ended
        return !(isShort && abs(line.start - first.start) < line.size) || bullets.begins(first)
    }

    private mutating func flush() {
        guard let first = lines.first else { return }
        defer { lines = [] }
        let spans = lines.flatMap { line in line.spans.map { (span: $0, page: line.page) } }
        if let depth = bullets.depth(of: first) {
            elements.append(.init(kind: .listItem(depth: depth), cells: [PDFBullets.withoutBullet(spans)]))
        } else if let level = styles.level(of: first), lines.count <= 4 {
            elements.append(.init(kind: .heading(level: level), cells: [spans]))
        } else {
            elements.append(.init(kind: .paragraph, cells: [spans]))
        }
    }
}

/// Which lines are headings, and of which level: larger than the text, or bold where the text is not.
struct PDFHeadings {
    private let body: Double
    private let bodyIsBold: Bool
    // Sizes of headings, the largest first; bold lines in the size of the text come last.
    private let sizes: [Double]
    private let boldLevel: Int

    init(_ lines: [PDFLine]) {
        var weights: [Double: Int] = [:]
        var bold = 0
        var all = 0
        for line in lines {
            weights[PDFHeadings.rounded(line.size), default: 0] += line.letters
            all += line.letters
            if line.isBold { bold += line.letters }
        }
        let body = weights.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 10
        self.body = body
        bodyIsBold = bold * 2 > all
        let larger = weights.filter { $0.key > body * 1.08 && $0.value * 3 < all }.keys.sorted(by: >)
        sizes = Array(larger.prefix(5))
        boldLevel = min(6, sizes.count + 1)
    }

    private static func rounded(_ size: Double) -> Double { (size * 2).rounded() / 2 }

    func level(of line: PDFLine) -> Int? {
        let size = PDFHeadings.rounded(line.size)
        guard line.letters <= 250, line.text.contains(where: \.isLetter) else { return nil }
        if size > body * 1.08 {
            return (sizes.firstIndex { size >= $0 } ?? sizes.count) + 1
        }
        guard line.isBold, !bodyIsBold, size >= body * 0.98, line.letters <= 120, line.text.last != "." else {
            return nil
        }
        return boldLevel
    }
}

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
