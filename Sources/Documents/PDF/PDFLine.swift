/// A line of an untagged page: spans that stand side by side, close enough to be read on.
struct PDFLine {
    private(set) var spans: [PDFSpan]
    let page: PDFPage
    let start: Double
    let baseline: Double
    // Kept, not worked out each time: a line may have very many spans.
    private(set) var end: Double
    private(set) var size: Double
    private(set) var letters: Int

    init(_ span: PDFSpan, _ page: PDFPage) {
        (spans, self.page) = ([span], page)
        (start, baseline, end, size) = (span.start, span.baseline, span.end, span.size)
        letters = span.text.utf8.count
    }

    /// Adds what stands to the right.
    mutating func append(_ span: PDFSpan) {
        spans.append(span)
        (end, size) = (max(end, span.end), max(size, span.size))
        letters += span.text.utf8.count
    }

    /// This line, and another that goes on with it.
    func joined(_ others: some Sequence<PDFSpan>) -> PDFLine {
        var line = self
        for span in others { line.append(span) }
        return line
    }

    var text: String { spans.map(\.text).joined(separator: " ") }
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
                    lines[last].append(span)
                } else {
                    lines.append(PDFLine(span, page))
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
