/// How alike two passages are by their words, from 0 to 1, whatever their order (Dice's coefficient).
struct WordBag {
    /// Numbers of the words, rising.
    let sorted: [Int]

    /// Takes the ids of the words of a passage.
    init(_ ids: [Int]) { sorted = ids.sorted() }

    var count: Int { sorted.count }

    /// Whether two passages are of lengths that let them be as alike as that: what is three times as long is not.
    static func mayBeLike(_ count: Int, _ other: Int, above threshold: Double) -> Bool {
        Double(2 * min(count, other)) > threshold * Double(count + other)
    }

    func likeness(to other: WordBag) -> Double {
        sorted.withUnsafeBufferPointer { one in
            other.sorted.withUnsafeBufferPointer { WordBag.likeness(one[...], $0[...]) }
        }
    }

    /// Gives the likeness of two rows of rising numbers.
    fileprivate static func likeness(
        _ one: Slice<UnsafeBufferPointer<Int>>, _ other: Slice<UnsafeBufferPointer<Int>>
    ) -> Double {
        let total = one.count + other.count
        guard total > 0 else { return 0 }
        var (left, right, common) = (one.startIndex, other.startIndex, 0)
        while left < one.endIndex, right < other.endIndex {
            let (first, second) = (one[left], other[right])
            common += first == second ? 1 : 0
            left += first <= second ? 1 : 0
            right += second <= first ? 1 : 0
        }
        return Double(2 * common) / Double(total)
    }

    /// Gives the likeness of two strings.
    static func likeness(_ old: String, _ new: String) -> Double {
        var vocabulary = Vocabulary()
        return vocabulary.bag(WordScanner.words(of: old)).likeness(to: vocabulary.bag(WordScanner.words(of: new)))
    }
}

/// The bags of many passages, in one row: what an object for each would cost is more than what comparing them does.
struct WordBags {
    private var ids: [Int] = []
    private var ends: [Int] = [0]

    init(_ passages: [[Word]], _ vocabulary: inout Vocabulary) {
        ids.reserveCapacity(passages.reduce(0) { $0 + $1.count })
        ends.reserveCapacity(passages.count + 1)
        for passage in passages {
            let start = ids.count
            vocabulary.append(passage, to: &ids)
            ids.withUnsafeMutableBufferPointer { all in
                var own = UnsafeMutableBufferPointer(rebasing: all[start...])
                own.sort()
            }
            ends.append(ids.count)
        }
    }

    /// How many passages there are.
    var count: Int { ends.count - 1 }

    /// How many words one has.
    func count(_ passage: Int) -> Int { ends[passage + 1] - ends[passage] }

    func likeness(_ passage: Int, to other: WordBags, _ otherPassage: Int) -> Double {
        ids.withUnsafeBufferPointer { one in
            other.ids.withUnsafeBufferPointer { two in
                WordBag.likeness(
                    one[ends[passage]..<ends[passage + 1]], two[other.ends[otherPassage]..<other.ends[otherPassage + 1]]
                )
            }
        }
    }

    /// Calls for each word of a passage once.
    func forEachDistinct(_ passage: Int, _ work: (Int) -> Void) {
        for place in ends[passage]..<ends[passage + 1] where place == ends[passage] || ids[place] != ids[place - 1] {
            work(ids[place])
        }
    }

    /// Gives each word of each passage once, with the passage that it is of.
    func distinct() -> (words: [Int], passages: [Int]) {
        var (words, passages) = ([Int](), [Int]())
        words.reserveCapacity(ids.count)
        passages.reserveCapacity(ids.count)
        for passage in 0..<count {
            forEachDistinct(passage) { word in
                words.append(word)
                passages.append(passage)
            }
        }
        return (words, passages)
    }
}

/// Numbers for words, the same on both sides of a comparison.
struct Vocabulary {
    private var ids: [String: Int] = [:]

    /// Gives the bag of the words alone: punctuation makes no two passages alike.
    mutating func bag(_ words: [Word]) -> WordBag {
        var bag: [Int] = []
        bag.reserveCapacity(words.count)
        append(words, to: &bag)
        return WordBag(bag)
    }

    /// Adds the numbers of the words alone.
    mutating func append(_ words: [Word], to bag: inout [Int]) {
        for place in words.indices where !words[place].isMark {
            let known = words[place].foldedID
            // Words that stand by themselves are below zero, so that none is taken for one that has a number.
            bag.append(known >= 0 ? known : id(words[place].folded))
        }
    }

    private mutating func id(_ word: String) -> Int {
        if let known = ids[word] { return known }
        ids[word] = -1 - ids.count
        return -ids.count
    }
}
