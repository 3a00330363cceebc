import Model

/// Notes of corrections, as the record has them. Other notes are told as the sentences they are.
struct NoteComparison {
    private let pages: Pages

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        NoteComparison(pages: pages).run(&draft)
    }

    private func run(_ draft: inout ChangeDraft) {
        var (before, after) = (corrections(pages.old), corrections(pages.new))
        let known = Set(before.map { WordScanner.plain($0.text) })
        let kept = Set(after.map { WordScanner.plain($0.text) })
        before.removeAll { kept.contains(WordScanner.plain($0.text)) }
        after.removeAll { known.contains(WordScanner.plain($0.text)) || pages.stoodBefore([$0.evidence]) }
        for (index, note) in after.enumerated() {
            add(note, insteadOf: index < before.count ? before[index] : nil, &draft)
        }
    }

    private func corrections(_ page: Page) -> [Note] { (page.record.notes ?? []).filter { $0.role == "correction" } }

    private func add(_ note: Note, insteadOf former: Note?, _ draft: inout ChangeDraft) {
        let item = ChangeItem(
            .correctionNoted, path: note.section.map { "/sections/\($0)" } ?? "/text", from: former?.text,
            to: note.text, before: former?.evidence, after: note.evidence)
        draft.add(
            Entry(
                item: item, position: note.evidence.start,
                clause: "correction noted: “\(Shortened.to(80, note.text))”"))
        let words = [former, note].compactMap { $0?.text }.flatMap(WordScanner.words)
        draft.explain(
            Explanation(
                before: [former?.evidence.range].compactMap { $0 }, after: [note.evidence.range], coversRanges: true,
                words: Set(words.filter(\.negates).map { $0.text.lowercased() })),
            on: pages)
    }
}
