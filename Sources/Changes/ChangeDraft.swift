import Model

/// An item with what its clause in the summary needs. Of one change there may be hundreds of thousands, which are sorted and
/// counted: an object is not copied for that, and what nobody is shown is not put into words.
final class Entry {
    /// The item with all that it quotes.
    private(set) lazy var item = make()
    let severity: Severity
    let kind: ChangeClass
    let before: Range<Int>?
    let after: Range<Int>?
    /// Where it stands in the new text, for the order of the document.
    let position: Int
    /// For items of text, which are folded by section: where they are and how they are counted.
    let fold: Fold?
    private let source: Source

    struct Fold: Hashable {
        enum Noun: String { case paragraph, bullet }

        let place: String
        let noun: Noun
    }

    /// Where the words come from: a passage has no closures of its own, since there are so many of them.
    private enum Source {
        case value(item: () -> ChangeItem, clause: () -> String)
        case passage(Passage, of: TextComparison)
    }

    convenience init(item: ChangeItem, position: Int, clause: @autoclosure @escaping () -> String) {
        self.init(
            item.kind, before: item.before?.range, after: item.after?.range, position: position,
            clause: clause
        ) { item }
    }

    /// Takes an item that is made when it is shown.
    init(
        _ kind: ChangeClass, before: Range<Int>?, after: Range<Int>?, position: Int,
        clause: @escaping () -> String,
        item: @escaping () -> ChangeItem
    ) {
        (self.kind, self.before, self.after, self.position) = (kind, before, after, position)
        (severity, fold, source) = (kind.severity, nil, .value(item: item, clause: clause))
    }

    /// Takes a passage; those of one kind and place are told together.
    init(
        _ kind: ChangeClass, _ passage: Passage, of comparison: TextComparison, before: Range<Int>?,
        after: Range<Int>?, position: Int, fold: Fold
    ) {
        (self.kind, self.before, self.after, self.position, self.fold) = (
            kind, before, after, position, fold
        )
        (severity, source) = (kind.severity, .passage(passage, of: comparison))
    }

    private func make() -> ChangeItem {
        switch source {
        case .value(let item, _): item()
        case .passage(let passage, let comparison): comparison.item(kind, of: passage)
        }
    }

    /// The whole clause for an item with one of its own.
    var clause: String {
        if case .value(_, let clause) = source { clause() } else { "" }
    }

    /// What a single edit says at a glance, if it is short.
    var glance: String? {
        if case .passage(let passage, let comparison) = source {
            comparison.glance(of: passage)
        } else {
            nil
        }
    }

    /// How many words an edit added and removed.
    var counts: (added: Int, removed: Int) {
        guard case .passage(let passage, _) = source, let difference = passage.difference else {
            return (0, 0)
        }
        return WordCount.counts(difference.words)
    }
}

/// Lines that came, went or were edited.
struct Passage {
    let old: Int?
    let new: Int?
    let difference: WordDifference?
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
    /// Words that are accounted for where only their capital letters differ.
    var respelled: Set<String> = []
    /// Whether the ranges state a value that is told: a line that is little else needs no item of its own.
    var isStatement = false
}

/// Two pages laid side by side. An object: every item that is found keeps it.
final class Pages {
    let old: Page
    let new: Page
    let lines: LineMatching
    let sections: SectionMatching
    /// Whether a grade can be called better or worse than the one before.
    let comparable: Bool
    /// Judgments that the old layout hid, as an earlier version stated them.
    let remembered: [Judgment]
    /// What of the old page stands on the new one, and the other way.
    /// What may still be spent on comparing passages.
    let effort: Effort
    let standing: Standing
    let stoodAlready: Standing
    private let positions: [Int]
    private let successors = Successors()

    /// What has been found by line: many values may stand in one.
    private final class Successors {
        var known: [Int: Int?] = [:]
        var areSetOtherwise: [Int: Bool] = [:]
    }

    init(_ old: Reading, _ new: Reading, comparable: Bool = true, effort: Effort? = nil) {
        self.comparable = comparable
        remembered = old.remembered
        var keys = LineKeys(Lexicon())
        self.old = Page(old, keys: &keys)
        self.new = Page(new, keys: &keys)
        self.effort = effort ?? Effort(words: self.old.weight + self.new.weight)
        lines = LineMatching(self.old, self.new, self.effort)
        sections = SectionMatching(self.old, self.new, lines, self.effort)
        standing = Standing(of: self.old, on: self.new, matched: lines.newOfOld, steady: lines.steadyOld)
        stoodAlready = Standing(of: self.new, on: self.old, matched: lines.oldOfNew, steady: lines.steadyNew)
        positions = Pages.positions(self.old, self.new, lines)
    }

