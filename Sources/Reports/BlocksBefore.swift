/// What stands in a section before a block, kept as its blocks go by.
struct BlocksBefore: Sendable {
    /// Blocks of running text.
    private(set) var paragraphs = 0
    /// Whether all say one thing and nothing else.
    private(set) var areLines = true
    /// Whether none says more than a date.
    private(set) var areDates = true

    mutating func add(_ kind: LineKinds.Kind?, words: Int) {
        if kind == nil, words > 3 { paragraphs += 1 }
        if kind == nil { areLines = false }
        if kind != .date, words > 1 { areDates = false }
    }
}
