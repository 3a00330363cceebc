import Model

/// The words with which a document states a grade, and those that go with them.
enum GradeWords {
    /// Gives the words of the grade or status in small letters; in a language that mutates them, in each form.
    static func of(_ judgment: Judgment, language: String?) -> Set<String> {
        let stated = WordScanner.words(of: judgment.gradeText)
        var words = WordScanner.words(of: judgment.verdict)
        // Where the whole sentence was kept as the grade's text, its other words are not the grade's.
        if stated.count <= 6 { words += stated }
        var folded = Set(words.lazy.filter { !$0.isMark }.map { $0.folded })
        if judgment.grade == "requires-improvement" {
            folded.formUnion(["require", "requires", "required", "requiring"])
        }
        folded.subtract(companions)
        return language?.hasPrefix("cy") == true ? Mutation.forms(of: folded) : folded
    }

    /// Words that are part of a statement beside the grade: a verb, its time, what joins it to the thing that is graded.
    static let companions: Set = [
        "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "judged", "judge", "rated", "graded",
        "assessed", "grade", "we", "as", "at", "for", "in", "to", "of", "respect",
        // Of Welsh.
        "yn", "mae", "yw", "oedd", "bod", "fod", "wedi", "angen", "ei", "i",
    ]
}

/// The same, each worked out once: thousands of judgments have the same few.
final class GradeWordsMemo {
    private struct Stated: Hashable {
        let grade: String?
        let text: String
        let status: Judgment.Status
    }

    private var known: [Stated: Set<String>] = [:]

    func words(of judgment: Judgment, language: String?) -> Set<String> {
        let stated = Stated(grade: judgment.grade, text: judgment.gradeText, status: judgment.status)
        if let words = known[stated] { return words }
        let words = GradeWords.of(judgment, language: language)
        known[stated] = words
        return words
    }
}

/// The first letters of Welsh words soften behind others: *digonol*, *yn ddigonol*.
enum Mutation {
    // Those of two letters first.
    private static let soft: [(radical: String, softened: String)] = [
        ("ll", "l"), ("rh", "r"), ("p", "b"), ("t", "d"), ("c", "g"), ("b", "f"), ("d", "dd"), ("m", "f"), ("g", ""),
    ]

    /// Gives words with the forms that each may have elsewhere.
    static func forms(of words: Set<String>) -> Set<String> {
        var forms = words
        for word in words where word.count > 1 {
            if let rule = soft.first(where: { word.hasPrefix($0.radical) && !word.hasPrefix("dd") }) {
                forms.insert(rule.softened + word.dropFirst(rule.radical.count))
            }
            // Only where a form has one radical; what softens to "f" or loses its letter is found from the other side.
            if word.hasPrefix("dd") { forms.insert(String(word.dropFirst())) }
        }
        return forms
    }
}
