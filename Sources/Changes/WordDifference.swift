import Model

/// What changed between two passages, word by word.
struct WordDifference {
    let old: [Word]
    let new: [Word]
    /// Positions in `old` and `new` of the words that stayed.
    let kept: [(old: Int, new: Int)]
    let removed: [Int]
    let added: [Int]

    init(from old: [Word], to new: [Word]) {
        var ids: [String: Int] = [:]
        func id(_ word: Word) -> Int {
            if let known = ids[word.text] { return known }
            ids[word.text] = ids.count
            return ids.count - 1
        }
        let pairs = Alignment.pairs(old.map(id), new.map(id))
        let (keptOld, keptNew) = (Set(pairs.map(\.old)), Set(pairs.map(\.new)))
        self.old = old
        self.new = new
        kept = pairs
        removed = old.indices.filter { !keptOld.contains($0) }
        added = new.indices.filter { !keptNew.contains($0) }
    }

    var removedWords: [Word] { removed.map { old[$0] } }
    var addedWords: [Word] { added.map { new[$0] } }
    var words: ChangeItem.Words {
        ChangeItem.Words(added: addedWords.map(\.shown), removed: removedWords.map(\.shown))
    }

    /// Whether the number of words that turn a statement round differs: "does not" → "doesn't" is none.
    var changesNegation: Bool {
        removedWords.count(where: \.negates) != addedWords.count(where: \.negates)
    }

    /// The change as a reader can take it in at a glance, if it is one short replacement: with the words around it where a
    /// *not* alone would say nothing.
    var glance: String? {
        let removedSpan = span(removed)
        let addedSpan = span(added)
        guard removed.count == removedSpan.count, added.count == addedSpan.count, removed.count <= 6, added.count <= 6,
            samePlace(removedSpan, addedSpan)
        else { return nil }
        if changesNegation {
            let before = phrase(old, widened(removedSpan, at: place(addedSpan, removedSpan), in: old.count))
            let after = phrase(new, widened(addedSpan, at: placeInNew(removedSpan, addedSpan), in: new.count))
            return "“\(before)” → “\(after)”"
        }
        switch (removed.isEmpty, added.isEmpty) {
        case (true, true): return nil
        case (true, false): return "added “\(phrase(new, addedSpan))”"
        case (false, true): return "removed “\(phrase(old, removedSpan))”"
        case (false, false): return "“\(phrase(old, removedSpan))” → “\(phrase(new, addedSpan))”"
        }
    }

    private func span(_ positions: [Int]) -> Range<Int> {
        guard let first = positions.first, let last = positions.last else { return 0..<0 }
        return first..<last + 1
    }

    private func samePlace(_ removedSpan: Range<Int>, _ addedSpan: Range<Int>) -> Bool {
        removedSpan.isEmpty || addedSpan.isEmpty || removedSpan.lowerBound == addedSpan.lowerBound
    }

    // With one replacement, what stands before it has the same length on both sides.
    private func place(_ added: Range<Int>, _ removed: Range<Int>) -> Int {
        removed.isEmpty ? added.lowerBound : removed.lowerBound
    }
    private func placeInNew(_ removed: Range<Int>, _ added: Range<Int>) -> Int {
        added.isEmpty ? removed.lowerBound : added.lowerBound
    }

    private func widened(_ span: Range<Int>, at place: Int, in count: Int) -> Range<Int> {
        let base = span.isEmpty ? place..<place : span
        return max(0, base.lowerBound - 1)..<min(count, base.upperBound + 1)
    }

    private func phrase(_ words: [Word], _ span: Range<Int>) -> String { Phrase.joined(words[span]) }
}

/// Words set as a phrase again.
enum Phrase {
    /// Gives words with single spaces, marks of punctuation close to the word before.
    static func joined(_ words: some Sequence<Word>) -> String {
        var phrase = ""
        for word in words {
            if !phrase.isEmpty, !word.isMark { phrase += " " }
            phrase += word.shown
        }
        return phrase
    }
}

/// How alike two passages are by their words, from 0 to 1, whatever their order (Dice's coefficient).
struct WordBag {
    private let sorted: [Int]

    /// Takes the ids of the words of a passage.
    init(_ ids: [Int]) { sorted = ids.sorted() }

    var count: Int { sorted.count }

    func likeness(to other: WordBag) -> Double {
        let total = sorted.count + other.sorted.count
        guard total > 0 else { return 0 }
        var (left, right, common) = (0, 0, 0)
        while left < sorted.count, right < other.sorted.count {
            if sorted[left] == other.sorted[right] {
                common += 1
                left += 1
                right += 1
            } else if sorted[left] < other.sorted[right] {
                left += 1
            } else {
                right += 1
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
        WordBag(words.lazy.filter { !$0.isMark }.map { id($0.text.lowercased()) })
    }

    private mutating func id(_ word: String) -> Int {
        if let known = ids[word] { return known }
        ids[word] = ids.count
        return ids.count - 1
    }
}
