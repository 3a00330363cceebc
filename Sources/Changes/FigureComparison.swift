import Model

/// Figures: key facts by their label, figures of a sentence by their place in it.
struct FigureComparison {
    private let pages: Pages

    /// Compares the key facts; what stands in a sentence comes with the edits of the text.
    static func run(_ pages: Pages, _ edits: Edits, into draft: inout ChangeDraft) {
        let comparison = FigureComparison(pages: pages)
        comparison.compareKeyFacts(&draft)
        comparison.compareStatements(edits, &draft)
    }

    private func compareKeyFacts(_ draft: inout ChangeDraft) {
        var old = FigureComparison.keyFacts(pages.old.record)
        for (label, facts) in FigureComparison.keyFacts(pages.new.record).sorted(by: { $0.key < $1.key }) {
            let (before, after) = FigureComparison.differing(old.removeValue(forKey: label) ?? [], facts)
            for index in 0..<max(before.count, after.count) {
                compare(
                    label, index < before.count ? before[index] : nil, index < after.count ? after[index] : nil, &draft)
            }
        }
        for (label, facts) in old.sorted(by: { $0.key < $1.key }) {
            for before in facts { compare(label, before, nil, &draft) }
        }
    }

    private func compare(
        _ label: String, _ before: Figure?, _ after: Figure?, _ draft: inout ChangeDraft
    ) {
        guard before?.value != after?.value || before?.measure != after?.measure else { return }
        if let after, before == nil || after.value == nil {
            if before == nil, isInside(after.section, pages.sections.added, pages.new) { return }
            if pages.stoodBefore([after.evidence]) || after.value == nil && pages.missingIsUnknown { return }
        }
        guard let before, after == nil else { return note(label, before, after, &draft) }
        if pages.missingIsUnknown || pages.stillStands([before.evidence]) {
            draft.lose("/figures/" + Slug.of(label), before.evidence, on: pages)
        } else if !isInside(before.section, pages.sections.removed, pages.old) {
            note(label, before, nil, &draft)
        }
    }

    /// By label, every figure that it has: its value, its trend, what it is compared with.
    private static func keyFacts(_ record: Record) -> [String: [Figure]] {
        let facts = record.figures.filter { $0.role == "key-fact" && $0.label != nil }
        return Dictionary(grouping: facts) { WordScanner.plain($0.label ?? "") }
    }

    /// Gives the figures without those whose value stands on both sides.
    private static func differing(_ old: [Figure], _ new: [Figure]) -> ([Figure], [Figure]) {
        // Nearly every label has one.
        if old.count == 1, new.count == 1 {
            return old[0].value == new[0].value && old[0].measure == new[0].measure
                ? ([], []) : (old, new)
        }
        // Where all are printed as they were nobody need look at their words.
        let left = Common.without(old, new) { [$0.value, $0.unit] }
        if left.same.allSatisfy({ $0.old.text == $0.new.text }) { return (left.old, left.new) }
        let different = Common.without(old, new) { [$0.value] + $0.measure }
        return (different.old, different.new)
    }

    private func isInside(_ section: String, _ sections: Set<Int>, _ page: Page) -> Bool {
        page.sections[section].map(sections.contains) ?? false
    }

    private func note(
        _ label: String, _ before: Figure?, _ after: Figure?, _ draft: inout ChangeDraft
    ) {
        // Another unit of the same number is seen in its words.
        let isValue = before?.value != after?.value
        let clause = {
            let (from, to) = isValue ? FigureComparison.spoken(before, after) : (before?.text, after?.text)
            return Moves.clause(Shortened.to(60, label), colon: true, from: from, to: to)
        }
        draft.add(
            Entry(
                .figureChanged, before: before?.evidence.range, after: after?.evidence.range,
                position: after?.evidence.start ?? pages.position(ofOld: before?.evidence.start ?? 0), clause: clause
            ) {
                ChangeItem(
                    .figureChanged, path: "/figures/" + Slug.of(label), from: isValue ? before?.value : before?.text,
                    to: isValue ? after?.value : after?.text, before: before?.evidence, after: after?.evidence)
            })
        explain(before, after, &draft)
    }

    private func compareStatements(_ edits: Edits, _ draft: inout ChangeDraft) {
        let old = byLine(pages.old)
        let new = byLine(pages.new)
        // A value with a name is told under it.
        let told = draft.told { $0.kind == .figureChanged ? $0.after : nil }
        for edit in edits.edited {
            // The numbers of a row are told under the heading of their column.
            guard let before = old[edit.old], let after = new[edit.new], !pages.new.lines[edit.new].isRow else {
                continue
            }
            for (left, right) in FigureComparison.samePlaces(before, after, edit.difference)
            where !told.overlaps(right.evidence.range) {
                noteStatement(left, right, line: edit.new, &draft)
            }
        }
    }

    private func byLine(_ page: Page) -> [Int: [Figure]] {
        var lines: [Int: [Figure]] = [:]
        for figure in page.record.figures where figure.role != "key-fact" && figure.value != nil {
            guard let line = page.line(at: figure.evidence.start) else { continue }
            lines[line, default: []].append(figure)
        }
        return lines
    }

