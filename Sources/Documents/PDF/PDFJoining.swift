/// Joins spans into running text: what stands side by side, what goes on in the next line, what was divided at its end.
struct PDFJoining {
    /// The words of the document in lower case, to tell a divided word from one with a hyphen.
    private let words: Set<String>

    init(_ pages: [PDFPage]) {
        var words: Set<String> = []
        for page in pages {
            for span in page.spans where words.count < 200_000 {
                let pieces = span.text.lowercased().split { !($0.isLetter || $0 == "-" || $0 == "\u{2010}") }
                // The last piece of a line may be half a word.
                for piece in pieces where piece.last != "-" { words.insert(String(piece)) }
            }
        }
        self.words = words
    }

    /// One piece of text with the link it leads to.
    struct Piece {
        var text: String
        var address: String?
    }

    /// Joins the spans of one block, in their order.
    func joined(_ spans: [(span: PDFSpan, page: PDFPage)]) -> [Piece] {
        var pieces: [Piece] = []
        var before: PDFSpan?
        for (span, page) in spans {
            let address = page.address(at: span)
            var text = span.text
            if let before, !pieces.isEmpty {
                switch between(before, span) {
                case .nothing: break
                case .space: text = " " + text
                case .dropHyphen: pieces[pieces.count - 1].text.removeLast()
                }
            }
            if let last = pieces.last, last.address == address {
                pieces[pieces.count - 1].text += text
            } else {
                pieces.append(Piece(text: text, address: address))
            }
            before = span
        }
        return pieces
    }

    private enum Between {
        case nothing, space, dropHyphen
    }

    private func between(_ before: PDFSpan, _ next: PDFSpan) -> Between {
        let size = max(before.size, next.size)
        let isSameLine = abs(before.baseline - next.baseline) < size * 0.5 && next.start > before.start
        if isSameLine {
            let isApart = next.start - before.end > size * 0.16
            let isBlank = before.text.last == " " || next.text.first == " "
            return isApart && !isBlank ? .space : .nothing
        }
        guard let last = before.text.last, last == "-" || last == "\u{2010}" || last == "\u{AD}" else { return .space }
        let (head, tail) = (PDFJoining.lastWord(before.text.dropLast()), PDFJoining.firstWord(next.text[...]))
        guard !head.isEmpty, let first = tail.first else { return .space }
        // A capital begins a name, not the rest of a word, unless all of the word is in capitals.
        guard first.isLowercase || PDFJoining.isCapitals(before.text.dropLast(), next.text) else { return .nothing }
        let rest = tail.lowercased()
        if words.contains(head + rest) { return .dropHyphen }
        if words.contains(head + "-" + rest) || words.contains(head) && words.contains(rest) { return .nothing }
        return .dropHyphen
    }

    private static func lastWord(_ text: Substring) -> String {
        String(text.reversed().prefix { $0.isLetter }.reversed()).lowercased()
    }

    private static func firstWord(_ text: Substring) -> Substring { text.drop { $0 == " " }.prefix { $0.isLetter } }

    private static func isCapitals(_ before: Substring, _ next: String) -> Bool {
        let (head, tail) = (before.suffix(2), firstWord(next[...]).prefix(2))
        return head.count == 2 && tail.count == 2 && (head + tail).allSatisfy(\.isUppercase)
    }
}
