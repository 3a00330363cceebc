import Model

/// Items of a list that a line above it makes sentences of: *Kent Police is adequate at:*, then *preventing crime*.
struct AnnouncedItems: Sendable {
    let document: WordedDocument
    let recognition: Recognition
    let slots: Slots

    /// Gives the sentence that the line above and an item make together. Only a line that begins with the body's name speaks of
    /// grades; *it is good at* goes on with what was said before.
    func sentence(of item: Int) -> Sentence? {
        guard !recognition.isAboutMany, document.sentences[item].count == 1,
            let above = document.announcement(of: item), speaksOfGrades(above),
            let line = document.sentences[above].last
        else { return nil }
        return Sentence(line.tokens.dropLast() + document.tokens[item])
    }

    // What was said before is a list of this kind, where nothing stands between: *Kent Police is good at:* …, *It requires
    // improvement at:* ….
    private func speaksOfGrades(_ line: Int) -> Bool {
        var line = line
        for _ in 0..<AnnouncedItems.mostLists {
            guard let tokens = document.sentences[line].last?.tokens else { return false }
            let named = recognition.profile.register.subjects(in: tokens, at: 0)
            if !named.isEmpty { return named.contains { $0.value == recognition.subject?.subject.slug } }
            guard line > 0, !slots.read(.self, tokens, 0).isEmpty, let list = document.announcement(of: line - 1)
            else { return false }
            line = list
        }
        return false
    }

    // No scale has more grades.
    private static let mostLists = 8
}
