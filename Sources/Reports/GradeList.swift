import Model

/// Lists that name each grade once, with what has it in the lines below: *Outstanding*, then *Preventing crime*; *Good*, then
/// three areas. Nothing in them is a heading, and no grade belongs to the line above it.
struct GradeList: Sendable {
    /// Per line that names something graded, the line of its grade.
    private(set) var grades: [Int: Int] = [:]
    /// The lines that hold the grades.
    private(set) var heads: Set<Int> = []

    init() {}

    /// Finds them: runs of lines that hold a grade or a name and nothing else, of which a grade is the first.
    init(document: WordedDocument, badges: [Int: LineKinds.Badge], isName: (Int) -> Bool) {
        var start = 0
        while start < document.blocks.count {
            guard badges[start] != nil else {
                start += 1
                continue
            }
            let run = (start..<document.blocks.count).prefix { badges[$0] != nil || isName($0) }
            let isAnnounced = start > 0 && document.tokens[start - 1].last?.word == ":"
            let above = start > 0 && isName(start - 1)
            if !above, isAnnounced || GradeList.isGrouped(run, badges) { add(run, badges) }
            start = run.upperBound
        }
    }

    // Without a word before it, a list shows itself by one grade over several names, and by naming no grade twice.
    private static func isGrouped(_ run: Range<Int>, _ badges: [Int: LineKinds.Badge]) -> Bool {
        let heads = run.compactMap { badges[$0] }
        guard let last = run.last, heads.count > 1, Set(heads.map(\.grade)).count == heads.count else { return false }
        // A grade at its end may be the one of the name above it, unless there are many.
        guard badges[last] == nil || heads.count > 3 else { return false }
        return run.dropLast().contains { badges[$0] == nil && badges[$0 + 1] == nil }
    }

    private mutating func add(_ run: Range<Int>, _ badges: [Int: LineKinds.Badge]) {
        guard run.contains(where: { badges[$0] == nil }) else { return }
        var grade = run.lowerBound
        for line in run {
            if badges[line] != nil {
                grade = line
                heads.insert(line)
            } else {
                grades[line] = grade
            }
        }
    }
}