    /// Figures of one unit with the same words right before or right after them, and another value.
    private static func samePlaces(
        _ old: [Figure], _ new: [Figure], _ difference: WordDifference
    ) -> [(Figure, Figure)] {
        let newOfOld = Dictionary(difference.kept.map { ($0.old, $0.new) }) { first, _ in first }
        let spans = new.map { span(of: $0, in: difference.new) }
        // By unit and neighbour, the figures right after a word and right before one, the first one last.
        var (after, before): ([Neighbour: [Int]], [Neighbour: [Int]]) = ([:], [:])
        for index in new.indices.reversed() {
            guard let span = spans[index] else { continue }
            after[Neighbour(unit: new[index].unit, word: span.lowerBound - 1), default: []].append(index)
            before[Neighbour(unit: new[index].unit, word: span.upperBound), default: []].append(index)
        }
        var taken: Set<Int> = []
        func first(_ places: inout [Neighbour: [Int]], _ unit: String?, _ word: Int?) -> Int? {
            guard let word else { return nil }
            let key = Neighbour(unit: unit, word: word)
            while let last = places[key]?.last, taken.contains(last) { places[key]?.removeLast() }
            return places[key]?.last
        }
        var pairs: [(Figure, Figure)] = []
        for figure in old {
            guard let place = span(of: figure, in: difference.old) else { continue }
            // The beginning and the end of the line are neighbours too.
            let left = place.lowerBound == 0 ? -1 : newOfOld[place.lowerBound - 1]
            let right = place.upperBound == difference.old.count ? difference.new.count : newOfOld[place.upperBound]
            let matches = [first(&after, figure.unit, left), first(&before, figure.unit, right)]
            guard let match = matches.compactMap({ $0 }).min() else { continue }
            taken.insert(match)
            if new[match].value != figure.value { pairs.append((figure, new[match])) }
        }
        return pairs
    }

    private struct Neighbour: Hashable {
        let unit: String?
        let word: Int
    }

    private static func span(of figure: Figure, in words: [Word]) -> Range<Int>? {
        let range = figure.evidence.range
        let first = place(in: words) { $0.range.upperBound <= range.lowerBound }
        let end = place(in: words) { $0.range.lowerBound < range.upperBound }
        return first < end ? first..<end : nil
    }

    /// Gives the first word that does not lie before something.
    private static func place(in words: [Word], liesBefore: (Word) -> Bool) -> Int {
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if liesBefore(words[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func noteStatement(_ before: Figure, _ after: Figure, line: Int, _ draft: inout ChangeDraft) {
        let item = ChangeItem(
            .figureChanged, path: "/figures/" + Slug.of(after.unit ?? after.label ?? "number"), from: before.value,
            to: after.value, before: before.evidence, after: after.evidence)
        let heading = pages.new.lines[line].section.map { pages.new.record.sections[$0].heading }
        let (from, to) = FigureComparison.spoken(before, after)
        draft.add(
            Entry(
                item: item, position: after.evidence.start,
                clause: Moves.clause(Shortened.to(60, heading ?? "text"), colon: true, from: from, to: to)))
        explain(before, after, &draft)
    }

    /// The figures as printed where that is short, else as values with their unit.
    private static func spoken(_ before: Figure?, _ after: Figure?) -> (String?, String?) {
        let printed = [before, after].compactMap { $0.map(FigureComparison.printed) }
        let arePrinted =
            Set(printed).count == printed.count
            && printed.allSatisfy { $0.count <= 24 && $0.contains(where: \.isNumber) && !$0.contains("\n") }
        func text(_ figure: Figure?) -> String? {
            guard let figure, let value = figure.value else { return nil }
            return arePrinted
                ? FigureComparison.printed(figure) : [value, figure.unit].compactMap { $0 }.joined(separator: " ")
        }
        return (text(before), text(after))
    }

    /// What is printed, without the label that the clause names already.
    private static func printed(_ figure: Figure) -> String {
        let exact = figure.evidence.exact
        guard let label = figure.label, exact.hasPrefix(label) else { return exact }
        return String(exact.dropFirst(label.count).drop { $0.isWhitespace || $0 == ":" })
    }

    private func explain(_ before: Figure?, _ after: Figure?, _ draft: inout ChangeDraft) {
        let figures = [before, after].compactMap { $0 }
        // Evidence may be the whole sentence; then only the number itself is accounted for.
        let isShort =
            (before.map { pages.old.words(of: $0.evidence).count <= 8 } ?? true)
            && (after.map { pages.new.words(of: $0.evidence).count <= 8 } ?? true)
        let digits = figures.flatMap { WordScanner.words(of: $0.text) }.filter { $0.form.hasNumber }
        draft.explain(
            Explanation(
                before: [before?.evidence.range].compactMap { $0 }, after: [after?.evidence.range].compactMap { $0 },
                coversRanges: isShort, words: Set(digits.map { $0.folded })),
            on: pages)
    }
}

extension Figure {
    /// What a number counts, as far as its notation does not matter: its unit, and the words beside it.
    fileprivate var measure: [String?] {
        let words = WordScanner.words(of: text).filter { word in
            word.text.count >= 4 && !word.form.hasNumber && !Figure.notations.contains(word.folded)
        }
        return [unit] + words.map(\.folded).sorted()
    }

    // *1.83m*, *1.83 million*; shorter words are letters of units.
    private static let notations: Set = [
        "thousand", "million", "billion", "percent", "cent", "pence", "pounds",
    ]
}
