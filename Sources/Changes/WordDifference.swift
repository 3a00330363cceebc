import Model

/// What changed between two passages, word by word.
struct WordDifference {
    let old: [Word]
    let new: [Word]
    /// Positions in `old` and `new` of the words that stayed.
    let kept: [(old: Int, new: Int)]
    let removed: [Int]
    let added: [Int]

    /// Compares two passages; without the effort for it only what both begin and end with is kept.
    init(from old: [Word], to new: [Word], _ effort: Effort? = nil) {
        let pairs = Alignment.pairs(WordDifference.ids(old, new), effort)
        var (keepsOld, keepsNew) = (
            [Bool](repeating: false, count: old.count), [Bool](repeating: false, count: new.count)
        )
        for pair in pairs {
            keepsOld[pair.old] = true
            keepsNew[pair.new] = true
        }
        self.old = old
        self.new = new
        kept = pairs
        removed = old.indices.filter { !keepsOld[$0] }
        added = new.indices.filter { !keepsNew[$0] }
    }

    private static func ids(_ old: [Word], _ new: [Word]) -> (old: [Int], new: [Int]) {
        if let id = old.first?.id, id >= 0, let other = new.first?.id, other >= 0 {
            return (old.map { $0.id }, new.map { $0.id })
        }
        var ids: [String: Int] = [:]
        func id(_ word: Word) -> Int {
            if let known = ids[word.text] { return known }
            ids[word.text] = ids.count
            return ids.count - 1
        }
        return (old.map(id), new.map(id))
    }

    var removedWords: [Word] { removed.map { old[$0] } }
    var addedWords: [Word] { added.map { new[$0] } }
    var words: ChangeItem.Words {
        ChangeItem.Words(added: added.map { new[$0].shown }, removed: removed.map { old[$0].shown })
    }

    /// Whether the number of words that turn a statement round differs: "does not" → "doesn't" is none.
    var changesNegation: Bool {
        removed.count { old[$0].negates } != added.count { new[$0].negates }
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
