/// The clause of a value that moved.
enum Moves {
    /// Gives `Population: 8.1 million → 8.7 million`; what appeared or went says so.
    static func clause(_ name: String, colon: Bool = false, from: String?, to: String?) -> String {
        let mark = colon ? ":" : ""
        return switch (from, to) {
        case (let from?, let to?): "\(name)\(mark) \(from) → \(to)"
        case (nil, let to?): "\(name)\(mark) \(to) (new)"
        case (let from?, nil): "\(name)\(mark) \(from) (removed)"
        case (nil, nil): name
        }
    }
}

/// Text cut to a length that a line can hold.
enum Shortened {
    /// Gives the text on one line; a longer one is cut at a word and ends in an ellipsis.
    static func to(_ length: Int, _ text: String) -> String {
        // Enough words to fill the length, so that a very long paragraph is not walked to its end.
        let words = text.prefix(length * 4).split(whereSeparator: \.isWhitespace)
        let line = words.joined(separator: " ")
        guard line.count > length else { return line }
        var short = ""
        for word in words {
            guard short.count + word.count < length else { break }
            short += short.isEmpty ? String(word) : " \(word)"
        }
        if short.isEmpty { short = String(line.prefix(length)) }
        while let last = short.last, ",;:.–-".contains(last) { short.removeLast() }
        return short + "…"
    }
}
