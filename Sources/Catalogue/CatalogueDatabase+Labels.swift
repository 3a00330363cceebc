import GRDB
package import Model

/// The labels of one version: the folders of the inbox in which it was dropped.
package struct LabelRow: Hashable, Sendable {
    package let report: ReportID
    package let version: VersionNumber
    /// From the outermost folder inwards.
    package let labels: [String]

    /// Takes the labels that the record of a version has.
    package init(_ labels: [String], report: ReportID, version: VersionNumber) {
        (self.labels, self.report, self.version) = (labels, report, version)
    }
}

extension CatalogueDatabase {
    /// Gives the labels of one version.
    package func labels(of report: ReportID, _ number: VersionNumber) throws(Problem) -> [String] {
        try read { database in
            try String.fetchAll(
                try database.cachedStatement(sql: LabelSQL.ofVersion), arguments: [report.rawValue, number.value])
        }
    }

    /// Gives the labels of every report that has any: all that its versions have.
    package func labels() throws(Problem) -> [ReportID: [String]] {
        try read { database in
            var labels: [ReportID: [String]] = [:]
            for row in try Row.fetchAll(database, sql: LabelSQL.all) {
                labels[try row.report("id"), default: []].append(try row.need("label"))
            }
            return labels
        }
    }

    static func insert(_ rows: [LabelRow], in database: Database) throws {
        let statement = try database.cachedStatement(sql: LabelSQL.insert)
        for row in rows {
            for (position, label) in row.labels.enumerated() {
                try statement.execute(arguments: [row.version.value, position, label, row.report.rawValue])
            }
        }
    }
}

/// The statements about labels.
private enum LabelSQL {
    static let ofVersion = """
        SELECT l.label FROM reports r JOIN labels l ON l.report = r.key WHERE r.id = ? AND l.number = ? ORDER BY l.position
        """
    static let all = """
        SELECT DISTINCT r.id, l.label FROM labels l JOIN reports r ON r.key = l.report ORDER BY r.id, l.label
        """
    static let insert = """
        INSERT INTO labels SELECT key, ?, ?, ? FROM reports WHERE id = ? ON CONFLICT DO NOTHING
        """
}
