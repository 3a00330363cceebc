import Model

/// Whole dates as one word each, so that another notation of the same day is typography: 01/10/2021, 1.10.2021, 1 October 2021,
/// Friday 1st October 2021, October 1, 2021 and 2021-10-01 agree. Only dates with their year; in figures the day comes first.
enum DateWords {
    private enum Kind: Equatable {
        case number(Int, digits: Int)
        case month(Int)
        case weekday, slash, dash, comma, other
    }

    private struct Part {
        let kind: Kind
        /// How many tokens are used up with it.
        let end: Int
    }

    // A weekday with its comma, and five parts with what joins them.
    private static let longest = 7

    /// Gives the tokens, with those that make up a date together as one.
    static func merged(_ tokens: [WordScanner.Token], _ plain: [Unicode.Scalar]) -> [WordScanner.Token] {
        let years = tokens.indices.filter { endsInYear(tokens[$0], plain) }
        guard !years.isEmpty else { return tokens }
        var merged: [WordScanner.Token] = []
        merged.reserveCapacity(tokens.count)
        var (index, next) = (0, 0)
        // One row for all places that are looked at.
        var parts: [Part] = []
        while index < tokens.count {
            while next < years.count, years[next] < index { next += 1 }
            var found: (CalendarDate, Int)?
            if next < years.count, years[next] < index + longest, mayBegin(tokens[index], plain) {
                fill(&parts, tokens[index..<min(index + longest, tokens.count)], plain)
                found = date(parts)
            }
            if let (date, count) = found {
                let range = tokens[index].range.lowerBound..<tokens[index + count - 1].range.upperBound
                merged.append(.init(range: range, isMark: false, date: date.description))
                index += count
            } else {
                merged.append(tokens[index])
                index += 1
            }
        }
        return merged
    }

    private static func date(_ parts: [Part]) -> (CalendarDate, Int)? {
        func kind(_ index: Int) -> Kind { index < parts.count ? parts[index].kind : .other }
        func made(_ year: Kind, _ month: Kind, _ day: Kind, _ last: Int) -> (CalendarDate, Int)? {
            guard case .number(let year, 4) = year, case .number(let day, 1...2) = day else { return nil }
            let number: Int
            switch month {
            case .month(let named): number = named
            case .number(let figures, 1...2): number = figures
            default: return nil
            }
            return CalendarDate(year: year, month: number, day: day).map { ($0, parts[last].end) }
        }
        var first = 0
        if kind(0) == .weekday { first = kind(1) == .comma ? 2 : 1 }
        let (one, two) = (kind(first), kind(first + 1))
        let year = first + (kind(first + 2) == .comma ? 3 : 2)
        switch (one, two) {
        case (.number, .month): return made(kind(year), two, one, year)
        case (.month, .number): return made(kind(year), one, two, year)
        case (.number(_, let digits), .slash), (.number(_, let digits), .dash):
            guard kind(first + 3) == two else { return nil }
            return digits == 4
                ? made(one, kind(first + 2), kind(first + 4), first + 4)
                : made(kind(first + 4), kind(first + 2), one, first + 4)
        default: return nil
        }
    }

    // Nearly no word does; looking closer costs more than all the rest.
    private static func mayBegin(_ token: WordScanner.Token, _ plain: [Unicode.Scalar]) -> Bool {
        plain[token.range.lowerBound].isDigit
            || kind(plain[token.range]) != .other
    }

    /// Fills the row of parts that a date may begin with, no more than the longest one has.
    private static func fill(
        _ parts: inout [Part], _ tokens: ArraySlice<WordScanner.Token>, _ plain: [Unicode.Scalar]
    ) {
        parts.removeAll(keepingCapacity: true)
        for (index, token) in tokens.enumerated() where parts.count < longest {
            // Dashes are no tokens: they part words whatever their length.
            if index > 0, token.range.lowerBound == tokens[tokens.startIndex + index - 1].range.upperBound + 1,
                plain[token.range.lowerBound - 1] == "-"
            {
                parts.append(Part(kind: .dash, end: index))
            }
            let word = plain[token.range.prefix(12)]
            guard word.count(where: { $0 == "." }) == 2 else {
                parts.append(Part(kind: kind(word), end: index + 1))
                continue
            }
            var start = word.startIndex
            for place in word.indices where word[place] == "." {
                parts.append(Part(kind: kind(word[start..<place]), end: index + 1))
                parts.append(Part(kind: .slash, end: index + 1))
                start = place + 1
            }
            parts.append(Part(kind: kind(word[start...]), end: index + 1))
        }
    }

    private static func kind(_ word: ArraySlice<Unicode.Scalar>) -> Kind {
        switch word.first {
        case nil: return .other
        case "/": return word.count == 1 ? .slash : .other
        case ",": return word.count == 1 ? .comma : .other
        case let first? where first.isDigit: return number(word)
        case let first? where first.isLetter && (3...9).contains(word.count):
            return packed(word).flatMap { names[$0] } ?? .other
        default: return .other
        }
    }

    /// Gives what a word with a digit at its beginning is: *3*, *3rd*; of no more digits than a number can have.
    private static func number(_ word: ArraySlice<Unicode.Scalar>) -> Kind {
        let digits = word.prefix { $0.isDigit }
        let rest = word.dropFirst(digits.count)
        guard digits.count <= 12, rest.isEmpty || packed(rest).map(ordinals.contains) ?? false else { return .other }
        return .number(digits.reduce(0) { 10 * $0 + Int($1.value) - 48 }, digits: digits.count)
    }

    private static func endsInYear(_ token: WordScanner.Token, _ plain: [Unicode.Scalar]) -> Bool {
        let range = token.range
        guard range.count == 4 || range.count > 7,
            plain[range.upperBound - 4] == "1" || plain[range.upperBound - 4] == "2"
        else { return false }
        return plain[(range.upperBound - 3)..<range.upperBound].allSatisfy { ("0"..."9").contains($0) }
    }

    // Up to nine letters from A to Z in one number, whatever their case: names are looked up by it without making strings.
    private static func packed(_ letters: some Collection<Unicode.Scalar>) -> UInt64? {
        guard letters.count <= 9 else { return nil }
        var packed: UInt64 = 0
        for letter in letters {
            let lower = letter.value | 0x20
            guard letter.value < 0x80, (0x61...0x7A).contains(lower) else { return nil }
            packed = packed << 5 | UInt64(lower & 0x1F)
        }
        return packed
    }

    private static func packed(_ name: String) -> UInt64 { packed(Array(name.unicodeScalars)) ?? 0 }

    private static let ordinals = Set(["st", "nd", "rd", "th"].map { packed($0) })
    private static let names: [UInt64: Kind] = {
        let days = weekdays.map { (packed($0), Kind.weekday) }
        return Dictionary(months.map { (packed($0.key), .month($0.value)) } + days) { first, _ in first }
    }()

    /// English names of months, whole and short, lower case.
    static let months: [String: Int] = {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november",
            "december",
        ]
        var months = Dictionary(zip(names, 1...)) { first, _ in first }
        for (name, month) in zip(names, 1...) { months[String(name.prefix(3))] = month }
        months["sept"] = 9
        return months
    }()
    static let weekdays: Set = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed",
        "thu",
        "thur", "thurs", "fri", "sat", "sun",
    ]
}
