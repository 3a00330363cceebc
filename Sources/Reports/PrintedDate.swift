import Model

/// The words of a language that dates are made of.
struct DateWords: Sendable {
    let months: [String: Int]
    let weekdays: Set<String>
    /// What may be glued to a day: 2nd.
    let dayEndings: Set<String>
    /// What may stand between the words of a date line and its date.
    let on: Set<String>
    let from: Set<String>
    let between: Set<String>
    let to: Set<String>
    let and: Set<String>
    let the: Set<String>
    let of: Set<String>
    /// With which of its words a date may begin.
    let beginnings: WordSet

    init(
        months: [String: Int], weekdays: Set<String>, dayEndings: Set<String>, on: Set<String>, from: Set<String>,
        between: Set<String>, to: Set<String>, and: Set<String>, the: Set<String>, of: Set<String>
    ) {
        (self.months, self.weekdays, self.dayEndings, self.on) = (months, weekdays, dayEndings, on)
        (self.from, self.between, self.to) = (from, between, to)
        (self.and, self.the, self.of) = (and, the, of)
        beginnings = WordSet(weekdays.union(the).union(from).union(between))
    }

    /// Whether a date cannot end with a word: the rest of it stands in the next line.
    func goesOn(after word: String) -> Bool { word == "-" || to.contains(word) || and.contains(word) }
}

/// Dates as British publishers print them: `02/03/2017` (day first), `Thursday 2nd March 2017`, `2017-03-02`, and ranges of
/// them: `4 to 8 February 2019`, `13 May–24 June 2019`.
struct PrintedDate: Hashable {
    /// `nil` for what has the form of a date and is no day, such as 31 April.
    let date: CalendarDate?
    /// The last day of a range.
    let dateEnd: CalendarDate?
    /// The index after the last token.
    let next: Int

    /// Reads a date, or the days from the first to the last of a range or of several that are named together:
    /// `13 and 14 March 2018`, `5 to 9 December 2022 and 14 to 15 February 2023`.
    static func read(_ tokens: [Token], at position: Int, _ words: DateWords) -> PrintedDate? {
        guard DatePieces.mayBegin(tokens, at: position, words) else { return nil }
        var pieces = DatePieces(tokens, from: position, words)
        let isBetween = pieces.takes(words.between)
        let isOpened = isBetween || pieces.takes(words.from)
        guard let first = pieces.part() else { return nil }
        var parts = [first]
        var found = first.isWhole && !isOpened ? pieces.next.map { (parts, $0) } : nil
        var isRange = false
        while let last = parts.last {
            let isTo = isBetween && parts.count == 1 ? pieces.takes(words.and) : pieces.takesTo()
            guard isTo || (isRange || !last.isWhole) && pieces.takesAnd(), let part = pieces.part() else { break }
            isRange = isRange || isTo
            parts.append(part)
            if part.isWhole, let next = pieces.next { found = (parts, next) }
        }
        guard let (days, next) = found else { return nil }
        guard days.count > 1 else { return PrintedDate(date: first.date, dateEnd: nil, next: next) }
        let range = range(days)
        return PrintedDate(date: range?.0, dateEnd: range?.1, next: next)
    }

    /// Reads one day that exists.
    static func day(_ tokens: [Token], at position: Int, _ words: DateWords) -> (date: CalendarDate, next: Int)? {
        guard DatePieces.mayBegin(tokens, at: position, words) else { return nil }
        var pieces = DatePieces(tokens, from: position, words)
        guard let part = pieces.part(), let date = part.date, let next = pieces.next else { return nil }
        return (date, next)
    }

    /// Reads a month with its year and gives its last day.
    static func month(_ tokens: [Token], at position: Int, _ words: DateWords) -> (end: CalendarDate, next: Int)? {
        guard position + 1 < tokens.count, let month = words.months[tokens[position].word],
            let year = DatePieces.year(tokens[position + 1].word),
            let first = CalendarDate(year: year, month: month, day: 1)
        else { return nil }
        return (first.endOfMonth, position + 2)
    }

    // What a day leaves out is that of the day after it; *28 December to 4 January 2020* began the year before.
    private static func range(_ parts: [DatePieces.Part]) -> (CalendarDate, CalendarDate)? {
        guard let end = parts.last?.date else { return nil }
        var start = end
        for part in parts.dropLast().reversed() {
            let month = part.month ?? start.month
            let crossesYear = part.year == nil && month - start.month >= 9
            let year = part.year ?? (crossesYear ? start.year - 1 : start.year)
            guard let day = CalendarDate(year: year, month: month, day: part.day), day <= start else { return nil }
            start = day
        }
        return (start, end)
    }
}

