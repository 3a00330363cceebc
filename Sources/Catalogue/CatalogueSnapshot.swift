import GRDB
package import Model

/// The catalogue as it is at one moment, for what reads much of it: what is recorded meanwhile is not seen. Rows are handed
/// over one after another, so that a million of them need no more memory than one. Only to be used while the body runs that got it.
package struct CatalogueSnapshot {
    private let database: Database

    /// Hands over every report of which something was known at a standpoint, by id.
    package func reports(from standpoint: Standpoint, _ body: (ListedReport) throws -> Void) throws {
        let withdrawn = Set(
            try String.fetchAll(
                database, sql: GradeSQL.withdrawn(from: standpoint), arguments: standpoint.arguments))
        let rows = try Row.fetchCursor(
            database, sql: SnapshotSQL.reports(from: standpoint),
            arguments: standpoint.arguments + standpoint.arguments)
        while let row = try rows.next() {
            let versions: Int = try row.need("version_count")
            guard versions > 0 else { continue }
            let report = try row.report("id")
            // Without a number none of its versions stood.
            let standing = try row.maybe("number", as: Int.self).map { _ in try VersionRow(row: row) }
            try body(
                ListedReport(
                    report: report, standing: standing, versions: versions,
                    isWithdrawn: withdrawn.contains(report.rawValue)))
        }
    }

    /// Hands over every version that was known at a standpoint, by report and number.
    package func versions(from standpoint: Standpoint, _ body: (ListedVersion) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            database, sql: SnapshotSQL.versions(from: standpoint), arguments: standpoint.arguments)
        while let row = try rows.next() {
            try body(ListedVersion(version: try VersionRow(row: row), labels: try row.json("labels") ?? []))
        }
    }

    /// Hands over every event that was told by then, by time and id: so it stays when the catalogue is made again. Where a standpoint has a date, an event that brought
    /// a version goes by when that was captured.
    package func events(from standpoint: Standpoint, _ body: (ListedEvent) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            database, sql: SnapshotSQL.events(from: standpoint), arguments: standpoint.arguments)
        while let row = try rows.next() {
            try body(ListedEvent(event: try EventRow(row: row), isOfReport: try row.need("is_of_report")))
        }
    }

    fileprivate init(_ database: Database) { self.database = database }
}

extension CatalogueDatabase {
    /// Reads at one moment, beside whoever writes: all that the body asks is answered as of then.
    package func snapshot<Value>(_ body: (CatalogueSnapshot) throws -> Value) throws(Problem) -> Value {
        try read { try body(CatalogueSnapshot($0)) }
    }
}

/// One report as a whole archive is listed.
package struct ListedReport: Hashable, Sendable {
    package let report: ReportID
    /// The version that stood.
    package let standing: VersionRow?
    /// How many there were.
    package let versions: Int
    package let isWithdrawn: Bool
}

/// One version as a whole archive is listed.
package struct ListedVersion: Hashable, Sendable {
    package let version: VersionRow
    /// From the outermost folder inwards.
    package let labels: [String]
}

/// One event as a whole archive is listed.
package struct ListedEvent: Hashable, Sendable {
    package let event: EventRow
    /// Whether it is about a report of the archive, and not about a source or the archive itself.
    package let isOfReport: Bool
}

/// The statements about all of the catalogue; tests see that indexes give their order.
enum SnapshotSQL {
    static func reports(from standpoint: Standpoint) -> String {
        VersionSQL.columns + """
            , (SELECT count(*) FROM versions WHERE report = r.key\(standpoint.conditions())) AS version_count
             FROM reports r LEFT JOIN versions v ON v.report = r.key AND v.number = \(VersionSQL.number(from: standpoint))
            ORDER BY r.id
            """
    }

    static func versions(from standpoint: Standpoint) -> String {
        VersionSQL.columns + """
            , (SELECT json_group_array(label) FROM
                (SELECT label FROM labels WHERE report = v.report AND number = v.number ORDER BY position)) AS labels
             FROM reports r JOIN versions v ON v.report = r.key
            WHERE true\(standpoint.conditions()) ORDER BY r.id, v.number
            """
    }

    static func events(from standpoint: Standpoint) -> String {
        """
        SELECT e.*, r.key IS NOT NULL AS is_of_report FROM events e
        LEFT JOIN reports r ON r.id = e.report
        LEFT JOIN versions v ON v.report = r.key
            AND v.number = CAST(substr(json_extract(e.json, '$.data.toVersion'), 2) AS INTEGER)
        WHERE true\(standpoint.conditions(captured: "coalesce(v.captured, e.time)", created: "e.time"))
        ORDER BY e.time, e.id
        """
    }
}
