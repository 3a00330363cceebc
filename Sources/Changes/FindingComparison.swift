import Model

/// Findings: by id, then by likeness among those of one kind.
struct FindingComparison {
    private let pages: Pages

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        FindingComparison(pages: pages).run(&draft)
    }

    private func run(_ draft: inout ChangeDraft) {
        var (same, old, new) = Common.without(pages.old.record.findings, pages.new.record.findings) {
            [$0.kind, $0.id]
        }
        for pair in same { compare(pair.old, pair.new, &draft) }
        for kind in Set(old.map(\.kind)).intersection(new.map(\.kind)).sorted() { pairLike(kind, &old, &new, &draft) }
        let (oldTexts, newTexts) = (old.map { WordScanner.plain($0.text) }, new.map { WordScanner.plain($0.text) })
        let moved = Set(oldTexts).intersection(newTexts)
        for (finding, text) in zip(new, newTexts)
        where moved.contains(text) || !pages.stoodBefore([finding.evidence]) {
            note(.findingAdded, nil, finding, &draft)
        }
        for (finding, text) in zip(old, oldTexts) {
            if moved.contains(text) {
                // The same words as a finding of another kind now.
                note(.findingRemoved, finding, nil, &draft)
            } else if pages.missingIsUnknown || pages.stillStands([finding.evidence]) {
                draft.lose("/findings/\(finding.id)", finding.evidence, on: pages)
            } else {
                note(.findingRemoved, finding, nil, &draft)
            }
        }
    }

    private func pairLike(_ kind: String, _ old: inout [Finding], _ new: inout [Finding], _ draft: inout ChangeDraft) {
        let (oldPlaces, newPlaces) = (
            old.indices.filter { old[$0].kind == kind }, new.indices.filter { new[$0].kind == kind }
        )
        let (oldOfKind, newOfKind) = (oldPlaces.map { old[$0] }, newPlaces.map { new[$0] })
        let pairs = Pairing.pairs(
            oldOfKind.map { WordScanner.words(of: $0.text) }, newOfKind.map { WordScanner.words(of: $0.text) },
            above: 0.6, pages.effort)
        for pair in pairs { compare(oldOfKind[pair.old], newOfKind[pair.new], &draft) }
        let (pairedOld, pairedNew) = (
            Set(pairs.map { oldPlaces[$0.old] }), Set(pairs.map { newPlaces[$0.new] })
        )
        old = old.indices.filter { !pairedOld.contains($0) }.map { old[$0] }
        new = new.indices.filter { !pairedNew.contains($0) }.map { new[$0] }
    }

    private func compare(_ before: Finding, _ after: Finding, _ draft: inout ChangeDraft) {
        guard WordScanner.plain(before.text) != WordScanner.plain(after.text) else { return }
        note(.findingReworded, before, after, &draft)
    }

    private func note(_ kind: ChangeClass, _ before: Finding?, _ after: Finding?, _ draft: inout ChangeDraft) {
        guard let shown = after ?? before else { return }
        var difference: WordDifference?
        if let before, let after {
            difference = WordDifference(
                from: WordScanner.words(of: before.text), to: WordScanner.words(of: after.text), pages.effort)
        }
        let item = ChangeItem(
            kind, path: "/findings/\(shown.id)", from: before?.text, to: after?.text, words: difference?.words,
            touches: difference.map(Touched.kinds) ?? [],
            before: before?.evidence, after: after?.evidence)
        let noun = shown.kind.split(separator: "-").joined(separator: " ")
        let verb = before == nil ? "added" : after == nil ? "removed" : "reworded"
        let counts = difference.map { " " + WordCount.of($0.words) } ?? ""
        draft.add(
            Entry(
                item: item, position: after?.evidence.start ?? pages.position(ofOld: before?.evidence.start ?? 0),
                clause: "\(noun) \(verb)\(counts): “\(Shortened.to(60, shown.name ?? shown.text))”"))
        let texts = [before, after].compactMap { $0?.text }.flatMap(WordScanner.words)
        draft.explain(
            Explanation(
                before: [before?.evidence.range].compactMap { $0 }, after: [after?.evidence.range].compactMap { $0 },
                coversRanges: true, words: Set(texts.filter(\.negates).map { $0.folded })),
            on: pages)
    }
}

/// Counts of changed words as a summary gives them.
enum WordCount {
    /// Gives `(+12 −3 words)`; marks of punctuation are not counted.
    static func of(_ words: ChangeItem.Words) -> String {
        let (added, removed) = counts(words)
        return text(added: added, removed: removed)
    }

    static func text(added: Int, removed: Int) -> String {
        added + removed == 0 ? "(punctuation)" : "(+\(added) −\(removed) \(added + removed == 1 ? "word" : "words"))"
    }

    static func counts(_ words: ChangeItem.Words) -> (added: Int, removed: Int) {
        let isWord = { (word: String) in
            word.utf8.first.map { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) } ?? false
                || word.contains { $0.isLetter || $0.isNumber }
        }
        return (words.added.count(where: isWord), words.removed.count(where: isWord))
    }
}
