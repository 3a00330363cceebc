import Model

/// Sections that came, went or got another heading.
struct SectionComparison {
    private let pages: Pages
    // Where findings begin, on the old page and on the new one.
    private let findings: (old: Set<Int>, new: Set<Int>)

    private init(_ pages: Pages) {
        self.pages = pages
        let starts = { (page: Page) in Set(page.record.findings.map(\.evidence.start)) }
        findings = (starts(pages.old), starts(pages.new))
    }

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        SectionComparison(pages).run(&draft)
    }

    private func run(_ draft: inout ChangeDraft) {
        for pair in pages.sections.renamed {
            let (before, after) = (pages.old.record.sections[pair.old], pages.new.record.sections[pair.new])
            // Where the title is a heading too, it is told as the title.
            if before.heading == pages.old.record.title, after.heading == pages.new.record.title {
                continue
            }
            if isTold(before, after, draft) { continue }
            let isOfSite =
                isAnotherYear(before, after)
                || SiteLine.holds(pages.old.headingWords[pair.old])
                    && SiteLine.holds(pages.new.headingWords[pair.new])
            note(isOfSite ? .furnitureChanged : .sectionRenamed, before, after, &draft)
        }
        for index in pages.sections.added.sorted() {
            note(.sectionAdded, nil, pages.new.record.sections[index], &draft)
        }
        let sections = pages.sections
        let gained = areEdited(
            sections.headingsGained, among: sections.oldOfNew, on: pages.new, standing: pages.stoodAlready)
        for index in sections.headingsGained {
            note(gained ? .sectionAdded : .layoutChanged, nil, pages.new.record.sections[index], &draft)
        }
        guard !pages.missingIsUnknown else { return }
        for index in sections.removed.sorted() {
            note(.sectionRemoved, pages.old.record.sections[index], nil, &draft)
        }
        let lost = areEdited(
            sections.headingsLost, among: sections.newOfOld, on: pages.old, standing: pages.standing)
        for index in sections.headingsLost {
            note(lost ? .sectionRemoved : .layoutChanged, pages.old.record.sections[index], nil, &draft)
        }
    }

    /// Whether nothing but a value that is told moved in a heading: *Children in care: good*.
    private func isTold(_ before: Section, _ after: Section, _ draft: ChangeDraft) -> Bool {
        guard let old = pages.old.line(at: before.start), let new = pages.new.line(at: after.start),
            draft.touches(old: old, new: new)
        else { return false }
        let difference = WordDifference(
            from: pages.old.words(of: old), to: pages.new.words(of: new), pages.effort)
        return draft.explains(difference.removedWords, inOld: old, difference.addedWords, inNew: new)
    }

    /// Whether the headings that one side has more, over text of both, were put there or taken one by one: most others of the page
    /// stand, and of several that are set alike at least as many. Who is blind to headings is so to all of a kind.
    private func areEdited(_ headings: [Int], among matched: [Int: Int], on page: Page, standing: Standing) -> Bool {
        // Another rendition is another extraction.
        let media = [pages.old, pages.new].map(\.record.provenance.source.mediaType)
        guard media[0] == media[1], !standing.lostItsLayout, headings.count <= matched.count else { return false }
        let levels = Dictionary(grouping: headings) { page.record.sections[$0].level }
        let kept = Dictionary(grouping: matched.keys) { page.record.sections[$0].level }
        return levels.allSatisfy { $1.count == 1 || $1.count <= kept[$0]?.count ?? 0 }
    }

    /// Whether two headings of key facts differ by the time the facts are of: that is the block's, not the report's.
    private func isAnotherYear(_ before: Section, _ after: Section) -> Bool {
        guard pages.old.holdsKeyFacts(before.id), pages.new.holdsKeyFacts(after.id) else { return false }
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let words = [before, after].map { $0.heading.utf8.lazy.filter { !isDigit($0) } }
        if words[0].elementsEqual(words[1]) { return true }
        let difference = WordDifference(
            from: WordScanner.words(of: before.heading), to: WordScanner.words(of: after.heading))
        return (difference.removedWords + difference.addedWords).allSatisfy { word in
            word.isMark || word.text.allSatisfy { $0.isASCII && $0.isNumber }
        }
    }

    private func note(_ kind: ChangeClass, _ before: Section?, _ after: Section?, _ draft: inout ChangeDraft) {
        guard let shown = after ?? before else { return }
        // A heading that names a finding is told with the finding.
        let isFinding = [(before, findings.old), (after, findings.new)].allSatisfy { section, starts in
            section.map { starts.contains($0.start) } ?? true
        }
        if isFinding { return }
        let (range, newRange) = (range(before, on: pages.old), range(after, on: pages.new))
        let clause = {
            switch kind {
            case .sectionRenamed:
                "section renamed: \(Shortened.to(60, before?.heading ?? "")) → \(Shortened.to(60, after?.heading ?? ""))"
            case .furnitureChanged: Moves.clause("key facts", from: before?.heading, to: after?.heading)
            case .layoutChanged: "layout: heading \(after == nil ? "lost" : "new"): \(Shortened.to(60, shown.heading))"
            default: "section \(after == nil ? "removed" : "added"): \(Shortened.to(60, shown.heading))"
            }
        }
        draft.add(
            Entry(
                kind, before: range, after: newRange,
                position: after?.start ?? pages.position(ofOld: before?.start ?? 0), clause: clause
            ) { [pages] in
                ChangeItem(
                    kind, path: "/sections/\(shown.id)", from: before?.heading, to: after?.heading,
                    before: range.map(pages.old.text.evidence), after: newRange.map(pages.new.text.evidence))
            })
    }

    private func range(_ section: Section?, on page: Page) -> Range<Int>? {
        section.flatMap { page.line(at: $0.start) }.map { page.lines[$0].range }
    }
}
