import Model

/// Lists that name each grade once, with what has it in the lines below: *Outstanding*, then *Preventing crime*; *Good*, then
/// three areas. Nothing in them is a heading, and no grade belongs to the line above it.
struct GradeList: Sendable {
    /// What a line says that says one thing and nothing else.
    enum Line: Hashable, Sendable {
        /// A grade, by its rank on its scale where it has one.
        case grade(rank: Int?)
        case name([String])
        /// That nothing has the grade above it.
        case nothing
    }

    /// Per line that names something graded, the line of its grade.
    private(set) var grades: [Int: Int] = [:]
    /// The lines that hold the grades.
    private(set) var heads: Set<Int> = []
    /// Grades that may belong to the line above them as well as to those below.
    private(set) var unclear: Set<Int> = []

    init() {}

    /// Finds them: runs of such lines. `line` tells what a block is, and `isGlued` whether it holds a grade besides other words.
    init(document: WordedDocument, line: (Int) -> Line?, isGlued: (Int) -> Bool) {
        var start = 0
        while start < document.blocks.count {
            var run: [Line] = []
            while start + run.count < document.blocks.count, let next = line(start + run.count) { run.append(next) }
            defer { start += max(1, run.count) }
            guard let first = run.firstIndex(where: \.isGrade) else { continue }
            let above = run[..<first]
            let list = run[first...]
            let isAnnounced = above.isEmpty && start > 0 && document.tokens[start - 1].last?.word == ":"
            // A list of all names stands above the same names by grade.
            let isFree = above.allSatisfy { list.contains($0) && $0.isName }
            if isAnnounced || GradeList.namesNothing(list) || isFree && GradeList.isGrouped(list) {
                add(GradeList.inOrder(list), at: start)
            } else if GradeList.hasNamesInARow(list) || start > 0 && isGlued(start - 1) {
                unclear.formUnion(list.indices.filter { list[$0].isGrade }.map { start + $0 })
            } else if GradeList.isBehindNames(above) {
                unclear.insert(start + first)
            }
        }
    }

    // Behind several names it may be of the last one, or begin a list of them by grade. A name that was named before is a heading
    // below a table of contents.
    private static func isBehindNames(_ above: ArraySlice<Line>) -> Bool {
        guard let last = above.last, above.count > 2, above.allSatisfy(\.isName) else { return false }
        return !above.dropLast().contains(last)
    }

    // Where a grade is of nothing, what it is of stands below it.
    private static func namesNothing(_ list: ArraySlice<Line>) -> Bool {
        zip(list, list.dropFirst()).contains { $0.isGrade && $1 == .nothing }
    }

    // Without a word before it, a list shows itself by one grade over several names, and by naming no grade twice.
    private static func isGrouped(_ list: ArraySlice<Line>) -> Bool {
        let heads = list.filter(\.isGrade)
        guard let last = list.last, heads.count > 1, Set(heads).count == heads.count else { return false }
        // A grade at its end may be the one of the name above it, unless there are many.
        guard !last.isGrade || heads.count > 3 else { return false }
        return hasNamesInARow(list)
    }

    // One grade over two names or more.
    private static func hasNamesInARow(_ list: ArraySlice<Line>) -> Bool {
        list.contains { $0.isGrade }
            && zip(list.dropFirst(), list.dropFirst(2)).contains { $0.isName && $1.isName }
            && list.filter(\.isGrade).count > 1
    }

    // The grades go up or down. One that does not is the first grade of what comes behind the list, with the name above it.
    private static func inOrder(_ list: ArraySlice<Line>) -> ArraySlice<Line> {
        var (last, rises): (Int?, Bool?) = (nil, nil)
        for place in list.indices {
            guard case .grade(let rank?) = list[place] else { continue }
            if list.indices.contains(place + 1), list[place + 1] == .nothing { continue }
            if let last {
                if rank == last || rises.map({ $0 != (rank > last) }) == true {
                    return list[..<(list[place - 1].isName ? place - 1 : place)]
                }
                rises = rank > last
            }
            last = rank
        }
        return list
    }

    private mutating func add(_ list: ArraySlice<Line>, at start: Int) {
        guard list.contains(where: \.isName) else { return }
        var grade = list.startIndex
        for place in list.indices {
            switch list[place] {
            case .grade:
                grade = place
                heads.insert(start + place)
            case .name: grades[start + place] = start + grade
            case .nothing: break
            }
        }
    }
}

extension GradeList.Line {
    fileprivate var isGrade: Bool { if case .grade = self { true } else { false } }
    fileprivate var isName: Bool { if case .name = self { true } else { false } }
}
