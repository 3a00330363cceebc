import Model

/// People, by the office they are named in.
struct PersonComparison {
    private let pages: Pages

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        PersonComparison(pages: pages).run(&draft)
    }

    private func run(_ draft: inout ChangeDraft) {
        var old = Dictionary(grouping: pages.old.record.people) { PersonComparison.office($0.role) }
        for (office, people) in new() {
            let left = Common.without(old.removeValue(forKey: office) ?? [], people) { WordScanner.plain($0.name) }
            note(left.old, left.new, &draft)
        }
        for people in old.sorted(by: { $0.key < $1.key }).map(\.value) { note(people, [], &draft) }
    }

    private func new() -> [(String, [Person])] {
        Dictionary(grouping: pages.new.record.people) { PersonComparison.office($0.role) }.sorted { $0.key < $1.key }
    }

    private static func office(_ role: String) -> String { WordScanner.plain(role).lowercased() }

    private static func clause(_ role: String, _ before: Person?, _ after: Person?) -> String {
        let spoken = role.contains(" ") ? role : role.split(separator: "-").joined(separator: " ")
        return Moves.clause(
            Shortened.to(60, spoken), colon: true, from: before.map { Shortened.to(60, $0.name) },
            to: after.map { Shortened.to(60, $0.name) })
    }

    private func note(_ old: [Person], _ new: [Person], _ draft: inout ChangeDraft) {
        for index in 0..<max(old.count, new.count) {
            let before = index < old.count ? old[index] : nil
            let after = index < new.count ? new[index] : nil
            guard let role = (after ?? before)?.role else { continue }
            if after == nil, let before, pages.missingIsUnknown || pages.stillStands([before.evidence]) {
                draft.lose("/people/" + Slug.of(role), before.evidence, on: pages)
                continue
            }
            if before == nil, let after, pages.stoodBefore([after.evidence]) { continue }
            let item = ChangeItem(
                .personChanged, path: "/people/" + Slug.of(role), from: before?.name, to: after?.name,
                before: before?.evidence, after: after?.evidence)
            draft.add(
                Entry(
                    item: item, position: after?.evidence.start ?? pages.position(ofOld: before?.evidence.start ?? 0),
                    clause: PersonComparison.clause(role, before, after)))
            let names = [before, after].compactMap { $0?.name }.flatMap(WordScanner.words)
            draft.explain(
                Explanation(
                    before: [before.map { pages.old.entry($0.evidence) }].compactMap { $0 },
                    after: [after.map { pages.new.entry($0.evidence) }].compactMap { $0 },
                    coversRanges: true, words: Set(names.map { $0.folded })),
                on: pages)
        }
    }
}
