import Model

/// Sections that came, went or got another heading.
struct SectionComparison {
    private let pages: Pages

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        SectionComparison(pages: pages).run(&draft)
    }

    private func run(_ draft: inout ChangeDraft) {
        for pair in pages.sections.renamed {
            let (before, after) = (pages.old.record.sections[pair.old], pages.new.record.sections[pair.new])
            // Where the title is a heading too, it is told as the title.
            if before.heading == pages.old.record.title, after.heading == pages.new.record.title { continue }
            note(.sectionRenamed, before, after, &draft)
        }
        for index in pages.sections.added.sorted() {
            note(.sectionAdded, nil, pages.new.record.sections[index], &draft)
        }
        for index in pages.sections.headingsGained {
            note(.layoutChanged, nil, pages.new.record.sections[index], &draft)
        }
        guard !pages.missingIsUnknown else { return }
        for index in pages.sections.removed.sorted() {
            note(.sectionRemoved, pages.old.record.sections[index], nil, &draft)
        }
        for index in pages.sections.headingsLost {
            note(.layoutChanged, pages.old.record.sections[index], nil, &draft)
        }
    }

    private func note(_ kind: ChangeClass, _ before: Section?, _ after: Section?, _ draft: inout ChangeDraft) {
        guard let shown = after ?? before else { return }
        // A heading that names a finding is told with the finding.
        let isFinding = [(before, pages.old), (after, pages.new)].allSatisfy { section, page in
            section.map { section in page.record.findings.contains { $0.evidence.start == section.start } } ?? true
        }
        if isFinding { return }
        let item = ChangeItem(
            kind, path: "/sections/\(shown.id)", from: before?.heading, to: after?.heading,
            before: evidence(before, on: pages.old), after: evidence(after, on: pages.new))
        let clause =
            switch kind {
            case .sectionRenamed:
                "section renamed: \(Shortened.to(60, before?.heading ?? "")) → \(Shortened.to(60, after?.heading ?? ""))"
            case .layoutChanged: "layout: heading \(after == nil ? "lost" : "new"): \(Shortened.to(60, shown.heading))"
            default: "section \(after == nil ? "removed" : "added"): \(Shortened.to(60, shown.heading))"
            }
        let position = after?.start ?? pages.position(ofOld: before?.start ?? 0)
        draft.add(Entry(item: item, position: position, clause: clause))
    }

    private func evidence(_ section: Section?, on page: Page) -> Evidence? {
        guard let section, let line = page.line(at: section.start) else { return nil }
        return page.text.evidence(page.lines[line].range)
    }
}
