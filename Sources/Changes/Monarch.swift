/// *Her Majesty's* and *His Majesty's* are one: an office keeps its name when the monarch changes, in both languages of the realm.
enum Monarch {
    private static let longest = 9

    /// Gives the words that name the monarch the form that both have.
    static func unite(_ tokens: inout [WordScanner.Token], _ plain: [Unicode.Scalar]) {
        for index in tokens.indices.dropFirst() {
            let token = tokens[index]
            // Looking at one letter first keeps this cheap: every word passes here.
            guard (8...longest).contains(token.range.count), !token.isMark,
                "MmFf".unicodeScalars.contains(plain[token.range.lowerBound])
            else { continue }
            switch word(token, plain) {
            case let noun where noun.hasPrefix("majesty"):
                if word(tokens[index - 1], plain) == "his" { tokens[index - 1].standIn = her(tokens[index - 1], plain) }
            case "fawrhydi" where word(tokens[index - 1], plain) == "ei": tokens[index].standIn = "Mawrhydi"
            default: break
            }
        }
    }

    private static func word(_ token: WordScanner.Token, _ plain: [Unicode.Scalar]) -> String {
        String(String.UnicodeScalarView(plain[token.range.prefix(longest)])).lowercased()
    }

    private static func her(_ token: WordScanner.Token, _ plain: [Unicode.Scalar]) -> String {
        let letters = plain[token.range]
        if letters.allSatisfy({ $0.properties.isUppercase }) { return "HER" }
        return letters.first?.properties.isUppercase == true ? "Her" : "her"
    }
}
