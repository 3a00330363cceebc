import Model

/// Reads causes of concern, recommendations and areas for improvement: the items of the sections that hold them.
struct FindingReader {
    let document: WordedDocument
    let outline: Outline
    let profile: Profile

    func read() -> [Finding] {
        var taken: [String: Int] = [:]
        return outline.parts.flatMap { part -> [Finding] in
            guard part.role == "findings", let kind = part.rule?.finding else { return [] }
            let items = part.blocks.filter { document.blocks[$0].kind.isListItem }
            return (items.isEmpty ? part.blocks : items).map { block in
                let range = document.blocks[block].range
                let text = document.text[range]
                let id = Slug.of([kind, part.scope, leadingWords(text)].compactMap { $0 }.joined(separator: " "))
                taken[id, default: 0] += 1
                let number = taken[id, default: 1]
                return Finding(
                    id: number > 1 ? "\(id)-\(number)" : id, kind: kind, text: text, section: part.section.id,
                    evidence: document.text.evidence(range))
            }
        }
    }

    // An id from the words that say what is to be done; *The force should* says nothing.
    private func leadingWords(_ text: String) -> String {
        let words = Tokenizer.words(of: text).filter {
            !["the", "should", "must", "a", "its"].contains($0) && !profile.selfNouns.contains($0)
        }
        return words.prefix(6).joined(separator: " ")
    }
}
