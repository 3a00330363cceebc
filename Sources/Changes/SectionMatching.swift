import Model

/// Which section of the new record is which of the old one, and what became of the others.
struct SectionMatching {
    /// By position of the old section, that of the new one; and the other way.
    private(set) var newOfOld: [Int: Int] = [:]
    private(set) var oldOfNew: [Int: Int] = [:]
    /// Pairs whose heading says something else now.
    private(set) var renamed: [(old: Int, new: Int)] = []
    private(set) var removed: Set<Int> = []
    private(set) var added: Set<Int> = []
    /// Headings that one text lacks while what stood under them is in both: an editor's where the others stand, else a layout's.
    private(set) var headingsLost: [Int] = []
    private(set) var headingsGained: [Int] = []

    init(_ old: Page, _ new: Page, _ lines: LineMatching, _ effort: Effort) {
        // Of several sections with one heading, those with the same text first, then in order; letter case last.
        match(old, new) { page, section in
            Same(digest: page.record.sections[section].digest, heading: page.headingKeys[section])
        }
        matchNamesakes(old, new, effort)
        match(old, new) { page, section in page.foldedHeading(section) }
        matchTexts(old, new, lines, effort)
        renamed = newOfOld.map { ($0.key, $0.value) }
            .filter { old.headingKeys[$0.0] != new.headingKeys[$0.1] && !SectionMatching.isSet($0, old, new, lines) }
            .sorted { $0.1 < $1.1 }
        let edited = SectionMatching.edited(
            old.record.sections.count - newOfOld.count, new.record.sections.count - oldOfNew.count, old, new, lines,
            effort)
        for section in old.record.sections.indices where newOfOld[section] == nil {
            switch SectionMatching.fate(section, on: old, lines.newOfOld, edited.old) {
            case .gone: removed.insert(section)
            case .headingOnly: headingsLost.append(section)
            case .there: break
            }
        }
        for section in new.record.sections.indices where oldOfNew[section] == nil {
            switch SectionMatching.fate(section, on: new, lines.oldOfNew, edited.new) {
            case .gone: added.insert(section)
            case .headingOnly: headingsGained.append(section)
            case .there: break
            }
        }
    }

    /// Gives the new id of an old section: its own where nothing is known of it.
    func newID(of id: String, _ old: Page, _ new: Page) -> String {
        guard let index = old.sections[id], let other = newOfOld[index] else { return id }
        return new.record.sections[other].id
    }

    private mutating func match(_ oldSection: Int, _ newSection: Int) {
        newOfOld[oldSection] = newSection
        oldOfNew[newSection] = oldSection
    }

    private struct Same: Hashable {
        let digest: String
        let heading: Int?
    }

    private mutating func match<Key: Hashable>(_ old: Page, _ new: Page, by key: (Page, Int) -> Key) {
        let left = new.record.sections.indices.filter { oldOfNew[$0] == nil }
        guard !left.isEmpty else { return }
        var waiting = Waiting(left) { key(new, $0) }
        for section in old.record.sections.indices where newOfOld[section] == nil {
            guard let other = waiting.take(key(old, section)) else { continue }
            match(section, other)
        }
    }

    /// Of sections with one heading, those that say the same; what is left of them in order.
    private mutating func matchNamesakes(_ old: Page, _ new: Page, _ effort: Effort) {
        let left = (
            old: old.record.sections.indices.filter { newOfOld[$0] == nil },
            new: new.record.sections.indices.filter { oldOfNew[$0] == nil }
        )
        var counts: [Int?: (old: Int, new: Int)] = [:]
        for section in left.old { counts[old.headingKeys[section], default: (0, 0)].old += 1 }
        for section in left.new { counts[new.headingKeys[section], default: (0, 0)].new += 1 }
        // Nearly every heading stands once.
        let isNamesake = { (heading: Int?) in
            counts[heading].map { min($0.old, $0.new) > 0 && $0.old + $0.new > 2 } ?? false
        }
        let before = Dictionary(
            grouping: left.old.filter { isNamesake(old.headingKeys[$0]) }, by: { old.headingKeys[$0] })
        let after = Dictionary(
            grouping: left.new.filter { isNamesake(new.headingKeys[$0]) }, by: { new.headingKeys[$0] })
        // Read once for all headings, and only where one of them stands more than once.
        lazy var bodies = (
            old: SectionMatching.bodies(on: old, before.values.flatMap(\.self)),
            new: SectionMatching.bodies(on: new, after.values.flatMap(\.self))
        )
        for (name, namesakes) in before.sorted(by: { $0.value[0] < $1.value[0] }) {
            guard let others = after[name], namesakes.count + others.count > 2 else { continue }
            let pairs = Pairing.pairs(
                namesakes.map { bodies.old[$0] ?? [] }, others.map { bodies.new[$0] ?? [] }, above: 0.3, effort)
            for pair in pairs { match(namesakes[pair.old], others[pair.new]) }
        }
        match(old, new) { page, section in page.headingKeys[section] }
    }

