import Model

/// The blocks of an untagged PDF, from the places and the fonts of its lines.
struct PDFLayout {
    private(set) var elements: [PDFStructure.Element] = []
    private(set) var furniture: [String] = []
    private var lines: [PDFLine] = []
    private var table = PDFTableColumns()
    // From line to line inside a paragraph, as a share of the size of the letters.
    private let leading: Double
    private let styles: PDFHeadings
    private let bullets: PDFBullets

    init(_ pages: [PDFPage]) {
        let segments = pages.map { PDFLine.segments(of: $0) }
        let heads = PDFRunningHeads(segments)
        var pages = segments.map { heads.divided($0) }
        // Where nothing else stands on any page, it is the text.
        if pages.allSatisfy(\.text.isEmpty) { pages = segments.map { ([], $0) } }
        for line in pages.lazy.flatMap(\.heads) where furniture.count < 200 && !furniture.contains(line.text) {
            furniture.append(line.text)
        }
        let rows = pages.flatMap { PDFReadingOrder.rows(of: $0.text) }
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
        // A bullet or a number before its words is not a cell.
        if row.count == 2, PDFBullets.isBullet(row[0].text) || PDFNumbering.isNumber(row[0], of: row[1]) {
            return add([row[0].joined(row[1].spans)])
        }
        if goesOnInCells(row) { return table.reach(row) }
        if !lines.isEmpty || elements.last?.kind != .tableRow { table = PDFTableColumns() }
        if row.count > 1 || table.holds(lone: row[0]) {
            flush()
            let cells = table.placed(row).map { line in line.map { line in line.spans.map { ($0, line.page) } } ?? [] }
            return elements.append(PDFStructure.Element(kind: .tableRow, cells: cells))
        }
        let line = row[0]
        if let last = lines.last, !goesOn(from: last, to: line) { flush() }
        lines.append(line)
    }

    // A row of more is no table of text.
    private static let mostCells = 64

    // Adds the further lines of cells to the row above, where each goes on with the words of one.
    private mutating func goesOnInCells(_ row: [PDFLine]) -> Bool {
        guard lines.isEmpty, let above = elements.last?.cells, elements.last?.kind == .tableRow,
            above.count <= PDFLayout.mostCells
        else { return false }
        let cells = row.map { PDFLayout.goesOn($0.text) ? cell(above: $0, in: above) : nil }
        guard cells.allSatisfy({ $0 != nil }) else { return false }
        for (line, cell) in zip(row, cells) {
            guard let cell else { continue }
            elements[elements.count - 1].cells[cell] += line.spans.map { ($0, line.page) }
        }
        return true
    }

    // The cell that begins where a line does, right above it, and is wide enough for it.
    private func cell(above line: PDFLine, in cells: [[(span: PDFSpan, page: PDFPage)]]) -> Int? {
        cells.indices.first { index in
            guard let first = cells[index].first?.span, let last = cells[index].last,
                last.page.number == line.page.number
            else { return false }
            let step = last.span.baseline - line.baseline
            let edge = cells[(index + 1)...].lazy.compactMap { $0.first?.span.start }.first
            return abs(first.start - line.start) < 2 && abs(first.size - line.size) < 0.6 && step > 0
                && step < line.size * leading * 1.2 && edge.map { line.end < $0 } ?? true
        }
    }

    // Words that go on begin in small letters; so do addresses, which do not.
    private static func goesOn(_ text: String) -> Bool {
        text.first?.isLowercase == true && text.prefix { $0 != " " }.dropLast().contains { ".@".contains($0) } == false
    }

    // Whether a line belongs to the paragraph of the line before it.
    private func goesOn(from last: PDFLine, to line: PDFLine) -> Bool {
        guard let first = lines.first, !bullets.begins(line), !PDFNumbering.begins(line),
            abs(last.size - line.size) < 0.6,
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
