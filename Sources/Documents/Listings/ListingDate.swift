import Model

/// Dates as feeds and sitemaps write them: RFC 3339 and its shorter forms (`2026`, `2026-03`, `2026-03-02`), and those of mail.
enum ListingDate {
    static func time(_ text: String) -> Timestamp? {
        let words = text.prefix(64).split { $0.isWhitespace || $0 == "," }
        guard let first = words.first else { return nil }
        if words.count == 1 { return ofISO(first) }
        // The name of the day says nothing that the date does not.
        return ofMail(first.first?.isNumber == true ? words : Array(words.dropFirst()))
    }

    private static func ofISO(_ text: Substring) -> Timestamp? {
        let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let year = parts[0], parts.count <= 3,
            let day = CalendarDate(
                year: year, month: parts.count > 1 ? parts[1] ?? 0 : 1, day: parts.count > 2 ? parts[2] ?? 0 : 1)
        else { return nil }
        guard halves.count == 2 else { return time(day, 0, 0) }
        let clock = halves[1]
        let end = clock.firstIndex { "Zz+-".contains($0) } ?? clock.endIndex
        guard let seconds = seconds(clock[..<end]), let offset = offset(clock[end...]) else { return nil }
        return time(day, seconds, offset)
    }

    private static func ofMail(_ words: [Substring]) -> Timestamp? {
        guard words.count >= 3, let day = Int(words[0]), let year = Int(words[2]),
            let month = months.firstIndex(of: words[1].prefix(3).lowercased()),
            let date = CalendarDate(
                year: year < 100 ? year + (year < 70 ? 2000 : 1900) : year, month: month + 1, day: day)
        else { return nil }
        guard words.count > 3 else { return time(date, 0, 0) }
        guard let seconds = seconds(words[3]) else { return nil }
        return time(date, seconds, words.count > 4 ? offset(words[4]) ?? 0 : 0)
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    private static func seconds(_ clock: Substring) -> Int? {
        let parts = clock.split(separator: ":").map { Int($0.prefix { $0 != "." }) ?? -1 }
        guard (2...3).contains(parts.count), (0...24).contains(parts[0]), (0...59).contains(parts[1]) else {
            return nil
        }
        let second = parts.count > 2 ? parts[2] : 0
        return (0...60).contains(second) ? parts[0] * 3600 + parts[1] * 60 + second : nil
    }

    // Of the names of zones only those count that mean one thing.
    private static func offset(_ zone: Substring) -> Int? {
        guard let sign = zone.first, sign == "+" || sign == "-" else {
            return ["", "z", "gmt", "ut", "utc"].contains(zone.lowercased()) ? 0 : zones[zone.uppercased()]
        }
        let digits = zone.dropFirst().filter { $0 != ":" }
        guard digits.count == 4, let number = Int(digits), number % 100 < 60, number < 2400 else { return nil }
        return (number / 100 * 3600 + number % 100 * 60) * (sign == "-" ? -1 : 1)
    }

    private static let zones = [
        "EST": -18_000, "EDT": -14_400, "CST": -21_600, "CDT": -18_000, "MST": -25_200, "MDT": -21_600, "PST": -28_800,
        "PDT": -25_200, "BST": 3600,
    ]

    private static func time(_ day: CalendarDate, _ seconds: Int, _ offset: Int) -> Timestamp {
        Timestamp(milliseconds: Int64(day.daysSince1970 * 86_400 + seconds - offset) * 1000)
    }
}
