import Changes
import Model
import Testing

@Suite struct GradeMatrixTests {
    private let listed = CycleSequence(listed: ["2014", "2015", "2016", "2018/19"])

    private func grade(
        _ body: String, _ cycle: String, _ id: String, _ grade: String?, status: Judgment.Status = .graded,
        scale: String = "hmicfrs-4", part: String? = nil, position: Int = 0, disagreesWith: String? = nil
    ) throws -> StatedGrade {
        let report = ReportID(
            country: "gb", publisher: "hmicfrs", family: "peel", cycle: cycle, subject: body, part: part)
        let thing = GradedThing(
            judgment: id, scope: String(id.prefix { $0 != "." }), subject: nil, disagreesWith: disagreesWith)
        return try #require(
            StatedGrade(
                report: report, version: VersionNumber(1), cycle: cycle,
                body: StatedGrade.Body(slug: body, name: body.prefix(1).uppercased() + body.dropFirst(), code: nil),
                thing: thing, topic: "a topic",
                grading: Grading(grade: grade, status: status, scale: scale), position: position, isWithdrawn: false))
    }

    private func matrix(
        _ grades: [StatedGrade], cycle: String? = nil, sequence: CycleSequence? = nil, comparable: Bool = true
    ) throws -> GradeMatrix {
        let all = GradeMatrix.all(
            of: grades, cycle: cycle, sequence: { _ in sequence ?? listed }, comparable: { _, _ in comparable })
        #expect(all.count == 1)
        return try #require(all.first)
    }

    @Test(arguments: [
        ("good", "requires-improvement", Movement.worse), ("good", "good", .unchanged), ("inadequate", "good", .better),
    ])
    func `a grade stands beside that of the cycle before`(before: String, now: String, expected: Movement) throws {
        let matrix = try matrix([
            try grade("kent", "2015", "efficiency", before), try grade("kent", "2016", "efficiency", now),
        ])
        #expect(matrix.cycle == "2016" && matrix.previousCycle == "2015")
        let entry = try #require(matrix.rows.first?.entries.first)
        #expect(entry.movement == expected && entry.comparable == true)
        #expect(entry.previous?.grading.grade == before)
    }

    @Test func `nothing moves between cycles that do not compare or on two scales`() throws {
        let old = try grade("kent", "2015", "efficiency", "good")
        let apart = try matrix([old, try grade("kent", "2016", "efficiency", "inadequate")], comparable: false)
        #expect(apart.rows[0].entries[0].movement == nil && apart.rows[0].entries[0].comparable == false)
        #expect(apart.rows[0].entries[0].previous == old)
        let scaled = try matrix([old, try grade("kent", "2016", "efficiency", "inadequate", scale: "hmicfrs-5")])
        #expect(scaled.rows[0].entries[0].movement == nil && scaled.rows[0].entries[0].comparable == false)
    }

    @Test func `a cycle of which nothing is held is not stepped over`() throws {
        let matrix = try matrix([
            try grade("kent", "2015", "efficiency", "good"), try grade("kent", "2018/19", "efficiency", "inadequate"),
        ])
        #expect(matrix.previousCycle == "2016")
        #expect(matrix.rows[0].entries[0].previous == nil && matrix.rows[0].entries[0].comparable == nil)
    }

    @Test func `where each year is a cycle, the last inspection of the body is the one before`() throws {
        let matrix = try matrix(
            [
                try grade("kent", "2017", "efficiency", "good"), try grade("kent", "2021", "efficiency", "inadequate"),
                try grade("essex", "2019", "efficiency", "good"), try grade("essex", "2021", "efficiency", "good"),
            ], sequence: CycleSequence())
        #expect(matrix.previousCycle == nil)
        #expect(matrix.rows.map { $0.entries[0].previous?.cycle } == ["2019", "2017"])
        #expect(matrix.rows.map { $0.entries[0].movement } == [.unchanged, .worse])
    }

    @Test func `what is not graded or was carried over has not moved`() throws {
        let matrix = try matrix([
            try grade("kent", "2015", "efficiency", "good"), try grade("kent", "2015", "legitimacy", "good"),
            try grade("kent", "2016", "efficiency", nil, status: .notYetGraded),
            try grade("kent", "2016", "legitimacy", "good", status: .carriedOver, position: 1),
        ])
        #expect(matrix.rows[0].entries.map(\.movement) == [nil, nil])
        let lines = GradeTable.lines(of: matrix, width: 120)
        #expect(lines.contains { $0.contains("not yet graded") && $0.contains("good, carried over") }, "\(lines)")
    }

    @Test func `two documents that disagree before or now are shown and not compared`() throws {
        let matrix = try matrix([
            try grade("kent", "2015", "efficiency", "good"),
            try grade("kent", "2015", "efficiency", "inadequate", part: "efficiency"),
            try grade("kent", "2016", "efficiency", "good"),
            try grade(
                "kent", "2016", "efficiency.also-inadequate", "inadequate", position: 1, disagreesWith: "efficiency"),
        ])
        #expect(matrix.columns.map(\.id) == ["efficiency"])
        #expect(matrix.rows[0].entries.map(\.previous) == [nil, nil])
        #expect(GradeTable.lines(of: matrix, width: 120).contains { $0.contains("good / inadequate") })
    }

    @Test func `columns are scopes as documents have them, each before its questions`() throws {
        let matrix = try matrix([
            try grade("kent", "2016", "efficiency", "good", position: 1),
            try grade("kent", "2016", "effectiveness", "good", position: 0),
            try grade("kent", "2016", "effectiveness.preventing-crime", "good", position: 2),
            try grade("essex", "2016", "effectiveness.investigating-crime", "good", position: 1),
        ])
        #expect(
            matrix.columns.map(\.id) == [
                "effectiveness", "effectiveness.investigating-crime", "effectiveness.preventing-crime", "efficiency",
            ])
        #expect(matrix.rows.map(\.body.slug) == ["essex", "kent"])
    }

    @Test(arguments: [40, 60, 80, 100, 200])
    func `a table of many questions keeps to its width and says every grade`(width: Int) throws {
        let names = [
            "preventing-crime", "investigating-crime", "protecting-vulnerable-people", "specialist-capabilities",
        ]
        let steps = ["outstanding", "good", "requires-improvement", "inadequate"]
        var grades: [StatedGrade] = []
        for (number, body) in ["avon-and-somerset", "kent", "metropolitan"].enumerated() {
            for (position, name) in (names + names.map { $0 + "-again" } + names.map { $0 + "-too" }).enumerated() {
                for (shift, cycle) in ["2015", "2016"].enumerated() {
                    grades.append(
                        try grade(
                            body, cycle, "effectiveness." + name, steps[(number + position + shift) % 4],
                            position: position))
                }
            }
        }
        let lines = GradeTable.lines(of: try matrix(grades), width: width)
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines.joined(separator: "\n"))")
        let marks = lines.joined().filter { "↑↓=".contains($0) }
        // One for each grade, and the two of the legend.
        #expect(marks.count == 36 + 2)
    }

    @Test func `a newer cycle of no body hides no older one that is asked for`() throws {
        let grades = [
            try grade("kent", "2016", "efficiency", "good"), try grade("kent", "2018/19", "efficiency", "good"),
        ]
        #expect(try matrix(grades).cycle == "2018/19")
        #expect(try matrix(grades, cycle: "2018-19").cycle == "2018/19")
        #expect(try matrix(grades, cycle: "2016").cycle == "2016")
        #expect(
            GradeMatrix.all(of: grades, cycle: "1999", sequence: { _ in listed }, comparable: { _, _ in true }).isEmpty)
    }
}
