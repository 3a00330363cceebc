/// Which lines of two pages say the same, wherever they stand, and what is left between those that kept their order.
struct LineMatching {
    /// A stretch between two lines that stayed in place: the lines that have no equal on the other side.
    struct Gap {
        var old: [Int] = []
        var new: [Int] = []
    }

    /// By line of the old page, its equal on the new one; and the other way.
    private(set) var newOfOld: [Int?]
    private(set) var oldOfNew: [Int?]
    /// Whether the line kept its place in the order, by line.
    private(set) var steadyOld: [Bool]
    private(set) var steadyNew: [Bool]
    private(set) var gaps: [Gap] = []
    private(set) var moved = 0
    private var gapOfOld: [Int]

    init(_ old: Page, _ new: Page, _ effort: Effort) {
        newOfOld = Array(repeating: nil, count: old.lines.count)
        oldOfNew = Array(repeating: nil, count: new.lines.count)
        steadyOld = Array(repeating: false, count: old.lines.count)
        steadyNew = Array(repeating: false, count: new.lines.count)
        gapOfOld = Array(repeating: -1, count: old.lines.count)
        for pair in Alignment.pairs((old.lines.map { $0.key }, new.lines.map { $0.key })) {
            match(pair.old, pair.new)
            steadyOld[pair.old] = true
            steadyNew[pair.new] = true
        }
        matchMoved(old, new, effort.places)
        collectGaps()
        settleSplits(old, new, effort)
    }

    /// Whether every line has its equal in its place.
    var isIdentity: Bool { moved == 0 && gaps.isEmpty }

    /// Gives the gap that an old line without an equal stands in.
    func gap(ofOld line: Int) -> Gap? {
        gapOfOld[line] >= 0 ? gaps[gapOfOld[line]] : nil
    }

    private mutating func match(_ oldLine: Int, _ newLine: Int) {
        newOfOld[oldLine] = newLine
        oldOfNew[newLine] = oldLine
    }

    private mutating func matchMoved(_ old: Page, _ new: Page, _ waiting: PlaceTable) {
        let left = new.lines.indices.filter { oldOfNew[$0] == nil }
        guard !left.isEmpty else { return }
        waiting.fill(left.map { new.lines[$0].key })
        for line in old.lines.indices where newOfOld[line] == nil {
            guard let other = waiting.takeFirst(old.lines[line].key) else { continue }
            match(line, left[other])
            moved += 1
        }
    }

    private mutating func collectGaps() {
        gaps.removeAll()
        var gap = Gap()
        var newLine = 0
        for line in newOfOld.indices {
            if steadyOld[line], let target = newOfOld[line] {
                for other in newLine..<max(newLine, target) where oldOfNew[other] == nil { gap.new.append(other) }
                newLine = target + 1
                if !gap.old.isEmpty || !gap.new.isEmpty {
                    gaps.append(gap)
                    gap = Gap()
                }
            } else if newOfOld[line] == nil {
                gap.old.append(line)
            }
        }
        for other in newLine..<max(newLine, oldOfNew.count) where oldOfNew[other] == nil { gap.new.append(other) }
        if !gap.old.isEmpty || !gap.new.isEmpty { gaps.append(gap) }
    }

    /// One line cut in two, or two joined, says the same: a break is white space.
    private mutating func settleSplits(_ old: Page, _ new: Page, _ effort: Effort) {
        var settled = false
        for gap in gaps where !gap.old.isEmpty && !gap.new.isEmpty && gap.old.count + gap.new.count > 2 {
            for run in SplitRuns.find(gap, old, new, effort) {
                for line in run.old {
                    newOfOld[line] = run.new.lowerBound
                    steadyOld[line] = true
                }
                for line in run.new {
                    oldOfNew[line] = run.old.lowerBound
                    steadyNew[line] = true
                }
                settled = true
            }
        }
        if settled { collectGaps() }
        for (index, gap) in gaps.enumerated() { for line in gap.old { gapOfOld[line] = index } }
    }
}

