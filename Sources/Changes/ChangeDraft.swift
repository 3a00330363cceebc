import Model

/// An item with what its clause in the summary needs.
struct Entry {
    let item: ChangeItem
    /// Where it stands in the new text, for the order of the document.
    let position: Int
    /// The whole clause for an item with one of its own.
    var clause = ""
    /// For items of text, which are folded by section: where they are and how they are counted.
    var fold: Fold?

    struct Fold: Hashable {
        enum Noun: String { case paragraph, bullet }

        let place: String
        let noun: Noun
    }

    /// What a single edit says at a glance, if it is short.
    var glance: String?
}

/// What a change of a value accounts for in the words of the text, so that it is not told twice.
struct Explanation {
    /// Where the value stood before and stands now, as lines and as exact ranges.
    let before: [Range<Int>]
    let after: [Range<Int>]
    /// Whether every word inside those ranges is accounted for.
    var coversRanges = false
    /// Words that are accounted for anywhere in a line with one of the ranges.
    var words: Set<String> = []
    /// Words that are accounted for beside one of `words`: "is" → "requires" as part of a grade.
    var companions: Set<String> = []
}

/// Two pages laid side by side.
struct Pages {
    let old: Page
    let new: Page
    let lines: LineMatching
    let sections: SectionMatching
    /// Whether a grade can be called better or worse than the one before.
    let comparable: Bool
    private let positions: [Int]

    init(_ old: Reading, _ new: Reading, comparable: Bool = true) {
        self.comparable = comparable
        var keys = LineKeys()
        self.old = Page(old, keys: &keys)
        self.new = Page(new, keys: &keys)
        lines = LineMatching(self.old, self.new)
        sections = SectionMatching(self.old, self.new, lines)
        positions = Pages.positions(self.old, self.new, lines)
    }

    /// Whether the new document was cut short, or is no longer recognised: then what is missing is unknown, never removed (I8).
    var missingIsUnknown: Bool { isCut || lostItsKind }
    var isCut: Bool { new.record.provenance.outcome == .partial }
    var lostItsKind: Bool { new.record.kind == "document" && old.record.kind != "document" }

    /// Whether something that one record has and the other lacks is in both texts in the same words: then the reader saw more
    /// or less than before, and nothing changed. Lines of fewer words say too little by themselves.
    func stillStands(_ evidence: [Evidence]) -> Bool {
        evidence.contains { piece in
            let touched = old.lines(of: piece)
            return !touched.isEmpty && touched.allSatisfy { lines.steadyOld[$0] && old.lines[$0].weight >= 4 }
        }
    }

    /// The same for what the old record lacks.
    func stoodBefore(_ evidence: [Evidence]) -> Bool {
        evidence.contains { piece in
            let touched = new.lines(of: piece)
            return !touched.isEmpty && touched.allSatisfy { lines.steadyNew[$0] && new.lines[$0].weight >= 4 }
        }
    }

    /// Gives the place in the new text where something of the old one would stand: after the last line that stayed.
    func position(ofOld offset: Int) -> Int {
        positions[old.line(at: offset) ?? old.firstLine(from: offset) ?? old.lines.count]
    }

    private static func positions(_ old: Page, _ new: Page, _ lines: LineMatching) -> [Int] {
        var last = 0
        return (0...old.lines.count).map { line in
            if line < old.lines.count, lines.steadyOld[line], let other = lines.newOfOld[line] {
                last = new.lines[other].range.lowerBound + 1
            }
            return last
        }
    }
}

/// What has been found so far.
struct ChangeDraft {
    private(set) var entries: [Entry] = []
    private var explanations: [Explanation] = []
    private var byOldLine: [Int: [Int]] = [:]
    private var byNewLine: [Int: [Int]] = [:]

    /// Takes an item.
    mutating func add(_ entry: Entry) {
        entries.append(entry)
    }

    /// Takes what an item, or a value that only looks different, accounts for.
    mutating func explain(_ explanation: Explanation, on pages: Pages) {
        let index = explanations.count
        explanations.append(explanation)
        func touch(_ ranges: [Range<Int>], _ page: Page, _ lines: inout [Int: [Int]]) {
            for range in ranges {
                guard let first = page.line(at: range.lowerBound) else { continue }
                let last = page.line(at: max(range.lowerBound, range.upperBound - 1)) ?? first
                for line in first...max(first, last) where lines[line]?.last != index {
                    lines[line, default: []].append(index)
                }
            }
        }
        touch(explanation.before, pages.old, &byOldLine)
        touch(explanation.after, pages.new, &byNewLine)
    }

    /// Whether all words that changed between two lines are accounted for by items that exist already.
    func explains(_ removed: [Word], inOld oldLine: Int?, _ added: [Word], inNew newLine: Int?) -> Bool {
        let relevant = Set((oldLine.flatMap { byOldLine[$0] } ?? []) + (newLine.flatMap { byNewLine[$0] } ?? []))
            .sorted().map { explanations[$0] }
        guard !relevant.isEmpty else { return false }
        let changed = Set((removed + added).map { $0.text.lowercased() })
        let named = relevant.filter { !$0.words.isDisjoint(with: changed) }
        func accounted(_ word: Word, _ ranges: KeyPath<Explanation, [Range<Int>]>) -> Bool {
            let folded = word.text.lowercased()
            if named.contains(where: { $0.words.contains(folded) }) { return true }
            // A "not" is never a matter of course.
            guard !word.negates else { return false }
            if named.contains(where: { $0.companions.contains(folded) }) { return true }
            return relevant.contains { explanation in
                explanation.coversRanges && explanation[keyPath: ranges].contains { $0.overlaps(word.range) }
            }
        }
        return removed.allSatisfy { accounted($0, \.before) } && added.allSatisfy { accounted($0, \.after) }
    }
}
