import Model

/// Items of a list that a line above it makes sentences of: *Kent Police is adequate at:*, then *preventing crime*.
struct AnnouncedItems: Sendable {
    let document: WordedDocument
    let recognition: Recognition
    let slots: Slots

    /// Gives the sentence that the line above and an item make together. Only a line that begins with the body's name speaks of
    /// grades; *it is good at* goes on with what was said before. Among an inspector's observations that is praise; *it requires
    /// improvement in* is a verdict.
    func sentence(of item: Int, in part: Outline.Part) -> Sentence? {
        guard !recognition.isAboutMany, document.sentences[item].count == 1,
            let above = document.announcement(of: item), let line = document.sentences[above].last,
            part.role == "observations" ? statesNeed(line) : part.role == "opening" && speaksOfGrades(above)
        else { return nil }
        return Sentence(line.tokens.dropLast() + document.tokens[item])
    }

    private func statesNeed(_ line: Sentence) -> Bool {
        slots.read(.self, line.tokens, 0).contains { found in
            found.end < line.tokens.count
                && !recognition.profile.vocabulary.readings(of: "needs", in: line.tokens, at: found.end).isEmpty
        }
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
