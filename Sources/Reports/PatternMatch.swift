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

extension Pattern {
    /// Gives the first place in the tokens where the pattern fits.
    func firstMatch(in tokens: [Token], from start: Int = 0, slots: @escaping SlotReader) -> PatternMatch? {
        let starts = isAnchored ? start..<min(start + 1, tokens.count) : start..<tokens.count
        for first in starts {
            var run = Run(tokens: tokens, slots: slots, reachesEnd: reachesEnd)
            if let end = run.match(nodes[...], at: first, then: nil) {
                return PatternMatch(tokens: first..<end, captures: run.captures)
            }
        }
        return nil
    }

    /// Gives the match that begins at a place, if there is one.
    func match(in tokens: [Token], at position: Int, slots: @escaping SlotReader) -> PatternMatch? {
        var run = Run(tokens: tokens, slots: slots, reachesEnd: reachesEnd)
        return run.match(nodes[...], at: position, then: nil).map {
            PatternMatch(tokens: position..<$0, captures: run.captures)
        }
    }

    /// Whether tokens hold every word that the pattern cannot do without: a quick look before the search.
    func mayMatch(in tokens: [Token]) -> Bool {
        nodes.allSatisfy { node in
            guard case .word(let word) = node else { return true }
            return tokens.contains { $0.word == word }
        }
    }

    // Nodes still to match after the present ones: a chain, so that a group can go on behind its end.
    private final class Rest {
        let nodes: ArraySlice<Node>
        let next: Rest?
        init(_ nodes: ArraySlice<Node>, _ next: Rest?) {
            self.nodes = nodes
            self.next = next
        }
    }

    private struct Run {
        let tokens: [Token]
        let slots: SlotReader
        let reachesEnd: Bool
        var captures: [String: PatternMatch.Capture] = [:]
        // Profiles come from users: a pattern of many gaps on a long sentence gives up instead of running for ever.
        var stepsLeft = 20_000

        mutating func match(_ nodes: ArraySlice<Node>, at position: Int, then rest: Rest?) -> Int? {
            stepsLeft -= 1
            guard stepsLeft > 0 else { return nil }
            guard let node = nodes.first else {
                if let rest { return match(rest.nodes, at: position, then: rest.next) }
                return reachesEnd && !isEnd(position) ? nil : position
            }
            let others = nodes.dropFirst()
            switch node {
            case .word(let word):
                guard position < tokens.count, tokens[position].word == word else { return nil }
                return match(others, at: position + 1, then: rest)
            case .slot(let name):
                return matchSlot(name, at: position, others, rest)
            case .gap:
                for next in position...tokens.count {
                    if let end = match(others, at: next, then: rest) { return end }
                }
                return nil
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

        private mutating func matchSlot(_ name: String, at position: Int, _ others: ArraySlice<Node>, _ rest: Rest?)
            -> Int?
        {
            let before = captures[name]
            for (value, end) in slots(name, tokens, position) {
                captures[name] = .init(value: value, tokens: position..<end)
                if let found = match(others, at: end, then: rest) { return found }
            }
            captures[name] = before
            return nil
        }

        // The end of a sentence may still hold its full stop.
        private func isEnd(_ position: Int) -> Bool {
            tokens[min(position, tokens.count)...].allSatisfy { [".", "!", "?", ";"].contains($0.word) }
        }
    }
}
