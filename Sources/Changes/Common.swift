/// Two lists without what both of them have.
enum Common {
    /// Pairs elements with an equal key, the first with the first, and gives what is left on each side, in order.
    static func without<Element, Key: Hashable>(
        _ old: [Element], _ new: [Element], by key: (Element) -> Key
    ) -> (same: [(old: Element, new: Element)], old: [Element], new: [Element]) {
        var waiting = Waiting(old.indices, by: { key(old[$0]) })
        var same: [(old: Element, new: Element)] = []
        var isTaken = [Bool](repeating: false, count: old.count)
        var come: [Element] = []
        for element in new {
            if let index = waiting.take(key(element)) {
                isTaken[index] = true
                same.append((old[index], element))
            } else {
                come.append(element)
            }
        }
        return (same, old.indices.filter { !isTaken[$0] }.map { old[$0] }, come)
    }
}

/// Positions that wait for a partner with their key, the first one first.
struct Waiting<Key: Hashable> {
    private var numbers: [Key: Int] = [:]
    private let table = PlaceTable()
    private let positions: [Int]

    init(_ positions: some Sequence<Int>, by key: (Int) -> Key?) {
        var (kept, keys) = ([Int](), [Int]())
        for position in positions {
            guard let key = key(position) else { continue }
            let number = numbers[key] ?? numbers.count
            if number == numbers.count { numbers[key] = number }
            kept.append(position)
            keys.append(number)
        }
        self.positions = kept
        table.fill(keys)
    }

    /// Takes out the first that has a key.
    mutating func take(_ key: Key) -> Int? {
        numbers[key].flatMap(table.takeFirst).map { positions[$0] }
    }
}

/// Ranges of a text taken together.
struct Cover {
    // Rising, and none touches the next.
    private var ranges: [Range<Int>] = []

    init(_ all: some Sequence<Range<Int>>) {
        for range in all.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
    }

    /// Whether some part of a range is covered.
    func overlaps(_ range: Range<Int>) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].overlaps(range)
    }
}
