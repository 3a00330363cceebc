/// One wording on its way over one row of tokens. Whether a step fits at a place depends on nothing before it: what was
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
    private var vain: [Range<Int>] = []
    // The same of slots that can end at many places.
    private var vainEnds: [Int: Set<Int>] = [:]
    // Per name what a slot took.
    private var captures: [PatternMatch.Capture?] = []
    // Profiles come from users: a pattern of many gaps on a long sentence gives up instead of running for ever.
    private var stepsLeft = 0

    private static let mostSteps = 20_000

    init(_ pattern: Pattern, in tokens: [Token], slots: @escaping SlotReader, isPossible: Bool? = nil) {
        self.pattern = pattern
        self.isPossible = isPossible
        self.tokens = tokens
        self.slots = slots
        closing =
            pattern.reachesEnd
            ? tokens.lastIndex { !PatternSearch.closingMarks.contains($0) }.map { $0 + 1 } ?? 0 : 0
    }

    private static let closingMarks = WordSet([".", "!", "?", ";"])

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
        guard pattern.mayBegin(at: place, of: tokens) else { return nil }
        for index in captures.indices { captures[index] = nil }
        stepsLeft = PatternSearch.mostSteps
        guard let end = match(pattern.start, at: place) else { return nil }
        var found: [String: PatternMatch.Capture] = [:]
        for (name, capture) in zip(pattern.captured, captures) { found[name] = capture }
        return PatternMatch(tokens: place..<end, captures: found)
    }

    private mutating func match(_ start: Int, at place: Int) -> Int? {
        var (step, position) = (start, place)
        while true {
            stepsLeft -= 1
            guard stepsLeft > 0 else { return nil }
            switch pattern.steps[step] {
            case .end: return pattern.reachesEnd && position < closing ? nil : position
            case .word(let word, let next):
                guard position < tokens.count, tokens[position].key == pattern.words[word].key,
                    tokens[position].word == pattern.words[word].text
                else { return nil }
                (step, position) = (next, position + 1)
            case .either(let first, let other):
                if let end = match(first, at: position) { return end }
                step = other
            case .gap(let gap, let next): return matchGap(gap, next, at: position)
            case .slot(let slot, let next): return matchSlot(slot, next, at: position)
            }
        }
    }

    private mutating func matchGap(_ gap: Int, _ step: Int, at position: Int) -> Int? {
        if vain.isEmpty { vain = Array(repeating: 0..<0, count: pattern.gaps) }
        let known = vain[gap]
        var (first, next) = (position, position)
        while next <= tokens.count {
            if known.contains(next) {
                first = min(first, known.lowerBound)
                next = known.upperBound
                continue
            }
            if let end = match(step, at: next) {
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

    private mutating func matchSlot(_ slot: Int, _ step: Int, at position: Int) -> Int? {
        let open = pattern.slots[slot]
        let readings = slots(open.slot, tokens, position)
        guard !readings.isEmpty else { return nil }
        if captures.isEmpty { captures = Array(repeating: nil, count: pattern.captured.count) }
        let before = captures[open.capture]
        for (value, end) in readings where vainEnds[slot]?.contains(end) != true {
            captures[open.capture] = .init(value: value, tokens: position..<end)
            if let found = match(step, at: end) { return found }
            guard stepsLeft > 0 else { break }
            if readings.count > 1 { vainEnds[slot, default: []].insert(end) }
        }
        captures[open.capture] = before
        return nil
    }
}
