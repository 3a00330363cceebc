import Model

/// A line such as `Last updated 02/03/2017`, or two: `Sent on:` with the date below it. What has no readable date keeps its
/// words alone.
struct DateLine: Sendable {
    /// One date with the words before it.
    struct Statement: Sendable {
        /// The rules that have these words; which one counts depends on the section.
        let rules: [Profile.DateRule]
        let date: CalendarDate?
        let dateEnd: CalendarDate?
        let range: Range<Int>
    }

    let statements: [Statement]
    /// How many lines it takes.
    let lines: Int

    /// The role and the day of the first date, whatever section it stands in.
    var role: String? { statements.first?.rules.first?.role }
    var date: CalendarDate? { statements.first?.date }

    // A line that goes on for longer than this behind its date is a sentence.
    private static let mostWordsBehind = 4
    // Without a date a line must say little else, or it is a sentence that begins with these words.
    private static let mostWordsWithout = 3

    init?(_ lines: [[Token]], _ profile: CompiledProfile) {
        let words = profile.language.dates
        let tokens = DateLine.wrapped(lines, words) ?? lines[0]
        if let bare = DateLine.bare(tokens, profile.profile.dates, words) {
            self = bare
            return
        }
        var statements: [Statement] = []
        var position = 0
        // Dates may stand one after the other: *Published on: 2 May 2019 Last updated: 3 June 2019*.
        while let label = DateLine.label(tokens, at: position, profile) {
            guard let found = PrintedDate.read(tokens, at: label.next, words) else {
                guard statements.isEmpty, let line = DateLine.withoutDate(lines, label, words) else { break }
                self = line
                return
            }
            statements.append(DateLine.statement(label.rules, found, tokens[position..<found.next]))
            position = found.next
        }
        guard let last = statements.last, tokens.count - position <= DateLine.mostWordsBehind else { return nil }
        let range = last.range.lowerBound..<(tokens.last?.range.upperBound ?? last.range.upperBound)
        // Behind *and* or *to* comes a later day, and it is not there.
        let isWhole = !(tokens.last.map { words.goesOn(after: $0.word) } ?? false)
        statements[statements.count - 1] = Statement(
            rules: last.rules, date: last.date, dateEnd: isWhole ? last.dateEnd : nil, range: range)
        self.init(statements: statements, lines: tokens.count > lines[0].count ? 2 : 1)
    }

    // A line that ends in the middle of a date, with the one below that holds nothing but the rest.
    private static func wrapped(_ lines: [[Token]], _ words: DateWords) -> [Token]? {
        guard lines.count > 1, let last = lines[0].last else { return nil }
        let both = lines[0] + lines[1]
        if words.goesOn(after: last.word) {
            return PrintedDate.read(lines[1], at: 0, words)?.next == lines[1].count ? both : nil
        }
        // Below a day its month, below a month the year.
        guard lines[1].count <= 2, words.months[last.word] != nil || Int(last.word) != nil else { return nil }
        let ends = lines[0].indices.suffix(2).contains { place in
            guard let whole = PrintedDate.read(both, at: place, words) else { return false }
            return whole.next == both.count && whole.date != nil && PrintedDate.read(lines[0], at: place, words) == nil
        }
        return ends ? both : nil
    }

    // A rule without words takes a line that is a date and nothing else.
    private static func bare(
        _ tokens: [Token], _ rules: [Profile.DateRule], _ words: DateWords
    ) -> DateLine? {
        let wordless = rules.filter { $0.words?.isEmpty ?? true && $0.pattern == nil }
        guard !wordless.isEmpty, let date = PrintedDate.read(tokens, at: 0, words), date.date != nil,
            date.next == tokens.count
        else { return nil }
        return DateLine(statements: [statement(wordless, date, tokens[...])], lines: 1)
    }

    // The date may stand alone on the line below.
    private static func withoutDate(
        _ lines: [[Token]], _ label: (rules: [Profile.DateRule], next: Int), _ words: DateWords
    ) -> DateLine? {
        let tokens = lines[0]
        if lines.count > 1, tokens.count == label.next, let date = PrintedDate.read(lines[1], at: 0, words),
            date.next == lines[1].count
        {
            return DateLine(statements: [statement(label.rules, date, tokens[...] + lines[1])], lines: 2)
        }
        guard tokens.count - label.next <= mostWordsWithout else { return nil }
        let none = PrintedDate(date: nil, dateEnd: nil, next: 0)
        return DateLine(statements: [statement(label.rules, none, tokens[...])], lines: 1)
    }

