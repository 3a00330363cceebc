import Model

/// What one verdict grades: a scope, or a question of it.
struct GradedThing: Sendable {
    var scope: String
    var question: Profile.Question?
    /// The words that name the question, where they are fewer than the whole topic.
    var topic: [Token]?
    /// Whether the words surely speak of it.
    var isFirm = true
}

/// Finds what a verdict grades, by what the sentence names, what its topic is about, and where it stands.
struct GradedThings: Sendable {
    private let recognition: Recognition
    private let scopeWords: Set<String>

    init(_ recognition: Recognition) {
        self.recognition = recognition
        scopeWords = Set(recognition.profile.profile.scopes.values.flatMap(\.words))
    }

    private var profile: CompiledProfile { recognition.profile }
    private var questions: Questions { profile.questions }
    // Of some cycles the areas are graded, of others the pillars and the questions of each.
    private var area: String? { recognition.cycle?.scope }

    /// Gives what is graded: a scope that the sentence names or whose headline it repeats, the questions that the topic is
    /// about, or, without a topic, what the section is about. `before` is the scope of the verdict that this one follows.
    func things(
        _ match: PatternMatch, _ topic: [Token]?, _ rule: Profile.JudgmentRule, _ part: Outline.Part, _ before: String?
    ) -> [GradedThing] {
        guard let topic else { return [withoutTopic(match, rule, part, before)].compactMap { $0 } }
        if let area { return asked(topic, in: area, part) }
        // *how legitimately it keeps people safe*, below whatever heading it stands.
        if rule.scope == nil, let spoken = scopesSpoken(in: topic).first(where: { isHeadline(topic, $0) }) {
            return [GradedThing(scope: spoken)]
        }
        if let named = match["scope"] {
            return firm(graded(topic, of: named, in: part))
        }
        // *its effectiveness at …*; behind another verdict only where nothing more is said: *and good for its efficiency*.
        if rule.scope == nil, let named = scopeNamed(by: topic), before == nil || named.end == topic.count {
            return graded(Array(topic[named.end...]), of: named.scope, in: part)
        }
        // Where the heading above it is lost, a headline that only one scope has says of which it is.
        if rule.scope == nil, before == nil, let own = part.scope, !isHeadline(topic, own),
            let other = scopeWithHeadline(of: topic)
        {
            return [GradedThing(scope: other)]
        }
        let home =
            rule.scope ?? scopeNamed(by: topic)?.scope ?? before ?? part.scope ?? recognition.scope
            ?? scopeWithHeadline(of: topic)
        if let home, isHeadline(topic, home) { return [GradedThing(scope: home)] }
        let things = asked(topic, in: home, part)
        // *good at operating efficiently, and good in the way it treats the public*: of another scope than the verdict before.
        if things.isEmpty, before != nil, let other = scopeWithHeadline(of: topic) {
            return [GradedThing(scope: other)]
        }
        return rule.scope == nil && !scopesSpoken(in: topic).isEmpty ? firm(things) : things
    }

    // *effective in preventing crime and protecting the public* is more than one question, and said of the whole scope: another
    // rule may read that.
    private func firm(_ things: [GradedThing]) -> [GradedThing] { things.allSatisfy(\.isFirm) ? things : [] }

    private func withoutTopic(
        _ match: PatternMatch, _ rule: Profile.JudgmentRule, _ part: Outline.Part, _ before: String?
    ) -> GradedThing? {
        if let area {
            return part.question.map { GradedThing(scope: area, question: $0) }
        }
        // *This question was not inspected*: where no question is known, it is not the whole of the scope.
        if part.question == nil, rule.where == ["question"] { return nil }
        let stated = match["scope"]
        // Where a grade alone answers one question, so does a verdict that says no more.
        if stated == nil, before == nil, recognition.isAboutMany, let question = recognition.badgeQuestion {
            return GradedThing(scope: question.scope, question: question)
        }
        return (rule.scope ?? stated ?? before ?? part.scope ?? recognition.scope).map {
            GradedThing(scope: $0, question: stated == nil ? part.question : nil)
        }
    }

    // What is said of a scope by its name: of the whole of it, or of what one of its questions asks.
    private func graded(_ topic: [Token], of scope: String, in part: Outline.Part) -> [GradedThing] {
        if topic.isEmpty || isHeadline(topic, scope) { return [GradedThing(scope: scope)] }
        let asked = self.asked(topic, in: scope, nil)
        if !asked.isEmpty { return asked }
        let known = Set((profile.profile.scopes[scope]?.headlines ?? []).flatMap(profile.wordings.words(of:)))
        return topic.allSatisfy { known.contains($0.word) } ? [GradedThing(scope: scope)] : []
    }

    private func asked(_ topic: [Token], in scope: String?, _ part: Outline.Part?) -> [GradedThing] {
        let cycles = recognition.cycles
        if part?.question == nil {
            let several = questions.questions(about: topic, cycles: cycles, scope: scope)
            if several.count > 1 {
                return several.map { GradedThing(scope: $0.question.scope, question: $0.question, topic: $0.topic) }
            }
        }
        if let found = questions.question(about: topic, cycles: cycles, scope: scope) {
            return [GradedThing(scope: found.question.scope, question: found.question, isFirm: found.isFirm)]
        }
        // *protecting vulnerable people and helps them together with others*
        if let first = questions.firstQuestion(about: topic, cycles: cycles, scope: scope) {
            return [GradedThing(scope: first.question.scope, question: first.question, topic: first.topic)]
        }
        return part?.question.map { [GradedThing(scope: $0.scope, question: $0)] } ?? []
    }

    // *its effectiveness at …*, *legitimacy*, *the efficiency with which …*: the scope, and where the rest begins.
    private func scopeNamed(by topic: [Token]) -> (scope: String, end: Int)? {
        let language = profile.language
        let start = topic.first.map { language.its.contains($0.word) || language.the.contains($0.word) } == true ? 1 : 0
        guard let found = profile.vocabulary.readings(of: "scope", in: topic, at: start).first else { return nil }
        guard found.end < topic.count else { return (found.value, found.end) }
        let next = topic[found.end].word
        guard language.regarding.contains(next) || language.of.contains(next) else { return nil }
        return (found.value, found.end + 1)
    }

    // The one scope whose headline the topic repeats; a word for the scope decides between several: *legitimately*.
    private func scopeWithHeadline(of topic: [Token]) -> String? {
        let scopes = profile.profile.scopes.keys.sorted().filter { isHeadline(topic, $0) }
        if scopes.count <= 1 { return scopes.first }
        return scopesSpoken(in: topic).first(where: scopes.contains)
    }

    // Near its beginning, or as its last word: *at keeping people safe effectively*.
    private func scopesSpoken(in topic: [Token]) -> [String] {
        (Array(topic.indices.prefix(3)) + topic.indices.suffix(1)).compactMap { place in
            profile.vocabulary.readings(of: "scope", in: topic, at: place).first?.value
        }
    }

    // A grade of the scope is stated about the headline question's own words, wherever the word for the scope stands in them.
    private func isHeadline(_ topic: [Token], _ scope: String) -> Bool {
        let words = topic.map(\.word).filter { !scopeWords.contains($0) }
        return (profile.profile.scopes[scope]?.headlines ?? []).contains { headline in
            let wanted = profile.wordings.words(of: headline).filter { !scopeWords.contains($0) }
            return words.indices.contains { words[$0...].starts(with: wanted) && $0 <= 4 }
        }
    }
}
