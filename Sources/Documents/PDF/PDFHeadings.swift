/// Which lines are headings, and of which level: larger than the text, or bold where the text is not.
struct PDFHeadings {
    private let body: Double
    private let bodyIsBold: Bool
    // Sizes of headings, the largest first; bold lines in the size of the text come last.
    private let sizes: [Double]
    private let boldLevel: Int
    /// Longer is no heading, however it looks.
    static let mostLetters = 250

    init(_ lines: [PDFLine]) {
        var weights: [Double: Int] = [:]
        var bold = 0
        var all = 0
        for line in lines {
            weights[PDFHeadings.rounded(line.size), default: 0] += line.letters
            all += line.letters
            if line.isBold { bold += line.letters }
        }
        let body = PDFHeadings.body(weights)
        self.body = body
        bodyIsBold = bold * 2 > all
        let larger = weights.filter { $0.key > body * 1.08 && $0.value * 3 < all }.keys.sorted(by: >)
        sizes = Array(larger.prefix(5))
        boldLevel = min(6, sizes.count + 1)
    }

    /// The size that most letters have.
    static func body(of lines: some Sequence<PDFLine>) -> Double {
        var weights: [Double: Int] = [:]
        for line in lines { weights[rounded(line.size), default: 0] += line.letters }
        return body(weights)
    }

    private static func body(_ weights: [Double: Int]) -> Double {
        weights.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 10
    }

    private static func rounded(_ size: Double) -> Double { (size * 2).rounded() / 2 }

    func level(of line: PDFLine) -> Int? {
        let size = PDFHeadings.rounded(line.size)
        guard line.letters <= PDFHeadings.mostLetters, line.text.contains(where: \.isLetter) else { return nil }
        if size > body * 1.08 {
            return (sizes.firstIndex { size >= $0 } ?? sizes.count) + 1
        }
        guard line.isBold, !bodyIsBold, size >= body * 0.98, line.letters <= 120, line.text.last != "." else {
            return nil
        }
        return boldLevel
    }
}
