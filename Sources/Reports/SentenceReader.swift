import Model

/// Reads the sentences that state a grade, by the wordings of the profile.
struct SentenceReader: Sendable {
    let document: WordedDocument
    let recognition: Recognition
    let outline: Outline
    let slots: Slots

    private let things: GradedThings
    private var profile: CompiledProfile { recognition.profile }

    // Where a document breaks off in the middle of a sentence, the rest may have said of which year it speaks.
    private let brokenOff: Int?

    init(document: WordedDocument, recognition: Recognition, outline: Outline, slots: Slots) {
        (self.document, self.recognition, self.outline, self.slots) = (document, recognition, outline, slots)
        things = GradedThings(recognition)
        brokenOff = document.brokenOff?.range.lowerBound
    }

    /// Gives the statements of one sentence; `subject` is the body that the lines before it speak of. The sentence with
    /// which a question's section begins speaks of this question, whatever its words for it.
    func statements(in sentence: Sentence, _ part: Outline.Part, subject: Register.Entry?, isFirst: Bool) -> [Statement]
    {
        let tokens = sentence.tokens
        // Only a wording that is a status by itself needs no word for one.
        let candidates = hasVerdict(sentence) ? profile.judgments : profile.statuses
        let rules = candidates.possible(in: sentence).filter {
            applies($0.rule, in: part) && $0.pattern.mayMatch(in: tokens)
        }
        guard !rules.isEmpty, sentence.range.lowerBound != brokenOff else { return [] }
        let elsewhere = Elsewhere(tokens, profile, slots)
        var found: [Statement] = []
        var taken: Set<Int> = []
        // What follows without a verdict of its own has the one before: *good at this and at that*.
        var last: Verdict?
        // What follows a verdict is said of the same bodies, whichever were spoken of before.
        var bodies = [subject]
        func take(_ match: PatternMatch, _ rule: Profile.JudgmentRule, following scope: String?) -> String? {
            let own = Verdict(match, stated: rule.status)
            guard let verdict = own ?? last, own == nil || !taken.contains(verdict.tokens.lowerBound) else {
                return nil
            }
            last = verdict
            guard !elsewhere.covers(verdict.tokens), holds(rule, match, tokens) else { return nil }
            var part = part
            if !isFirst { part.question = nil }
            let named = self.bodies(of: match, tokens)
            let statements = self.statements(
                match, verdict, rule, sentence, part, named.isEmpty ? bodies : named, following: scope)
            guard let first = statements.first else { return nil }
            taken.formUnion(verdict.tokens)
            found += statements
            return first.scope
        }
        for rule in rules {
            var start = 0
            var search = PatternSearch(rule.pattern, in: tokens, slots: slots.read)
            var chain = rule.chain.map { PatternSearch($0, in: tokens, slots: slots.read) }
            while start < tokens.count, let match = search.first(from: start) {
                start = match.tokens.lowerBound + 1
                let named = self.bodies(of: match, tokens)
                (last, bodies) = (nil, named.isEmpty ? [subject] : named)
                var scope = take(match, rule.rule, following: nil)
                guard last != nil else { continue }
                var end = match.tokens.upperBound
                while let next = chain?.first(from: end), next.tokens.upperBound > end,
                    !namesBody(tokens[end..<max(end, next.tokens.lowerBound)])
                {
                    scope = take(next, rule.rule, following: scope) ?? scope
                    end = next.tokens.upperBound
                }
                if rule.chain != nil { start = end }
            }
        }
        return found.sorted { $0.text.lowerBound < $1.text.lowerBound }
    }

    private func hasVerdict(_ sentence: Sentence) -> Bool {
        let words = profile.vocabulary.verdictWords
        return sentence.signs.mayTouch(words.signs) && sentence.tokens.contains { words.contains($0) }
    }

    // On a page about many what stands behind the name of another is said of that one.
    private func namesBody(_ tokens: ArraySlice<Token>) -> Bool {
        recognition.isAboutMany && !profile.register.all(in: Array(tokens)).isEmpty
    }

    /// Whether a sentence states a grade by a wording that counts in the section of a scope or a question alone, and stands in
    /// none: the heading that would say what it is of may be lost.
    func isUnplaced(_ sentence: Sentence, _ part: Outline.Part) -> Bool {
        let tokens = sentence.tokens
        guard part.rule == nil, SentenceReader.open.contains(part.role ?? "body"),
            sentence.range.lowerBound != brokenOff, hasVerdict(sentence)
        else { return false }
        let elsewhere = Elsewhere(tokens, profile, slots)
        return profile.judgments.possible(in: sentence).contains { rule in
            guard SentenceReader.graded.isSuperset(of: rule.rule.where),
                rule.rule.kinds?.contains(recognition.kind.kind) ?? true,
                let match = rule.pattern.firstMatch(in: tokens, slots: slots.read),
                let verdict = Verdict(match, stated: rule.rule.status)
            else { return false }
            return !elsewhere.covers(verdict.tokens) && holds(rule.rule, match, tokens)
        }
    }

