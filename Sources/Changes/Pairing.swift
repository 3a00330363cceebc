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
        var places: [Int: [Int]] = [:]
        for (index, bag) in new.enumerated() {
            for word in Pairing.distinct(bag) where (places[word]?.count ?? 0) <= Pairing.rareWord {
                places[word, default: []].append(index)
            }
        }
        for (index, bag) in old.enumerated() {
            let place = index * new.count / old.count
            for near in max(0, place - 1)...min(new.count - 1, place + 1) { rate(index, near) }
            var shared: [Int: Int] = [:]
            for word in Pairing.distinct(bag) {
                guard let places = places[word], places.count <= Pairing.rareWord else { continue }
                for place in places { shared[place, default: 0] += 1 }
            }
            guard !shared.isEmpty else { continue }
            let best = shared.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Pairing.rareWord)
            for place in best { rate(index, place.key) }
        }
    }

    private static func distinct(_ bag: WordBag) -> [Int] {
        var words: [Int] = []
        for word in bag.sorted where word != words.last { words.append(word) }
        return words
    }
}
