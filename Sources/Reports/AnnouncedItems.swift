import Model

/// Items of a list that a line above it makes sentences of: *Kent Police is adequate at:*, then *preventing crime*.
struct AnnouncedItems: Sendable {
    let document: WordedDocument
    let recognition: Recognition
    let slots: Slots

    /// Gives the sentence that the line above and an item make together. Only what begins with the body's name speaks of
    /// grades; *it is good at* goes on with what was said before. Of an inspector's observations each sentence about the body
    /// may state a grade, and so may a list: *it is good at:* and what it names.
    func sentence(of item: Int, in part: Outline.Part) -> Sentence? {
        guard !recognition.isAboutMany, document.sentences[item].count == 1,
            let above = document.announcement(of: item), let line = document.sentences[above].last,
            part.role == "observations" || part.role == "opening" && speaksOfGrades(above)
        else { return nil }
        return Sentence(line.tokens.dropLast() + document.tokens[item])
    }

    // What was said before is a list of this kind, where nothing stands between: *Kent Police is good at:* …, *It requires
    // improvement at:* ….
    private func speaksOfGrades(_ line: Int) -> Bool {
        var line = line
        for _ in 0..<AnnouncedItems.mostLists {
            for sentence in document.sentences[line].reversed() {
                let named = recognition.profile.register.subjects(in: sentence.tokens, at: 0)
                if !named.isEmpty { return named.contains { $0.value == recognition.subject?.subject.slug } }
                guard !slots.read(.self, sentence.tokens, 0).isEmpty else { return false }
            }
            guard line > 0, let list = document.announcement(of: line - 1) else { return false }
            line = list
        }
        return false
    }

    // No scale has more grades.
    private static let mostLists = 8
}
