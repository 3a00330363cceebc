import Model

/// Notes of corrections, as the record has them, and whom to ask, which is the page's and not the report's. Other notes are told
/// as the sentences they are.
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
        compareContacts(&draft)
    }

    private func corrections(_ page: Page) -> [Note] { notes("correction", page) }

    private func notes(_ role: String, _ page: Page) -> [Note] {
        (page.record.notes ?? []).filter { $0.role == role }
    }

    private func compareContacts(_ draft: inout ChangeDraft) {
        let (before, after) = (notes("contact", pages.old), notes("contact", pages.new))
        guard before.map({ WordScanner.plain($0.text) }) != after.map({ WordScanner.plain($0.text) }),
            let shown = after.first ?? before.first
        else { return }
        let item = ChangeItem(
            .furnitureChanged, path: shown.section.map { "/sections/\($0)" } ?? "/text", from: before.first?.text,
            to: after.first?.text, before: before.first?.evidence, after: after.first?.evidence)
        draft.add(
            Entry(
                item: item,
                position: after.first?.evidence.start ?? pages.position(ofOld: before.first?.evidence.start ?? 0),
                clause: Moves.clause("contact", from: item.from, to: item.to)))
        draft.explain(
            Explanation(before: before.map(\.evidence.range), after: after.map(\.evidence.range), coversRanges: true),
            on: pages)
    }

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
                words: Set(words.filter(\.negates).map { $0.folded })),
            on: pages)
    }
}
