import Model

/// Reads the numbers that a document states with their unit, and the key facts with and without values.
struct FigureReader {
    let document: WordedDocument
    let outline: Outline
    let lines: LineKinds
    let profile: CompiledProfile
    let slots: Slots

    func read() -> [Figure] {
        let keyFacts = KeyFactReader(document: document, profile: profile)
        return outline.parts.flatMap { part -> [Figure] in
            part.role == "key-facts" ? keyFacts.read(part) : part.blocks.flatMap { statements(in: $0, part) }
        }
    }

    private func statements(in block: Int, _ part: Outline.Part) -> [Figure] {
        guard lines.kind(of: block) == nil else { return [] }
        return document.sentences[block].flatMap { sentence -> [Figure] in
            guard sentence.tokens.contains(where: \.isNumber) else { return [] }
            return figures(in: sentence, part)
        }
    }

    private func figures(in sentence: Sentence, _ part: Outline.Part) -> [Figure] {
        let tokens = sentence.tokens
        var found: [Int: Figure] = [:]
        for figureRule in profile.figures.possible(in: tokens) {
            var start = 0
            var search = PatternSearch(figureRule.pattern, in: tokens, slots: slots.read)
            while start < tokens.count, let match = search.first(from: start) {
                start = match.tokens.lowerBound + 1
                guard let value = match.captures["value"], found[value.tokens.lowerBound] == nil else { continue }
                found[value.tokens.lowerBound] = figure(match, value, tokens, figureRule.rule, part)
            }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    private func figure(
        _ match: PatternMatch, _ value: PatternMatch.Capture, _ tokens: [Token], _ rule: Profile.FigureRule,
        _ part: Outline.Part
    ) -> Figure {
        let (qualifier, count) = Quantity.qualifier(
            before: value.tokens.lowerBound, in: tokens, profile.language.quantities)
        let first = min(match.tokens.lowerBound, value.tokens.lowerBound - count)
        let range = tokens[first].range.lowerBound..<tokens[match.tokens.upperBound - 1].range.upperBound
        return Figure(
            label: rule.label, value: value.value, unit: rule.unit ?? match["unit"], qualifier: qualifier,
            period: period(before: value.tokens.lowerBound, in: tokens), text: document.text[range],
            section: part.section.id, role: "statement", evidence: document.text.evidence(range))
    }

    // *in 2015/16 recorded 673,000*: a year shortly before the number is its period.
    private func period(before position: Int, in tokens: [Token]) -> String? {
        for index in (max(0, position - 4)..<position).reversed() {
            guard index > 0, profile.language.during.contains(tokens[index - 1].word) else { continue }
            if let year = slots.read(.year, tokens, index).first { return year.value }
        }
        return nil
    }
}
