import Model

/// The lines that differ, once sections are known: edited in place, or there on one side only.
struct Edits {
    struct Edit {
        let old: Int
        let new: Int
        let difference: WordDifference
    }

    private(set) var edited: [Edit] = []
    private(set) var removed: [Int] = []
    private(set) var added: [Int] = []

    init(_ pages: Pages) {
        var oldLeft: [Int] = []
        var newLeft: [Int] = []
        for gap in pages.lines.gaps {
            let old = gap.old.filter { Edits.isText($0, on: pages.old, apart: pages.sections.removed) }
            let new = gap.new.filter { Edits.isText($0, on: pages.new, apart: pages.sections.added) }
            let left = pairNamed(old, new, pages)
            // The one bullet that differs in a list is the same one, however short: its place says so.
            let isOneBullet = [(left.old, pages.old), (left.new, pages.new)].allSatisfy { lines, page in
                lines.count == 1 && page.isBullet(lines[0])
            }
            pair(left.old, left.new, above: isOneBullet ? 0.3 : 0.5, pages, &oldLeft, &newLeft)
        }
        // What moved and was edited on the way must be more alike, since its place says nothing for it.
        var (gone, come): ([Int], [Int]) = ([], [])
        pair(oldLeft, newLeft, above: 0.7, pages, &gone, &come)
        (removed, added) = (gone, come)
        if pages.isCut { forgetTheCut(pages) }
    }

    /// Sections that came or went are told as such, with all that stands in them.
    private static func isText(_ line: Int, on page: Page, apart sections: Set<Int>) -> Bool {
        if let section = page.lines[line].section, sections.contains(section) { return false }
        switch page.lines[line].role {
        case .paragraph, .listItem: return true
        case .heading, .title, .date, .keyFact: return false
        }
    }

    /// What has a name keeps it, however little else stays: a row of a table its label, a value the line that announces it.
    private mutating func pairNamed(_ old: [Int], _ new: [Int], _ pages: Pages) -> (old: [Int], new: [Int]) {
        guard !old.isEmpty, !new.isEmpty else { return (old, new) }
        var waiting: [String: [Int]] = [:]
        for line in new.reversed() {
            if let name = pages.new.name(of: line) { waiting[name, default: []].append(line) }
        }
        var taken: Set<Int> = []
        var left: [Int] = []
        for line in old {
            guard let name = pages.old.name(of: line), let other = waiting[name]?.popLast() else {
                left.append(line)
                continue
            }
            taken.insert(other)
            let difference = WordDifference(
                from: pages.old.words(of: line), to: pages.new.words(of: other), pages.effort)
            edited.append(Edit(old: line, new: other, difference: difference))
        }
        return (left, new.filter { !taken.contains($0) })
    }

    private mutating func pair(
        _ old: [Int], _ new: [Int], above threshold: Double, _ pages: Pages, _ oldLeft: inout [Int],
        _ newLeft: inout [Int]
    ) {
        guard !old.isEmpty, !new.isEmpty else {
            oldLeft += old
            newLeft += new
            return
        }
        let (oldWords, newWords) = (old.map(pages.old.words), new.map(pages.new.words))
        let pairs = Pairing.pairs(oldWords, newWords, above: threshold, pages.effort)
        for pair in pairs {
            let difference = WordDifference(from: oldWords[pair.old], to: newWords[pair.new], pages.effort)
            edited.append(Edit(old: old[pair.old], new: new[pair.new], difference: difference))
        }
        let (pairedOld, pairedNew) = (Set(pairs.map(\.old)), Set(pairs.map(\.new)))
        oldLeft += old.indices.filter { !pairedOld.contains($0) }.map { old[$0] }
        newLeft += new.indices.filter { !pairedNew.contains($0) }.map { new[$0] }
    }

    /// The last line before a cut may end anywhere in its paragraph, also inside a word.
    private mutating func forgetTheCut(_ pages: Pages) {
        guard let last = pages.new.lines.indices.last else { return }
        edited.removeAll { edit in
            guard edit.new == last else { return false }
            let known = edit.difference.new.dropLast().map(\.text)
            return edit.difference.old.prefix(known.count).map(\.text) == known
        }
        // Too short to be known again as the beginning of anything, or the beginning of a line that is no sentence.
        added.removeAll { line in
            guard line == last else { return false }
            let known = pages.new.words(of: line).dropLast().map(\.text)
            return pages.old.lines.indices.contains {
                pages.lines.newOfOld[$0] == nil && pages.old.words(of: $0).prefix(known.count).map(\.text) == known
            }
        }
    }
}
