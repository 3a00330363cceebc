import Model

/// What a question's judgment is about, as a short phrase: *how it treats its workforce with fairness* → *treating its workforce with fairness*.
enum Topic {
    static func phrase(_ topic: [Token], text: CanonicalText, profile: CompiledProfile) -> String {
        let (verbs, language) = (profile.profile.verbs, profile.language)
        var tokens = topic[...]
        var isClause = false
        if let first = tokens.first, language.how.contains(first.word) {
            tokens = tokens.dropFirst()
            isClause = true
        }
        if let first = tokens.first, language.manner.contains(first.word) { tokens = tokens.dropFirst() }
        // Leading words that point back at the force say nothing about the topic.
        while let first = tokens.first, language.pointing.contains(first.word) {
            tokens = tokens.dropFirst()
            if let next = tokens.first, profile.selfNouns.contains(next.word) { tokens = tokens.dropFirst() }
        }
        while let last = tokens.last, language.adverbs.contains(last.word) {
            tokens = tokens.dropLast()
        }
        isClause = isClause || tokens.first.map { verbs[$0.word] != nil } ?? false
        var words: [String] = []
        for (index, token) in tokens.enumerated() {
            let previous = index > 0 ? tokens[tokens.startIndex + index - 1].word : ""
            let beginsVerb = isClause && (index == 0 || language.and.contains(previous))
            if beginsVerb, let gerund = verbs[token.word] {
                words.append(gerund)
            } else if language.and.contains(previous), language.its.contains(token.word) {
                continue
            } else {
                words.append(token.isCapitalised && index > 0 ? text[token.range] : token.word)
            }
        }
        return words.joined(separator: " ").replacing(" , ", with: ", ").replacing(" 's", with: "'s")
    }
}
