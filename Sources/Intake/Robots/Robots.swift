import Model

/// What a host's robots.txt lets one program ask for: RFC 9309, read as leniently as Google's parser reads it. Pure.
package struct Robots: Hashable, Sendable {
    /// A line that keeps an address from being asked.
    package struct Rule: Hashable, Sendable {
        /// Counted from 1.
        package let line: Int
        /// The value of its `Disallow`, as it stands there.
        package let text: String
    }

    private struct Known: Hashable {
        let pattern: RobotsPattern
        let allows: Bool
        let rule: Rule
    }

    private let rules: [Known]
    /// The pause that the host asks for between two requests, an hour at most.
    package let crawlDelay: Duration?

    /// More than this is not looked at.
    package static let mostBytes = 500 * 1024

    private static let longestDelay = Duration.seconds(3600)

    /// Reads a file for a program.
    ///
    /// - Parameters:
    ///   - bytes: its bytes; none for a host that has no such file.
    ///   - userAgent: how the program names itself to servers; its first word is what groups are looked up by.
    package init(_ bytes: [UInt8], userAgent: String) {
        var own = Group()
        var others = Group()
        var hasOwn = false
        let name = Robots.token(of: userAgent.utf8)
        // Whom the lines that follow are for, and whether one of them has come.
        var (isOwn, isForAll, hasBegun) = (false, false, false)
        RobotsLines.each(of: bytes) { number, line in
            switch line.key {
            case .userAgent:
                if hasBegun { (isOwn, isForAll, hasBegun) = (false, false, false) }
                if Robots.isEverybody(line.value) {
                    isForAll = true
                } else if !name.isEmpty, Robots.token(of: line.value) == name {
                    (isOwn, hasOwn) = (true, true)
                }
            case .allow, .disallow:
                guard isOwn || isForAll else { return }
                hasBegun = true
                let known = Known(
                    pattern: RobotsPattern(line.value), allows: line.key == .allow,
                    rule: Rule(line: number, text: String(decoding: line.value.prefix(200), as: UTF8.self)))
                if isOwn { own.rules.append(known) } else { others.rules.append(known) }
            case .crawlDelay:
                guard isOwn || isForAll, let delay = Robots.delay(line.value) else { return }
                if isOwn { own.take(delay) } else { others.take(delay) }
            }
        }
        (rules, crawlDelay) = hasOwn ? (own.rules, own.delay) : (others.rules, others.delay)
    }

    /// Gives the line that keeps an address from being asked; `nil` where it may be. The longest pattern decides, and of two as
    /// long the one that allows. The file itself may always be asked.
    package func rule(barring url: String) -> Rule? {
        let path = RobotsPattern.path(of: url)
        if path == Array("/robots.txt".utf8) { return nil }
        var best: Known?
        for known in rules where known.pattern.length > 0 && known.pattern.matches(path) {
            guard let other = best else {
                best = known
                continue
            }
            let (length, longest) = (known.pattern.length, other.pattern.length)
            if length > longest || length == longest && known.allows && !other.allows { best = known }
        }
        return best.flatMap { $0.allows ? nil : $0.rule }
    }

    /// The beginning of an address up to its path: whose robots.txt counts for it.
    package static func origin(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url.lowercased() }
        let name = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return (url[..<scheme.upperBound] + name).lowercased()
    }

    private struct Group {
        var rules: [Known] = []
        var delay: Duration?

        // Where it is said twice, the longer one.
        mutating func take(_ other: Duration) { delay = max(delay ?? other, other) }
    }

    // Letters, "_" and "-", in lower case: what stands before the version.
    private static func token(of text: some Sequence<UInt8>) -> [UInt8] {
        text.prefix { byte in
            Robots.isLetter(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }.map { Robots.isLetter($0) ? $0 | 0x20 : $0 }
    }

    private static func isEverybody(_ value: ArraySlice<UInt8>) -> Bool {
        guard value.first == UInt8(ascii: "*") else { return false }
        return value.dropFirst().first.map { RobotsLines.isBlank($0) } ?? true
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }

    private static func delay(_ value: ArraySlice<UInt8>) -> Duration? {
        guard let seconds = Double(String(decoding: value.prefix(20), as: UTF8.self)), seconds > 0 else { return nil }
        return seconds < 3600 ? .seconds(seconds) : longestDelay
    }
}
