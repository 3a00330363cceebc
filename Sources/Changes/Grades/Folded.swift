/// Text in lines of a width.
enum Folded {
    /// Gives the parts that belong together on one line: words, with an arrow or a mark that stands alone beside its word.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        for word in text.split(separator: " ") {
            if word.count == 1, word.first?.isLetter == false, let last = words.popLast() {
                words.append(last + " " + word)
            } else {
                words.append(String(word))
            }
        }
        return words
    }

    /// Gives a text in lines, broken between words; a word that is too long is broken with a hyphen.
    static func text(_ text: String, width: Int) -> [String] {
        lines(of: words(of: text).flatMap { pieces(of: $0, width: max(2, width)) }, separator: " ", width: width)
    }

    /// Gives parts in lines; a part is never broken.
    static func lines(of parts: [String], separator: String, width: Int) -> [String] {
        var lines: [String] = []
        for part in parts {
            if let last = lines.last, last.count + separator.count + part.count <= width {
                lines[lines.count - 1] += separator + part
            } else {
                lines.append(part)
            }
        }
        return lines
    }

    private static func pieces(of word: String, width: Int) -> [String] {
        var rest = Substring(word)
        var pieces: [String] = []
        while rest.count > width {
            pieces.append(rest.prefix(width - 1) + "-")
            rest = rest.dropFirst(width - 1)
        }
        return pieces + [String(rest)]
    }
}

/// Short forms that tell words apart.
enum Initials {
    /// Gives for each text its initials, `RI` for *requires improvement*; where two would be alike, more letters of them.
    static func of(_ texts: [String]) -> [(short: String, words: String)] {
        var letters = 1
        var shorts = texts.map { initials($0, letters) }
        while Set(shorts).count < texts.count, letters < 20 {
            letters += 1
            for (index, text) in texts.enumerated() where shorts.count(where: { $0 == shorts[index] }) > 1 {
                shorts[index] = initials(text, letters)
            }
        }
        return zip(shorts, texts).map { ($0, $1) }
    }

    private static func initials(_ text: String, _ letters: Int) -> String {
        text.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst().prefix(letters - 1) }.joined()
    }
}
