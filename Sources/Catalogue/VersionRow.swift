package import Model

/// What the catalogue knows of one archived version.
package struct VersionRow: Hashable, Sendable {
    package var report: ReportID
    package var version: VersionNumber
    package var kind: String
    package var title: String?
    /// The subject's slug; absent where the document has none.
    package var subject: String?
    package var cycle: String?
    package var language: String
    /// When it was archived.
    package var created: Timestamp
    /// When its bytes were captured: the order of a report's history. Never later than `created`.
    package var captured: Timestamp
    /// Whether it came out of an archive, from before the report was watched: then it is never the current one.
    package var isHistory = false
    /// Whether the report's own address showed another version before and after its capture: it never stood.
    package var isContradicted = false
    package var sourceDigest: Digest
    package var textDigest: Digest
    /// The version's folder, relative to the archive.
    package var path: String
    package var summary: String
    package var url: String?
    package var profile: String?
    package var profileVersion: Int?
    /// The subject's short name and its code, as the record has them.
    package var subjectName: String?
    package var subjectCode: String?

    /// Takes what every version has; the rest is set where it is known.
    package init(
        report: ReportID, version: VersionNumber, kind: String, language: String, created: Timestamp,
        sourceDigest: Digest, textDigest: Digest, path: String, summary: String
    ) {
        self.report = report
        self.version = version
        self.kind = kind
        self.language = language
        self.created = created
        captured = created
        self.sourceDigest = sourceDigest
        self.textDigest = textDigest
        self.path = path
        self.summary = summary
    }
}

/// One more form in which a version's content was received: other bytes, same content.
package struct Rendition: Hashable, Sendable {
    package let source: Digest
    package let report: ReportID
    package let version: VersionNumber

    /// Takes the digest of the bytes and the version whose content they hold. Each version's own bytes are known without.
    package init(source: Digest, report: ReportID, version: VersionNumber) {
        self.source = source
        self.report = report
        self.version = version
    }
}

/// One judgment of one version, as far as lists and tables need it.
package struct JudgmentRow: Hashable, Sendable {
    package let report: ReportID
    package let version: VersionNumber
    package let id: String
    package let scope: String
    package let topic: String
    package let question: String?
    package let grade: String?
    package let status: Judgment.Status
    package let scale: String
    /// Whether it stands for its whole scope, as a pillar's own grade does.
    package let isHeadline: Bool
    /// Of a report that grades several bodies: the slug, short name and code of the one that is graded.
    package let subject: String?
    package let subjectName: String?
    package let subjectCode: String?
    /// The judgment beside which it stands with another grade.
    package let disagreesWith: String?

    /// Takes a judgment of a record. Its id tells whether it is the scope's own: `effectiveness` in scope `effectiveness`.
    package init(_ judgment: Judgment, report: ReportID, version: VersionNumber) {
        self.report = report
        self.version = version
        id = judgment.id
        scope = judgment.scope
        topic = judgment.topic
        question = judgment.question
        grade = judgment.grade
        status = judgment.status
        scale = judgment.scale
        isHeadline = judgment.id == judgment.scope
        (subject, subjectName) = (judgment.subject?.slug, judgment.subject?.shortName)
        subjectCode = judgment.subject?.code
        disagreesWith = judgment.disagreesWith
    }
}

/// One report in a list: its latest version, how many there are, and the headline judgments of the latest.
package struct ReportRow: Hashable, Sendable {
    /// The version that stands now.
    package let latest: VersionRow
    package let versions: Int
    /// The version that was archived last; one that came out of an archive may stand before others.
    package let newest: VersionNumber
    package let judgments: [JudgmentRow]
}

/// One report of a cycle with everything that its newest version grades.
package struct GradedReport: Hashable, Sendable {
    package let latest: VersionRow
    /// Whether it was told withdrawn, and not restored since.
    package let isWithdrawn: Bool
    /// In the record's order.
    package let judgments: [JudgmentRow]
}
