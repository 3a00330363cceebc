/// What stands at the head or foot of page after page: no part of the text, and told apart from it.
///
/// It has the same words at the same height in the same letters, or a number that moves with the pages, and nothing but
/// its like between it and the edge of the page.
struct PDFRunningHeads {
    private struct Look: Hashable {
        var words: String
        let size: Double
        let isBold: Bool
        let isAtTop: Bool
        /// How far from the edge, in steps of three points.
        var step: Int
    }

    // The pages that show a look, no more than make it a running head.
    private var repeated: [Look: Set<Int>] = [:]
    private var moving: [Look: Set<Int>] = [:]
    private let enough: Int
    // Beyond these, what looks alike is a form that is filled in again and again.
    private static let mostRows = 5
    private let body: Double

    init(_ pages: [[PDFLine]]) {
        enough = max(2, min(3, pages.count))
        body = PDFHeadings.body(of: pages.joined())
        for line in pages.joined() where PDFRunningHeads.mayBeHead(line) {
            let look = PDFRunningHeads.look(of: line)
            PDFRunningHeads.note(line, look, in: &repeated)
            for words in PDFRunningHeads.movingWords(line) {
                var look = look
                look.words = words
                PDFRunningHeads.note(line, look, in: &moving)
            }
        }
    }

    private static func note(_ line: PDFLine, _ look: Look, in seen: inout [Look: Set<Int>]) {
        if seen[look, default: []].count < 3 { seen[look, default: []].insert(line.page.number) }
    }

    /// Tells the running heads and feet of a page from its text.
    func divided(_ page: [PDFLine]) -> (heads: [PDFLine], text: [PDFLine]) {
        let rows = PDFRunningHeads.rows(page)
        var isOut = rows.map { $0.map { _ in false } }
        for order in [Array(rows.indices), Array(rows.indices.reversed())] {
            for index in order.prefix(PDFRunningHeads.mostRows) {
                guard rows[index].allSatisfy(PDFRunningHeads.mayBeHead) else { break }
                isOut[index] = heads(in: rows[index])
                // What stands further in than text is text.
                if isOut[index].contains(false) { break }
            }
        }
        let marked = zip(rows.joined(), isOut.joined())
        return (marked.filter(\.1).map(\.0), marked.filter { !$0.1 }.map(\.0))
    }

    // Which lines of a row are heads: all, or the page's number alone that stands beside the name of a chapter.
    private func heads(in row: [PDFLine]) -> [Bool] {
        if isHead(row) || row.count == 1 && PDFRunningHeads.isPageNumber(row[0].text) { return row.map { _ in true } }
        guard row.count <= 3 else { return row.map { _ in false } }
        return row.indices.map { [0, row.count - 1].contains($0) && isMoving(row[$0]) }
    }

    // Of figures that grow from page to page one may be the page's number; more are a table.
    private func isHead(_ row: [PDFLine]) -> Bool {
        let others = row.filter { !isRepeated($0) }
        return others.count <= 1 && others.allSatisfy(isMoving)
    }

    private static func rows(_ page: [PDFLine]) -> [[PDFLine]] {
        var rows: [[PDFLine]] = []
        for line in page {
            if let last = rows.last?.first, abs(last.baseline - line.baseline) < max(last.size, line.size) * 0.5 {
                rows[rows.count - 1].append(line)
            } else {
                rows.append([line])
            }
        }
        return rows
    }

    private func isRepeated(_ line: PDFLine) -> Bool {
        isSeen(PDFRunningHeads.look(of: line), on: enough, repeated)
    }

    // Headings have numbers that grow from page to page too: those are larger than the text.
    private func isMoving(_ line: PDFLine) -> Bool {
        guard line.size <= body * 1.08 else { return false }
        var look = PDFRunningHeads.look(of: line)
        return PDFRunningHeads.movingWords(line).contains { words in
            look.words = words
            return isSeen(look, on: 3, moving)
        }
    }

    private func isSeen(_ look: Look, on count: Int, _ seen: [Look: Set<Int>]) -> Bool {
        var near = look
        var pages: Set<Int> = []
        for step in (look.step - 1)...(look.step + 1) {
            near.step = step
            pages.formUnion(seen[near] ?? [])
        }
        return pages.count >= count
    }

    private static func mayBeHead(_ line: PDFLine) -> Bool {
        (line.baseline > line.page.height * 0.87 || line.baseline < line.page.height * 0.13) && line.letters <= 300
    }

    private static func look(of line: PDFLine) -> Look {
        let isAtTop = line.baseline > line.page.height / 2
        let distance = min(max(isAtTop ? line.page.height - line.baseline : line.baseline, -1e6), 1e6)
        var words = line.text.lowercased().filter { !$0.isWhitespace }
        // Figures come again in any table: the same ones in the same place are meant.
        if !words.contains(where: \.isLetter) { words += "@\((line.start / 6).rounded())" }
        return Look(
            words: words, size: (line.size * 2).rounded() / 2,
            isBold: line.isBold, isAtTop: isAtTop, step: Int((distance / 3).rounded()))
    }

    // The words with one of their numbers given by how far it is from the page's own.
    private static func movingWords(_ line: PDFLine) -> [String] {
        let isDigit: (Character) -> Bool = { $0.isASCII && $0.isNumber }
        let words = line.text.lowercased().filter { !$0.isWhitespace }
        guard words.contains(where: isDigit) else { return [] }
        var masked: [String] = []
        var rest = words[...]
        while let start = rest.firstIndex(where: isDigit), masked.count < 4 {
            let digits = rest[start...].prefix(while: isDigit)
            rest = rest[digits.endIndex...]
            guard let number = Int(digits) else { continue }
            let distance = number.subtractingReportingOverflow(line.page.number).partialValue
            masked.append("\(words[..<start])#\(distance)#\(rest)")
        }
        return masked
    }

    private static func isPageNumber(_ text: String) -> Bool {
        guard text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == " " || "-–—|/".contains($0) }) else { return false }
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        let isNumber = words.map { $0.allSatisfy(\.isNumber) && $0.count <= 3 }
        return words.count <= 4 && isNumber.contains(true)
            && zip(words, isNumber).allSatisfy { $1 || ["page", "of", "tudalen", "o"].contains($0) }
    }
}
