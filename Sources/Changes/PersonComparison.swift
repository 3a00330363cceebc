import Model

/// People, by the office they are named in.
struct PersonComparison {
    private let pages: Pages
    private let names: (old: Set<String>, new: Set<String>)

    private init(_ pages: Pages) {
        self.pages = pages
        let names = { (page: Page) in Set(page.record.people.map { WordScanner.plain($0.name) }) }
        self.names = (names(pages.old), names(pages.new))
    }

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        PersonComparison(pages).run(&draft)
    }

    private func run(_ draft: inout ChangeDraft) {
        var old = Dictionary(grouping: pages.old.record.people) { PersonComparison.office($0.role) }
        for (office, people) in new() {
            let left = Common.without(old.removeValue(forKey: office) ?? [], people) {
                WordScanner.plain($0.name)
            }
            note(left.old.filter(hasLeft), left.new.filter(hasCome), &draft)
        }
        for people in old.sorted(by: { $0.key < $1.key }).map(\.value) {
            note(people.filter(hasLeft), [], &draft)
        }
    }

    /// Who is named twice holds the office that the record gives: where its line stands, nobody left the other one.
    private func hasLeft(_ person: Person) -> Bool {
        !(names.new.contains(WordScanner.plain(person.name)) && pages.stillStands([person.evidence]))
    }

    private func hasCome(_ person: Person) -> Bool {
        !(names.old.contains(WordScanner.plain(person.name)) && pages.stoodBefore([person.evidence]))
    }

    private func new() -> [(String, [Person])] {
        Dictionary(grouping: pages.new.record.people) { PersonComparison.office($0.role) }.sorted { $0.key < $1.key }
    }

    private static let joiners: Set = ["and", "a", "ac"]

    private static func office(_ role: String) -> String { WordScanner.plain(role).lowercased() }

    private static func clause(_ role: String, _ before: Person?, _ after: Person?) -> String {
        let spoken = role.contains(" ") ? role : role.split(separator: "-").joined(separator: " ")
        return Moves.clause(
            Shortened.to(60, spoken), colon: true, from: before.map { Shortened.to(60, $0.name) },
            to: after.map { Shortened.to(60, $0.name) })
    }

    /// Whether the name may stand there in a form that nobody could read: its line goes on to name the office.
    private func isUnread(_ person: Person) -> Bool {
        if pages.missingIsUnknown || pages.stillStands([person.evidence]) { return true }
        // A long line is a sentence, and may name thousands.
        guard let line = pages.old.line(at: person.evidence.start), pages.old.lines[line].weight <= 20,
            let place = pages.successor(ofOld: line)
        else { return false }
        let office = WordScanner.words(of: person.role).map(\.folded)
        return [pages.old.words(of: line), pages.new.words(of: place)].allSatisfy { words in
            let said = words.map(\.folded)
            return said.count > office.count
                && (0...said.count - office.count).contains { said[$0...].starts(with: office) }
        }
    }

    private func note(_ old: [Person], _ new: [Person], _ draft: inout ChangeDraft) {
        for index in 0..<max(old.count, new.count) {
            let before = index < old.count ? old[index] : nil
            let after = index < new.count ? new[index] : nil
            guard let role = (after ?? before)?.role else { continue }
            if after == nil, let before, isUnread(before) {
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
                    coversRanges: true, words: Set(names.map { $0.folded }),
                    companions: PersonComparison.joiners),
                on: pages)
        }
    }
}
