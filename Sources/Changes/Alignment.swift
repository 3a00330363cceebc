/// Matches two sequences in order: a common subsequence through the elements that stand once in both (patience), exact in
/// small gaps. Never quadratic in its input: what a large gap without such elements holds stays unmatched.
struct Alignment {
    private let old: [Int]
    private let new: [Int]
    private(set) var pairs: [(old: Int, new: Int)] = []

    /// Gives pairs of positions that hold equal elements, rising on both sides.
    ///
    /// - Parameter effort: what a gap may cost beyond reading it; none that is left leaves the gap unmatched. Without one there
    ///   is no limit but the size of a gap.
    static func pairs(_ sides: (old: [Int], new: [Int]), _ effort: Effort? = nil) -> [(old: Int, new: Int)] {
        var alignment = Alignment(old: sides.old, new: sides.new, effort: effort)
        alignment.align(0..<sides.old.count, 0..<sides.new.count, depth: 0)
        return alignment.pairs
    }

    private let effort: Effort?

    private init(old: [Int], new: [Int], effort: Effort?) {
        self.old = old
        self.new = new
        self.effort = effort
    }

    // Cells of an exact table; with it a gap of n lines costs at most about 128 n.
    private static let largestTable = 16_384
    private static let deepest = 12

    private mutating func align(_ left: Range<Int>, _ right: Range<Int>, depth: Int) {
        var (low, high) = (left.lowerBound, left.upperBound)
        var (lowNew, highNew) = (right.lowerBound, right.upperBound)
        while low < high, lowNew < highNew, old[low] == new[lowNew] {
            pairs.append((low, lowNew))
            low += 1
            lowNew += 1
        }
        var tail: [(old: Int, new: Int)] = []
        while low < high, lowNew < highNew, old[high - 1] == new[highNew - 1] {
            high -= 1
            highNew -= 1
            tail.append((high, highNew))
        }
        if low < high, lowNew < highNew { alignGap(low..<high, lowNew..<highNew, depth: depth) }
        pairs.append(contentsOf: tail.reversed())
    }

    private mutating func alignGap(_ left: Range<Int>, _ right: Range<Int>, depth: Int) {
        let isSmall = left.count <= Alignment.largestTable / right.count
        // A cell of the table is a fraction of a step; looking for anchors is several for each element.
        let steps = isSmall ? left.count * right.count / 4 : 4 * (left.count + right.count)
        guard effort?.take(steps) ?? true else { return }
        if isSmall { return alignExactly(left, right) }
        guard depth < Alignment.deepest else { return }
        let anchors = rising(sharedOnce(left, right))
        guard !anchors.isEmpty else { return }
        var (low, lowNew) = (left.lowerBound, right.lowerBound)
        for anchor in anchors {
            align(low..<anchor.old, lowNew..<anchor.new, depth: depth + 1)
            pairs.append(anchor)
            (low, lowNew) = (anchor.old + 1, anchor.new + 1)
        }
        align(low..<left.upperBound, lowNew..<right.upperBound, depth: depth + 1)
    }

    /// The elements that stand exactly once on both sides, in the order of the old one.
    private func sharedOnce(_ left: Range<Int>, _ right: Range<Int>) -> [(old: Int, new: Int)] {
        let (oldOnce, newOnce) = (Once(old, left), Once(new, right))
        var shared: [(old: Int, new: Int)] = []
        for position in left {
            if oldOnce[old[position]] == position, let other = newOnce[old[position]] {
                shared.append((position, other))
            }
        }
        return shared
    }

    /// The longest part of the pairs that rises on the new side too.
    private func rising(_ candidates: [(old: Int, new: Int)]) -> [(old: Int, new: Int)] {
        var tops: [Int] = []
        var previous = [Int](repeating: -1, count: candidates.count)
        for (index, candidate) in candidates.enumerated() {
            var (low, high) = (0, tops.count)
            while low < high {
                let middle = (low + high) / 2
                if candidates[tops[middle]].new < candidate.new { low = middle + 1 } else { high = middle }
            }
            if low > 0 { previous[index] = tops[low - 1] }
            if low == tops.count { tops.append(index) } else { tops[low] = index }
        }
        var chain: [(old: Int, new: Int)] = []
        var index = tops.last ?? -1
        while index >= 0 {
            chain.append(candidates[index])
            index = previous[index]
        }
        return chain.reversed()
    }

    private mutating func alignExactly(_ left: Range<Int>, _ right: Range<Int>) {
        // One word for some others: nothing to weigh.
        if left.count == 1 || right.count == 1 {
            for position in left {
                guard let other = right.first(where: { new[$0] == old[position] }) else { continue }
                return pairs.append((position, other))
            }
            return
        }
        let (one, two) = (Array(old[left]), Array(new[right]))
        let table = Alignment.table(one, two)
        let width = two.count + 1
        var (row, column) = (0, 0)
        while row < one.count, column < two.count {
            if one[row] == two[column] {
                pairs.append((left.lowerBound + row, right.lowerBound + column))
                row += 1
                column += 1
            } else if table[(row + 1) * width + column] >= table[row * width + column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
    }

    /// By row and column, the length of the longest common subsequence of what begins there.
    private static func table(_ old: [Int], _ new: [Int]) -> [UInt16] {
        let width = new.count + 1
        var table = [UInt16](repeating: 0, count: (old.count + 1) * width)
        // The innermost loop of all: without the checks of an array it takes half the time.
        table.withUnsafeMutableBufferPointer { table in
            new.withUnsafeBufferPointer { new in
                for row in stride(from: old.count - 1, through: 0, by: -1) {
                    let element = old[row]
                    let (here, below) = (row * width, (row + 1) * width)
                    var right: UInt16 = 0
                    for column in stride(from: new.count - 1, through: 0, by: -1) {
                        right =
                            element == new[column]
                            ? table[below + column + 1] + 1 : max(table[below + column], right)
                        table[here + column] = right
                    }
                }
            }
        }
        return table
    }
}

/// Where the elements of a sequence stand that it has once.
private struct Once {
    // By element, where elements are close to each other; else by a dictionary. -1 for one that stands more than once.
    private var row: [Int] = []
    private var lowest = 0
    private var places: [Int: Int] = [:]

    init(_ sequence: [Int], _ range: Range<Int>) {
        let elements = sequence[range]
        guard let least = elements.min(), let most = elements.max() else { return }
        lowest = least
        if most - least < 4 * range.count {
            row = [Int](repeating: -2, count: most - least + 1)
            for position in range {
                let slot = sequence[position] - least
                row[slot] = row[slot] == -2 ? position : -1
            }
        } else {
            places.reserveCapacity(range.count)
            for position in range { places[sequence[position]] = places[sequence[position]] == nil ? position : -1 }
        }
    }

    /// Gives the place of an element; `nil` for one that is not there, or more than once.
    subscript(element: Int) -> Int? {
        let slot = element - lowest
        let place = row.isEmpty ? places[element] ?? -1 : row.indices.contains(slot) ? row[slot] : -1
        return place >= 0 ? place : nil
    }
}
