/// Where numbers stand in a row, found without a dictionary of lists. One table serves a whole comparison: it is as large as the
/// vocabulary, and only what was put in is cleared, so that looking through many short rows costs no more than their length.
final class PlaceTable {
    // By number, its first place; by place, the next one with the same number. -1 where there is none.
    private var firsts: [Int32] = []
    private var counts: [Int32] = []
    private var nexts: [Int32] = []
    private var used: [Int] = []

    /// Takes the numbers of a row in place of what was there before; one below zero is taken too.
    func fill(_ numbers: some BidirectionalCollection<Int>) {
        clear()
        nexts.reserveCapacity(numbers.count)
        for _ in 0..<numbers.count { nexts.append(-1) }
        // From behind, so that the places of a number rise.
        var place = numbers.count
        for number in numbers.reversed() {
            place -= 1
            let slot = PlaceTable.slot(number)
            if slot >= firsts.count { grow(to: slot) }
            if firsts[slot] < 0 { used.append(slot) }
            nexts[place] = firsts[slot]
            firsts[slot] = Int32(place)
            counts[slot] += 1
        }
    }

    /// Gives the first place of a number.
    func first(_ number: Int) -> Int? {
        let slot = PlaceTable.slot(number)
        return slot < firsts.count && firsts[slot] >= 0 ? Int(firsts[slot]) : nil
    }

    /// Gives the next place that has the number of a place.
    func next(after place: Int) -> Int? { nexts[place] >= 0 ? Int(nexts[place]) : nil }

    /// Takes out the first place of a number, and gives it.
    func takeFirst(_ number: Int) -> Int? {
        guard let place = first(number) else { return nil }
        let slot = PlaceTable.slot(number)
        firsts[slot] = nexts[place]
        counts[slot] -= 1
        return place
    }

    /// How often a number stands in the row.
    func count(_ number: Int) -> Int {
        let slot = PlaceTable.slot(number)
        return slot < counts.count ? Int(counts[slot]) : 0
    }

    private func clear() {
        for slot in used { (firsts[slot], counts[slot]) = (-1, 0) }
        used.removeAll(keepingCapacity: true)
        nexts.removeAll(keepingCapacity: true)
    }

    private func grow(to slot: Int) {
        let size = max(slot + 1, 2 * firsts.count)
        firsts += repeatElement(-1, count: size - firsts.count)
        counts += repeatElement(0, count: size - counts.count)
    }

    // Numbers below zero lie between the others.
    private static func slot(_ number: Int) -> Int { number >= 0 ? 2 * number : -2 * number - 1 }
}
