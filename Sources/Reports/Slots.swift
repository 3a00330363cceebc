import Model

/// Answers what a slot of a pattern can take in one document: the profile's words, and what the document is about.
final class Slots: Sendable {
    private let profile: CompiledProfile
    private let language: Language
    private let subject: Register.Entry?
    private let cycle: Profile.Cycle?
    // The year of the document; of one that names none, any year that it speaks of may be an earlier one.
    private let year: Int

    init(
        profile: CompiledProfile, subject: Register.Entry? = nil, cycle: Profile.Cycle? = nil, year: String? = nil
    ) {
        self.profile = profile
        language = profile.language
        self.subject = subject
        self.cycle = cycle
        self.year = cycle?.year ?? year.flatMap { Int($0) } ?? .max
    }

    func read(_ slot: Slot, _ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        guard position < tokens.count else { return [] }
        switch slot {
        case .words(let list): return list.readings(in: tokens, at: position)
        case .some(let list, let values):
            return list.readings(in: tokens, at: position).filter { values.contains($0.value) }
        case .subject: return profile.register.subjects(in: tokens, at: position)
        case .formal: return profile.register.formalSubjects(in: tokens, at: position)
        case .self: return selves(tokens, position)
        case .topic: return topics(tokens, position)
        case .year: return year(tokens, position)
        case .earlier:
            return year(tokens, position).filter { found in
                Int(found.value.prefix(4)).map { $0 < self.year } ?? false
            }
        case .thing: return profile.questions.named(in: tokens, at: position, cycles: cycle.map { [$0.id] })
        case .list: return list(tokens, position)
        case .bodies: return bodies(tokens, position)
        case .date: return dates(tokens, position)
        case .dates: return days(tokens, position)
        case .month: return months(tokens, position)
        case .count: return count(tokens, position)
        case .name: return names(tokens, position)
        case .names: return [PersonList.end(of: tokens, at: position, self)].compactMap { $0.map { ("", $0) } }
        case .role: return roles(tokens, position)
        case .line: return tokens[position].word == Token.lineBreak ? [("", position + 1)] : []
        case .value:
            return Quantity.read(tokens, at: position, language.quantities).map { [($0.value, $0.end)] } ?? []
        }
    }

    // The body the document is about, by one of its names or as *the force*.
    private func selves(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        let found = profile.vocabulary.readings(of: "selves", in: tokens, at: position)
        guard let subject else { return found }
        let start = language.the.contains(tokens[position].word) ? position + 1 : position
        let named = subject.names.filter { tokens[start...].starts(with: $0, by: { $0.word == $1 }) }
        return named.map { (subject.subject.slug, start + $0.count) } + found
    }

    // No clause is longer, and no list.
    private static let longestClause = 250
    private static let longestList = 1_000

    // A topic runs to the end of its clause; shorter readings are for patterns that go on behind it.
    private func topics(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        var end = position
        let last = min(position + Slots.longestClause, tokens.count)
        while end < last, !endsClause(tokens, end), end == position || !isVerdict(tokens, end) { end += 1 }
        guard end > position else { return [] }
        return (position + 1...end).reversed().map { ("", $0) }
    }

    // A list of things: everything from its place on, longest first, up to where the list of another grade begins.
    private func list(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        let last = min(position + Slots.longestList, tokens.count)
        let end = (position + 1..<max(position + 1, last)).first { next in
            profile.vocabulary.readings(of: "grade", in: tokens, at: next).contains {
                $0.end < tokens.count && tokens[$0.end].word == ":"
            }
        }
        return (position + 1...max(position + 1, end ?? last)).reversed().map { ("", $0) }
    }

    // Bodies one behind the other, longest first: *Kent Police, Sussex Police and the City of London Police*.
    private func bodies(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        var ends: [Int] = []
        var next = position
        while next < tokens.count {
            let start = language.the.contains(tokens[next].word) ? next + 1 : next
            guard let end = profile.register.subjects(in: tokens, at: start).map(\.end).max() else { break }
            ends.append(end)
            guard let following = nextInList(tokens, end) else { break }
            next = following
        }
        return ends.reversed().map { ("", $0) }
    }

    // Another verdict begins: *good at …, and outstanding at …*
    private func beginsVerdict(_ tokens: [Token], _ index: Int) -> Bool {
        var next = index + 1
        if next < tokens.count, language.joins.contains(tokens[next].word) { next += 1 }
        if next < tokens.count, let own = selves(tokens, next).map(\.end).max() { next = own }
        while next < tokens.count, tokens[next].word == "," || language.verdicts.contains(tokens[next].word) {
            next += 1
        }
        // *good at this and at that*: one verdict for both.
        if next == index + 1, next < tokens.count, language.and.contains(tokens[index].word),
            language.at.contains(tokens[next].word)
        {
            return true
        }
        // A sentence that breaks off here may have gone on with one.
        if next >= tokens.count { return true }
        let found =
            profile.vocabulary.readings(of: "grade", in: tokens, at: next)
            + profile.vocabulary.readings(of: "needs", in: tokens, at: next)
        return found.contains { $0.end < tokens.count && language.regarding.contains(tokens[$0.end].word) }
    }

