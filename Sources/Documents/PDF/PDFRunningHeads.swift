/// What stands at the head or foot of page after page, but for numbers: no part of the text, and told apart from it.
struct PDFRunningHeads {
    private let repeated: Set<String>

    init(_ pages: [[PDFLine]]) {
        var seen: [String: Set<Int>] = [:]
        for lines in pages {
            for line in lines where PDFRunningHeads.isAtEdge(line) {
                seen[PDFRunningHeads.pattern(line), default: []].insert(line.page.number)
            }
        }
        let enough = max(2, min(3, pages.count))
        repeated = Set(seen.filter { $0.value.count >= enough }.keys)
    }

    func contains(_ line: PDFLine) -> Bool {
        guard PDFRunningHeads.isAtEdge(line) else { return false }
        return repeated.contains(PDFRunningHeads.pattern(line)) || PDFRunningHeads.isPageNumber(line.text)
    }

    private static func isAtEdge(_ line: PDFLine) -> Bool {
        line.baseline > line.page.height * 0.87 || line.baseline < line.page.height * 0.13
    }

    private static func pattern(_ line: PDFLine) -> String {
        String(line.text.lowercased().map { $0.isNumber ? "#" : $0 }.filter { !$0.isWhitespace })
            + (line.baseline > line.page.height / 2 ? "^" : "_")
    }

    private static func isPageNumber(_ text: String) -> Bool {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard !words.isEmpty, words.count <= 4 else { return false }
        return words.allSatisfy {
            ["page", "of", "tudalen", "o"].contains($0) || $0.allSatisfy(\.isNumber) && $0.count <= 4
        }
            && words.contains { $0.allSatisfy(\.isNumber) }
    }
}