    /// Whether the new document was cut short, or is no longer recognised: then what is missing is unknown, never removed (I8).
    var missingIsUnknown: Bool { isCut || lostItsKind }
    var isCut: Bool { new.record.provenance.outcome == .partial }
    var lostItsKind: Bool { new.record.kind == "document" && old.record.kind != "document" }

    /// Whether what one record has and the other lacks was only not read there: then nothing changed.
    func stillStands(_ evidence: [Evidence]) -> Bool { lines.isIdentity || standing.isUnread(evidence) }

    /// The same for what the old record lacks.
    func stoodBefore(_ evidence: [Evidence]) -> Bool { lines.isIdentity || stoodAlready.isUnread(evidence) }

    /// Gives the place in the new text where something of the old one would stand: after the last line that stayed.
    func position(ofOld offset: Int) -> Int {
        positions[old.line(at: offset) ?? old.firstLine(from: offset) ?? old.lines.count]
    }

    /// Gives the line of the new text that stands where an old one stood: its equal, or the likest of those that differ there.
    func successor(ofOld line: Int) -> Int? {
        if let equal = lines.newOfOld[line] { return equal }
        if let known = successors.known[line] { return known }
        let found = likest(inPlaceOf: line)
        successors.known[line] = .some(found)
        return found
    }

    /// Whether the lines of evidence stand in their place with all their words, set in another way: a row as a line with a colon.
    func isSetOtherwise(_ evidence: Evidence) -> Bool {
        let lines = old.lines(of: evidence)
        return !lines.isEmpty && lines.allSatisfy(isSetOtherwise)
    }

    private func isSetOtherwise(_ line: Int) -> Bool {
        if let known = successors.areSetOtherwise[line] { return known }
        var isSetOtherwise = false
        if lines.newOfOld[line] == nil, let place = successor(ofOld: line) {
            isSetOtherwise = old.words(of: line).lazy.filter { !$0.isMark }.map { $0.id }
                .elementsEqual(new.words(of: place).lazy.filter { !$0.isMark }.map { $0.id })
        }
        successors.areSetOtherwise[line] = isSetOtherwise
        return isSetOtherwise
    }

    private func likest(inPlaceOf line: Int) -> Int? {
        guard let gap = lines.gap(ofOld: line) else { return nil }
        var vocabulary = Vocabulary()
        let wanted = vocabulary.bag(old.words(of: line))
        // Beyond so many lines a place is no place any more.
        let rated = gap.new.prefix(200).compactMap { other -> (Int, Double)? in
            let weight = new.lines[other].weight
            guard WordBag.mayBeLike(weight, wanted.count, above: 0.5), effort.take(4 * (weight + wanted.count))
            else { return nil }
            return (other, vocabulary.bag(new.words(of: other)).likeness(to: wanted))
        }
        return rated.max { ($0.1, $1.0) < ($1.1, $0.0) }.flatMap { $0.1 > 0.5 ? $0.0 : nil }
    }

