import Model

/// What the structure of a PDF leaves open, settled by how its pages look.
enum PDFElements {
    /// Puts together what a page break divided, finds headings where the author tagged none, and takes bullets off items.
    static func settled(_ elements: [PDFStructure.Element]) -> [PDFStructure.Element] {
        var settled: [PDFStructure.Element] = []
        for element in elements where !element.isEmpty {
            if let last = settled.last, goesOn(from: last, to: element) {
                settled[settled.count - 1].cells[0] += element.cells[0]
            } else {
                settled.append(element)
            }
        }
        demoteHeadings(&settled)
        let hasHeadings = settled.contains { if case .heading = $0.kind { true } else { false } }
        if !hasHeadings { findHeadings(&settled) }
        for index in settled.indices where settled[index].kind.isListItem {
            settled[index].cells = settled[index].cells.map { PDFBullets.withoutBullet($0) }
        }
        return settled
    }

    private static func goesOn(from last: PDFStructure.Element, to next: PDFStructure.Element) -> Bool {
        guard last.kind != .tableRow, next.kind != .tableRow, last.cells.count == 1, next.cells.count == 1,
            let (end, endPage) = last.cells[0].last, let (begin, beginPage) = next.cells[0].first,
            beginPage.number == endPage.number + 1, abs(end.size - begin.size) < 0.5,
            case let text = end.text.trimmed, let mark = text.last, !".!?:;".contains(mark)
        else { return false }
        return begin.text.trimmed.first?.isLowercase == true
    }

    // Some authors tag whole paragraphs as headings, for their looks.
    private static func demoteHeadings(_ elements: inout [PDFStructure.Element]) {
        for index in elements.indices {
            guard case .heading = elements[index].kind else { continue }
            let text = elements[index].cells.joined().map(\.span.text).joined(separator: " ")
            if elements[index].letters > PDFHeadings.mostLetters || isSentences(text) {
                elements[index].kind = .paragraph
            }
        }
    }

    // Several sentences: one ends at the end, and one before that.
    private static func isSentences(_ text: String) -> Bool {
        let text = text.trimmed
        return text.last == "." && text.dropLast().firstRange(of: /[a-z)’”"]\. +[A-Z]/) != nil
    }

    private static func findHeadings(_ elements: inout [PDFStructure.Element]) {
        let lines = elements.map { element -> PDFLine? in
            let spans = element.cells.joined()
            return spans.first.map { PDFLine($0.span, $0.page).joined(spans.dropFirst().lazy.map(\.span)) }
        }
        let styles = PDFHeadings(lines.compactMap { $0 })
        for (index, line) in lines.enumerated() {
            guard let line, elements[index].kind == .paragraph, let level = styles.level(of: line) else { continue }
            elements[index].kind = .heading(level: level)
        }
    }
}
