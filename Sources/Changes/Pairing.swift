/// Pairs passages that are alike without being equal.
enum Pairing {
    // All pairs of a gap are tried up to this many; beyond it only those that share a rare word, so that no input is quadratic.
    private static let allPairs = 1024
    private static let rareWord = 8

    /// Gives pairs of positions, the likest first taken, each position once, with a likeness above the threshold.
    static func pairs(_ old: [[Word]], _ new: [[Word]], above threshold: Double) -> [(old: Int, new: Int)] {
        guard !old.isEmpty, !new.isEmpty else { return [] }
        var vocabulary = Vocabulary()
        let oldBags = old.map { vocabulary.bag($0) }
        let newBags = new.map { vocabulary.bag($0) }
        var rated: [(likeness: Double, old: Int, new: Int)] = []
        func rate(_ left: Int, _ right: Int) {
            let likeness = oldBags[left].likeness(to: newBags[right])
            if likeness > threshold { rated.append((likeness, left, right)) }
        }
        if old.count <= allPairs / new.count {
            for left in old.indices { for right in new.indices { rate(left, right) } }
        } else {
            for (left, right) in candidates(old, new) { rate(left, right) }
        }
        rated.sort { ($1.likeness, $0.old + $0.new, $0.old) < ($0.likeness, $1.old + $1.new, $1.old) }
        var (takenOld, takenNew) = (Set<Int>(), Set<Int>())
        var pairs: [(old: Int, new: Int)] = []
        for pair in rated where !takenOld.contains(pair.old) && !takenNew.contains(pair.new) {
            takenOld.insert(pair.old)
            takenNew.insert(pair.new)
            pairs.append((pair.old, pair.new))
        }
        return pairs.sorted { $0 < $1 }
    }

    private static func candidates(_ old: [[Word]], _ new: [[Word]]) -> [(Int, Int)] {
        var places: [String: [Int]] = [:]
        for (index, words) in new.enumerated() {
            for word in Set(words.lazy.filter { !$0.isMark }.map(\.text)) where (places[word]?.count ?? 0) <= rareWord {
                places[word, default: []].append(index)
            }
        }
        var found: [(Int, Int)] = []
        for (index, words) in old.enumerated() {
            var shared: [Int: Int] = [:]
            for word in Set(words.lazy.filter { !$0.isMark }.map(\.text)) {
                guard let places = places[word], places.count <= rareWord else { continue }
                for place in places { shared[place, default: 0] += 1 }
            }
            let best = shared.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(rareWord)
            found += best.map { (index, $0.key) }
        }
        return found
    }
}