    /// What is left is matched by what stands under the headings.
    private mutating func matchTexts(_ old: Page, _ new: Page, _ lines: LineMatching, _ effort: Effort) {
        let oldLeft = old.record.sections.indices.filter { newOfOld[$0] == nil }
        let newLeft = new.record.sections.indices.filter { oldOfNew[$0] == nil }
        guard !oldLeft.isEmpty, !newLeft.isEmpty else { return }
        let oldWords = SectionMatching.bodies(of: oldLeft, on: old)
        let newWords = SectionMatching.bodies(of: newLeft, on: new)
        for pair in Pairing.pairs(oldWords, newWords, above: 0.5, effort) {
            match(oldLeft[pair.old], newLeft[pair.new])
        }
        let places = Dictionary(zip(newLeft, 0...)) { first, _ in first }
        // A heading with next to nothing under it is known by its neighbours.
        for (index, section) in oldLeft.enumerated() where newOfOld[section] == nil && oldWords[index].count < 4 {
            guard let after = section == 0 ? -1 : newOfOld[section - 1], oldOfNew[after + 1] == nil,
                let place = places[after + 1], newWords[place].count < 4,
                old.record.sections[section].level == new.record.sections[after + 1].level,
                !SectionMatching.headingStands(section, on: old, lines.newOfOld),
                !SectionMatching.headingStands(after + 1, on: new, lines.oldOfNew)
            else { continue }
            match(section, after + 1)
        }
    }

    private static func bodies(of sections: [Int], on page: Page) -> [[Word]] {
        let words = bodies(on: page, sections)
        return sections.map { words[$0] ?? [] }
    }

    private static func bodies(on page: Page, _ sections: [Int]) -> [Int: [Word]] {
        var words: [Int: [Word]] = [:]
        let wanted = Set(sections)
        for line in page.lines.indices where page.lines[line].role != .heading {
            guard let section = page.lines[line].section, wanted.contains(section) else { continue }
            words[section, default: []] += page.words(of: line)
        }
        return words
    }

    /// Whether two headings have the same words, with a break between them on one side: the number, then the question.
    private static func isSet(_ pair: (Int, Int), _ old: Page, _ new: Page, _ lines: LineMatching) -> Bool {
        let (before, after) = (headingLine(pair.0, on: old), headingLine(pair.1, on: new))
        guard let before, let after else { return false }
        return lines.newOfOld[before] == after || lines.oldOfNew[after] == before
    }

    /// The lines that stand in their place with other words, where a section has no partner and it is asked what became of it.
    private static func edited(
        _ lost: Int, _ gained: Int, _ old: Page, _ new: Page, _ lines: LineMatching, _ effort: Effort
    ) -> (old: Set<Int>, new: Set<Int>) {
        var found: (old: Set<Int>, new: Set<Int>) = ([], [])
        guard lost > 0 || gained > 0 else { return found }
        for gap in lines.gaps {
            for pair in Pairing.pairs(gap.old.map(old.words), gap.new.map(new.words), above: 0.5, effort) {
                found.old.insert(gap.old[pair.old])
                found.new.insert(gap.new[pair.new])
            }
        }
        return found
    }

    private enum Fate { case gone, headingOnly, there }

    private static func headingStands(_ section: Int, on page: Page, _ matched: [Int?]) -> Bool {
        guard let line = headingLine(section, on: page) else { return false }
        return matched[line] != nil
    }

    private static func headingLine(_ section: Int, on page: Page) -> Int? {
        guard let line = page.line(at: page.record.sections[section].start),
            page.lines[line].key == page.headingKeys[section]
        else { return nil }
        return line
    }

    /// Whether a section without a partner is gone, lost its heading only, or is there as plain lines.
    private static func fate(_ section: Int, on page: Page, _ matched: [Int?], _ edited: Set<Int>) -> Fate {
        if headingStands(section, on: page, matched) { return .there }
        let range = page.record.sections[section].start..<page.record.sections[section].end
        var (total, kept) = (0, 0)
        var line = page.firstLine(from: range.lowerBound) ?? page.lines.count
        while line < page.lines.count, page.lines[line].range.lowerBound < range.upperBound {
            // Headings under this one have their own fate; without them, only what it says counts.
            if page.lines[line].role != .heading {
                total += page.lines[line].weight
                if matched[line] != nil || edited.contains(line) { kept += page.lines[line].weight }
            }
            line += 1
        }
        return kept * 2 >= total ? .headingOnly : .gone
    }
}