    private static let open: Set<String> = ["opening", "body"]
    private static let graded: Set<String> = ["pillar", "question"]

    private func applies(_ rule: Profile.JudgmentRule, in part: Outline.Part) -> Bool {
        rule.where.contains(part.role ?? "body") && rule.kinds?.contains(recognition.kind.kind) ?? true
    }

    private func holds(_ rule: Profile.JudgmentRule, _ match: PatternMatch, _ tokens: [Token]) -> Bool {
        guard let list = rule.topicHas else { return true }
        guard let topic = match.captures["topic"], let words = profile.profile.words[list] else { return false }
        return tokens[topic.tokens].prefix(3).contains { words.contains($0.word) }
    }

    private func statements(
        _ match: PatternMatch, _ verdict: Verdict, _ rule: Profile.JudgmentRule, _ sentence: Sentence,
        _ part: Outline.Part, _ bodies: [Register.Entry?], following before: String?
    ) -> [Statement] {
        guard bodies.allSatisfy({ recognition.isAboutMany ? $0 != nil : !isOther($0) }), !verdict.tokens.isEmpty
        else { return [] }
        let ofOne = statements(match, verdict, rule, sentence, part, following: before)
        guard recognition.isAboutMany else { return ofOne }
        return bodies.flatMap { body in
            ofOne.map { statement in
                var statement = statement
                statement.subject = body
                return statement
            }
        }
    }

    // The bodies that a wording names: one, or several at once.
    private func bodies(of match: PatternMatch, _ tokens: [Token]) -> [Register.Entry?] {
        if let several = match.captures["bodies"] {
            return profile.register.all(in: Array(tokens[several.tokens]))
        }
        return [match["subject"].flatMap(profile.entry(named:))].filter { $0 != nil }
    }

    private func statements(
        _ match: PatternMatch, _ verdict: Verdict, _ rule: Profile.JudgmentRule, _ sentence: Sentence,
        _ part: Outline.Part, following before: String?
    ) -> [Statement] {
        var statement = Statement(
            subject: nil, scope: "", grade: verdict.grade, status: verdict.status,
            text: sentence.tokens.place(of: verdict.tokens),
            evidence: document.withOpeningQuote(sentence.range),
            section: part.section.id, isFirm: true)
        if let list = match.captures["list"] {
            let tokens = Array(sentence.tokens[list.tokens])
            return profile.questions.listed(tokens, cycles: recognition.cycles).compactMap { item in
                guard case .question(let question) = item.asked else { return nil }
                statement.scope = question.scope
                statement.question = question
                statement.topic = document.text[tokens.place(of: item.range)]
                return statement
            }
        }
        if let named = match.captures["thing"] {
            let tokens = Array(sentence.tokens[named.tokens])
            guard let thing = recognition.thing(named: tokens), let first = tokens.first, let last = tokens.last else {
                return []
            }
            statement.take(thing, named: document.text[first.range.lowerBound..<last.range.upperBound])
            return [statement]
        }
        let topic = match.captures["topic"].map { Array(sentence.tokens[$0.tokens]) }
        if let question = rule.question.flatMap({ id in profile.profile.questions.first { $0.id == id } }) {
            statement.take(.question(question), named: question.names?.first ?? question.id)
            return [statement]
        }
        return things.things(match, topic, rule, part, before).compactMap { thing in
            // *its understanding of demand at night is good* tells of a part of what the question asks.
            if rule.topicHas != nil, rule.weak == true, !thing.isFirm { return nil }
            statement.scope = thing.scope
            statement.question = thing.question
            statement.isWeak = rule.weak ?? false
            statement.isFirm = thing.isFirm && !statement.isWeak
            statement.topic = thing.question.map { _ in
                (thing.topic ?? topic).map { Topic.phrase($0, text: document.text, profile: profile) }
                    ?? part.section.heading
            }
            statement.section = outline.pillar(of: thing.scope) ?? part.section.id
            return statement
        }
    }

    // A page about one body says nothing of others; a page about many must say of which.
    private func isOther(_ named: Register.Entry?) -> Bool {
        guard let named, let own = recognition.subject else { return false }
        return named.subject.slug != own.subject.slug
    }
}
