import Model

/// Puts the grades of one family together.
struct GradeMatrixBuilder {
    private struct Place: Hashable {
        let body: String
        let cycle: String
        let thing: GradedThing
    }

    private struct Pair: Hashable {
        let old: ReportID
        let new: ReportID
    }

    private let grades: [StatedGrade]
    private let places: [Place: [StatedGrade]]
    private let held: [String: Set<String>]
    private let sequence: CycleSequence
    private let comparable: (StatedGrade, StatedGrade) -> Bool
    private var compared: [Pair: Bool] = [:]

    init(
        _ grades: [StatedGrade], sequence: CycleSequence, comparable: @escaping (StatedGrade, StatedGrade) -> Bool
    ) {
        self.grades = grades.sorted { GradeMatrixBuilder.rank($0) < GradeMatrixBuilder.rank($1) }
        places = Dictionary(grouping: self.grades) { Place(body: $0.body.slug, cycle: $0.cycle, thing: $0.thing) }
        held = Dictionary(grouping: grades, by: \.body.slug).mapValues { Set($0.map(\.cycle)) }
        self.sequence = sequence
        self.comparable = comparable
    }

    // A report before its parts and editions, whose ids are longer.
    private static func rank(_ grade: StatedGrade) -> (Int, String, Int) {
        (grade.report.rawValue.count { $0 == "/" }, grade.report.rawValue, grade.position)
    }

    mutating func matrix(of family: StatedGrade.Family, cycle: String) -> GradeMatrix {
        let shown = grades.filter { $0.cycle == cycle }
        let columns = GradeMatrixBuilder.columns(of: shown)
        let order = Dictionary(zip(columns, columns.indices)) { first, _ in first }
        let rows = Dictionary(grouping: shown, by: \.body.slug).values.map { grades in
            // Documents of other times may name it otherwise; the report's own name stands first.
            let sorted = grades.enumerated().sorted {
                (order[$0.element.thing] ?? 0, $0.offset) < (order[$1.element.thing] ?? 0, $1.offset)
            }
            return GradeMatrix.Row(body: grades[0].body, entries: sorted.map { entry(of: $0.element) })
        }.sorted { ($0.body.name, $0.body.slug) < ($1.body.name, $1.body.slug) }
        let before = Set(rows.map { sequence.before(cycle, held: held[$0.body.slug] ?? []) })
        return GradeMatrix(
            family: family, cycle: cycle, previousCycle: before.count == 1 ? before.first ?? nil : nil,
            columns: columns, rows: rows)
    }

    private mutating func entry(of grade: StatedGrade) -> GradeMatrix.Entry {
        guard let previous = previous(of: grade) else {
            return GradeMatrix.Entry(stated: grade, previous: nil, comparable: nil, movement: nil)
        }
        let pair = Pair(old: previous.report, new: grade.report)
        let areComparable = compared[pair] ?? comparable(previous, grade)
        compared[pair] = areComparable
        return GradeMatrix.Entry(
            stated: grade, previous: previous,
            comparable: areComparable && previous.grading.scale == grade.grading.scale,
            movement: GradeScale.movement(from: previous.grading, to: grade.grading, comparable: areComparable))
    }

    private func previous(of grade: StatedGrade) -> StatedGrade? {
        let body = grade.body.slug
        guard let cycle = sequence.before(grade.cycle, held: held[body] ?? []),
            let stated = places[Place(body: body, cycle: cycle, thing: grade.thing)],
            Set(stated.map(\.grading)).count == 1
        else { return nil }
        return stated.first
    }

    // Scopes as documents have them, each with its own judgment first; then by the mean place in the documents.
    private static func columns(of grades: [StatedGrade]) -> [GradedThing] {
        var scopes: [String: Int] = [:]
        var things: [GradedThing: (sum: Int, count: Int)] = [:]
        for grade in grades {
            let scope = grade.thing.scope
            scopes[scope] = min(scopes[scope] ?? .max, grade.position)
            let known = things[grade.thing] ?? (0, 0)
            things[grade.thing] = (known.sum + grade.position, known.count + 1)
        }
        func rank(_ thing: GradedThing) -> (Int, String, Int, Double) {
            let (sum, count) = things[thing] ?? (0, 1)
            return (
                scopes[thing.scope] ?? 0, thing.scope, thing.question == nil ? 0 : 1, Double(sum) / Double(count)
            )
        }
        return things.keys.sorted { left, right in
            let (first, second) = (rank(left), rank(right))
            return first == second ? left.id < right.id : first < second
        }
    }
}
