/// What differs between two captures that say the same, in a few words for people: pure, in one pass over each.
struct BytesDifference: Hashable, Sendable {
    /// The line of the new one on which the first difference stands, from 1.
    let line: Int
    /// What stood there and what stands there now, shortened.
    let before: String
    let after: String
    /// Whether a reader of the page sees it: words outside of marks, scripts and styles.
    let isVisible: Bool

    private static let longest = 60

    /// Compares two captures; `nil` where they are the same.
    ///
    /// - Parameter isMarkup: whether what stands between angle brackets is for programs.
    init?(from old: [UInt8], to new: [UInt8], isMarkup: Bool) {
        guard let (left, right) = BytesDifference.middles(old, new) else { return nil }
        line = 1 + new[..<right.lowerBound].count { $0 == 0x0A }
        if isMarkup {
            let (seenBefore, seenNow) = (MarkupWords.seen(in: old, left), MarkupWords.seen(in: new, right))
            if seenBefore != seenNow,
                let words = BytesDifference(from: seenBefore, to: seenNow, isMarkup: false)
            {
                (before, after, isVisible) = (words.before, words.after, true)
                return
            }
        }
        isVisible = !isMarkup
        (before, after) = (BytesDifference.spoken(old[left]), BytesDifference.spoken(new[right]))
    }

    /// `line 12: “We use cookies” → “We rest on Sunday”`.
    var spoken: String { "line \(line): “\(before)” → “\(after)”" }

    // What is left without the same beginning and the same end, to whole words.
    private static func middles(_ old: [UInt8], _ new: [UInt8]) -> (Range<Int>, Range<Int>)? {
        let shorter = min(old.count, new.count)
        var start = 0
        while start < shorter, old[start] == new[start] { start += 1 }
        if start == old.count, start == new.count { return nil }
        var end = 0
        while end < shorter - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
        var steps = 0
        while start > 0, steps < longest, !parts(new[start - 1]) { (start, steps) = (start - 1, steps + 1) }
        steps = 0
        while end > 0, steps < longest, !parts(new[new.count - end]) { (end, steps) = (end - 1, steps + 1) }
        return (start..<(old.count - end), start..<(new.count - end))
    }

    private static func parts(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x3C || byte == 0x3E }

    private static func spoken(_ bytes: ArraySlice<UInt8>) -> String {
        let words = String(decoding: bytes.prefix(longest * 8), as: UTF8.self).split {
            $0.isWhitespace || $0.isNewline || $0.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        let line = words.joined(separator: " ")
        return line.count > longest ? line.prefix(longest - 1) + "…" : line
    }
}

/// The words of a page as one sees them: without tags, comments, scripts and styles. Good enough to tell where two captures of
/// one page differ; what a page says is for `Documents`.
private enum MarkupWords {
    private enum Place: Equatable { case text, tag, comment, raw([UInt8]) }

    /// Gives what is seen of a range.
    static func seen(in bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
        var place = Place.text
        var seen: [UInt8] = []
        var tag = 0
        var position = 0
        while position < range.upperBound {
            let byte = bytes[position]
            switch place {
            case .text:
                if byte == 0x3C {
                    (tag, place) = (position + 1, starts("!--", bytes, position + 1) ? .comment : .tag)
                } else if range.contains(position) {
                    seen.append(byte)
                }
            case .tag:
                guard byte == 0x3E else { break }
                place = rawTags.first { starts($0, bytes, tag) }.map { .raw(Array("</\($0)".utf8)) } ?? .text
                if range.contains(position) { seen.append(0x20) }
            case .comment: if byte == 0x3E, position > 1, bytes[position - 1] == 0x2D { place = .text }
            case .raw(let end):
                if byte == 0x3C, starts(end, bytes, position) { (tag, place) = (position + 1, .tag) }
            }
            position += 1
        }
        return seen.split { $0 <= 0x20 }.joined(separator: [0x20]).map { $0 }
    }

    private static let rawTags = ["script", "style", "noscript", "template"]

    private static func starts(_ word: String, _ bytes: [UInt8], _ position: Int) -> Bool {
        starts(Array(word.utf8), bytes, position)
    }

    private static func starts(_ word: [UInt8], _ bytes: [UInt8], _ position: Int) -> Bool {
        position + word.count <= bytes.count
            && zip(word, bytes[position...]).allSatisfy { $0 == $1 || 0x41...0x5A ~= $1 && $0 == $1 | 0x20 }
    }
}
