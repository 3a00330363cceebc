import Model

/// Finds what is odd about a document that was read: the careful reader's remarks in the margin.
struct WarningReader {
    let document: WordedDocument
    let outline: Outline
    let figures: [Figure]
    let cycle: Profile.Cycle?
    /// Words that begin a sentence and no second half of a name such as McDonald or PowerPoint.
    let beginnings: Set<String>

    func read() -> [Warning] {
        runTogether() + gluedHeadings() + keyFactsWithoutValues() + keyFactsLaterThanCycle() + disagreeingFigures()
    }

    // Two sentences without a break: a word that ends where another begins with a capital, and both are words.
    private func runTogether() -> [Warning] {
        let scalars = document.text.scalars
        for block in document.blocks {
            for place in block.range.dropFirst(3).dropLast(3)
            where scalars[place].isCapital && (scalars[place - 1].isSmall || scalars[place - 1].isDigit) {
                guard let word = word(at: place, in: block.range), beginnings.contains(word.end),
                    word.start.count >= 4
                else { continue }
                let range = max(block.range.lowerBound, place - word.start.count)..<(place + word.end.count)
                return [
                    Warning(
                        code: "run-together-sentences", message: "two sentences stand together without a break",
                        evidence: document.text.evidence(range))
                ]
            }
        }
        return []
    }

    private func gluedHeadings() -> [Warning] {
        guard let first = outline.glued.first else { return [] }
        return [
            Warning(
                code: "headings-run-together",
                message: "\(outline.glued.count) headings stand in one line with other text",
                evidence: document.text.evidence(first))
        ]
    }

    private func word(at place: Int, in block: Range<Int>) -> (start: String, end: String)? {
        let scalars = document.text.scalars
        var (start, end) = (place, place + 1)
        while start > block.lowerBound, scalars[start - 1].isLetter || scalars[start - 1].isDigit { start -= 1 }
        while end < block.upperBound, scalars[end].isLetter { end += 1 }
        return (document.text[start..<place], document.text[place..<end])
    }

    private func keyFactsWithoutValues() -> [Warning] {
        let empty = figures.filter { $0.role == "key-fact" && $0.value == nil && $0.label == $0.text }
        guard let first = empty.first else { return [] }
        let labels = empty.compactMap(\.label).joined(separator: ", ")
        return [
            Warning(
                code: "key-fact-without-value", message: "the key facts name \(labels) without a value",
                evidence: first.evidence)
        ]
    }

    private func keyFactsLaterThanCycle() -> [Warning] {
        guard let cycle else { return [] }
        return outline.parts.filter { $0.role == "key-facts" }.compactMap { part in
            let heading = part.section.start..<(part.section.start + part.section.heading.unicodeScalars.count)
            let years = Tokenizer.tokens(of: document.text, in: heading).compactMap { Int($0.word.prefix(4)) }
            guard let year = years.first(where: { (1990...2100).contains($0) }), year > cycle.year else { return nil }
            return Warning(
                code: "key-facts-later-than-cycle",
                message: "“\(part.section.heading)” is later than the report's cycle \(cycle.id)",
                evidence: document.text.evidence(heading))
        }
    }

    private func disagreeingFigures() -> [Warning] {
        var first: [String: Figure] = [:]
        var warnings: [Warning] = []
        for figure in figures {
            guard let label = figure.label, let value = figure.value, figure.role == "statement" else { continue }
            let known = first[label] ?? figure
            first[label] = known
            if known.value != value, known.unit == figure.unit {
                warnings.append(
                    Warning(
                        code: "figures-disagree",
                        message: "\(label.lowercased()) is given as “\(known.text)” and as “\(figure.text)”",
                        evidence: figure.evidence))
            }
        }
        return warnings
    }
}
