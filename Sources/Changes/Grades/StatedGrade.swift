package import Model

/// A grade or its absence as one document states it, without the words of the document.
package struct Grading: Hashable, Sendable {
    package let grade: String?
    package let status: Judgment.Status
    package let scale: String

    /// Takes the values that the properties describe.
    package init(grade: String?, status: Judgment.Status, scale: String) {
        (self.grade, self.status, self.scale) = (grade, status, scale)
    }

    init(_ judgment: Judgment) {
        self.init(grade: judgment.grade, status: judgment.status, scale: judgment.scale)
    }

    /// What a table shows: the grade with spaces; a status in its own words, with the grade that it leaves standing.
    var words: String {
        let grade = grade?.replacing("-", with: " ")
        guard status != .graded else { return grade ?? "" }
        return [grade, status.rawValue.replacing("-", with: " ")].compactMap { $0 }.joined(separator: ", ")
    }
}

/// What is graded, the same in every cycle and for every body: a scope itself or a question inside one.
package struct GradedThing: Hashable, Sendable {
    /// The judgment's id without the body it is about: `effectiveness`, `effectiveness.investigating-crime`.
    package let id: String
    package let scope: String

    /// Takes a judgment's id, or that of the judgment beside which it stands.
    package init(judgment id: String, scope: String, subject: String?, disagreesWith: String? = nil) {
        let whole = disagreesWith ?? id
        let prefix = subject.map { $0 + "." } ?? ""
        self.id = whole.hasPrefix(prefix) ? String(whole.dropFirst(prefix.count)) : whole
        self.scope = scope
    }

    /// The question inside the scope; `nil` for the scope's own judgment.
    package var question: String? {
        guard id != scope else { return nil }
        return id.hasPrefix(scope + ".") ? String(id.dropFirst(scope.count + 1)) : id
    }
}

/// One judgment of the newest version of one report, with all that places it in a table.
package struct StatedGrade: Hashable, Sendable {
    /// A family of one publisher's reports; each has tables of its own.
    package struct Family: Hashable, Sendable, Comparable {
        package let publisher: String
        package let name: String

        package static func < (left: Family, right: Family) -> Bool {
            (left.publisher, left.name) < (right.publisher, right.name)
        }
    }

    /// The body that is graded.
    package struct Body: Hashable, Sendable {
        package let slug: String
        /// Its short name; the slug where none is known.
        package let name: String
        package let code: String?

        /// Takes the values that the properties describe.
        package init(slug: String, name: String?, code: String?) {
            (self.slug, self.name, self.code) = (slug, name ?? slug, code)
        }
    }

    package let report: ReportID
    package let version: VersionNumber
    package let family: Family
    package let cycle: String
    package let body: Body
    package let thing: GradedThing
    /// What it is about in the document's words.
    package let topic: String
    package let grading: Grading
    /// Its place in the record.
    package let position: Int
    package let isWithdrawn: Bool

    /// Takes the values that the properties describe; `nil` for a document of no family, which has no table.
    package init?(
        report: ReportID, version: VersionNumber, cycle: String, body: Body, thing: GradedThing, topic: String,
        grading: Grading, position: Int, isWithdrawn: Bool
    ) {
        guard let publisher = report.publisher, let family = report.family else { return nil }
        (self.report, self.version, self.cycle, self.body) = (report, version, cycle, body)
        self.family = Family(publisher: publisher, name: family)
        (self.thing, self.topic, self.grading) = (thing, topic, grading)
        (self.position, self.isWithdrawn) = (position, isWithdrawn)
    }
}
