import Model

/// What a question's judgment is about, as a short phrase: *how it treats its workforce with fairness* → *treating its workforce with fairness*.
enum Topic {
    static func phrase(_ topic: [Token], text: CanonicalText, profile: Profile) -> String {
        let verbs = profile.verbs
        var tokens = topic[...]
        var isClause = false
        if tokens.first?.word == "how" {
            tokens = tokens.dropFirst()
            isClause = true
        }
        if ["well", "effectively", "efficiently"].contains(tokens.first?.word) { tokens = tokens.dropFirst() }
        // Leading words that point back at the force say nothing about the topic.
        while let first = tokens.first, ["it", "its", "the", "their", "'s"].contains(first.word) {
            tokens = tokens.dropFirst()
            if let next = tokens.first, profile.selfNouns.contains(next.word) { tokens = tokens.dropFirst() }
        }
        while let last = tokens.last, ["also", "still", "now", "again", "therefore", "overall"].contains(last.word) {
            tokens = tokens.dropLast()
        }
        isClause = isClause || tokens.first.map { verbs[$0.word] != nil } ?? false
        var words: [String] = []
        for (index, token) in tokens.enumerated() {
            let previous = index > 0 ? tokens[tokens.startIndex + index - 1].word : ""
            let beginsVerb = isClause && (index == 0 || previous == "and")
            if beginsVerb, let gerund = verbs[token.word] {
                words.append(gerund)
            } else if previous == "and", token.word == "its" {
                continue
            } else {
                words.append(token.isCapitalised && index > 0 ? text[token.range] : token.word)
            }
        }
        return words.joined(separator: " ").replacing(" , ", with: ", ").replacing(" 's", with: "'s")
    }
}
