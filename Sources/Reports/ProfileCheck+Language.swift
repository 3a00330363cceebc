// The language of the reports: that reading knows its common words, and can compare them.
extension ProfileCheck {
    // What is no word by itself: endings, words before a number, and what is compared as it is printed.
    private static let pieces: Set = ["endings", "dayEndings", "atLeast", "atMost", "about", "beginnings"]
    private static let places = 0...15

    mutating func checkCommonWords() {
        guard let common = profile.common else {
            let (language, known) = (Language.primary(profile.language), CommonWords.languages)
            if !known.contains(language) {
                complain(
                    ["language"],
                    "the program knows no words of “\(profile.language)”, only of \(known.joined(separator: ", ")): give them under “common”"
                )
            }
            return
        }
        for (name, value) in Mirror(reflecting: common).children.compactMap({ child in
            child.label.flatMap { name in (child.value as? [String]).map { (name, $0) } }
        }) where !ProfileCheck.pieces.contains(name) {
            for (index, word) in value.enumerated() where Tokenizer.words(of: word) != [word] {
                complain(["common", name, String(index)], "“\(word)” is not one word in small letters")
            }
        }
        check(common.months, ["common", "months"], in: 1...12, "a month is 1 to 12")
        check(common.magnitudes, ["common", "magnitudes"], in: ProfileCheck.places, "a number of zeros is 0 to 15")
        check(common.suffixes, ["common", "suffixes"], in: ProfileCheck.places, "a number of zeros is 0 to 15")
    }

    private mutating func check(_ words: [String: Int]?, _ path: [String], in range: ClosedRange<Int>, _ what: String) {
        for (name, number) in words ?? [:] where !range.contains(number) { complain(path + [name], what) }
    }
}
