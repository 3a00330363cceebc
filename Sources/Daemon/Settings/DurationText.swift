import Model

/// Durations as settings write them: ISO 8601 (`PT6H`, `P1DT12H`, `PT0.5S`) or plain (`6h`, `500ms`, `1d`).
package enum DurationText {
    /// Gives the duration; `nil` for anything else, also for negative ones. Years and months have no fixed length and are refused.
    package static func duration(_ text: String) -> Duration? {
        let upper = text.uppercased()
        return upper.hasPrefix("P") ? iso(upper.dropFirst()) : plain(text.lowercased()[...])
    }

    /// Gives a duration as people read it: `6 h`, `1 d 12 h`, `500 ms`.
    package static func spoken(_ duration: Duration) -> String {
        var rest = duration.milliseconds
        var words: [String] = []
        for (unit, length) in [("d", Int64(86_400_000)), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)] {
            let count = rest / length
            if count > 0 { words.append("\(count) \(unit)") }
            rest -= count * length
        }
        return words.isEmpty ? "0 s" : words.joined(separator: " ")
    }

    /// Gives a duration in the ISO form that `config show` prints.
    package static func iso(of duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        if milliseconds % 86_400_000 == 0, milliseconds > 0 { return "P\(milliseconds / 86_400_000)D" }
        if milliseconds % 3_600_000 == 0, milliseconds > 0 { return "PT\(milliseconds / 3_600_000)H" }
        if milliseconds % 60_000 == 0, milliseconds >= 300_000 { return "PT\(milliseconds / 60_000)M" }
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        guard rest > 0 else { return "PT\(seconds)S" }
        var fraction = String(rest + 1000).dropFirst()
        while fraction.last == "0" { fraction = fraction.dropLast() }
        return "PT\(seconds).\(fraction)S"
    }

    private static func iso(_ text: Substring) -> Duration? {
        let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = sum(halves[0], units: ["W": 604_800_000, "D": 86_400_000]) else { return nil }
        guard halves.count > 1 else { return halves[0].isEmpty ? nil : .milliseconds(date) }
        guard !halves[1].isEmpty, let time = sum(halves[1], units: ["H": 3_600_000, "M": 60_000, "S": 1000]) else {
            return nil
        }
        return .milliseconds(date + time)
    }

    private static func plain(_ text: Substring) -> Duration? {
        let units = [
            "ms": 1.0, "s": 1000, "m": 60_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
        ]
        let digits = text.prefix { $0.isNumber || $0 == "." }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits), let length = units[String(unit)], number * length < 1e15 else { return nil }
        return .milliseconds(Int64((number * length).rounded()))
    }

    private static func sum(_ text: Substring, units: [Character: Double]) -> Int64? {
        var rest = text
        var total = 0.0
        var seen: Set<Character> = []
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." || $0 == "," }
            rest = rest.dropFirst(digits.count)
            guard let number = Double(digits.map { $0 == "," ? "." : String($0) }.joined()), let unit = rest.first,
                let length = units[unit], seen.insert(unit).inserted
            else { return nil }
            total += number * length
            rest = rest.dropFirst()
        }
        return total < 1e15 ? Int64(total.rounded()) : nil
    }
}
