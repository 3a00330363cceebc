/// Pairs passages that are alike without being equal.
struct Pairing {
    // All pairs of a gap are tried up to this many; beyond it only those that share a rare word or stand in one place, so that no
    // input is quadratic.
    private static let allPairs = 1024
    private static let rareWord = 8

    private let old: [WordBag]
    private let new: [WordBag]
    private let threshold: Double
    private let effort: Effort

    /// Gives pairs of positions, the likest first taken, each position once, with a likeness above the threshold.
    static func pairs(
        _ old: [[Word]], _ new: [[Word]], above threshold: Double, _ effort: Effort
    ) -> [(old: Int, new: Int)] {
        guard !old.isEmpty, !new.isEmpty else { return [] }
        var vocabulary = Vocabulary()
        let pairing = Pairing(
            old: old.map { vocabulary.bag($0) }, new: new.map { vocabulary.bag($0) }, threshold: threshold,
            effort: effort
        )
        return pairing.taken(pairing.rated())
    }

    private struct Rated {
        let likeness: Double
        let old: Int
        let new: Int
    }

    private func rated() -> [Rated] {
        var rated: [Rated] = []
        // What has no effort left stays unpaired: passages that went and passages that came.
        func rate(_ left: Int, _ right: Int) {
            let (one, other) = (old[left].count, new[right].count)
            guard WordBag.mayBeLike(one, other, above: threshold), effort.take(one + other) else { return }
            let likeness = old[left].likeness(to: new[right])
            if likeness > threshold { rated.append(Rated(likeness: likeness, old: left, new: right)) }
        }
        if old.count <= Pairing.allPairs / new.count {
            for left in old.indices { for right in new.indices { rate(left, right) } }
        } else {
            candidates(rate)
        }
        return rated
    }

    private func taken(_ rated: [Rated]) -> [(old: Int, new: Int)] {
        let order = rated.sorted { ($1.likeness, $0.old + $0.new, $0.old) < ($0.likeness, $1.old + $1.new, $1.old) }
        var (isTakenOld, isTakenNew) = (
            [Bool](repeating: false, count: old.count), [Bool](repeating: false, count: new.count)
        )
        var pairs: [(old: Int, new: Int)] = []
        for pair in order where !isTakenOld[pair.old] && !isTakenNew[pair.new] {
            isTakenOld[pair.old] = true
            isTakenNew[pair.new] = true
            pairs.append((pair.old, pair.new))
        }
        return pairs.sorted { $0 < $1 }
    }

    /// Calls for each passage those that stand where it stands, and the few that share most rare words with it.
    private func candidates(_ rate: (Int, Int) -> Void) {
        let rare = RareWords(new, most: Pairing.rareWord)
        var shared = [Int](repeating: 0, count: new.count)
        for (index, bag) in old.enumerated() {
            let place = index * new.count / old.count
            for near in max(0, place - 1)...min(new.count - 1, place + 1) { rate(index, near) }
            var found: [Int] = []
            for word in bag.distinct {
                for place in rare.places(of: word) {
                    if shared[place] == 0 { found.append(place) }
                    shared[place] += 1
                }
            }
            guard !found.isEmpty else { continue }
            let best = found.sorted { (shared[$1], $0) < (shared[$0], $1) }.prefix(Pairing.rareWord)
            for place in best { rate(index, place) }
            for place in found { shared[place] = 0 }
        }
    }
}

/// Where the words stand that few passages have.
private struct RareWords {
    private let lowest: Int
    private let starts: [Int]
    private let passages: [Int]

    init(_ bags: [WordBag], most: Int) {
        // Numbers of words follow each other closely, so that a row of counters is enough.
        let lowest = bags.lazy.compactMap(\.sorted.first).min() ?? 0
        let highest = bags.lazy.compactMap(\.sorted.last).max() ?? -1
        var counts = [Int](repeating: 0, count: max(0, highest - lowest + 1))
        for bag in bags { for word in bag.distinct { counts[word - lowest] += 1 } }
        var (starts, next) = ([0], 0)
        starts.reserveCapacity(counts.count + 1)
        for count in counts {
            next += count <= most ? count : 0
            starts.append(next)
        }
        var (passages, ends) = ([Int](repeating: 0, count: next), starts)
        for (index, bag) in bags.enumerated() {
            for word in bag.distinct where counts[word - lowest] <= most {
                passages[ends[word - lowest]] = index
                ends[word - lowest] += 1
            }
        }
        (self.lowest, self.starts, self.passages) = (lowest, starts, passages)
    }

    /// Gives the passages that have a word, rising; none for a word that is not rare.
    func places(of word: Int) -> ArraySlice<Int> {
        let place = word - lowest
        guard place >= 0, place + 1 < starts.count else { return [] }
        return passages[starts[place]..<starts[place + 1]]
    }
}
