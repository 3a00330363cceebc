import Model

/// What an edit inside a sentence touches, so that a reader sees at once that it is no mere wording.
enum Touched {
    /// Gives the kinds among `date`, `grade`, `name`, `negation` and `number` that came, went or became another, by name.
    static func kinds(of difference: WordDifference) -> [String] {
        let before = difference.removed.compactMap { kind(of: $0, in: difference.old) }
        let after = difference.added.compactMap { kind(of: $0, in: difference.new) }
        if before.isEmpty, after.isEmpty { return difference.changesNegation ? ["negation"] : [] }
        var kinds: Set<String> = []
        for kind in Set((before + after).map(\.kind)) {
            // "5" → "five" stays apart from this: only what is spelled alike says the same.
            let words = { (list: [(kind: String, word: String)]) in list.filter { $0.kind == kind }.map(\.word).sorted()
            }
            if words(before) != words(after) { kinds.insert(kind) }
        }
        if difference.changesNegation { kinds.insert("negation") } else { kinds.remove("negation") }
        return kinds.sorted()
    }

    private static func kind(of index: Int, in words: [Word]) -> (kind: String, word: String)? {
        let word = words[index]
        guard !word.isMark else { return nil }
        guard let kind = word.isDate ? "date" : word.form.touch else { return nil }
        // A capital letter inside a sentence: a person, a place, a body.
        let opens =
            index == 0 || word.opensCell
            || words[index - 1].isMark && [".", "!", "?", ":", "\"", "'"].contains(words[index - 1].text)
        return kind == "name" && opens ? nil : (kind, word.folded)
    }

    /// Gives what a word is by itself, wherever it stands.
    static func kind(of form: WordForm) -> String? {
        if form.isCapital, DateWords.months[form.folded] != nil { return "date" }
        if form.hasNumber { return "number" }
        if GradeScale.words.contains(form.folded) { return "grade" }
        return form.isCapital && !DateWords.weekdays.contains(form.folded) ? "name" : nil
    }
}
