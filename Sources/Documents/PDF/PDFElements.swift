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
        if hasHeadings { promoteHeadings(&settled) } else { findHeadings(&settled) }
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
        let lines = elements.map(PDFElements.line)
        let styles = PDFHeadings(lines.compactMap { $0 })
        for (index, line) in lines.enumerated() {
            guard let line, elements[index].kind == .paragraph, let level = styles.level(of: line) else { continue }
            elements[index].kind = .heading(level: level)
        }
    }

    private struct Style: Hashable {
        let size: Double
        let isBold: Bool

        init(_ line: PDFLine) { (size, isBold) = ((line.size * 2).rounded() / 2, line.isBold) }
    }

    // Some authors tag only some of their headings: short paragraphs that look just like those are headings too.
    private static func promoteHeadings(_ elements: inout [PDFStructure.Element]) {
        let lines = elements.map(PDFElements.line)
        var levels: [Style: Int] = [:]
        var letters: [Style: Int] = [:]
        for (element, line) in zip(elements, lines) {
            guard let line else { continue }
            letters[Style(line), default: 0] += line.letters
            if case .heading(let level) = element.kind {
                levels[Style(line)] = min(level, levels[Style(line)] ?? level)
            }
        }
        let text = letters.max { ($0.value, $1.key.size) < ($1.value, $0.key.size) }?.key
        for (index, line) in lines.enumerated() {
            guard let line, elements[index].kind == .paragraph, line.letters <= 120, Style(line) != text,
                let level = levels[Style(line)], line.text.contains(where: \.isLetter),
                let last = line.text.trimmed.last, !".,;:".contains(last)
            else { continue }
            elements[index].kind = .heading(level: level)
        }
    }

    private static func line(_ element: PDFStructure.Element) -> PDFLine? {
        let spans = element.cells.joined()
        return spans.first.map { PDFLine($0.span, $0.page).joined(spans.dropFirst().lazy.map(\.span)) }
    }
}