/// The words of a date, with those divided that a dash joins: `14–18`, `May–24`.
struct DatePieces {
    struct Part {
        let day: Int
        let month: Int?
        let year: Int?

        var isWhole: Bool { month != nil && year != nil }
        var date: CalendarDate? {
            guard let month, let year else { return nil }
            return CalendarDate(year: year, month: month, day: day)
        }
    }

    private let words: DateWords
    private var pieces: [Substring] = []
    // Per piece the index after its token, where the token ends with it.
    private var ends: [Int?] = []
    private var position = 0

    // No date has more words.
    private static let longest = 24

    /// Whether a date may begin at a place: a quick look.
    static func mayBegin(_ tokens: [Token], at place: Int, _ words: DateWords) -> Bool {
        guard place < tokens.count, let first = tokens[place].word.utf8.first else { return false }
        return (0x30...0x39).contains(first) || words.beginnings.contains(tokens[place])
            || tokens[place].word.utf8.contains(where: DatePieces.isSign)
    }

    // What may stand before digits, or join them to a word.
    private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }

    init(_ tokens: [Token], from start: Int, _ words: DateWords) {
        self.words = words
        for index in start..<min(start + DatePieces.longest, tokens.count) {
            let word = tokens[index].word
            guard word.count > 1, word.contains("-"), CalendarDate(word) == nil else {
                pieces.append(word[...])
                ends.append(index + 1)
                continue
            }
            for part in word.split(separator: "-") {
                pieces += [part, "-"]
                ends += [nil, nil]
            }
            pieces.removeLast()
            ends.removeLast()
            ends[ends.count - 1] = index + 1
        }
    }

    /// The index of the token after what was taken; `nil` in the middle of a token.
    var next: Int? { position > 0 ? ends[position - 1] : nil }

    private var piece: Substring? { position < pieces.count ? pieces[position] : nil }

    /// Takes one of some words, if it is the next one.
    mutating func takes(_ words: Set<String>) -> Bool {
        guard let piece, words.contains(String(piece)) else { return false }
        position += 1
        return true
    }

    /// Takes what stands between the ends of a range.
    mutating func takesTo() -> Bool { takes(words.to) || takes(["-"]) }

    /// Takes what stands between days that are named together.
    mutating func takesAnd() -> Bool {
        let hasComma = takes([","])
        return takes(words.and) || takes(["&"]) || hasComma
    }

    /// Takes a day, with its month and year as far as they are there.
    mutating func part() -> Part? {
        let start = position
        if takes(words.weekdays) { _ = takes([","]) }
        _ = takes(words.the)
        guard let word = piece else { return nil }
        if let whole = DatePieces.numeric(word) {
            position += 1
            return whole
        }
        guard let day = day(word) else {
            position = start
            return nil
        }
        position += 1
        let afterDay = position
        _ = takes(words.of)
        guard let month = piece.flatMap({ words.months[String($0)] }) else {
            position = afterDay
            return Part(day: day, month: nil, year: nil)
        }
        position += 1
        let afterMonth = position
        _ = takes([","])
        guard let year = piece.flatMap(DatePieces.year) else {
            position = afterMonth
            return Part(day: day, month: month, year: nil)
        }
        position += 1
        return Part(day: day, month: month, year: year)
    }

    private func day(_ word: Substring) -> Int? {
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        guard (1...2).contains(digits.count),
            digits.count == word.count || words.dayEndings.contains(String(word.dropFirst(digits.count)))
        else {
            return nil
        }
        return Int(digits)
    }

    /// A year of four digits.
    static func year(_ word: some StringProtocol) -> Int? {
        guard word.utf8.count == 4, let year = Int(word), (1900...2199).contains(year) else { return nil }
        return year
    }

    // `2017-03-02`, `02/03/2017`, `02/03/17`, `02.03.2017`.
    private static func numeric(_ word: Substring) -> Part? {
        if let date = CalendarDate(String(word)) { return Part(day: date.day, month: date.month, year: date.year) }
        let divider: Character = word.contains("/") ? "/" : "."
        let parts = word.split(separator: divider, omittingEmptySubsequences: false)
        guard parts.count == 3, (1...2).contains(parts[0].count), (1...2).contains(parts[1].count),
            let day = Int(parts[0]), let month = Int(parts[1]), let last = Int(parts[2])
        else { return nil }
        if let year = year(parts[2]) { return Part(day: day, month: month, year: year) }
        return divider == "/" && parts[2].count == 2 ? Part(day: day, month: month, year: 2000 + last) : nil
    }
}
