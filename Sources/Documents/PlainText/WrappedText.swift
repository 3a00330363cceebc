/// Text that was wrapped at a fixed width, as mail programs and `pdftotext` do.
struct WrappedText {
    /// The length of its longest lines that go on in the next one.
    private let width: Int

    private static let longestLine = 130

    /// Looks whether lines go on in small letters in the next one, as wrapped text does and no other.
    init?(_ lines: [Substring]) {
        var (filled, tooLong, full) = (0, 0, 0)
        var continued: [Int] = []
        var lengths: [Int] = []
        for line in lines {
            let length = WrappedText.length(line)
            if length > 0 { filled += 1 }
            if length > WrappedText.longestLine { tooLong += 1 }
            lengths.append(length)
        }
        guard filled >= 4, tooLong * 25 <= filled else { return nil }
        for index in lines.indices.dropLast() where lengths[index + 1] > 0 {
            guard lengths[index] <= WrappedText.longestLine, WrappedText.goesOn(lines[index], in: lines[index + 1])
            else { continue }
            continued.append(lengths[index])
        }
        let width = WrappedText.width(of: continued)
        for index in lines.indices.dropLast() where lengths[index + 1] > 0 && lengths[index] * 4 >= width * 3 {
            full += 1
        }
        let hasBlanks = filled < lines.count
        guard
            hasBlanks && tooLong == 0 && continued.count * 5 >= filled
                || continued.count >= 4 && width >= 50 && continued.count * 4 >= full
        else { return nil }
        self.width = width
    }

    // Where a hyphen at the end of a line was lost two lines are one: the few longest say nothing.
    private static func width(of continued: [Int]) -> Int {
        let lengths = continued.sorted()
        return lengths.isEmpty ? 0 : lengths[lengths.count - 1 - lengths.count / 40]
    }

    /// The lines without the blank ones that stand within a sentence, as between the two lines of an item.
    func withoutGaps(_ lines: [Substring]) -> [Substring] {
        var kept: [Substring] = []
        var blanks = 0
        for line in lines {
            guard !line.allSatisfy(\.isWhitespace) else {
                blanks += 1
                kept.append(line)
                continue
            }
            if blanks == 1, kept.count > 1, goesOnFull(kept[kept.count - 2], in: line) { kept.removeLast() }
            kept.append(line)
            blanks = 0
        }
        return kept
    }

    private func goesOnFull(_ line: Substring, in next: Substring) -> Bool {
        WrappedText.length(line) * 4 >= width * 3 && WrappedText.goesOn(line, in: next) && isContinued(line, by: next)
    }

    /// Whether a line goes on in the one below it: the next word had no room, or begins in small letters.
    func isContinued(_ line: Substring, by next: Substring) -> Bool {
        let words = next.drop(while: \.isWhitespace)
        guard let first = words.first, ListMark(words) == nil, first != "#", !words.contains("\t"),
            abs(WrappedText.indent(line) - WrappedText.indent(next)) <= WrappedText.deepestIndent
        else { return false }
        let before = line.trimmingSuffix(while: \.isWhitespace)
        guard let last = before.last else { return false }
        if first.isLowercase { return !".!?:;".contains(last) || isFull(before, for: words) }
        guard last != "?", isFull(before, for: words) else { return false }
        if ".!:;".contains(last) { return !PlainTextReader.looksLikeHeading(words) && !isNumbered(words) }
        return !isNumbered(words, bySpace: false)
    }

    // What stands further away is a cell of a column, or an address.
    private static let deepestIndent = 16

    private static func indent(_ line: Substring) -> Int { line.prefix { $0 == " " }.utf8.count }

    // The widths of letters differ: a line of a printed page may be a tenth shorter than another.
    private func isFull(_ line: Substring, for next: Substring) -> Bool {
        let word = next.prefix { !$0.isWhitespace }
        return (WrappedText.length(line) + 1 + WrappedText.length(word)) * 10 > width * 9
    }

    // Behind the end of a sentence a number and a space begin a paragraph; within one they are *13 October*.
    private func isNumbered(_ words: Substring, bySpace: Bool = true) -> Bool {
        let number = words.prefix(while: \.isNumber)
        guard !number.isEmpty, number.count <= 3, let next = words.dropFirst(number.count).first else { return false }
        return next == "." || next == ")" || next == " " && bySpace
    }

    /// Whether a line ends within a sentence and the next one begins there.
    static func goesOn(_ line: Substring, in next: Substring) -> Bool {
        guard let last = line.last(where: { !$0.isWhitespace }),
            let first = next.first(where: { !$0.isWhitespace })
        else { return false }
        return (last.isLetter || last == ",") && first.isLowercase
    }

    private static func length(_ line: Substring) -> Int {
        let words = line.trimmingSuffix(while: \.isWhitespace).drop(while: \.isWhitespace)
        return words.utf8.count <= 32 ? words.utf8.count : words.unicodeScalars.count
    }

    /// Puts the lines of one paragraph together; a word with a hyphen that was broken behind it keeps it.
    static func joined(_ lines: [Substring]) -> String {
        var text = ""
        var isBroken = true
        for line in lines {
            let words = line.drop(while: \.isWhitespace).trimmingSuffix(while: \.isWhitespace)
            if !isBroken { text += " " }
            text += words
            isBroken = words.last == "-" && words.dropLast().last?.isLetter == true
        }
        return text
    }
}