    private init(statements: [Statement], lines: Int) { (self.statements, self.lines) = (statements, lines) }

    private static func statement(_ rules: [Profile.DateRule], _ date: PrintedDate, _ tokens: ArraySlice<Token>)
        -> Statement
    {
        let range = (tokens.first?.range.lowerBound ?? 0)..<(tokens.last?.range.upperBound ?? 0)
        return Statement(rules: rules, date: date.date, dateEnd: date.dateEnd, range: range)
    }

    // The rules with the longest words that stand at a place, and where what they announce begins.
    private static func label(
        _ tokens: [Token], at position: Int, _ profile: CompiledProfile
    ) -> (rules: [Profile.DateRule], next: Int)? {
        var found: (rules: [Profile.DateRule], length: Int) = ([], 1)
        for (words, place) in profile.fields.dateLabels
        where words.count >= found.length && tokens[position...].starts(with: words, by: { $0.word == $1 }) {
            let rule = profile.profile.dates[place]
            found = words.count > found.length ? ([rule], words.count) : (found.rules + [rule], words.count)
        }
        guard !found.rules.isEmpty else { return nil }
        var next = position + found.length
        let on = profile.language.dates.on
        while next < tokens.count, [":", "-"].contains(tokens[next].word) || on.contains(tokens[next].word) {
            next += 1
        }
        return (found.rules, next)
    }
}

/// Reads the dates that a document states of itself, in lines of their own or in sentences.
struct DateReader {
    let document: WordedDocument
    let outline: Outline
    let lines: LineKinds
    /// What kind of document it is, for rules of some kinds alone.
    let kind: String?
    let profile: CompiledProfile?
    let slots: Slots?

    func read() -> [StatedDate] {
        let firstText = firstText
        return outline.parts.flatMap { part in
            // A line of text may look like a heading.
            let heading = part.heading.map { sentences(of: $0, part) } ?? []
            return heading
                + part.blocks.flatMap { block in
                    let place = block < firstText && isTop(part) ? part.asOpening : part
                    return (lines.dates[block]?.statements ?? []).compactMap { date($0, place) }
                        + sentences(of: block, part)
                }
        }
    }

    // A page about one pillar has its name above its own date, and a cover has the body's there.
    private func isTop(_ part: Outline.Part) -> Bool {
        if part.role == "pillar" || part.role == "question" { return true }
        guard part.role == nil, let profile, let heading = part.heading else { return false }
        return !profile.register.all(in: document.tokens[heading]).isEmpty
    }

    // Where the first running text below the title stands.
    private var firstText: Int {
        let title = outline.titleBlock ?? -1
        return document.blocks.indices.first { block in
            block > title && document.blocks[block].kind == .paragraph && lines.kind(of: block) == nil
                && document.tokens[block].count >= FirstLook.shortestText
                && document.tokens[block].last?.word == "."
        } ?? document.blocks.count
    }

    private func date(_ statement: DateLine.Statement, _ part: Outline.Part) -> StatedDate? {
        let rule = statement.rules.first { applies($0, in: part) }
        guard let rule else { return nil }
        return StatedDate(
            role: rule.role, text: document.text[statement.range], date: statement.date, dateEnd: statement.dateEnd,
            section: part.section.id, evidence: document.text.evidence(statement.range))
    }

    private func sentences(of block: Int, _ part: Outline.Part) -> [StatedDate] {
        guard let slots, let profile else { return [] }
        let (wordings, words) = (profile.fields.dates.filter { applies($0.rule, in: part) }, profile.language.dates)
        return wordings.flatMap { worded in
            document.sentences[block].compactMap {
                date(in: $0.tokens, worded.rule, worded.pattern, slots, words, part)
            }
        }
    }

    private func date(
        in tokens: [Token], _ rule: Profile.DateRule, _ pattern: Pattern, _ slots: Slots,
        _ words: DateWords, _ part: Outline.Part
    ) -> StatedDate? {
        guard let match = pattern.firstMatch(in: tokens, slots: slots.read),
            let days = match.captures["dates"] ?? match.captures["date"],
            let found = PrintedDate.read(tokens, at: days.tokens.lowerBound, words)
        else { return nil }
        let range = tokens.place(of: match.tokens)
        return StatedDate(
            role: rule.role, text: document.text[range], date: found.date, dateEnd: found.dateEnd,
            section: part.section.id, evidence: document.text.evidence(range))
    }

    private func applies(_ rule: Profile.DateRule, in part: Outline.Part) -> Bool {
        rule.where?.contains(part.role ?? "body") ?? true && rule.kinds?.contains(kind ?? "") ?? true
    }
}
