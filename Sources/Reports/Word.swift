/// A word in the form in which words are compared, with a number by which most others are told apart from it at once.
struct Word: Hashable, Sendable {
    let text: String
    let key: UInt64

    init(_ text: String) {
        self.text = text
        key = Word.key(of: text)
    }

    /// The number of a word (FNV-1a, with its bits mixed): words that are the same have the same.
    static func key(of text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash ^ (hash >> 29)
    }
}

/// Some words. That a word is not among them is known without a look at it, as a rule.
struct WordSet: Hashable, Sendable {
    private let words: [UInt64: String]
    let signs: WordSigns

    init(_ words: some Sequence<String>) {
        self.words = Dictionary(words.map { (Word.key(of: $0), $0) }) { first, _ in first }
        signs = WordSigns(self.words.keys)
    }

    /// Whether the word of a token is among them.
    func contains(_ token: Token) -> Bool { mayHold(token) && words[token.key] == token.word }

    /// Whether the word of a token may be among them: a quick look.
    func mayHold(_ token: Token) -> Bool { signs.mayHold(token.key) }

    /// Whether all of them stand among tokens.
    func isSubset(of tokens: [Token]) -> Bool {
        words.allSatisfy { key, word in tokens.contains { $0.key == key && $0.word == word } }
    }

    /// All words.
    var all: Set<String> { Set(words.values) }
}

/// What is known of a number of words without them: for each one bit of 256. Whose bit is not set is not there.
struct WordSigns: Hashable, Sendable {
    private var bits = SIMD4<UInt64>()

    init(_ keys: some Sequence<UInt64>) {
        for key in keys { add(key) }
    }

    /// The signs of some words of a text.
    init(_ tokens: [Token]) { for token in tokens { add(token.key) } }

    /// The signs of the words of several.
    init(_ all: some Sequence<WordSigns>) {
        for signs in all { bits |= signs.bits }
    }

    private mutating func add(_ key: UInt64) { bits[Int(key & 3)] |= 1 << ((key >> 2) & 63) }

    func mayHold(_ key: UInt64) -> Bool { bits[Int(key & 3)] & (1 << ((key >> 2) & 63)) != 0 }

    /// Whether all the words of others may be there.
    func mayHold(_ others: WordSigns) -> Bool { bits & others.bits == others.bits }

    /// Whether one of the words of others may be there.
    func mayTouch(_ others: WordSigns) -> Bool { bits & others.bits != .zero }
}
