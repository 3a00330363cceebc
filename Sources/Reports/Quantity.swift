import Model

/// A number as reports write it: `8.7 million`, `673,000`, `92%`, `8.99m`, `90p`, `nine`.
struct Quantity: Hashable {
    /// A decimal string without grouping: `8700000`.
    let value: String
    /// The index after the last token.
    let end: Int

    static func read(_ tokens: [Token], at position: Int) -> Quantity? {
        guard position < tokens.count, let (digits, suffix) = number(tokens[position].word) else { return nil }
        let next = position + 1 < tokens.count ? tokens[position + 1].word : ""
        if suffix.isEmpty, let zeros = magnitudes[next] {
            return Quantity(value: shifted(digits, by: zeros), end: position + 2)
        }
        guard let zeros = suffixes[suffix] else { return nil }
        return Quantity(value: shifted(digits, by: zeros), end: position + 1)
    }

    private static let magnitudes = ["thousand": 3, "million": 6, "billion": 9, "m": 6, "bn": 9]
    private static let suffixes = ["": 0, "m": 6, "bn": 9, "k": 3, "p": 0]

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
    static func qualifier(before position: Int, in tokens: [Token]) -> (Figure.Qualifier, count: Int) {
        let last = position > 0 ? tokens[position - 1].word : ""
        let pair = position > 1 ? tokens[position - 2].word + " " + last : ""
        if ["more than", "at least", "no fewer", "greater than"].contains(pair) { return (.atLeast, 2) }
        if ["up to", "at most", "fewer than", "less than"].contains(pair) { return (.atMost, 2) }
        if ["around", "about", "approximately", "roughly", "some"].contains(last) { return (.about, 1) }
        if ["nearly", "almost", "under"].contains(last) { return (.atMost, 1) }
        if last == "over" { return (.atLeast, 1) }
        return (.exact, 0)
    }
}
