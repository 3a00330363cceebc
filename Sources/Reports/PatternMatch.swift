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
typealias SlotReader = (_ slot: String, _ tokens: [Token], _ position: Int) -> [(value: String, end: Int)]

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
        var search = PatternSearch(self, in: tokens, slots: slots)
        return search.first(from: 0)
    }

    /// Gives the match that begins at a place, if there is one.
    func match(in tokens: [Token], at position: Int, slots: @escaping SlotReader) -> PatternMatch? {
        var search = PatternSearch(self, in: tokens, slots: slots)
        return search.match(at: position)
    }

    /// Whether tokens hold every word that the pattern cannot do without: a quick look before the search.
    func mayMatch(in tokens: [Token]) -> Bool {
        needed.allSatisfy { word in tokens.contains { $0.word == word } }
    }
}
