/// The compiled wordings for what a document says besides its judgments: people, findings, notes, dates.
struct FieldPatterns: Sendable {
    // Wordings for lines, which begin with `^`, and for sentences; and those of them that may do without a role.
    private let peopleLines: [Pattern]
    private let peopleSentences: [Pattern]
    private let roleless: (lines: [Pattern], sentences: [Pattern])
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
    /// The words that stand before dates, each with the place of its rule.
    let dateLabels: [(words: [String], rule: Int)]

    // Where a profile does not say how people are named.
    private static let people = ["^ {name} , {role} $", "^ {role} (: | - | {line}) {name} [, *] $"]

    /// Takes what compiles a wording of the profile.
    init(_ profile: Profile, _ compiled: (String) throws(PatternError) -> Pattern) throws(PatternError) {
        func all(_ wordings: [String]) throws(PatternError) -> [Pattern] {
            var patterns: [Pattern] = []
            for wording in wordings { patterns.append(try compiled(wording)) }
            return patterns
        }
        // A rule may do without a wording.
        func worded<Rule>(
            _ rules: [Rule], _ wording: (Rule) -> String?
        ) throws(PatternError) -> [WordedRule<Rule>] {
            var worded: [WordedRule<Rule>] = []
            for rule in rules {
                if let text = wording(rule) { worded.append(WordedRule(rule: rule, pattern: try compiled(text))) }
            }
            return worded
        }
        let people = try all(profile.people ?? FieldPatterns.people)
        peopleLines = people.filter(\.isAnchored)
        peopleSentences = people.filter { !$0.isAnchored }
        let roleless = people.filter { !$0.neededSlots.contains("role") }
        self.roleless = (roleless.filter(\.isAnchored), roleless.filter { !$0.isAnchored })
        roles = try all(profile.roles)
        let beginnings = roles.compactMap(\.beginnings)
        roleBeginnings = beginnings.count == roles.count ? WordSet(beginnings.flatMap(\.all)) : nil
        starts = try all(profile.findings?.starts ?? [])
        ends = try all(profile.findings?.ends ?? [])
        leadins = try worded(profile.findings?.leadins ?? []) { $0.pattern }
        due = try worded(profile.findings?.due ?? []) { $0.pattern }
        earlier = try worded(profile.findings?.earlier ?? []) { $0.pattern }
        notes = try worded(profile.notes ?? []) { $0.pattern }
        dates = try worded(profile.dates) { $0.pattern }
        dateLabels = profile.dates.enumerated().flatMap { place, rule in
            (rule.words ?? []).map { (Tokenizer.words(of: $0), place) }
        }
    }

    /// The wordings that may name a person in some lines: a quick look.
    func peopleLines(in lines: [[Token]]) -> [Pattern] {
        lines.contains(where: mayHoldRole) ? peopleLines : roleless.lines
    }

    /// The wordings that may name people in a sentence: a quick look.
    func peopleSentences(in sentence: Sentence) -> [Pattern] {
        (mayHoldRole(sentence.tokens) ? peopleSentences : roleless.sentences).possible(in: sentence)
    }

    private func mayHoldRole(_ tokens: [Token]) -> Bool {
        guard let roleBeginnings else { return true }
        return tokens.contains { roleBeginnings.contains($0) }
    }
}
