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
        // What one place has left on both sides has been looked at.
        var places = 0
        for gap in pages.lines.gaps {
            let before = oldLeft.count + newLeft.count
            let old = gap.old.filter { Edits.isText($0, on: pages.old, apart: pages.sections.removed) }
            let new = gap.new.filter { Edits.isText($0, on: pages.new, apart: pages.sections.added) }
            var left = pairNamed(old, new, pages)
            // A few words alone on their line are another line's successors by their place: a number, a name below a letter.
            if left.old.count == 1, left.new.count == 1, Edits.isEntry(left.old[0], on: pages.old),
                Edits.isEntry(left.new[0], on: pages.new),
                Edits.isOfSite(left.old[0], on: pages.old) == Edits.isOfSite(left.new[0], on: pages.new)
            {
                edit(left.old[0], left.new[0], pages)
                left = ([], [])
            }
            // The one bullet that differs in a list is the same one, however short: its place says so.
            let isOneBullet = [(left.old, pages.old), (left.new, pages.new)].allSatisfy { lines, page in
                lines.count == 1 && page.isBullet(lines[0])
            }
            pair(left.old, left.new, above: isOneBullet ? 0.3 : 0.5, pages, &oldLeft, &newLeft)
            if oldLeft.count + newLeft.count > before { places += 1 }
        }
        // What moved and was edited on the way must be more alike, since its place says nothing for it.
        if places > 1 {
            let left = (oldLeft, newLeft)
            (oldLeft, newLeft) = ([], [])
            pair(left.0, left.1, above: 0.7, pages, &oldLeft, &newLeft)
        }
        (removed, added) = (oldLeft, newLeft)
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

    /// Whether a line is a few words and no sentence.
    private static func isEntry(_ line: Int, on page: Page) -> Bool {
        page.lines[line].weight <= Page.longestEntry && !page.lines[line].isClosed
            && !page.isBullet(line)
    }

    private static func isOfSite(_ line: Int, on page: Page) -> Bool {
        Preamble.holds(line, of: page) || SiteLine.holds(line, of: page)
    }

    /// What has a name keeps it, however little else stays: a row of a table its label, a value the line that announces it.
    private mutating func pairNamed(_ old: [Int], _ new: [Int], _ pages: Pages) -> (old: [Int], new: [Int]) {
        guard !old.isEmpty, !new.isEmpty else { return (old, new) }
        var waiting = Waiting(new.indices) { pages.new.name(of: new[$0]) }
        var isTaken = [Bool](repeating: false, count: new.count)
        var left: [Int] = []
        for line in old {
            guard let name = pages.old.name(of: line), let other = waiting.take(name) else {
                left.append(line)
                continue
            }
            isTaken[other] = true
            edit(line, new[other], pages)
        }
        return (left, new.indices.filter { !isTaken[$0] }.map { new[$0] })
    }

    private mutating func edit(_ old: Int, _ new: Int, _ pages: Pages) {
        let difference = WordDifference(from: pages.old.words(of: old), to: pages.new.words(of: new), pages.effort)
        edited.append(Edit(old: old, new: new, difference: difference))
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
        let pairs = Pairing.pairs(
            old.map(pages.old.words), new.map(pages.new.words), above: threshold, pages.effort)
        var (isPairedOld, isPairedNew) = (
            [Bool](repeating: false, count: old.count), [Bool](repeating: false, count: new.count)
        )
        for pair in pairs {
            (isPairedOld[pair.old], isPairedNew[pair.new]) = (true, true)
            edit(old[pair.old], new[pair.new], pages)
        }
        for index in old.indices where !isPairedOld[index] { oldLeft.append(old[index]) }
        for index in new.indices where !isPairedNew[index] { newLeft.append(new[index]) }
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
