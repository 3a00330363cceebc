/// The lines of a robots.txt that mean something.
enum RobotsLines {
    enum Key: Hashable {
        case userAgent, allow, disallow, crawlDelay
    }

    struct Line {
        let key: Key
        let value: ArraySlice<UInt8>
    }

    /// Hands over each line with its number. A line ends with CR, LF or both; a mark of UTF-8 at the beginning is no part of
    /// the first. Of a file that is too long the beginning is read, but not a line that is cut.
    static func each(of bytes: [UInt8], _ take: (Int, Line) -> Void) {
        var rest = bytes.prefix(Robots.mostBytes)
        let isCut = rest.count < bytes.count
        for mark in [0xEF, 0xBB, 0xBF] as [UInt8] where rest.first == mark { rest = rest.dropFirst() }
        var number = 1
        while !rest.isEmpty {
            guard let end = rest.firstIndex(where: { $0 == 10 || $0 == 13 }) else {
                if !isCut, let line = line(rest) { take(number, line) }
                return
            }
            if let line = line(rest[..<end]) { take(number, line) }
            number += 1
            let isPair = rest[end] == 13 && end + 1 < rest.endIndex && rest[end + 1] == 10
            rest = rest[(end + (isPair ? 2 : 1))...]
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private static func line(_ bytes: ArraySlice<UInt8>) -> Line? {
        // A NUL ends a line as a comment does.
        let text = trimmed(bytes.prefix { $0 != UInt8(ascii: "#") && $0 != 0 })
        guard let end = text.firstIndex(of: UInt8(ascii: ":")) ?? gap(in: text) else { return nil }
        return key(trimmed(text[..<end])).map { Line(key: $0, value: trimmed(text[(end + 1)...])) }
    }

    // Some forget the colon: two words are a key and its value, more are prose.
    private static func gap(in text: ArraySlice<UInt8>) -> Int? {
        let isGap = { (byte: UInt8) in byte == 32 || byte == 9 }
        guard let gap = text.firstIndex(where: isGap) else { return nil }
        return text[gap...].drop(while: isGap).contains(where: isGap) ? nil : gap
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let head = bytes.drop(while: isBlank)
        guard let last = head.lastIndex(where: { !isBlank($0) }) else { return [] }
        return head[...last]
    }

    // What begins as a key is that key; the slips are those that are often seen.
    private static let keys: [(Key, [String])] = [
        (.userAgent, ["user-agent", "useragent", "user agent"]), (.allow, ["allow"]),
        (.disallow, ["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"]),
        (.crawlDelay, ["crawl-delay", "crawldelay"]),
    ]

    private static func key(_ text: ArraySlice<UInt8>) -> Key? {
        let name = text.prefix(12).map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        return keys.first { _, names in names.contains { name.starts(with: $0.utf8) } }?.0
    }
}
