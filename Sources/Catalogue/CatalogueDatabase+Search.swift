import GRDB
package import Model

/// What an event has brought, for whoever follows them.
package struct FollowedEvent: Hashable, Sendable {
    package let position: SearchPosition
    /// Its version, where that is the one that stands now; of an event that names none, the version that stands.
    package let standing: VersionRow?
}

extension CatalogueDatabase {
    /// Gives the events after a position, in their order.
    package func events(from position: SearchPosition, limit: Int) throws(Problem) -> [FollowedEvent] {
        try read { database in
            let statement = try database.cachedStatement(sql: FollowSQL.events)
            return try Row.fetchAll(statement, arguments: [position.sequence, limit]).map { row in
                FollowedEvent(
                    position: SearchPosition(sequence: try row.need("sequence"), event: try row.need("event")),
                    standing: try row.maybe("number", as: Int.self).map { _ in try VersionRow(row: row) })
            }
        }
    }

    /// Gives how many events there are after a position; `nil` for a position of another catalogue.
    package func eventCount(after position: SearchPosition) throws(Problem) -> Int? {
        try read { database in
            let event = try String.fetchOne(
                try database.cachedStatement(sql: FollowSQL.event), arguments: [position.sequence])
            guard position == .start || event == position.event else { return nil }
            let last = try Int64.fetchOne(try database.cachedStatement(sql: FollowSQL.last)) ?? 0
            return Int(last - position.sequence)
        }
    }

    /// Gives the sequence of the last event, 0 where there is none.
    package func lastSequence() throws(Problem) -> Int64 {
        try read { try Int64.fetchOne(try $0.cachedStatement(sql: FollowSQL.last)) ?? 0 }
    }

    /// Whether a report is told as withdrawn now.
    package func isWithdrawn(_ report: ReportID) throws(Problem) -> Bool {
        try read { database in
            let statement = try database.cachedStatement(sql: FollowSQL.isWithdrawn)
            return try Bool.fetchOne(statement, arguments: [report.rawValue]) ?? false
        }
    }
}

/// The statements for following events; tests hold their plans to the indexes.
enum FollowSQL {
    static let events =
        VersionSQL.columns + """
            , e.sequence, e.id AS event FROM events e
            LEFT JOIN reports r ON r.id = e.report
            LEFT JOIN versions v ON v.report = r.key AND v.number = \(VersionSQL.number(from: .now))
                AND v.number = coalesce(CAST(substr(json_extract(e.json, '$.data.toVersion'), 2) AS INTEGER), v.number)
            WHERE e.sequence > ? ORDER BY e.sequence LIMIT ?
            """
    static let event = "SELECT id FROM events WHERE sequence = ?"
    static let last = "SELECT max(sequence) FROM events"
    // A source that was given another address has another report.
    static let isWithdrawn = """
        SELECT EXISTS (SELECT 1 FROM sources s JOIN tellings t ON t.source = s.id AND t.url = s.url
        WHERE s.report = ? AND t.withdrawn IS NOT NULL)
        """
}
