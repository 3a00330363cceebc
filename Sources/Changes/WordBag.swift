/// How alike two passages are by their words, from 0 to 1, whatever their order (Dice's coefficient).
struct WordBag {
    /// Numbers of the words, rising.
    let sorted: [Int]

    /// Takes the ids of the words of a passage.
    init(_ ids: [Int]) { sorted = ids.sorted() }

    /// The numbers, each once.
    var distinct: some Sequence<Int> {
        sorted.indices.lazy.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
    }

    var count: Int { sorted.count }

    /// Whether two passages are of lengths that let them be as alike as that: what is three times as long is not.
    static func mayBeLike(_ count: Int, _ other: Int, above threshold: Double) -> Bool {
        Double(2 * min(count, other)) > threshold * Double(count + other)
    }

    func likeness(to other: WordBag) -> Double {
        let total = sorted.count + other.sorted.count
        guard total > 0 else { return 0 }
        let common = sorted.withUnsafeBufferPointer { one in
            other.sorted.withUnsafeBufferPointer { two in
                var (left, right, common) = (0, 0, 0)
                while left < one.count, right < two.count {
                    let (first, second) = (one[left], two[right])
                    common += first == second ? 1 : 0
                    left += first <= second ? 1 : 0
                    right += second <= first ? 1 : 0
                }
                return common
            }
        }
        return Double(2 * common) / Double(total)
    }

    /// Gives the likeness of two strings.
    static func likeness(_ old: String, _ new: String) -> Double {
        var vocabulary = Vocabulary()
        return vocabulary.bag(WordScanner.words(of: old)).likeness(to: vocabulary.bag(WordScanner.words(of: new)))
    }
}

/// Numbers for words, the same on both sides of a comparison.
struct Vocabulary {
    private var ids: [String: Int] = [:]

    /// Gives the bag of the words alone: punctuation makes no two passages alike.
    mutating func bag(_ words: [Word]) -> WordBag {
        var bag: [Int] = []
        bag.reserveCapacity(words.count)
        for place in words.indices where !words[place].isMark {
            let known = words[place].foldedID
            // Words that stand by themselves are below zero, so that none is taken for one that has a number.
            bag.append(known >= 0 ? known : id(words[place].folded))
        }
        return WordBag(bag)
    }

    private mutating func id(_ word: String) -> Int {
        if let known = ids[word] { return known }
        ids[word] = -1 - ids.count
        return -ids.count
    }
}