    // What is said of the topic: *how it plans is also judged to be good*.
    private func isVerdict(_ tokens: [Token], _ index: Int) -> Bool {
        guard language.is.contains(tokens[index].word) || language.was.contains(tokens[index].word) else {
            return false
        }
        let next = tokens[(index + 1)...].firstIndex { !language.verdicts.contains($0.word) } ?? tokens.count
        return !profile.vocabulary.readings(of: "needs", in: tokens, at: index).isEmpty
            || ["grade", "needs"].contains { list in
                !profile.vocabulary.readings(of: list, in: tokens, at: next).isEmpty
            }
    }

    private func endsClause(_ tokens: [Token], _ index: Int) -> Bool {
        switch tokens[index].word {
        case ".", "!", "?", ";", ":", "(": return true
        case ",":
            guard index + 1 < tokens.count else { return true }
            // *at this, that, and preventing fires*: the last of a series, and no clause.
            if language.and.contains(tokens[index + 1].word), profile.questions.isNamed(in: tokens, at: index + 2) {
                return false
            }
            return language.clauses.contains(tokens[index + 1].word) || beginsVerdict(tokens, index)
        case let word: return language.joins.contains(word) && beginsVerdict(tokens, index)
        }
    }

    private func year(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        let word = tokens[position].word
        guard word.utf8.count >= 4, let year = Int(word.prefix(4)), (1990...2100).contains(year),
            word.dropFirst(4).allSatisfy({ $0.isNumber || $0 == "/" || $0 == "-" })
        else { return [] }
        return [(word, position + 1)]
    }

    private func dates(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        let day = PrintedDate.day(tokens, at: position, language.dates)
        return day.map { [($0.date.description, $0.next)] } ?? []
    }

    private func months(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        let month = PrintedDate.month(tokens, at: position, language.dates)
        return month.map { [($0.end.description, $0.next)] } ?? []
    }

    // A date or a range; its value is an interval of ISO 8601.
    private func days(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        guard let found = PrintedDate.read(tokens, at: position, language.dates),
            let date = found.date
        else { return [] }
        return [(date.description + (found.dateEnd.map { "/\($0)" } ?? ""), found.next)]
    }

    // A whole number, in digits or in the words that the profile gives.
    private func count(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        let word = tokens[position].word
        guard let number = Int(word) ?? language.numbers[word], (0...1_000_000).contains(number) else {
            return []
        }
        return [(String(number), position + 1)]
    }

    // *REPORT OF* is no name, though an initial may be a word of the language.
    private func isJoining(_ token: Token) -> Bool { language.joining.contains(token) && token.word.count > 1 }

    private static let longestName = 6

    // A person's name: capitalised words, with small ones such as *de* between them, and perhaps one more in brackets; none
    // of them the beginning of a name of a body.
    private func names(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        var ends: [Int] = []
        var next = position
        while next < min(position + Slots.longestName, tokens.count) {
            let isName = tokens[next].isCapitalised && tokens[next].isWord && !isJoining(tokens[next])
            guard isName || !ends.isEmpty && language.particles.contains(tokens[next].word) else { break }
            next += 1
            // The initial of a name between two others: *Ruth A. Penn*.
            if isName, tokens[next - 1].word.count == 1, next + 1 < tokens.count, tokens[next].word == ".",
                tokens[next + 1].isCapitalised
            {
                next += 1
            } else if isName {
                ends.append(next)
            }
        }
        guard ends.count >= 2, let end = ends.last, profile.register.subjects(in: tokens, at: position).isEmpty else {
            return []
        }
        // *BA Hons (Oxon)*
        if end + 2 < tokens.count, tokens[end].word == "(", tokens[end + 1].isCapitalised, tokens[end + 2].word == ")" {
            ends.append(end + 3)
        }
        return ends.dropFirst().reversed().map { ("", $0) }
    }

    /// Where the next thing of a list begins: behind a comma, an *and*, or both.
    func nextInList(_ tokens: [Token], _ position: Int) -> Int? {
        var next = position
        if next < tokens.count, tokens[next].word == "," { next += 1 }
        if next < tokens.count, language.and.contains(tokens[next].word) { next += 1 }
        return next > position && next < tokens.count ? next : nil
    }

    private func roles(_ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        if let beginnings = profile.fields.roleBeginnings, !beginnings.contains(tokens[position]) { return [] }
        return profile.fields.roles.compactMap { $0.match(in: tokens, at: position, slots: read)?.tokens.upperBound }
            .sorted(by: >).map { ("", $0) }
    }
}
