import GRDB
package import Model

extension CatalogueDatabase {
    /// Gives events in the order in which they were recorded; every condition that is given must hold.
    ///
    /// `severity` is the least one wanted; `after` is the last sequence number seen, for following. A report that was only
    /// read again has not changed, and what an archive held is no news: these events come only where they are asked for.
    package func events(
        since: Timestamp? = nil, subject: String? = nil, severity: Severity? = nil, after: Int64? = nil,
        withRereads: Bool = false, limit: Int = 1000
    ) throws(Problem) -> [EventRow] {
        var conditions = withRereads ? [] : [EventSQL.isNews]
        var values: [(any DatabaseValueConvertible)?] = []
        if let after { (conditions, values) = (conditions + ["sequence > ?"], values + [after]) }
        if let subject { (conditions, values) = (conditions + ["subject = ?"], values + [subject]) }
        if let severity { (conditions, values) = (conditions + ["severity >= ?"], values + [severity.rank]) }
        if let since {
            (conditions, values) = (conditions + [EventSQL.since], values + [since.milliseconds, since.milliseconds])
        }
        let sql = EventSQL.events(where: conditions)
        let arguments = StatementArguments(values + [limit])
        return try read { database in
            try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: arguments).map(EventRow.init(row:))
        }
    }

    /// Gives one event by its id.
    package func event(id: String) throws(Problem) -> EventRow? {
        try read { database in
            try Row.fetchOne(database, sql: EventSQL.byID, arguments: [id]).map(EventRow.init(row:))
        }
    }
}

/// The statements about events; tests hold their plans to the indexes.
enum EventSQL {
    // Times nearly grow with the sequence but need not: the index gives where to begin, the rows themselves decide.
    static let since = """
        time >= ? AND sequence >= (SELECT min(sequence) FROM events INDEXED BY events_time WHERE time >= ?)
        """
    static let isNews = "type NOT IN ('\(Event.Kind.reread.rawValue)', '\(Event.Kind.backfilled.rawValue)')"
    static let byID = "SELECT * FROM events WHERE id = ?"

    static func events(where conditions: [String]) -> String {
        "SELECT * FROM events" + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
            + " ORDER BY sequence LIMIT ?"
    }
}

extension EventRow {
    init(row: Row) throws {
        guard let severity = Severity(rank: try row.need("severity")) else { throw Unreadable(column: "severity") }
        self.init(
            sequence: try row.need("sequence"), id: try row.need("id"), type: try row.choice("type"),
            report: try row.need("report"), subject: try row.maybe("subject"), severity: severity,
            time: try row.time("time"), json: try row.need("json"))
    }
}
