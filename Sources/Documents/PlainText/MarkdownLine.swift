import Model

/// What stands inside a line of Markdown, without its marks: the words of links, pictures and stressed words.
struct MarkdownLine {
    private let text: [Character]
    // For each `[` the `]` that closes it, and for each place the next `)`.
    private var closing: [Int: Int] = [:]
    private var parentheses: [Int] = []

    init(_ line: String) {
        text = Array(line)
        guard line.contains("](") else { return }
        var open: [Int] = []
        parentheses = Array(repeating: text.count, count: text.count + 1)
        for place in text.indices {
            if text[place] == "[" { open.append(place) }
            if text[place] == "]", let start = open.popLast() { closing[start] = place }
        }
        for place in text.indices.reversed() {
            parentheses[place] = text[place] == ")" ? place : parentheses[place + 1]
        }
    }

    func write(to builder: inout CanonicalTextBuilder) {
        write(text.indices, isInLink: false, to: &builder)
    }

    private func write(_ range: Range<Int>, isInLink: Bool, to builder: inout CanonicalTextBuilder) {
        var index = range.lowerBound
        var plain = ""
        while index < range.upperBound {
            let next = index + 1 < range.upperBound ? text[index + 1] : nil
            if text[index] == "\\", let next, next.isPunctuation || next.isSymbol {
                plain.append(next)
                index += 2
            } else if text[index] == "!", let link = link(at: index + 1, in: range) {
                plain += String(text[link.words])
                index = link.end
            } else if text[index] == "[", !isInLink, let link = link(at: index, in: range) {
                builder.append(plain)
                plain = ""
                builder.openLink(link.address)
                write(link.words, isInLink: true, to: &builder)
                builder.closeLink()
                index = link.end
            } else if text[index] == "*" || text[index] == "_" {
                let end = text[index..<range.upperBound].firstIndex { $0 != text[index] } ?? range.upperBound
                if !isStress(index..<end) { plain += String(text[index..<end]) }
                index = end
            } else {
                plain.append(text[index])
                index += 1
            }
        }
        builder.append(plain)
    }

    // `[words](address "title")`
    private func link(at start: Int, in range: Range<Int>) -> (words: Range<Int>, address: String, end: Int)? {
        guard let close = closing[start], close + 1 < range.upperBound, text[close + 1] == "(" else { return nil }
        let end = parentheses[close + 2]
        guard end < range.upperBound else { return nil }
        let address = text[(close + 2)..<end].prefix { !$0.isWhitespace }
        return ((start + 1)..<close, String(address), end + 1)
    }

    // Marks that touch something: lines inside a word are its letters, and a star between spaces is itself.
    private func isStress(_ marks: Range<Int>) -> Bool {
        let before = marks.lowerBound > 0 ? text[marks.lowerBound - 1] : " "
        let after = marks.upperBound < text.count ? text[marks.upperBound] : " "
        if text[marks.lowerBound] == "*" { return !before.isWhitespace || !after.isWhitespace }
        return (before.isLetter || before.isNumber) != (after.isLetter || after.isNumber)
    }
}
