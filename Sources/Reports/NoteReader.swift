import Model

/// Reads what a document says about itself or the standing of its body, sentence by sentence.
struct NoteReader {
    let document: WordedDocument
    let outline: Outline
    let profile: CompiledProfile
    let slots: Slots

    /// Gives each note once; `nil` where there is none.
    func read() -> [Note]? {
        guard !profile.fields.notes.isEmpty else { return nil }
        var notes: [Note] = []
        var known: Set<[String?]> = []
        var part = 0
        for (block, sentences) in zip(document.blocks, document.sentences) {
            while part + 1 < outline.parts.count, outline.parts[part + 1].section.start <= block.range.lowerBound {
                part += 1
            }
            for note in sentences.flatMap({ self.notes(in: $0, outline.parts[part]) })
            where known.insert([note.role, note.value, note.date?.description, note.text]).inserted {
                notes.append(note)
            }
        }
        return notes.isEmpty ? nil : notes
    }

    // Of the wordings for one role the first that fits.
    private func notes(in sentence: Sentence, _ part: Outline.Part) -> [Note] {
        var found: [Note] = []
        for worded in profile.fields.notes.possible(in: sentence) {
            let rule = worded.rule
            guard !found.contains(where: { $0.role == rule.role }), rule.where?.contains(part.role ?? "body") ?? true,
                let match = worded.pattern.firstMatch(in: sentence.tokens, slots: slots.read)
            else { continue }
            found.append(
                Note(
                    role: rule.role, value: value(rule, match), date: match["date"].flatMap { CalendarDate($0) },
                    text: document.text[sentence.range], section: part.section.id,
                    evidence: document.text.evidence(sentence.range)))
        }
        return found
    }

    private func value(_ rule: Profile.NoteRule, _ match: PatternMatch) -> String? {
        guard let value = rule.value, value.first == "{", value.last == "}" else { return rule.value }
        return match[String(value.dropFirst().dropLast())]
    }
}
