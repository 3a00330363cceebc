/// The compiled wordings for what a document says besides its judgments: people, findings, notes, dates.
struct FieldPatterns: Sendable {
    /// Wordings for lines, which begin with `^`, and for sentences.
    let peopleLines: [Pattern]
    let peopleSentences: [Pattern]
    let roles: [Pattern]
    let starts: [Pattern]
    let ends: [Pattern]
    let leadins: [(rule: Profile.FindingRules.Leadin, pattern: Pattern)]
    let due: [(rule: Profile.FindingRules.Due, pattern: Pattern)]
    let earlier: [(rule: Profile.FindingRules.Earlier, pattern: Pattern)]
    let notes: [(rule: Profile.NoteRule, pattern: Pattern)]
    let dates: [(rule: Profile.DateRule, pattern: Pattern)]

    // Where a profile does not say how people are named.
    private static let people = ["^ {name} , {role} $", "^ {role} (: | - | {line}) {name} [, *] $"]

    init(_ profile: Profile) throws(PatternError) {
        let phrases = profile.phrases
        func compiled(_ wording: String) throws(PatternError) -> Pattern { try Pattern(wording, phrases: phrases) }
        let people = try FieldPatterns.compiled(profile.people ?? FieldPatterns.people, phrases)
        peopleLines = people.filter(\.isAnchored)
        peopleSentences = people.filter { !$0.isAnchored }
        roles = try FieldPatterns.compiled(profile.roles, phrases)
        starts = try FieldPatterns.compiled(profile.findings?.starts ?? [], phrases)
        ends = try FieldPatterns.compiled(profile.findings?.ends ?? [], phrases)
        var leadins: [(rule: Profile.FindingRules.Leadin, pattern: Pattern)] = []
        for rule in profile.findings?.leadins ?? [] { leadins.append((rule, try compiled(rule.pattern))) }
        self.leadins = leadins
        var due: [(rule: Profile.FindingRules.Due, pattern: Pattern)] = []
        for rule in profile.findings?.due ?? [] { due.append((rule, try compiled(rule.pattern))) }
        self.due = due
        var earlier: [(rule: Profile.FindingRules.Earlier, pattern: Pattern)] = []
        for rule in profile.findings?.earlier ?? [] { earlier.append((rule, try compiled(rule.pattern))) }
        self.earlier = earlier
        var notes: [(rule: Profile.NoteRule, pattern: Pattern)] = []
        for rule in profile.notes ?? [] { notes.append((rule, try compiled(rule.pattern))) }
        self.notes = notes
        var dates: [(rule: Profile.DateRule, pattern: Pattern)] = []
        for rule in profile.dates { if let pattern = rule.pattern { dates.append((rule, try compiled(pattern))) } }
        self.dates = dates
    }

    private static func compiled(_ wordings: [String], _ phrases: [String: String]) throws(PatternError) -> [Pattern] {
        var patterns: [Pattern] = []
        for wording in wordings { patterns.append(try Pattern(wording, phrases: phrases)) }
        return patterns
    }
}
