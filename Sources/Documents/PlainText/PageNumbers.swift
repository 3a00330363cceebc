import Model

/// The numbers of the pages that a text was taken from: they stand alone between its lines and are no part of it.
struct PageNumbers {
    private struct Number {
        let line: Int
        let value: Int
        /// The page it stands on, if the text says where pages begin, and whether nothing stands between it and the edge.
        let page: Int
        var isAtEdge = false
        /// How much text stands before it.
        let before: Int
    }

    private let lines: [Substring]
    // The lines with which pages begin.
    private var firstLines: Set<Int> = []
    private var numbers: [Number] = []

    // The text of a page; a title page has less.
    private static let leastOnPage = 600
    private static let mostOnPage = 5_000
    private static let highest = 2_000

    /// Gives the lines of a text without them. What goes on across the edge of a page goes on in the next line.
    static func removed(from text: String) -> [Substring] {
        let pages = PageNumbers(text)
        let numbers = pages.found()
        guard !numbers.isEmpty || !pages.firstLines.isEmpty else { return pages.lines }
        return pages.lines(without: numbers)
    }

    private init(_ text: String) {
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var (page, before) = (0, 0)
        var last: Int?
        for (index, line) in lines.enumerated() {
            let beginsPage = index > 0 && text[lines[index - 1].endIndex] == "\u{0C}"
            if beginsPage {
                close(last)
                firstLines.insert(index)
                (page, last) = (page + 1, nil)
            }
            let words = line.drop(while: \.isWhitespace)
            guard !words.isEmpty else { continue }
            if let value = PageNumbers.value(of: words) {
                numbers.append(Number(line: index, value: value, page: page, isAtEdge: last == nil, before: before))
            }
            last = index
            before += words.utf8.count
        }
        close(last)
    }

    // A page ends behind this line.
    private mutating func close(_ last: Int?) {
        if let number = numbers.indices.last, numbers[number].line == last { numbers[number].isAtEdge = true }
    }

    private static func value(of words: Substring) -> Int? {
        let digits = words.trimmingSuffix(while: \.isWhitespace)
        guard digits.utf8.count <= 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(digits).flatMap { (1...highest).contains($0) ? $0 : nil }
    }

    private func found() -> Set<Int> { firstLines.isEmpty ? rising() : atEdges() }

    // Numbers at the edges of pages count them, from whatever number on.
    private func atEdges() -> Set<Int> {
        let edges = numbers.filter(\.isAtEdge)
        let starts = Dictionary(grouping: edges) { $0.value - $0.page }
        let most = starts.max { ($0.value.count, -abs($0.key)) < ($1.value.count, -abs($1.key)) }
        guard let most, most.value.count >= 2 || most.key == 1 else { return [] }
        return Set(most.value.map(\.line))
    }

    // Where nothing says where pages begin they are numbers that rise by one, about a page from each other; of lines that are
    // not wrapped each may be a cell, or a paragraph of its own.
    private func rising() -> Set<Int> {
        guard let first = numbers.firstIndex(where: isFirst), WrappedText(lines) != nil else { return [] }
        var chain = [numbers[first]]
        for number in numbers[(first + 1)...] {
            guard let last = chain.last, number.value == last.value + 1 else { continue }
            // The numbers of a list stand nearer to each other.
            guard number.before - last.before >= PageNumbers.leastOnPage else { return [] }
            chain.append(number)
        }
        return chain.count >= 2 || numbers.count == 1 ? Set(chain.map(\.line)) : []
    }

    private func isFirst(_ number: Number) -> Bool {
        number.value <= 3 && number.before >= PageNumbers.leastOnPage * max(1, number.value - 1)
            && number.before <= PageNumbers.mostOnPage * number.value
    }

    private func lines(without numbers: Set<Int>) -> [Substring] {
        var kept: [Substring] = []
        // The last line that says something, if a page has ended behind it.
        var above: Substring?
        var blanks: [Substring] = []
        var isAcross = false
        for (index, line) in lines.enumerated() {
            if firstLines.contains(index) || numbers.contains(index) { isAcross = true }
            if numbers.contains(index) { continue }
            if line.allSatisfy(\.isWhitespace) {
                blanks.append(line)
                continue
            }
            let goesOn = isAcross && above.map { WrappedText.goesOn($0, in: line) } == true
            if !goesOn { kept += blanks }
            kept.append(line)
            (above, blanks, isAcross) = (line, [], false)
        }
        return kept + blanks
    }
}
