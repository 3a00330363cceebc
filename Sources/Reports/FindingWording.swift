import Model

/// Answers what the words of a line say about findings: that one begins here, that the lines below are some, when they are due.
struct FindingWording {
    let document: WordedDocument
    let profile: CompiledProfile
    let slots: Slots

    private var fields: FieldPatterns { profile.fields }

    /// How many tokens say no more than that somebody should do something; `nil` where no finding begins.
    func start(of tokens: [Token]) -> Int? {
        for pattern in fields.starts.possible(in: tokens) {
            if let match = pattern.firstMatch(in: tokens, slots: slots.read) { return match.tokens.upperBound }
        }
        return nil
    }

    /// Whether the line begins with the body that the report is about.
    func namesSelf(_ tokens: [Token]) -> Bool { !slots.read(.self, tokens, 0).isEmpty }

    /// What a line says about the findings below it, if it is no finding itself.
    func leadin(_ block: Int) -> Profile.FindingRules.Leadin? {
        let tokens = document.tokens[block]
        return fields.leadins.possible(in: tokens, with: document.signs[block]).first {
            $0.pattern.firstMatch(in: tokens, slots: slots.read) != nil
        }?.rule
    }

    /// Whether the findings above a line are all there are.
    func isEnd(_ block: Int) -> Bool {
        let tokens = document.tokens[block]
        return fields.ends.possible(in: tokens, with: document.signs[block]).contains {
            $0.firstMatch(in: tokens, slots: slots.read) != nil
        }
    }

    func endsWithColon(_ block: Int) -> Bool { document.tokens[block].last?.word == ":" }

    /// The day by which something is to be done, and the tokens that say it.
    func due(_ tokens: [Token], published: CalendarDate?) -> (day: CalendarDate?, tokens: Range<Int>)? {
        for due in fields.due.possible(in: tokens) {
            guard let match = due.pattern.firstMatch(in: tokens, slots: slots.read) else { continue }
            let stated = (match["date"] ?? match["month"]).flatMap { CalendarDate($0) }
            return (stated ?? counted(match, due.rule, published), match.tokens)
        }
        return nil
    }

    /// Where the first sentence ends which says that what follows it was found before the document was published.
    func repeats(in kind: String, published: CalendarDate?) -> Int? {
        let patterns = fields.earlier.filter { $0.rule.kinds?.contains(kind) ?? true }.map(\.pattern)
        guard let published, !patterns.isEmpty else { return nil }
        return document.sentences.lazy.joined().first { sentence in
            patterns.contains { pattern in
                let day = pattern.firstMatch(in: sentence.tokens, slots: slots.read)?["date"].flatMap {
                    CalendarDate($0)
                }
                return day.map { $0 < published } ?? false
            }
        }?.range.upperBound
    }

    private func counted(_ match: PatternMatch, _ rule: Profile.FindingRules.Due, _ published: CalendarDate?)
        -> CalendarDate?
    {
        // More than ten years is no time limit of an inspectorate.
        guard let published, let unit = rule.unit, let count = match["count"].flatMap({ Int($0) }), count <= 3660 else {
            return nil
        }
        switch unit {
        case .days: return published.adding(days: count)
        case .weeks: return published.adding(days: count * 7)
        case .months: return published.adding(months: count)
        }
    }

    /// The words that say what is to be done, without those that every finding has: the body, the time limit, *should*.
    func substance(_ tokens: [Token]) -> [String] {
        let begin = start(of: tokens) ?? 0
        let limit = due(tokens, published: nil)?.tokens ?? 0..<0
        var words: [String] = []
        var index = begin
        while index < tokens.count {
            if limit.contains(index) {
                index = limit.upperBound
            } else if let end = slots.read(.self, tokens, index).first?.end {
                index = end
            } else {
                if tokens[index].isWord, !profile.language.idle.contains(tokens[index].word) {
                    words.append(tokens[index].word)
                }
                index += 1
            }
        }
        return words
    }
}
