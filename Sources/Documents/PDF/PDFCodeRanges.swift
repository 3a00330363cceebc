/// Ranges of codes, each with a value, found by halving: a file may name hundreds of thousands.
struct PDFCodeRanges<Value: Sendable>: Sendable {
    private let ranges: [(low: UInt32, high: UInt32, value: Value)]
    // Ranges that lie in one another are a fault; of as many as this the innermost is found.
    private static var mostNested: Int { 8 }

    init(_ ranges: [(low: UInt32, high: UInt32, value: Value)]) {
        self.ranges = ranges.sorted { ($0.low, $1.high) < ($1.low, $0.high) }
    }

    /// Gives the range that holds a code.
    func range(of code: UInt32) -> (low: UInt32, high: UInt32, value: Value)? {
        var (from, to) = (0, ranges.count)
        while from < to {
            let middle = (from + to) / 2
            if ranges[middle].low <= code { from = middle + 1 } else { to = middle }
        }
        return ranges[max(0, from - PDFCodeRanges.mostNested)..<from].last { $0.high >= code }
    }
}
