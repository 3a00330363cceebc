import GRDB
package import Model

extension CatalogueDatabase {
    /// Gives the newest version of every report of a cycle with all its judgments, by report: what tables of grades are made
    /// of. One query for each of the three things, however many reports there are.
    package func gradedReports() throws(Problem) -> [GradedReport] {
        try read { database in
            let withdrawn = Set(try String.fetchAll(database, sql: GradeSQL.withdrawn))
            var judgments: [String: [JudgmentRow]] = [:]
            let rows = try Row.fetchCursor(database, sql: GradeSQL.judgments)
            while let row = try rows.next() {
                let report = try row.report("report_id")
                judgments[report.rawValue, default: []].append(
                    try JudgmentRow(row: row, report: report, version: VersionNumber(try row.need("number"))))
            }
            return try Row.fetchAll(database, sql: GradeSQL.newest).compactMap { row in
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
    private static let number = VersionSQL.standingNumber

    static let newest =
        VersionSQL.columns + """
             FROM reports r JOIN versions v ON v.report = r.key AND v.number = \(number)
            WHERE r.cycle IS NOT NULL ORDER BY r.id
            """
    static let judgments = """
        SELECT r.id AS report_id, j.* FROM reports r JOIN judgments j ON j.report = r.key AND j.number = \(number)
        WHERE r.cycle IS NOT NULL ORDER BY r.key, j.position
        """
    // A source that was given another address has another report.
    static let withdrawn = """
        SELECT s.report FROM tellings t JOIN sources s ON s.id = t.source AND s.url = t.url
        WHERE t.withdrawn IS NOT NULL AND s.report IS NOT NULL
        """
}
