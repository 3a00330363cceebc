import Foundation

/// One thing that was graded, or that the document says is not graded.
package struct Judgment: Hashable, Sendable, Codable {
    /// Whether there is a grade, and what kind of none; emitted only as the document states it.
    package enum Status: String, Hashable, Sendable, Codable {
        case graded
        case notYetGraded = "not-yet-graded"
        case notGraded = "not-graded"
        case ungraded
        case carriedOver = "carried-over"
    }

    package var id: String
    /// The body that was graded, on a page that grades several.
    package var subject: Subject?
    package var scope: String
    package var question: String?
    package var topic: String
    package var grade: String?
    package var gradeText: String
    package var status: Status
    package var scale: String
    package var trend: String?
    package var carriedOver: Bool?
    package var lastUpdated: CalendarDate?
    package var section: String
    /// Set on a judgment that stands in the document beside another grade of the same thing: the id of that other one.
    package var disagreesWith: String?
    package var evidence: [Evidence]

    /// Takes the values that the properties describe.
    package init(
        id: String, scope: String, question: String? = nil, topic: String, grade: String?, gradeText: String,
        status: Status, scale: String, section: String, evidence: [Evidence]
    ) {
        self.id = id
        self.scope = scope
        self.question = question
        self.topic = topic
        self.grade = grade
        self.gradeText = gradeText
        self.status = status
        self.scale = scale
        self.section = section
        self.evidence = evidence
    }

    /// What a reader is told: the grade with spaces, or the status where there is no grade.
    package var verdict: String {
        String(scalars: (grade ?? status.rawValue).unicodeScalars.map { $0 == "-" ? " " : $0 })
    }
}
