import Model

/// Blocks that say one thing and nothing else: a date line, a person with a role, a bare grade. They may look like
/// headings, and mark-up may even call them so.
struct LineKinds: Sendable {
    enum Kind: Sendable { case date, person, grade }

    /// A grade or a status that stands alone.
    typealias Badge = (grade: String?, status: Judgment.Status)

    private let kinds: [Int: Kind]
    let dates: [Int: StatedDateLine]
    let people: [Int: StatedPerson]
    /// Lines that hold nothing but a grade or a status.
    let badges: [Int: Badge]

    init(document: WordedDocument, profile: CompiledProfile?) {
        var (kinds, dates, people, badges): ([Int: Kind], [Int: StatedDateLine], [Int: StatedPerson], [Int: Badge]) =
            ([:], [:], [:], [:])
        for (index, block) in document.blocks.enumerated() where block.range.count <= 160 {
            guard let profile else { break }
            let tokens = document.tokens[index]
            if let date = StatedDateLine(tokens, rules: profile.profile.dates, profile.wordings) {
                (kinds[index], dates[index]) = (.date, date)
            } else if let person = StatedPerson(tokens, roles: profile.profile.roles, profile.wordings) {
                (kinds[index], people[index]) = (.person, person)
            } else if block.kind != .tableRow, let badge = profile.badge(tokens) {
                (kinds[index], badges[index]) = (.grade, badge)
            }
        }
        (self.kinds, self.dates, self.people, self.badges) = (kinds, dates, people, badges)
    }

    func kind(of block: Int) -> Kind? { kinds[block] }
}

/// A line such as `Last updated 02/03/2017`; a date that cannot be read leaves the text alone.
struct StatedDateLine: Sendable {
    let role: String
    let date: CalendarDate?

    init?(_ tokens: [Token], rules: [Profile.DateRule], _ wordings: Wordings) {
        for rule in rules {
            for wording in rule.words {
                let words = wordings.words(of: wording)
                guard tokens.starts(with: words, by: { $0.word == $1 }) else { continue }
                var rest = tokens.dropFirst(words.count)
                while let first = rest.first, [":", "on", "-"].contains(first.word) { rest = rest.dropFirst() }
                let date = PrintedDate.read(Array(rest))
                // Without a date the line must say nothing else, or it is a sentence that begins with these words.
                guard date != nil ? rest.count <= 6 : rest.count <= 3 else { continue }
                (role, self.date) = (rule.role, date)
                return
            }
        }
        return nil
    }
}

/// Dates as British publishers print them: `02/03/2017` (day first), `2 March 2017`, `2017-03-02`.
enum PrintedDate {
    static func read(_ tokens: [Token]) -> CalendarDate? {
        for index in tokens.indices {
            if let date = numeric(tokens[index].word) { return date }
            guard index + 2 < tokens.count, let day = Int(tokens[index].word.prefix { $0.isNumber }),
                let month = months[String(tokens[index + 1].word.prefix(3))], let year = Int(tokens[index + 2].word)
            else { continue }
            if let date = CalendarDate(year: year, month: month, day: day) { return date }
        }
        return nil
    }

    private static func numeric(_ word: String) -> CalendarDate? {
        if let date = CalendarDate(word) { return date }
        let parts = word.split(separator: word.contains("/") ? "/" : ".").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        return CalendarDate(year: parts[2] < 100 ? 2000 + parts[2] : parts[2], month: parts[1], day: parts[0])
    }

    private static let months = [
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
        "dec": 12,
    ]
}

/// A line such as `Matt Parr, Her Majesty’s Inspector of Constabulary`.
struct StatedPerson: Sendable {
    let name: Range<Int>
    let role: Range<Int>

    init?(_ tokens: [Token], roles: [String], _ wordings: Wordings) {
        guard let comma = tokens.firstIndex(where: { $0.word == "," }), (2...6).contains(comma),
            tokens[..<comma].allSatisfy({ $0.isCapitalised })
        else { return nil }
        let words = tokens[(comma + 1)...].map(\.word)
        guard roles.contains(where: { wordings.words(of: $0) == words }), let last = tokens.last else { return nil }
        name = tokens[0].range.lowerBound..<tokens[comma - 1].range.upperBound
        role = tokens[comma + 1].range.lowerBound..<last.range.upperBound
    }
}
