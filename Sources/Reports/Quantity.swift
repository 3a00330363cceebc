import Model

/// The words of a language that are part of a number, or stand before one.
struct QuantityWords: Sendable {
    /// How many places a word behind a number moves its point: million.
    let magnitudes: [String: Int]
    /// The same of letters that are glued to it: 8.99m.
    let suffixes: [String: Int]
    /// Letters that are glued to a number and are its unit: 90p.
    let coins: [String: String]
    /// What stands before a number, the longest first.
    let qualifiers: [(words: [String], meaning: Figure.Qualifier)]

    init(
        magnitudes: [String: Int], suffixes: [String: Int], coins: [String: String], atLeast: [String],
        atMost: [String], about: [String]
    ) {
        (self.magnitudes, self.coins) = (magnitudes, coins)
        // Coins are a unit; plain digits have no letters.
        let plain = [""] + coins.keys
        self.suffixes = suffixes.merging(plain.map { ($0, 0) }) { _, fixed in fixed }
        let all: [(wordings: [String], meaning: Figure.Qualifier)] = [
            (atLeast, .atLeast), (atMost, .atMost), (about, .about),
        ]
        qualifiers = all.flatMap { wordings, meaning in wordings.map { (Tokenizer.words(of: $0), meaning) } }
            .sorted { $0.words.count > $1.words.count }
    }
}

/// A number as reports write it: `8.7 million`, `673,000`, `92%`, `8.99m`, `90p`, `nine`.
struct Quantity: Hashable {
    /// A decimal string without grouping: `8700000`.
    let value: String
    /// The index after the last token.
    let end: Int

    static func read(_ tokens: [Token], at position: Int, _ words: QuantityWords) -> Quantity? {
        guard position < tokens.count, let (digits, suffix) = number(tokens[position].word) else { return nil }
        let next = position + 1 < tokens.count ? tokens[position + 1].word : ""
        if suffix.isEmpty, let zeros = words.magnitudes[next] {
            return Quantity(value: shifted(digits, by: zeros), end: position + 2)
        }
        guard let zeros = words.suffixes[suffix] else { return nil }
        return Quantity(value: shifted(digits, by: zeros), end: position + 1)
    }

    // Digits with grouping commas and one decimal point, then a suffix of letters.
    private static func number(_ word: String) -> (digits: String, suffix: String)? {
        guard let first = word.first, first.isASCII, first.isNumber else { return nil }
        let body = word.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
        let groups = body.split(separator: ",", omittingEmptySubsequences: false)
        guard groups.dropFirst().allSatisfy({ $0.prefix { $0 != "." }.count == 3 }),
            body.count(where: { $0 == "." }) <= 1, body.utf8.count <= 20
        else { return nil }
        return (groups.joined(), String(word[body.endIndex...]))
    }

    private static func shifted(_ digits: String, by zeros: Int) -> String {
        guard zeros > 0 else { return digits }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let moved = fraction.prefix(zeros) + String(repeating: "0", count: max(0, zeros - fraction.count))
        let rest = fraction.dropFirst(zeros)
        let whole = String((parts[0] + moved).drop { $0 == "0" })
        return (whole.isEmpty ? "0" : whole) + (rest.isEmpty ? "" : "." + rest)
    }

    /// How the words before a number qualify it, and how many tokens that takes.
    static func qualifier(
        before position: Int, in tokens: [Token], _ words: QuantityWords
    ) -> (Figure.Qualifier, count: Int) {
        for (wording, meaning) in words.qualifiers where wording.count <= position {
            let start = position - wording.count
            if tokens[start..<position].elementsEqual(wording, by: { $0.word == $1 }) {
                return (meaning, wording.count)
            }
        }
        return (.exact, 0)
    }
}
