import Changes
import Model

/// The tables of `grades` as a tidy list: a line for each judgment.
enum GradeLines {
    private static let heading = [
        "family", "cycle", "subject", "subjectCode", "scope", "question", "topic", "grade", "status", "scale",
        "movement",
        "previousGrade", "previousCycle", "report", "version", "comparable", "withdrawn",
    ]

    /// Gives the rows, the heading first.
    static func rows(of matrices: [GradeMatrix]) -> [[String?]] {
        [heading]
            + matrices.flatMap { matrix in matrix.rows.flatMap(\.entries).map { row(of: $0, in: matrix) } }
    }

    private static func row(of entry: GradeMatrix.Entry, in matrix: GradeMatrix) -> [String?] {
        let grade = entry.stated
        return [
            matrix.family.name, matrix.cycle, grade.body.slug, grade.body.code, grade.thing.scope, grade.thing.question,
            grade.topic, grade.grading.grade, grade.grading.status.rawValue, grade.grading.scale,
            entry.movement?.rawValue, entry.previous?.grading.grade, entry.previous?.cycle, grade.report.rawValue,
            grade.version.description, entry.comparable.map { $0 ? "true" : "false" },
            grade.isWithdrawn ? "true" : nil,
        ]
    }
}

/// A table of `grades` as JSON.
struct MatrixLine: Encodable {
    let family: String
    let publisher: String
    let cycle: String
    let previousCycle: String?
    let questions: [QuestionLine]
    let subjects: [SubjectLine]

    struct QuestionLine: Encodable {
        let id: String
        let scope: String
        let question: String?

        init(_ thing: GradedThing) { (id, scope, question) = (thing.id, thing.scope, thing.question) }
    }

    struct SubjectLine: Encodable {
        let slug: String
        let shortName: String
        let code: String?
        let judgments: [JudgmentLine]
    }

    struct JudgmentLine: Encodable {
        /// One of the ids of `questions`.
        let id: String
        let topic: String
        let grade: String?
        let status: Judgment.Status
        let scale: String
        let movement: Movement?
        let comparable: Bool?
        let previousGrade: String?
        let previousStatus: Judgment.Status?
        let previousCycle: String?
        let report: ReportID
        let version: VersionNumber
        let withdrawn: Bool?

        init(_ entry: GradeMatrix.Entry) {
            let grade = entry.stated
            (id, topic) = (grade.thing.id, grade.topic)
            (self.grade, status, scale) = (grade.grading.grade, grade.grading.status, grade.grading.scale)
            (movement, comparable) = (entry.movement, entry.comparable)
            (previousGrade, previousStatus) = (entry.previous?.grading.grade, entry.previous?.grading.status)
            previousCycle = entry.previous?.cycle
            (report, version) = (grade.report, grade.version)
            withdrawn = grade.isWithdrawn ? true : nil
        }
    }

    init(_ matrix: GradeMatrix) {
        (family, publisher) = (matrix.family.name, matrix.family.publisher)
        (cycle, previousCycle) = (matrix.cycle, matrix.previousCycle)
        questions = matrix.columns.map(QuestionLine.init)
        subjects = matrix.rows.map { row in
            SubjectLine(
                slug: row.body.slug, shortName: row.body.name, code: row.body.code,
                judgments: row.entries.map(JudgmentLine.init))
        }
    }
}
