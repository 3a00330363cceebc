import Model

/// The document's own dates, by role and section.
struct DateComparison {
    private struct Key: Hashable {
        let role: String
        let section: String?
    }

    private let pages: Pages

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        DateComparison(pages: pages).run(&draft)
    }

    private func run(_ draft: inout ChangeDraft) {
        let old = grouped(pages.old.record.dates) { pages.sections.newID(of: $0, pages.old, pages.new) }
        let new = grouped(pages.new.record.dates) { $0 }
        for key in Set(old.keys).union(new.keys).sorted(by: {
            ($0.role, $0.section ?? "") < ($1.role, $1.section ?? "")
        }) {
            compare(key, old[key] ?? [], new[key] ?? [], &draft)
        }
        comparePublished(&draft)
    }

    private func grouped(_ dates: [StatedDate], newID: (String) -> String) -> [Key: [StatedDate]] {
        Dictionary(grouping: dates.filter { $0.date != nil }) { Key(role: $0.role, section: $0.section.map(newID)) }
    }

    private func compare(_ key: Key, _ old: [StatedDate], _ new: [StatedDate], _ draft: inout ChangeDraft) {
        let (same, oldLeft, newLeft) = Common.without(old, new) { $0.iso }
        // The same day printed in another way is no edit.
        for pair in same { explain(pair.old, pair.new, &draft) }
        for index in 0..<max(oldLeft.count, newLeft.count) {
            let before = index < oldLeft.count ? oldLeft[index] : nil
            let after = index < newLeft.count ? newLeft[index] : nil
            if before == nil, let after, stood(after) { continue }
            if after == nil, let before, pages.missingIsUnknown || pages.stillStands([before.evidence]) {
                draft.lose(path(key), before.evidence, on: pages)
                explain(before, nil, &draft)
                continue
            }
            note(key, before, after, &draft)
        }
    }

    /// A date that appears with a line which was there before was overlooked before.
    private func stood(_ date: StatedDate) -> Bool { pages.stoodBefore([date.evidence]) }

    private func path(_ key: Key) -> String {
        "/dates/" + [key.role, key.section].compactMap { $0 }.joined(separator: ".")
    }

    private func note(_ key: Key, _ before: StatedDate?, _ after: StatedDate?, _ draft: inout ChangeDraft) {
        let item = ChangeItem(
            .dateMoved, path: path(key), from: before?.iso, to: after?.iso, before: before?.evidence,
            after: after?.evidence)
        let heading = pages.new.heading(ofSection: key.section) ?? pages.old.heading(ofSection: before?.section)
        draft.add(
            Entry(
                item: item, position: after?.evidence.start ?? pages.position(ofOld: before?.evidence.start ?? 0),
                clause: Moves.clause(DateComparison.name(key.role, heading), from: before?.iso, to: after?.iso)))
        explain(before, after, &draft)
    }

    private static func name(_ role: String, _ heading: String?) -> String {
        let role = role.split(separator: "-").joined(separator: " ")
        return heading.map { "\(Shortened.to(60, $0)) \(role)" } ?? role
    }

    private func explain(_ before: StatedDate?, _ after: StatedDate?, _ draft: inout ChangeDraft) {
        let said = [before.map { pages.old.words(of: $0.evidence) }, after.map { pages.new.words(of: $0.evidence) }]
            .compactMap(\.self)
        let isShort = said.allSatisfy { $0.count <= 12 }
        var words: Set<String> = []
        if !isShort {
            for word in said.joined() where word.form.hasNumber { words.insert(word.folded) }
        }
        draft.explain(
            Explanation(
                before: [before?.evidence.range].compactMap { $0 }, after: [after?.evidence.range].compactMap { $0 },
                coversRanges: isShort, words: words),
            on: pages)
    }

    private func comparePublished(_ draft: inout ChangeDraft) {
        let (before, after) = (pages.old.record.published?.description, pages.new.record.published?.description)
        guard before != after, after != nil || !pages.missingIsUnknown else { return }
        // Where the text states it, it has been told with its evidence.
        let told = draft.entries.contains {
            $0.kind == .dateMoved && $0.item.path.hasPrefix("/dates/publi") && $0.item.to == after
        }
        guard !told else { return }
        draft.add(
            Entry(
                item: ChangeItem(.dateMoved, path: "/published", from: before, to: after), position: 0,
                clause: Moves.clause("published", from: before, to: after)))
    }
}

extension StatedDate {
    /// ISO 8601: a day, or an interval of two.
    fileprivate var iso: String? {
        guard let date else { return nil }
        return dateEnd.map { "\(date)/\($0)" } ?? date.description
    }
}
