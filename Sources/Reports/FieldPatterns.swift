/// The compiled wordings for what a document says besides its judgments: people, findings, notes, dates.
struct FieldPatterns: Sendable {
    /// Wordings for lines, which begin with `^`, and for sentences.
    let peopleLines: [Pattern]
    let peopleSentences: [Pattern]
    let roles: [Pattern]
    /// The words of which one must stand where a role begins; `nil` where it may be any.
    let roleBeginnings: WordSet?
    let starts: [Pattern]
    let ends: [Pattern]
    let leadins: [WordedRule<Profile.FindingRules.Leadin>]
    let due: [WordedRule<Profile.FindingRules.Due>]
    let earlier: [WordedRule<Profile.FindingRules.Earlier>]
    let notes: [WordedRule<Profile.NoteRule>]
    let dates: [WordedRule<Profile.DateRule>]

    // Where a profile does not say how people are named.
    private static let people = ["^ {name} , {role} $", "^ {role} (: | - | {line}) {name} [, *] $"]

    /// Takes what compiles a wording of the profile.
    init(_ profile: Profile, _ compiled: (String) throws(PatternError) -> Pattern) throws(PatternError) {
        func all(_ wordings: [String]) throws(PatternError) -> [Pattern] {
            var patterns: [Pattern] = []
            for wording in wordings { patterns.append(try compiled(wording)) }
            return patterns
        }
        let people = try all(profile.people ?? FieldPatterns.people)
        peopleLines = people.filter(\.isAnchored)
        peopleSentences = people.filter { !$0.isAnchored }
        roles = try all(profile.roles)
        let beginnings = roles.compactMap(\.beginnings)
        roleBeginnings = beginnings.count == roles.count ? WordSet(beginnings.flatMap(\.all)) : nil
        starts = try all(profile.findings?.starts ?? [])
        ends = try all(profile.findings?.ends ?? [])
        var leadins: [WordedRule<Profile.FindingRules.Leadin>] = []
        for rule in profile.findings?.leadins ?? [] {
            leadins.append(.init(rule: rule, pattern: try compiled(rule.pattern)))
        }
        self.leadins = leadins
        var due: [WordedRule<Profile.FindingRules.Due>] = []
        for rule in profile.findings?.due ?? [] { due.append(.init(rule: rule, pattern: try compiled(rule.pattern))) }
        self.due = due
        var earlier: [WordedRule<Profile.FindingRules.Earlier>] = []
        for rule in profile.findings?.earlier ?? [] {
            earlier.append(.init(rule: rule, pattern: try compiled(rule.pattern)))
        }
        self.earlier = earlier
        var notes: [WordedRule<Profile.NoteRule>] = []
        for rule in profile.notes ?? [] { notes.append(.init(rule: rule, pattern: try compiled(rule.pattern))) }
        self.notes = notes
        var dates: [WordedRule<Profile.DateRule>] = []
        for rule in profile.dates {
            if let pattern = rule.pattern { dates.append(.init(rule: rule, pattern: try compiled(pattern))) }
        }
        self.dates = dates
    }
}