    /// Gives what the new text says where something of the old one stood; cut to a length that shows what it is.
    func fragment(inPlaceOf evidence: Evidence) -> Evidence? {
        guard let line = old.line(at: evidence.start) ?? old.firstLine(from: evidence.start) else { return nil }
        guard let place = successor(ofOld: line) ?? new.firstLine(from: position(ofOld: evidence.start)) else {
            return nil
        }
        let range = new.lines[place].range
        return new.text.evidence(range.lowerBound..<min(range.upperBound, range.lowerBound + 200))
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
    /// What the new record lacks although it was not removed.
    private(set) var unread: [Change.Unread] = []
    private var explanations: [Explanation] = []
    private var byOldLine = Touching()
    private var byNewLine = Touching()

    /// By line, the explanations that touch it.
    private struct Touching {
        private var lines: [[Int]] = []

        subscript(line: Int) -> [Int] { line < lines.count ? lines[line] : [] }

        mutating func add(_ explanation: Int, _ line: Int) {
            if line >= lines.count { lines += repeatElement([], count: max(line + 1, 2 * lines.count) - lines.count) }
            if lines[line].last != explanation { lines[line].append(explanation) }
        }
    }

    /// Takes an item.
    mutating func add(_ entry: Entry) {
        entries.append(entry)
    }

    /// Gives what the evidence of the news covers, on one side.
    func told(_ side: (Entry) -> Range<Int>?) -> Cover {
        Cover(entries.compactMap { $0.severity > .none ? side($0) : nil })
    }

    /// Takes a value that can no longer be read, with what stands in its place now.
    mutating func lose(_ path: String, _ evidence: Evidence?, on pages: Pages) {
        guard let evidence else { return }
        explain(Explanation(before: [evidence.range], after: [], coversRanges: true), on: pages)
        unread.append(Change.Unread(path: path, before: evidence, after: pages.fragment(inPlaceOf: evidence)))
    }

    /// Takes what an item, or a value that only looks different, accounts for.
    mutating func explain(_ explanation: Explanation, on pages: Pages) {
        let index = explanations.count
        explanations.append(explanation)
        func touch(_ ranges: [Range<Int>], _ page: Page, _ lines: inout Touching) {
            for range in ranges {
                guard let first = page.line(at: range.lowerBound) else { continue }
                let last = page.line(at: max(range.lowerBound, range.upperBound - 1)) ?? first
                for line in first...max(first, last) { lines.add(index, line) }
            }
        }
        touch(explanation.before, pages.old, &byOldLine)
        touch(explanation.after, pages.new, &byNewLine)
    }

    /// Whether a line that came or went is nothing but the place of values that are told: most of its words, or a row with its label.
    func accounts(for line: Int, of page: Page, isNew: Bool) -> Bool {
        let ranges = (isNew ? byNewLine[line] : byOldLine[line]).lazy.map { explanations[$0] }.filter { $0.isStatement }
            .flatMap { isNew ? $0.after : $0.before }
        guard !ranges.isEmpty else { return false }
        let cover = Cover(Array(ranges))
        let words = page.words(of: line).filter { !$0.isMark }
        let covered = words.count { cover.overlaps($0.range) }
        return page.rowLabel(line) != nil || covered * 4 >= words.count * 3
    }

    /// Whether anything told stands in one of two lines.
    func touches(old oldLine: Int, new newLine: Int) -> Bool {
        !byOldLine[oldLine].isEmpty || !byNewLine[newLine].isEmpty
    }

    /// Whether all words that changed between two lines are accounted for by items that exist already.
    func explains(_ removed: [Word], inOld oldLine: Int?, _ added: [Word], inNew newLine: Int?) -> Bool {
        let touching = (oldLine.map { byOldLine[$0] } ?? []) + (newLine.map { byNewLine[$0] } ?? [])
        guard !touching.isEmpty else { return false }
        let relevant = Set(touching).sorted().map { explanations[$0] }
        let respelled = relevant.reduce(into: Set<String>()) { $0.formUnion($1.respelled) }
        let (removed, added) =
            respelled.isEmpty ? (removed, added) : ChangeDraft.withoutRespelled(removed, added, respelled)
        var named: [Explanation] = []
        if relevant.contains(where: { !$0.words.isEmpty }) {
            let changed = Set((removed + added).map { $0.folded })
            named = relevant.filter { !$0.words.isDisjoint(with: changed) }
        }
        let words = named.reduce(into: Set<String>()) { $0.formUnion($1.words) }
        let companions = named.reduce(into: Set<String>()) { $0.formUnion($1.companions) }
        let covering = relevant.filter(\.coversRanges)
        func areAccounted(_ changed: [Word], _ ranges: KeyPath<Explanation, [Range<Int>]>) -> Bool {
            let cover = Cover(covering.flatMap { $0[keyPath: ranges] })
            return changed.allSatisfy { word in
                // A mark goes with the words beside it.
                if !named.isEmpty, word.isMark || words.contains(word.folded) { return true }
                // A "not" is never a matter of course.
                guard !word.negates else { return false }
                return !named.isEmpty && companions.contains(word.folded) || cover.overlaps(word.range)
            }
        }
        return areAccounted(removed, \.before) && areAccounted(added, \.after)
    }

    private static func withoutRespelled(
        _ removed: [Word], _ added: [Word], _ respelled: Set<String>
    ) -> ([Word], [Word]) {
        let isRespelled = { (word: Word) in respelled.contains(word.folded) }
        let pairs = (removed.filter(isRespelled), added.filter(isRespelled))
        guard pairs.0.map({ $0.folded }) == pairs.1.map({ $0.folded }) else {
            return (removed, added)
        }
        return (removed.filter { !isRespelled($0) }, added.filter { !isRespelled($0) })
    }
}
