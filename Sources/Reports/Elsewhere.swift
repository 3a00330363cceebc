/// The places of a sentence that speak of another year or another inspection.
struct Elsewhere: Sendable {
    private let places: [Range<Int>]
    private let tokens: [Token]
    private let breaks: [Int]
    private let clauses: [Int]
    // Commas behind which no other word begins the clause.
    private let commas: [Int]
    private let pastVerbs: [Int]
    private let presentVerbs: [Int]
    // *our judgment was that*: all of it was said then, up to a comma.
    private let isReported: Bool

    init(_ tokens: [Token], _ profile: CompiledProfile, _ slots: Slots) {
        self.tokens = tokens
        func found(_ wordings: [Pattern]) -> [Range<Int>] {
            wordings.possible(in: tokens).compactMap { $0.firstMatch(in: tokens, slots: slots.read)?.tokens }
        }
        let places = found(profile.elsewhere)
        let present = places.isEmpty ? [] : found(profile.present)
        self.places = places.filter { place in !present.contains { $0.overlaps(place) } }
        // A sentence may be as long as the document, and state as many verdicts: nobody looks through it for each.
        func spots(_ words: Set<String>, _ others: Set<String> = []) -> [Int] {
            places.isEmpty
                ? [] : tokens.indices.filter { words.contains(tokens[$0].word) || others.contains(tokens[$0].word) }
        }
        let language = profile.language
        breaks = spots(Elsewhere.breaks)
        clauses = spots(Elsewhere.clauses, language.joins).filter { !Elsewhere.isInName($0, tokens, profile.register) }
        commas = clauses.filter { spot in
            guard tokens[spot].word == "," else { return false }
            let next = spot + 1 < tokens.count ? tokens[spot + 1].word : ""
            return !Elsewhere.clauses.contains(next) && !language.joins.contains(next)
        }
        pastVerbs = spots(language.was)
        isReported = pastVerbs.contains { $0 + 1 < tokens.count && language.that.contains(tokens[$0 + 1].word) }
        presentVerbs = spots(language.is)
    }

    /// Whether a verdict belongs to such a place: it comes after it and the sentence has not come back to the present, or
    /// before it in the same clause.
    func covers(_ verdict: Range<Int>) -> Bool {
        places.contains { place in
            if place.lowerBound < verdict.upperBound { return !comesBack(from: place, to: verdict) }
            return breaks.last(below: place.lowerBound) ?? 0 < verdict.upperBound
        }
    }

    // *was inadequate in 2015 and is now good*, *unlike in 2016, when it was good, the force requires improvement*: what was is
    // told, then a clause begins, and its verb says what is. What others said they said of all of it, up to a comma.
    private func comesBack(from place: Range<Int>, to verdict: Range<Int>) -> Bool {
        let isTime = tokens[place].contains { Int($0.word.prefix(4)) != nil }
        guard verdict.lowerBound > place.upperBound,
            let clause = (isTime && !isReported ? clauses : commas).last(below: verdict.lowerBound),
            clause >= place.upperBound,
            let past = pastVerbs.first, past < clause
        else { return false }
        let end = min(verdict.lowerBound + 1, tokens.count)
        return presentVerbs.last(below: end) ?? -1 >= clause && pastVerbs.last(below: end) ?? -1 < clause
    }

    // The *and* of Devon and Cornwall joins nothing.
    private static func isInName(_ spot: Int, _ tokens: [Token], _ register: Register) -> Bool {
        (max(0, spot - 3)..<spot).contains { start in
            register.subjects(in: tokens, at: start).contains { $0.end > spot }
        }
    }

    private static let breaks: Set<String> = [",", ";", ":", "(", "-"]
    private static let clauses: Set<String> = [",", ";"]
}

extension [Int] {
    // In rising order, as here: the last one below a bound.
    fileprivate func last(below bound: Int) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? self[low - 1] : nil
    }
}
