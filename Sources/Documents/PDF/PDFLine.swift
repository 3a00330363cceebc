/// A line of an untagged page: spans that stand side by side, close enough to be read on.
struct PDFLine {
    var spans: [PDFSpan]
    let page: PDFPage

    var start: Double { spans[0].start }
    var end: Double { spans.reduce(spans[0].end) { max($0, $1.end) } }
    var baseline: Double { spans[0].baseline }
    var size: Double { spans.reduce(0) { max($0, $1.size) } }
    var text: String { spans.map(\.text).joined(separator: " ") }
    var letters: Int { spans.reduce(0) { $0 + $1.text.utf8.count } }
    /// Whether all of it is bold.
    var isBold: Bool { spans.allSatisfy { $0.isBold || $0.text.allSatisfy(\.isWhitespace) } }

    /// Gives the segments of a page: what stands in one line without a gap as wide as a column's.
    static func segments(of page: PDFPage) -> [PDFLine] {
        let spans = page.spans.filter { !$0.isArtifact && !$0.text.allSatisfy(\.isWhitespace) }
            .sorted { ($0.baseline, -$0.start) > ($1.baseline, -$1.start) }
        var lines: [PDFLine] = []
        var row: [PDFSpan] = []
        func flush() {
            for span in row.sorted(by: { $0.start < $1.start }) {
                if let last = lines.indices.last, lines[last].isOpen(for: span) {
                    lines[last].spans.append(span)
                } else {
                    lines.append(PDFLine(spans: [span], page: page))
                }
            }
            row = []
        }
        for span in spans {
            if let first = row.first, first.baseline - span.baseline > max(first.size, span.size) * 0.45 { flush() }
            row.append(span)
        }
        flush()
        return lines
    }

    private func isOpen(for span: PDFSpan) -> Bool {
        abs(baseline - span.baseline) < max(size, span.size) * 0.5 && span.start - end < max(size, span.size) * 1.3
            && span.start >= end - size
    }
}

/// The order in which the segments of a page are read: columns one after another, the rows of a table across.
enum PDFReadingOrder {
    /// Gives the rows of a page in order; a row of several segments is one of a table.
    static func rows(of segments: [PDFLine], depth: Int = 0) -> [[PDFLine]] {
        guard segments.count > 1, depth < 20 else { return segments.map { [$0] } }
        if let gap = gutter(in: segments) {
            let (left, right) = (segments.filter { $0.end <= gap.end }, segments.filter { $0.start >= gap.start })
            // What reaches across stands before, between or after the columns.
            let across = segments.filter { $0.end > gap.end && $0.start < gap.start }
            if across.isEmpty { return rows(of: left, depth: depth + 1) + rows(of: right, depth: depth + 1) }
        }
        if let cut = level(in: segments) {
            let above = segments.filter { $0.baseline > cut }
            return rows(of: above, depth: depth + 1)
                + rows(of: segments.filter { $0.baseline <= cut }, depth: depth + 1)
        }
        return across(segments)
    }

    // Segments of one height are a row.
    private static func across(_ segments: [PDFLine]) -> [[PDFLine]] {
        var rows: [[PDFLine]] = []
        for segment in segments.sorted(by: { $0.baseline > $1.baseline }) {
            if let last = rows.last?.first, abs(last.baseline - segment.baseline) < max(last.size, segment.size) * 0.5 {
                rows[rows.count - 1].append(segment)
            } else {
                rows.append([segment])
            }
        }
        return aligned(rows.map { $0.sorted { $0.start < $1.start } })
    }

    // Cells that nearly touch look like one segment: beside a row of a table they are cut where its cells begin.
    private static func aligned(_ rows: [[PDFLine]]) -> [[PDFLine]] {
        var rows = rows
        for index in rows.indices {
            let neighbours = [index - 1, index + 1].filter { rows.indices.contains($0) && rows[$0].count > 1 }
            guard let starts = neighbours.map({ rows[$0].map(\.start) }).max(by: { $0.count < $1.count }),
                rows[index].count < starts.count
            else { continue }
            rows[index] = rows[index].flatMap { line in
                var pieces: [PDFLine] = []
                for span in line.spans {
                    let begins = starts.contains { abs($0 - span.start) < 2 }
                    if let last = pieces.indices.last, !begins {
                        pieces[last].spans.append(span)
                    } else {
                        pieces.append(PDFLine(spans: [span], page: line.page))
                    }
                }
                return pieces
            }
        }
        return rows
    }

    // A strip that no segment touches, with columns of running text on both sides.
    private static func gutter(in segments: [PDFLine]) -> (start: Double, end: Double)? {
        let sorted = segments.sorted { $0.start < $1.start }
        guard var reach = sorted.first?.end else { return nil }
        for (index, segment) in sorted.enumerated().dropFirst() {
            if segment.start - reach > max(6, segment.size * 0.8) {
                let (left, right) = (Array(sorted[..<index]), Array(sorted[index...]))
                if isColumn(left), isColumn(right), overlap(left, right) { return (segment.start, reach) }
            }
            reach = max(reach, segment.end)
        }
        return nil
    }

    // Running text fills its column; the cells of a table do not.
    private static func isColumn(_ segments: [PDFLine]) -> Bool {
        guard segments.count >= 4, let left = segments.map(\.start).min(), let right = segments.map(\.end).max() else {
            return false
        }
        let filled = segments.count { $0.end - $0.start > (right - left) * 0.6 }
        let words = segments.reduce(0) { $0 + $1.letters }
        return filled * 2 >= segments.count && words / segments.count >= 18
    }

    private static func overlap(_ left: [PDFLine], _ right: [PDFLine]) -> Bool {
        guard let top = right.map(\.baseline).max(), let bottom = right.map(\.baseline).min() else { return false }
        return left.count { $0.baseline <= top && $0.baseline >= bottom } * 2 >= min(left.count, right.count)
    }

    // A height at which the page can be cut because the segments above or below it reach across the columns of the rest.
    private static func level(in segments: [PDFLine]) -> Double? {
        let sorted = segments.sorted { $0.baseline > $1.baseline }
        for (index, segment) in sorted.enumerated() {
            // Only where a segment reaches across: then what is above it is one part, it is another.
            let rest = sorted[(index + 1)...]
            guard index > 0 || !rest.isEmpty,
                gutter(in: Array(rest)) != nil || (index > 3 && gutter(in: Array(sorted[..<index])) != nil)
            else { continue }
            let cut = segment.baseline - 0.01
            let above = sorted.count { $0.baseline > cut }
            if above > 0, above < sorted.count { return cut }
        }
        return nil
    }
}
