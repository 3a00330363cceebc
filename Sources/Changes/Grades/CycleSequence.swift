/// The order of the cycles of one family.
package struct CycleSequence: Hashable, Sendable {
    /// The cycles that the profile lists, the earliest first; none where each year is one.
    private let listed: [String]

    /// Takes the cycles that the profile lists, the earliest first.
    package init(listed: [String] = []) { self.listed = listed }

    /// Whether one cycle comes before another.
    func isEarlier(_ cycle: String, than other: String) -> Bool {
        if let left = listed.firstIndex(of: cycle), let right = listed.firstIndex(of: other) { return left < right }
        return (CycleSequence.year(cycle), cycle) < (CycleSequence.year(other), other)
    }

    /// Gives the cycle before one. Of listed cycles it is the one before in the list, whether or not anything of it is held:
    /// a step over it would be another comparison. Where each year is a cycle, it is the last one of which something is held.
    func before(_ cycle: String, held: Set<String>) -> String? {
        if let index = listed.firstIndex(of: cycle) { return index == 0 ? nil : listed[index - 1] }
        return held.filter { isEarlier($0, than: cycle) }.max { isEarlier($0, than: $1) }
    }

    private static func year(_ cycle: String) -> Int {
        Int(cycle.drop { !$0.isASCII || !$0.isNumber }.prefix { $0.isASCII && $0.isNumber }) ?? 0
    }
}
