package import Model

/// A profile, or one of its variants, made ready for reading: its wordings compiled, its register loaded.
package final class CompiledProfile: Sendable {
    let profile: Profile
    /// Which variant of the profile this is; `nil` for the profile itself.
    package let variant: String?
    let register: Register
    let language: Language
    /// The nouns by which a report speaks of its body: force, constabulary.
    let selfNouns: Set<String>
    let vocabulary: Vocabulary
    let wordings: Wordings
    let kinds: [CompiledKind]
    let sections: [CompiledSection]
    let judgments: [CompiledJudgment]
    /// Those of them whose wording is a status by itself.
    let statuses: [CompiledJudgment]
    let questions: Questions
    let badges: [Pattern]
    let gradedHeadings: [Pattern]
    let gradedItems: [Pattern]
    let gradedRows: [Pattern]
    let elsewhere: [Pattern]
    let present: [Pattern]
    let strangers: [Pattern]
    let trends: [Pattern]
    let carried: [Pattern]
    let counts: [Pattern]
    let figures: [CompiledFigure]
    let fields: FieldPatterns

    struct CompiledKind: Sendable {
        let kind: Profile.Kind
        let titles: [(pattern: Pattern, weight: Int)]
        let openings: [(pattern: Pattern, weight: Int)]
        let lines: [(pattern: Pattern, weight: Int)]
        let paths: [(template: PathTemplate, weight: Int)]
    }

    struct CompiledSection: Worded, Sendable {
        let rule: Profile.SectionRule
        let heading: Pattern
        var pattern: Pattern { heading }
    }

    final class CompiledJudgment: Worded, Sendable {
        let rule: Profile.JudgmentRule
        let pattern: Pattern
        let chain: Pattern?

        init(rule: Profile.JudgmentRule, pattern: Pattern, chain: Pattern?) {
            (self.rule, self.pattern, self.chain) = (rule, pattern, chain)
        }
    }

    struct CompiledFigure: Worded, Sendable {
        let rule: Profile.FigureRule
        let pattern: Pattern
    }

    /// What words say that hold nothing but a grade or a status.
    func badge(_ tokens: [Token]) -> LineKinds.Badge? {
        guard tokens.count <= 8, let slots = tokens.first.map({ _ in Slots(profile: self) }) else { return nil }
        for pattern in badges.possible(in: tokens) {
            guard let match = pattern.firstMatch(in: tokens, slots: slots.read), let verdict = Verdict(match) else {
                continue
            }
            return (verdict.grade, verdict.status)
        }
        return nil
    }

    /// The place of each grade on its scale, the best first; a grade of several scales has that of the longest.
    var ranks: [String: Int] {
        let scales = profile.scales.sorted { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
        return scales.reduce(into: [:]) { ranks, scale in
            for (rank, grade) in scale.value.enumerated() { ranks[grade] = rank }
        }
    }

    /// Which profile this is, as records name it; a variant is named as its profile.
    package var version: ProfileVersion { ProfileVersion(id: profile.id, version: profile.version) }

    /// What the pages of its publisher look like, for whoever reads them; `nil` where the profile does not say.
    package var pageRules: PageRules? {
        profile.pages.map {
            PageRules(hosts: profile.hosts.own, main: $0.main ?? [], furniture: $0.furniture ?? [])
        }
    }

    /// Compiles a profile that `ProfileCheck` has found sound.
    init(_ profile: Profile, variant: String?, register: Register) throws(PatternError) {
        let lists = Vocabulary(profile)
        func compiled(_ wording: String) throws(PatternError) -> Pattern {
            try Pattern(wording, phrases: profile.phrases, lists: lists.lists)
        }
        func signs(
            _ kind: Profile.Kind, _ wording: KeyPath<Profile.Sign, String?>
        ) throws(PatternError) -> [(pattern: Pattern, weight: Int)] {
            var signs: [(pattern: Pattern, weight: Int)] = []
            for sign in kind.signs {
                if let text = sign[keyPath: wording] { signs.append((try compiled(text), sign.weight)) }
            }
            return signs
        }
        self.profile = profile
        self.variant = variant
        self.register = register
        language = Language(profile.language, profile.common)
        let (the, selves) = (language.the, profile.selves.map(Tokenizer.words(of:)))
        selfNouns = Set(selves.filter { $0.count == 2 && the.contains($0[0]) }.map { $0[1] })
        vocabulary = lists
        wordings = Wordings(
            profile.sections.flatMap { $0.labels ?? [] } + profile.scopes.values.flatMap { $0.headlines ?? [] })
        kinds = try profile.kinds.map { kind throws(PatternError) in
            CompiledKind(
                kind: kind, titles: try signs(kind, \.title), openings: try signs(kind, \.opening),
                lines: try signs(kind, \.line),
                paths: kind.signs.compactMap { sign in sign.path.map { (PathTemplate($0), sign.weight) } })
        }
        sections = try profile.sections.map { rule throws(PatternError) in
            CompiledSection(rule: rule, heading: try compiled(rule.heading))
        }
        judgments = try profile.judgments.map { rule throws(PatternError) in
            // What follows a match begins right behind it.
            let chain = try rule.chain.map { chain throws(PatternError) in try compiled("^ " + chain) }
            return CompiledJudgment(rule: rule, pattern: try compiled(rule.pattern), chain: chain)
        }
        statuses = judgments.filter { $0.rule.status != nil }
        questions = Questions(profile, language)
        badges = try (profile.badges ?? ["{grade}", "{status}"]).map { badge throws(PatternError) in
            try compiled("^ \(badge) $")
        }
        gradedHeadings = try (profile.gradedHeadings ?? []).map(compiled)
        gradedItems = try (profile.gradedItems ?? []).map(compiled)
        gradedRows = try (profile.gradedRows ?? []).map(compiled)
        elsewhere = try profile.elsewhere.map(compiled)
        present = try (profile.present ?? []).map(compiled)
        strangers = try (profile.strangers ?? []).map(compiled)
        trends = try profile.trends.map(compiled)
        counts = try (profile.counts ?? []).map(compiled)
        carried = try (profile.carried ?? []).map(compiled)
        fields = try FieldPatterns(profile, compiled)
        figures = try profile.figures.map { rule throws(PatternError) in
            CompiledFigure(rule: rule, pattern: try compiled(rule.pattern))
        }
    }
}

extension [CompiledProfile] {
    /// Behind which words the point of a number ends no sentence, in all their languages.
    var numbering: Set<String> { reduce(Language.english.numbering) { $0.union($1.language.numbering) } }
}
