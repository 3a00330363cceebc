/// Where a pattern was found, and what its slots took.
struct PatternMatch: Hashable {
    /// Indices of tokens.
    let tokens: Range<Int>
    /// Per slot the value it stands for and the tokens it took.
    let captures: [String: Capture]

    struct Capture: Hashable {
        let value: String
        let tokens: Range<Int>
    }

    subscript(slot: String) -> String? { captures[slot]?.value }
}

/// What a slot can take at a place: the value, and the index after its last token. Longest first.
typealias SlotReader = (_ slot: Slot, _ tokens: [Token], _ position: Int) -> [(value: String, end: Int)]

extension [Token] {
    /// The place in the text of some tokens; empty where there is none.
    func place(of tokens: Range<Int>) -> Range<Int> {
        guard !tokens.isEmpty else { return 0..<0 }
        return self[tokens.lowerBound].range.lowerBound..<self[tokens.upperBound - 1].range.upperBound
    }

    /// The place in the text of what a slot took.
    func place(of capture: PatternMatch.Capture) -> Range<Int> { place(of: capture.tokens) }
}

extension Pattern {
    /// Gives the first place in the tokens where the pattern fits.
    func firstMatch(in tokens: [Token], slots: @escaping SlotReader) -> PatternMatch? {
        guard !isAnchored || mayBegin(at: 0, of: tokens), mayMatch(in: tokens) else { return nil }
        var search = PatternSearch(self, in: tokens, slots: slots, isPossible: true)
        return search.first(from: 0)
    }

    /// Gives the match that begins at a place, if there is one.
    func match(in tokens: [Token], at position: Int, slots: @escaping SlotReader) -> PatternMatch? {
        guard mayBegin(at: position, of: tokens) else { return nil }
        var search = PatternSearch(self, in: tokens, slots: slots)
        return search.match(at: position)
    }

    /// Whether tokens hold every word that the pattern cannot do without: a quick look before the search.
    func mayMatch(in tokens: [Token]) -> Bool {
        needed.isSubset(of: tokens)
    }

    /// Whether it may begin at a place.
    func mayBegin(at place: Int, of tokens: [Token]) -> Bool {
        guard let beginnings else { return true }
        return place < tokens.count && beginnings.contains(tokens[place])
    }
}

/// Some tokens that many wordings are looked for in.
struct TokenRow: Sendable {
    let tokens: [Token]
    let signs: WordSigns

    init(_ tokens: [Token]) {
        self.tokens = tokens
        signs = WordSigns(tokens)
    }
}

/// What has a wording.
protocol Worded {
    var pattern: Pattern { get }
}

/// A rule of a profile with its wording.
struct WordedRule<Rule: Sendable>: Worded, Sendable {
    let rule: Rule
    let pattern: Pattern
}

extension Pattern: Worded {
    var pattern: Pattern { self }
}

extension Array where Element: Worded {
    /// Those whose words may all stand in some tokens: a quick look, one for all.
    func possible(in tokens: [Token]) -> [Element] { possible(in: tokens, with: WordSigns(tokens)) }

    /// The same of a sentence.
    func possible(in sentence: Sentence) -> [Element] { possible(in: sentence.tokens, with: sentence.signs) }

    /// The same, where the signs of the tokens are known.
    func possible(in tokens: [Token], with signs: WordSigns) -> [Element] {
        indices.filter { self[$0].pattern.mayMatch(in: tokens, with: signs) }.map { self[$0] }
    }
}

extension Pattern {
    /// Whether its words may all stand in some tokens, by the signs of these: a quick look.
    func mayMatch(in tokens: [Token], with signs: WordSigns) -> Bool {
        guard signs.mayHold(needed.signs), alternatives.allSatisfy(signs.mayTouch) else { return false }
        guard let beginnings else { return true }
        return isAnchored ? mayBegin(at: 0, of: tokens) : signs.mayTouch(beginnings.signs)
    }
}
