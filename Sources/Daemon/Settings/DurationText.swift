import Model

/// Durations as settings write them: ISO 8601 (`PT6H`, `P1DT12H`, `PT0.5S`) or plain (`6h`, `500ms`, `1d`).
package enum DurationText {
    /// Gives the duration; `nil` for anything else, also for negative ones. Years and months have no fixed length and are refused.
    package static func duration(_ text: String) -> Duration? {
        text.hasPrefix("P") ? iso(text.dropFirst()) : plain(text)
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
        guard let date = sum(halves[0], units: [("W", 604_800_000), ("D", 86_400_000)]) else { return nil }
        guard halves.count > 1 else { return halves[0].isEmpty ? nil : milliseconds(date) }
        guard !halves[1].isEmpty, let time = sum(halves[1], units: [("H", 3_600_000), ("M", 60_000), ("S", 1000)])
        else { return nil }
        return milliseconds(date + time)
    }

    private static func plain(_ text: String) -> Duration? {
        let units = [
            "ms": 1.0, "s": 1000, "m": 60_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
        ]
        var rest = text[...]
        guard let number = number(&rest), let length = units[String(rest)] else { return nil }
        return milliseconds(number * length)
    }

    // Each unit at most once, the larger before the smaller, as ISO 8601 has them.
    private static func sum(_ text: Substring, units: [(unit: Character, length: Double)]) -> Double? {
        var rest = text
        var left = units[...]
        var total = 0.0
        while !rest.isEmpty {
            guard let number = number(&rest), let unit = rest.popFirst(),
                let index = left.firstIndex(where: { $0.unit == unit })
            else { return nil }
            total += number * left[index].length
            left = left[(index + 1)...]
        }
        return total
    }

    // Digits, and after a point at least one more.
    private static func number(_ text: inout Substring) -> Double? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        var length = digits.count
        let tail = text.dropFirst(length)
        if tail.first == "." {
            let fraction = tail.dropFirst().prefix { ("0"..."9").contains($0) }
            guard !fraction.isEmpty else { return nil }
            length += 1 + fraction.count
        }
        guard !digits.isEmpty, let number = Double(text.prefix(length)) else { return nil }
        text = text.dropFirst(length)
        return number
    }

    // Some thirty thousand years bound the arithmetic.
    private static func milliseconds(_ number: Double) -> Duration? {
        number < 1e15 ? .milliseconds(Int64(number.rounded())) : nil
    }
}
