import Model

// Where line feeds were lost, headings stand in one block with the text before and behind them.
extension Headings {
    // No heading has more words, and no line that lost a few line feeds more sentences.
    private static let mostWords = 40
    private static let mostSentences = 40

    /// Finds the words in a block of a text without mark-up that the profile knows as headings, besides other text.
    func glued(at index: Int, in part: Outline.Part, depth: Int) -> [ArraySlice<Token>] {
        let sentences = document.sentences[index]
        guard !isMarkedUp, slots != nil, lines.kind(of: index) == nil, document.blocks[index].kind != .tableRow,
            sentences.count <= Headings.mostSentences, lines.list.grades[index] == nil, !isInContents(index),
            !document.isAnnounced(index)
        else { return [] }
        return sentences.enumerated().flatMap { place, sentence -> [ArraySlice<Token>] in
            let front = front(of: sentence.tokens, part, depth)
            let rest = sentence.tokens[(front?.endIndex ?? 0)...]
            if let front, areNames(front, rest, part, depth) { return [] }
            return [front, end(of: rest, part, depth)].compactMap { $0 }
        }
    }

    // Two questions' names with nothing between them are the cells of a row that lost its gaps.
    private func areNames(
        _ front: ArraySlice<Token>, _ rest: ArraySlice<Token>, _ part: Outline.Part, _ depth: Int
    ) -> Bool {
        [front, rest].allSatisfy { asked(Array($0), in: part, depth, mark: nil)?.question != nil }
    }

    // *Effectiveness The force …*: the heading, and then a word that begins something.
    private func front(of tokens: [Token], _ part: Outline.Part, _ depth: Int) -> ArraySlice<Token>? {
        // A heading may be numbered.
        let first = tokens.first { $0.isWord && Int($0.word) == nil }
        guard let first, beginnings?.contains(first.word) ?? true else { return nil }
        return tokens.indices.dropFirst().prefix(Headings.mostWords).lazy
            .filter { tokens[$0].isCapitalised && known(tokens[..<$0], in: part, depth) != nil }
            .first.map { tokens[..<$0] }
    }

    // A sentence that is a heading, or ends in a question of the profile that begins behind something else.
    private func end(of tokens: ArraySlice<Token>, _ part: Outline.Part, _ depth: Int) -> ArraySlice<Token>? {
        guard tokens.count <= Headings.mostWords, let last = tokens.last, last.word != "." else { return nil }
        if known(tokens, in: part, depth) != nil { return tokens }
        guard last.word == "?" else { return nil }
        let start = tokens.indices.dropFirst().first { start in
            let before = tokens[start - 1]
            // *We asked: How effective is the force?*
            return tokens[start].isCapitalised
                && (before.isCapitalised || Int(before.word) != nil || isVerdictWord(before))
                && asked(Array(tokens[start...]), in: part, depth, mark: nil) != nil
        }
        return start.map { tokens[$0...] }
    }

    /// Whether a block is a name with nothing but a grade behind it.
    func isRow(_ index: Int, named name: Range<Int>) -> Bool {
        let tokens = document.tokens[index]
        guard tokens.first?.range.lowerBound == name.lowerBound else { return false }
        return isGrade(tokens.filter { $0.range.lowerBound >= name.upperBound })
    }

    /// What some words open, if the profile knows them as a heading.
    func known(_ tokens: ArraySlice<Token>, in part: Outline.Part, _ depth: Int) -> Heading? {
        // A rule that takes any further words would take the text as well.
        if let rule = rule(for: Array(tokens), whole: true) {
            return Heading(level: level(of: rule, depth), rule: rule, role: rule.role, scope: rule.scope)
        }
        return asked(Array(tokens), in: part, depth, mark: nil)
    }
}
