/// Text that was wrapped at a fixed width, as mail programs and `pdftotext` do.
struct WrappedText {
    /// The length of its longest lines that go on in the next one.
    private let width: Int

    private static let longestLine = 130

    /// Looks whether lines go on in small letters in the next one, as wrapped text does and no other.
    init?(_ lines: [Substring]) {
        var (filled, tooLong, continued, full, width) = (0, 0, 0, 0, 0)
        var lengths: [Int] = []
        for line in lines {
            let length = WrappedText.length(line)
            if length > 0 { filled += 1 }
            if length > WrappedText.longestLine { tooLong += 1 }
            lengths.append(length)
        }
        guard filled >= 4, tooLong * 50 <= filled else { return nil }
        for index in lines.indices.dropLast() where lengths[index + 1] > 0 {
            guard lengths[index] <= WrappedText.longestLine, WrappedText.goesOn(lines[index], in: lines[index + 1])
            else { continue }
            continued += 1
            width = max(width, lengths[index])
        }
        for index in lines.indices.dropLast() where lengths[index + 1] > 0 && lengths[index] * 4 >= width * 3 {
            full += 1
        }
        let hasBlanks = filled < lines.count
        guard
            hasBlanks && tooLong == 0 && continued * 5 >= filled
                || continued >= 4 && width >= 50 && continued * 4 >= full
        else { return nil }
        self.width = width
    }

    /// Whether a line goes on in the one below it: the next word had no room, or begins in small letters.
    func isContinued(_ line: Substring, by next: Substring) -> Bool {
        let words = next.drop(while: \.isWhitespace)
        guard let first = words.first, PlainTextReader.bulletText(words) == nil, first != "#",
            !words.contains("\t")
        else { return false }
        let before = line.trimmingSuffix(while: \.isWhitespace)
        guard let last = before.last else { return false }
        if first.isLowercase { return !".!?:;".contains(last) || isFull(before, for: words) }
        guard last != "?", isFull(before, for: words) else { return false }
        return !(".!:;".contains(last) && PlainTextReader.looksLikeHeading(words)) && !isNumbered(words)
    }

    // The widths of letters differ: a line of a printed page may be a tenth shorter than another.
    private func isFull(_ line: Substring, for next: Substring) -> Bool {
        let word = next.prefix { !$0.isWhitespace }
        return (WrappedText.length(line) + 1 + WrappedText.length(word)) * 10 > width * 9
    }

    private func isNumbered(_ words: Substring) -> Bool {
        let number = words.prefix(while: \.isNumber)
        return !number.isEmpty && number.count <= 3 && [".", ")", " "].contains(words.dropFirst(number.count).first)
    }

    private static func goesOn(_ line: Substring, in next: Substring) -> Bool {
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
