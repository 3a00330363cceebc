import Model

/// Items of a list that a line above it makes sentences of: *Kent Police is adequate at:*, then *preventing crime*.
struct AnnouncedItems: Sendable {
    let document: WordedDocument
    let recognition: Recognition

    /// Gives the sentence that the line above and an item make together. Only a line that begins with the body's name speaks of
    /// grades; *it is good at* goes on with what was said before.
    func sentence(of item: Int) -> Sentence? {
        guard !recognition.isAboutMany, let subject = recognition.subject, document.sentences[item].count == 1,
            let line = document.announcement(of: item).flatMap({ document.sentences[$0].last }),
            recognition.profile.register.subjects(in: line.tokens, at: 0).contains(where: {
                $0.value == subject.subject.slug
            })
        else { return nil }
        return Sentence(line.tokens.dropLast() + document.tokens[item])
    }
}
