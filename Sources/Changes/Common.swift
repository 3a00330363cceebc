/// Two lists without what both of them have.
enum Common {
    /// Pairs elements with an equal key, the first with the first, and gives what is left on each side, in order.
    static func without<Element>(
        _ old: [Element], _ new: [Element], by key: (Element) -> some Hashable
    ) -> (same: [(old: Element, new: Element)], old: [Element], new: [Element]) {
        var waiting: [AnyHashable: [Int]] = [:]
        for index in old.indices.reversed() { waiting[key(old[index]), default: []].append(index) }
        var same: [(old: Element, new: Element)] = []
        var isTaken = [Bool](repeating: false, count: old.count)
        var come: [Element] = []
        for element in new {
            if let index = waiting[key(element)]?.popLast() {
                isTaken[index] = true
                same.append((old[index], element))
            } else {
                come.append(element)
            }
        }
        return (same, old.indices.filter { !isTaken[$0] }.map { old[$0] }, come)
    }
}

/// Ranges of a text taken together.
struct Cover {
    // Rising, and none touches the next.
    private var ranges: [Range<Int>] = []

    init(_ all: [Range<Int>]) {
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
