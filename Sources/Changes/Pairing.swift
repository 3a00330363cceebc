/// Pairs passages that are alike without being equal.
struct Pairing {
    // All pairs of a gap are tried up to this many; beyond it only those that share a rare word or stand in one place, so that no
    // input is quadratic.
    private static let allPairs = 1024
    private static let rareWord = 8

    private let old: WordBags
    private let new: WordBags
    private let threshold: Double
    private let effort: Effort

    /// Gives pairs of positions, the likest first taken, each position once, with a likeness above the threshold.
    static func pairs(
        _ old: [[Word]], _ new: [[Word]], above threshold: Double, _ effort: Effort
    ) -> [(old: Int, new: Int)] {
        guard !old.isEmpty, !new.isEmpty else { return [] }
        var vocabulary = Vocabulary()
        let pairing = Pairing(
            old: WordBags(old, &vocabulary), new: WordBags(new, &vocabulary), threshold: threshold, effort: effort)
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
            let (one, other) = (old.count(left), new.count(right))
            guard WordBag.mayBeLike(one, other, above: threshold), effort.take(one + other) else { return }
            let likeness = old.likeness(left, to: new, right)
            if likeness > threshold { rated.append(Rated(likeness: likeness, old: left, new: right)) }
        }
        if old.count <= Pairing.allPairs / new.count {
            for left in 0..<old.count { for right in 0..<new.count { rate(left, right) } }
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
        // Every place of every word, once for each passage that has it, and the passage of each place.
        let places = effort.places
        let (words, passages) = new.distinct()
        places.fill(words)
        var shared = [Int](repeating: 0, count: new.count)
        var found: [Int] = []
        for index in 0..<old.count {
            let place = index * new.count / old.count
            for near in max(0, place - 1)...min(new.count - 1, place + 1) { rate(index, near) }
            found.removeAll(keepingCapacity: true)
            old.forEachDistinct(index) { word in
                guard places.count(word) <= Pairing.rareWord else { return }
                var next = places.first(word)
                while let here = next {
                    let passage = passages[here]
                    if shared[passage] == 0 { found.append(passage) }
                    shared[passage] += 1
                    next = places.next(after: here)
                }
            }
            if found.count > Pairing.rareWord { found.sort { (shared[$1], $0) < (shared[$0], $1) } }
            for place in found.prefix(Pairing.rareWord) { rate(index, place) }
            for place in found { shared[place] = 0 }
        }
    }
}
