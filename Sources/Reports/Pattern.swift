/// A wording of a profile, compiled. The language, taught in `docs/profiles.md`:
///
///     the extent to which {self} is {scope} at *  ( is {grade} | requires improvement )
///
/// Words are compared as tokens; `[x]` is optional; `(a | b)` are alternatives; `{name}` is a slot, a word list or
/// a phrase of the profile; `*` is any run of tokens of the sentence; `^` at the front ties it to the sentence's begin,
/// `$` at the end to its end. A mark of the language behind `\` is the mark itself.
final class Pattern: Sendable {
    /// One step on the way through a wording. What follows is a number of a step too, so that nothing has to be
    /// remembered of the groups one is in.
    enum Step: Sendable {
        /// A word of `words`.
        case word(Int, then: Int)
        /// A slot of `slots`.
        case slot(Int, then: Int)
        /// The number tells the gaps of a wording apart.
        case gap(Int, then: Int)
        /// The first way, and where it leads to nothing the second.
        case either(Int, Int)
        case end
    }

    /// A slot, and under which of `captured` it is remembered: `{grade:weak,failing}` as `grade`.
    struct OpenSlot: Sendable {
        let name: String
        let slot: Slot
        let capture: Int
    }

    let steps: [Step]
    let start: Int
    let words: [Word]
    let slots: [OpenSlot]
    let captured: [String]
    /// How many gaps it has.
    let gaps: Int
    let isAnchored: Bool
    let reachesEnd: Bool
    /// Words that it cannot do without.
    let needed: WordSet
    /// The signs of other words, of each of which one must be there.
    let alternatives: [WordSigns]
    /// The words of which one must stand where it begins; `nil` where it may be any.
    let beginnings: WordSet?
    /// Slots that it cannot do without.
    let neededSlots: Set<String>

    /// Compiles a wording; `phrases` are put in place of the slots that name them, and `lists` are what slots may take.
    ///
    /// - Throws: `profile-unsound` with the wording and what is wrong with it.
    init(
        _ wording: String, phrases: [String: String] = [:], lists: [String: WordList<String>] = [:]
    ) throws(PatternError) {
        var source = wording.drop { $0 == " " }
        isAnchored = source.first == "^"
        if isAnchored { source = source.dropFirst() }
        reachesEnd = source.last == "$"
        if reachesEnd { source = source.dropLast() }
        var parser = PatternParser(source: String(source), phrases: phrases)
        let nodes = try parser.parse()
        var program = PatternProgram(lists)
        start = program.steps(for: nodes, then: program.end)
        (steps, words, slots) = (program.steps, program.words, program.slots)
        (captured, gaps) = (program.captured, program.gaps)
        let needs = Pattern.needs(of: nodes, lists)
        needed = WordSet(needs.filter { $0.count == 1 }.joined())
        alternatives = needs.filter { $0.count != 1 }.map { WordSet($0).signs }
        beginnings = Pattern.beginnings(of: nodes[...], lists).map { WordSet($0) }
        neededSlots = Pattern.neededSlots(of: nodes)
    }

    /// Whether it has a slot.
    func takes(_ slot: String) -> Bool { slots.contains { $0.name == slot } }

    private static func beginnings(
        of nodes: ArraySlice<PatternNode>, _ lists: [String: WordList<String>]
    ) -> Set<String>? {
        guard let node = nodes.first else { return nil }
        switch node {
        case .word(let word): return [word]
        case .slot(let name): return Slot(name, lists).beginnings?.all
        case .gap: return nil
        case .optional(let inner):
            guard let one = beginnings(of: inner[...] + nodes.dropFirst(), lists),
                let other = beginnings(of: nodes.dropFirst(), lists)
            else { return nil }
            return one.union(other)
        case .choice(let alternatives):
            var all: Set<String> = []
            for alternative in alternatives {
                // An alternative that may be empty begins with what follows.
                guard let some = beginnings(of: alternative[...] + nodes.dropFirst(), lists) else { return nil }
                all.formUnion(some)
            }
            return all
        }
    }

    private static func neededSlots(of nodes: [PatternNode]) -> Set<String> {
        nodes.reduce(into: []) { needed, node in
            switch node {
            case .slot(let name): needed.insert(name)
            case .choice(let alternatives):
                let all = alternatives.map(neededSlots)
                needed.formUnion(all.dropFirst().reduce(all.first ?? []) { $0.intersection($1) })
            case .word, .gap, .optional: break
            }
        }
    }

    // Sets of words of each of which one must stand in the tokens.
    private static func needs(of nodes: [PatternNode], _ lists: [String: WordList<String>]) -> [Set<String>] {
        nodes.flatMap { node -> [Set<String>] in
            switch node {
            case .word(let word): return [[word]]
            case .slot(let name): return Slot(name, lists).beginnings.map { [$0.all] } ?? []
            case .gap, .optional: return []
            case .choice(let alternatives):
                let needs = alternatives.map { self.needs(of: $0, lists) }
                if needs.count == 1 { return needs[0] }
                let fewest = needs.compactMap { $0.min { $0.count < $1.count } }
                return fewest.count == needs.count ? [fewest.reduce([]) { $0.union($1) }] : []
            }
        }
    }
}

/// The steps of a wording while they are put together, from its end to its beginning.
private struct PatternProgram {
    let end = 0
    private(set) var steps: [Pattern.Step] = [.end]
    private(set) var words: [Word] = []
    private(set) var slots: [Pattern.OpenSlot] = []
    private(set) var captured: [String] = []
    private(set) var gaps = 0
    private let lists: [String: WordList<String>]

    init(_ lists: [String: WordList<String>]) { self.lists = lists }

    /// Adds the steps for nodes behind which one goes on at `next`; gives the first of them.
    mutating func steps(for nodes: [PatternNode], then next: Int) -> Int {
        nodes.reversed().reduce(next) { next, node in step(for: node, then: next) }
    }

    private mutating func step(for node: PatternNode, then next: Int) -> Int {
        switch node {
        case .word(let word):
            words.append(Word(word))
            return add(.word(words.count - 1, then: next))
        case .slot(let name):
            let list = capture(String(name.prefix { $0 != ":" }))
            slots.append(.init(name: name, slot: Slot(name, lists), capture: list))
            return add(.slot(slots.count - 1, then: next))
        case .gap:
            gaps += 1
            return add(.gap(gaps - 1, then: next))
        case .optional(let inner): return add(.either(steps(for: inner, then: next), next))
        case .choice(let alternatives):
            let ways = alternatives.map { steps(for: $0, then: next) }
            return ways.dropLast().reversed().reduce(ways.last ?? next) { other, way in add(.either(way, other)) }
        }
    }

    private mutating func add(_ step: Pattern.Step) -> Int {
        steps.append(step)
        return steps.count - 1
    }

    private mutating func capture(_ list: String) -> Int {
        if let known = captured.firstIndex(of: list) { return known }
        captured.append(list)
        return captured.count - 1
    }
}
