import Model

/// On a page about many bodies: which one a block speaks of. A heading or a line that names one body, or begins with
/// it, opens what is said of it, up to the next.
struct SubjectsInTurn: Sendable {
    private var subjects: [Int: Register.Entry] = [:]

    init(document: WordedDocument, outline: Outline, recognition: Recognition) {
        guard recognition.isAboutMany else { return }
        var current: Register.Entry?
        var level: Int?
        for part in outline.parts {
            let heading = Tokenizer.tokens(
                of: document.text,
                in: part.section.start..<(part.section.start + part.section.heading.unicodeScalars.count))
            if let named = SubjectsInTurn.only(heading, recognition.profile) {
                (current, level) = (named, part.section.level)
            } else if part.heading != nil, let opened = level, part.section.level <= opened {
                // A heading beside it that names nobody known ends what was said of a body.
                (current, level) = (nil, nil)
            }
            for block in part.blocks {
                if let named = SubjectsInTurn.only(document.tokens[block], recognition.profile) { current = named }
                subjects[block] = current
            }
        }
    }

    func subject(at block: Int) -> Register.Entry? { subjects[block] }

    // The one body that the words name; `nil` for none, and for several.
    private static func only(_ tokens: [Token], _ profile: CompiledProfile) -> Register.Entry? {
        let named = profile.register.all(in: tokens)
        return named.count == 1 ? named.first : nil
    }
}
