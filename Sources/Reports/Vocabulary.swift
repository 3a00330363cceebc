/// The words of a profile that stand for something: grades, statuses, scopes, cycles, word lists. Answers what a slot can take.
struct Vocabulary: Sendable {
    typealias Wording = (words: [String], value: String)

    // Per list its wordings by their first word, longest first.
    private let lists: [String: [String: [Wording]]]
    /// Words of which a sentence must hold one to state a grade or a status.
    let verdictWords: Set<String>

    init(_ profile: Profile) {
        func wordings(_ pairs: [(String, [String])]) -> [Wording] {
            pairs.flatMap { value, names in names.map { (Tokenizer.words(of: $0), value) } }
                .sorted { $0.words.count > $1.words.count }
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
        self.lists = lists.mapValues { Dictionary(grouping: $0) { $0.words.first ?? "" } }
        verdictWords = Set(["grade", "needs", "status"].flatMap { lists[$0] ?? [] }.compactMap(\.words.last))
    }

    /// Gives what a list slot can take at a place, longest wording first; `{grade:good,outstanding}` takes only these.
    func readings(of slot: String, in tokens: [Token], at position: Int) -> [(value: String, end: Int)] {
        guard position < tokens.count else { return [] }
        if let list = lists[slot] { return readings(of: list, in: tokens, at: position) }
        let parts = slot.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let list = lists[String(parts[0])] else { return [] }
        let found = readings(of: list, in: tokens, at: position)
        let allowed = found.isEmpty ? [] : parts[1].split(separator: ",")
        return found.filter { reading in allowed.contains { $0 == reading.value } }
    }

    private func readings(of list: [String: [Wording]], in tokens: [Token], at position: Int) -> [(
        value: String, end: Int
    )] {
        (list[tokens[position].word] ?? []).compactMap { wording in
            guard tokens[position...].starts(with: wording.words, by: { $0.word == $1 }) else { return nil }
            return (wording.value, position + wording.words.count)
        }
    }
}