/// Finds where neighbouring lines of one side, taken together, are neighbouring lines of the other.
enum SplitRuns {
    struct Run {
        let old: ClosedRange<Int>
        let new: ClosedRange<Int>
    }

    static func find(_ gap: LineMatching.Gap, _ old: Page, _ new: Page, _ effort: Effort) -> [Run] {
        // A boundary of words that both sides share is where a run may begin and end.
        let oldWords = gap.old.map { old.words(of: $0) }
        let newWords = gap.new.map { new.words(of: $0) }
        let starts = effort.places
        starts.fill(newWords.map { $0[0].id })
        var runs: [Run] = []
        var (left, freeNew) = (0, 0)
        while left < oldWords.count {
            let found = run(oldWords, left, newWords, freeNew, effort)
            if let (lastOld, lastNew, firstNew) = found, contiguous(gap.old[left...lastOld]),
                contiguous(gap.new[firstNew...lastNew])
            {
                runs.append(Run(old: gap.old[left]...gap.old[lastOld], new: gap.new[firstNew]...gap.new[lastNew]))
                (left, freeNew) = (lastOld + 1, lastNew + 1)
            } else {
                left += 1
            }
        }
        return runs
    }

    /// Tries the first few places where a line may go on.
    private static func run(
        _ old: [[Word]], _ left: Int, _ new: [[Word]], _ freeNew: Int, _ effort: Effort
    ) -> (Int, Int, Int)? {
        let (starts, word) = (effort.places, old[left][0].id)
        while let place = starts.first(word), place < freeNew { _ = starts.takeFirst(word) }
        var (next, tried) = (starts.first(word), 0)
        while let place = next, tried < 8 {
            if let found = extend(old, left, new, place, effort) { return found }
            (next, tried) = (starts.next(after: place), tried + 1)
        }
        return nil
    }

    private static func contiguous(_ lines: ArraySlice<Int>) -> Bool {
        guard let first = lines.first, let last = lines.last else { return false }
        return last - first == lines.count - 1
    }

    /// Adds lines to whichever side has fewer words until both end together; gives up at the first word that differs, and where
    /// the effort is spent.
    private static func extend(
        _ old: [[Word]], _ left: Int, _ new: [[Word]], _ right: Int, _ effort: Effort
    ) -> (Int, Int, Int)? {
        var (lastOld, lastNew) = (left, right)
        var (atOld, atNew) = (0, 0)
        while true {
            let count = min(old[lastOld].count - atOld, new[lastNew].count - atNew)
            let same = (0..<count).prefix { old[lastOld][atOld + $0].id == new[lastNew][atNew + $0].id }.count
            guard effort.take(same + 1) else { return nil }
            atOld += same
            atNew += same
            if same < count {
                // A break that was lost glues the last word of a line to the first one of the next.
                if isGlued(old, lastOld, atOld, new[lastNew][atNew]) {
                    (lastOld, atOld, atNew) = (lastOld + 1, 1, atNew + 1)
                } else if isGlued(new, lastNew, atNew, old[lastOld][atOld]) {
                    (lastNew, atNew, atOld) = (lastNew + 1, 1, atOld + 1)
                } else {
                    return nil
                }
            }
            let (endOld, endNew) = (atOld == old[lastOld].count, atNew == new[lastNew].count)
            if endOld, endNew { return (lastOld, lastNew, right) }
            if endOld { (lastOld, atOld) = (lastOld + 1, 0) }
            if endNew { (lastNew, atNew) = (lastNew + 1, 0) }
            guard lastOld < old.count, lastNew < new.count else { return nil }
        }
    }

    /// Whether the last word of a line and the first of the next are one word on the other side.
    private static func isGlued(_ lines: [[Word]], _ line: Int, _ place: Int, _ other: Word) -> Bool {
        guard place == lines[line].count - 1, line + 1 < lines.count else { return false }
        let (last, first) = (lines[line][place], lines[line + 1][0])
        return !last.isMark && !first.isMark && last.text + first.text == other.text
    }
}
