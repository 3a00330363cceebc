import Model

/// What a profile must hold beyond its shape: a misspelt slot would make it blind without a word.
enum ProfileCheck {
    static func check(_ profile: Profile, name: String) throws(Problem) {
        let lists = ["grade", "needs", "status", "scope", "cycle", "publisher", "selves", "unit"] + profile.words.keys
        let known = Set(
            lists + profile.phrases.keys + [
                "subject", "self", "topic", "year", "earlier", "value", "list", "bodies", "thing",
            ])
        for wording in wordings(of: profile) {
            for slot in slots(in: wording) where !known.contains(slot) {
                throw unsound("“{\(slot)}” in “\(wording)” is neither a slot nor a word list nor a phrase", name)
            }
        }
        for status in profile.statuses.keys where Judgment.Status(rawValue: status) == nil {
            throw unsound("“\(status)” is no status of a judgment", name)
        }
        for cycle in profile.cycles where profile.scales[cycle.scale] == nil {
            throw unsound("the cycle \(cycle.id) names the scale \(cycle.scale), which is not there", name)
        }
        for selector in (profile.pages?.main ?? []) + (profile.pages?.furniture ?? [])
        where !PageRules.isSelector(selector) {
            throw unsound("“\(selector)” is no selector: write a tag, “.class”, “#id”, or a tag with one of them", name)
        }
        let steps = Set(profile.scales.values.joined())
        for grade in profile.grades.keys where !steps.contains(grade) {
            throw unsound("the grade “\(grade)” is a step of no scale", name)
        }
    }

    private static func wordings(of profile: Profile) -> [String] {
        Array(profile.phrases.values)
            + profile.kinds.flatMap { $0.signs.compactMap { $0.title ?? $0.opening ?? $0.line } }
            + profile.sections.map(\.heading) + profile.judgments.map(\.pattern) + profile.elsewhere + profile.trends
            + profile.figures.map(\.pattern) + (profile.gradedHeadings ?? []) + (profile.badges ?? [])
            + (profile.carried ?? [])
    }

    private static func slots(in wording: String) -> [String] {
        wording.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { piece in
            String(piece.prefix { $0 != "}" && $0 != ":" })
        }
    }

    private static func unsound(_ what: String, _ name: String) -> Problem {
        Problem(
            .profileUnsound, what, at: name, remedy: "Correct the profile; docs/profiles.md teaches the language.",
            retry: .afterRepair)
    }
}
