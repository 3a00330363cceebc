/// The words of a profile that stand for something: grades, statuses, scopes, cycles, word lists. Answers what a slot can take.
struct Vocabulary: Sendable {
    /// Per name its wordings, with what each stands for.
    let lists: [String: WordList<String>]
    /// Words of which a sentence must hold one to state a grade or a status.
    let verdictWords: WordSet

    init(_ profile: Profile) {
        typealias Wording = (words: [String], value: String)
        func wordings(_ pairs: [(String, [String])]) -> [Wording] {
            pairs.flatMap { value, names in names.map { (Tokenizer.words(of: $0), value) } }
        }
        let grades = profile.grades.sorted { $0.key < $1.key }
        var lists: [String: [Wording]] = [:]
        lists["grade"] = wordings(grades.map { ($0.key, $0.value.is) })
        lists["needs"] = wordings(grades.map { ($0.key, $0.value.needs ?? []) })
        lists["status"] = wordings(profile.statuses.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        lists["scope"] = wordings(profile.scopes.sorted { $0.key < $1.key }.map { ($0.key, $0.value.words) })
        lists["cycle"] = wordings(profile.cycles.map { ($0.id, $0.names ?? [$0.id]) })
        lists["publisher"] = wordings(profile.publisher.names.map { ($0, [$0]) })
        lists["selves"] = wordings(profile.selves.map { ($0, [$0]) })
        lists["unit"] = wordings(profile.units.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        for (name, words) in profile.words { lists[name] = wordings(words.map { ($0, [$0]) }) }
        self.lists = lists.mapValues { WordList($0) }
        verdictWords = WordSet(["grade", "needs", "status"].flatMap { lists[$0] ?? [] }.compactMap(\.words.last))
    }

    /// Gives what of a list stands at a place, longest wording first.
    func readings(of list: String, in tokens: [Token], at position: Int) -> [(value: String, end: Int)] {
        lists[list]?.readings(in: tokens, at: position) ?? []
    }
}
