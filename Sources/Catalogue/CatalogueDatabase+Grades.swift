import GRDB
package import Model

extension CatalogueDatabase {
    /// Gives the version of every report of a cycle that stands, with all its judgments, by report: what tables of grades are
    /// made of. One query for each of the three things, however many reports there are.
    package func gradedReports(from standpoint: Standpoint = .now) throws(Problem) -> [GradedReport] {
        try read { database in
            let withdrawn = Set(
                try String.fetchAll(
                    database, sql: GradeSQL.withdrawn(from: standpoint), arguments: standpoint.arguments))
            var judgments: [String: [JudgmentRow]] = [:]
            let rows = try Row.fetchCursor(
                database, sql: GradeSQL.judgments(from: standpoint), arguments: standpoint.arguments)
            while let row = try rows.next() {
                let report = try row.report("report_id")
                judgments[report.rawValue, default: []].append(
                    try JudgmentRow(row: row, report: report, version: VersionNumber(try row.need("number"))))
            }
            return try Row.fetchAll(
                database, sql: GradeSQL.versions(from: standpoint), arguments: standpoint.arguments
            ).compactMap { row in
                let latest = try VersionRow(row: row)
                guard let all = judgments[latest.report.rawValue] else { return nil }
                return GradedReport(
                    latest: latest, isWithdrawn: withdrawn.contains(latest.report.rawValue), judgments: all)
            }
        }
    }
}

/// The statements about grades; tests hold their plans to the indexes.
enum GradeSQL {
    static func versions(from standpoint: Standpoint) -> String {
        VersionSQL.columns + """
             FROM reports r JOIN versions v ON v.report = r.key AND v.number = \(VersionSQL.number(from: standpoint))
            WHERE r.cycle IS NOT NULL ORDER BY r.id
            """
    }

    static func judgments(from standpoint: Standpoint) -> String {
        """
        SELECT r.id AS report_id, j.* FROM reports r
        JOIN judgments j ON j.report = r.key AND j.number = \(VersionSQL.number(from: standpoint))
        WHERE r.cycle IS NOT NULL ORDER BY r.key, j.position
        """
    }

    static func withdrawn(from standpoint: Standpoint) -> String {
        standpoint == .now
            ? withdrawnNow : withdrawnThen(until: standpoint.conditions(captured: "time", created: "time"))
    }

    // A source that was given another address has another report.
    private static let withdrawnNow = """
        SELECT s.report FROM tellings t JOIN sources s ON s.id = t.source AND s.url = t.url
        WHERE t.withdrawn IS NOT NULL AND s.report IS NOT NULL
        """

    // What sources were then is known by what was told: the last word on a report counts.
    private static func withdrawnThen(until conditions: String) -> String {
        """
        SELECT report FROM
            (SELECT report, type, max(sequence) FROM events INDEXED BY events_type
            WHERE type IN ('\(Event.Kind.withdrawn.rawValue)', '\(Event.Kind.restored.rawValue)')\(conditions)
            GROUP BY report)
        WHERE type = '\(Event.Kind.withdrawn.rawValue)'
        """
    }
}
