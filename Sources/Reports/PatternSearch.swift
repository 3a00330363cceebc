/// One wording on its way over one row of tokens. Whether a node fits at a place depends on nothing before it: what was
/// looked for in vain behind a gap or a slot is never looked for there again, so that the way stays short however many
/// places it begins at.
struct PatternSearch {
    private let pattern: Pattern
    private let tokens: [Token]
    private let slots: SlotReader
    // Whether the tokens hold what the pattern cannot do without, once somebody has asked.
    private var isPossible: Bool?
    // From here on only the full stop and its like follow; where no pattern asks, nobody looks.
    private let closing: Int
    // Per gap the places at which what follows it is known not to fit.
    private var vain: [Int: Range<Int>] = [:]
    // The same of slots that can end at many places.
    private var vainEnds: [Int: Set<Int>] = [:]
    private var captures: [String: PatternMatch.Capture] = [:]
    // Profiles come from users: a pattern of many gaps on a long sentence gives up instead of running for ever.
    private var stepsLeft = 0

    private static let mostSteps = 20_000

    init(_ pattern: Pattern, in tokens: [Token], slots: @escaping SlotReader) {
        self.pattern = pattern
        self.tokens = tokens
        self.slots = slots
        closing =
            pattern.reachesEnd
            ? tokens.lastIndex { !PatternSearch.closingMarks.contains($0.word) }.map { $0 + 1 } ?? 0 : 0
    }

    private static let closingMarks: Set<String> = [".", "!", "?", ";"]

    /// Gives the first match that begins at a place or behind it.
    mutating func first(from start: Int) -> PatternMatch? {
        let isPossible = isPossible ?? pattern.mayMatch(in: tokens)
        self.isPossible = isPossible
        guard isPossible else { return nil }
        for place in pattern.isAnchored ? start..<min(start + 1, tokens.count) : start..<tokens.count {
            if let match = match(at: place) { return match }
        }
        return nil
    }

    /// Gives the match that begins at a place, if there is one.
    mutating func match(at place: Int) -> PatternMatch? {
        if let beginnings = pattern.beginnings, place >= tokens.count || !beginnings.contains(tokens[place].word) {
            return nil
        }
        captures = [:]
        stepsLeft = PatternSearch.mostSteps
        return match(pattern.nodes[...], at: place, then: nil).map {
            PatternMatch(tokens: place..<$0, captures: captures)
        }
    }

    // Nodes still to match after the present ones: a chain, so that a group can go on behind its end.
    private final class Rest {
        let nodes: ArraySlice<Pattern.Node>
        let next: Rest?
        init(_ nodes: ArraySlice<Pattern.Node>, _ next: Rest?) {
            self.nodes = nodes
            self.next = next
        }
    }

    private mutating func match(_ nodes: ArraySlice<Pattern.Node>, at position: Int, then rest: Rest?) -> Int? {
        stepsLeft -= 1
        guard stepsLeft > 0 else { return nil }
        guard let node = nodes.first else {
            if let rest { return match(rest.nodes, at: position, then: rest.next) }
            return pattern.reachesEnd && position < closing ? nil : position
        }
        let others = nodes.dropFirst()
        switch node {
        case .word(let word):
            guard position < tokens.count, tokens[position].word == word else { return nil }
            return match(others, at: position + 1, then: rest)
        case .slot(let name, let list, let slot):
            return matchSlot(name, list, slot, at: position, others, rest)
        case .gap(let gap):
            return matchGap(gap, at: position, others, rest)
        case .optional(let inner):
            return match(inner[...], at: position, then: Rest(others, rest))
                ?? match(others, at: position, then: rest)
        case .choice(let alternatives):
            for alternative in alternatives {
                if let end = match(alternative[...], at: position, then: Rest(others, rest)) { return end }
            }
            return nil
        }
    }

    private mutating func matchGap(_ gap: Int, at position: Int, _ others: ArraySlice<Pattern.Node>, _ rest: Rest?)
        -> Int?
    {
        let known = vain[gap] ?? 0..<0
        var (first, next) = (position, position)
        while next <= tokens.count {
            if known.contains(next) {
                first = min(first, known.lowerBound)
                next = known.upperBound
                continue
            }
            if let end = match(others, at: next, then: rest) {
                vain[gap] = first..<next
                return end
            }
            // What was broken off is not known to fail.
            guard stepsLeft > 0 else { break }
            next += 1
        }
        vain[gap] = first..<next
        return nil
    }

    private mutating func matchSlot(
        _ name: String, _ list: String, _ slot: Int, at position: Int, _ others: ArraySlice<Pattern.Node>, _ rest: Rest?
    ) -> Int? {
        let before = captures[list]
        let readings = slots(name, tokens, position)
        for (value, end) in readings where vainEnds[slot]?.contains(end) != true {
            captures[list] = .init(value: value, tokens: position..<end)
            if let found = match(others, at: end, then: rest) { return found }
            guard stepsLeft > 0 else { break }
            if readings.count > 1 { vainEnds[slot, default: []].insert(end) }
        }
        captures[list] = before
        return nil
    }
}
