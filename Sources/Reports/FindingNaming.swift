import Model

/// Gives findings their ids: made of what is to be done, so that another time limit, explanation or punctuation keeps them.
enum FindingNaming {
    // Enough to tell two findings apart, few enough to outlast an edit of the end.
    private static let mostWords = 10

    static func findings(_ drafts: [FindingDraft], _ reader: FindingReader) -> [Finding] {
        var taken: Set<String> = []
        var repeats: [String: Int] = [:]
        return drafts.map { draft in
            let tokens = Tokenizer.tokens(of: reader.document.text, in: draft.head)
            let words = reader.wording.substance(tokens).prefix(mostWords)
            var id = Slug.of(([draft.kind, draft.part.scope].compactMap { $0 } + words).joined(separator: " "))
            // The same sentence twice.
            if taken.contains(id) {
                var number = repeats[id] ?? 2
                while taken.contains("\(id)-\(number)") { number += 1 }
                repeats[id] = number + 1
                id = "\(id)-\(number)"
            }
            taken.insert(id)
            return finding(draft, id: id, tokens, reader)
        }
    }

    private static func finding(_ draft: FindingDraft, id: String, _ head: [Token], _ reader: FindingReader) -> Finding
    {
        let text = reader.document.text
        var finding = Finding(
            id: id, kind: draft.kind, text: text[draft.range], section: draft.part.section.id,
            evidence: text.evidence(draft.range))
        if draft.isNamed, draft.head != draft.range { finding.name = text[draft.head] }
        if draft.carriedOver { finding.carriedOver = true }
        let published = reader.countedFrom(at: draft.range.lowerBound)
        let own = reader.wording.due(head, published: published)
        let inherited = draft.due.flatMap {
            reader.wording.due(Tokenizer.tokens(of: text, in: $0), published: published)
        }
        finding.due = own == nil ? inherited?.day : own?.day
        return finding
    }
}
