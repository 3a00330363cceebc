/// Wordings that stand for something, found by their first word: names of bodies, grades, questions.
final class WordList<Value: Sendable>: Sendable {
    /// The words with which they begin.
    let beginnings: WordSet

    private struct Wording: Sendable {
        let words: [Word]
        let value: Value
    }

    // By their first word, longest first.
    private let wordings: [UInt64: [Wording]]

    /// Takes wordings; of those of one length the first stands before the others. What has no words is left out.
    init(_ wordings: [(words: [String], value: Value)]) {
        let known = wordings.filter { !$0.words.isEmpty }
            .map { Wording(words: $0.words.map { Word($0) }, value: $0.value) }
        beginnings = WordSet(known.map { $0.words[0].text })
        self.wordings = Dictionary(grouping: known) { $0.words[0].key }.mapValues { wordings in
            wordings.enumerated()
                .sorted { (-$0.element.words.count, $0.offset) < (-$1.element.words.count, $1.offset) }.map(\.element)
        }
    }

    /// Gives what stands at a place, the longest wording first.
    func readings(in tokens: [Token], at position: Int) -> [(value: Value, end: Int)] {
        guard position < tokens.count, beginnings.mayHold(tokens[position]), let found = wordings[tokens[position].key]
        else { return [] }
        return found.compactMap { wording in
            let end = position + wording.words.count
            guard end <= tokens.count, (position..<end).allSatisfy({ tokens[$0].is(wording.words[$0 - position]) })
            else { return nil }
            return (wording.value, end)
        }
    }
}

extension WordList<String> {
    static let empty = WordList([])
}
