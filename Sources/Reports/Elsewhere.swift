/// The places of a sentence that speak of another year or another inspection.
struct Elsewhere: Sendable {
    private let places: [Range<Int>]
    private let tokens: [Token]

    init(_ tokens: [Token], _ profile: CompiledProfile, _ slots: Slots) {
        self.tokens = tokens
        func found(_ wordings: [Pattern]) -> [Range<Int>] {
            wordings.compactMap { $0.firstMatch(in: tokens, slots: slots.read)?.tokens }
        }
        let places = found(profile.elsewhere)
        let present = places.isEmpty ? [] : found(profile.present)
        self.places = places.filter { place in !present.contains { $0.overlaps(place) } }
    }

    /// Whether a verdict belongs to such a place: it comes after it and the sentence has not come back to the present, or
    /// before it in the same clause.
    func covers(_ verdict: Range<Int>) -> Bool {
        places.contains { place in
            if place.lowerBound < verdict.upperBound { return !comesBack(from: place, to: verdict) }
            return !tokens[verdict.upperBound..<place.lowerBound].contains { Elsewhere.breaks.contains($0.word) }
        }
    }

    // *was inadequate in 2015 and is now good*, *unlike in 2016, when it was good, the force requires improvement*: what was is
    // told, then a clause begins, and its verb says what is. What others said they said of all of it, up to a comma.
    private func comesBack(from place: Range<Int>, to verdict: Range<Int>) -> Bool {
        let isTime = tokens[place].contains { Int($0.word.prefix(4)) != nil }
        guard verdict.lowerBound > place.upperBound,
            let clause = (place.upperBound..<verdict.lowerBound).last(where: { begins($0, isTime: isTime) }),
            tokens[..<clause].contains(where: { Elsewhere.past.contains($0.word) })
        else { return false }
        let verb = tokens[clause..<min(verdict.lowerBound + 1, tokens.count)]
        return verb.contains { Elsewhere.presentVerbs.contains($0.word) }
            && !verb.contains { Elsewhere.past.contains($0.word) }
    }

    private func begins(_ clause: Int, isTime: Bool) -> Bool {
        if isTime { return Elsewhere.clauses.contains(tokens[clause].word) }
        return tokens[clause].word == "," && !Elsewhere.clauses.contains(tokens[clause + 1].word)
    }

    private static let breaks: Set<String> = [",", ";", ":", "(", "-"]
    private static let clauses: Set<String> = [",", ";", "and", "but"]
    private static let past: Set<String> = ["was", "were", "had"]
    private static let presentVerbs: Set<String> = ["is", "are", "remains", "remain", "requires", "require", "needs"]
}
