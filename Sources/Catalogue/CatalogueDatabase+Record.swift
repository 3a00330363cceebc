import GRDB
package import Model

extension CatalogueDatabase {
    /// Records a batch: all of it or nothing, in one transaction.
    ///
    /// Idempotent: a version or an event that is there already changes nothing and is told to nobody again.
    ///
    /// - Throws: `catalogue-refused` where a row breaks a rule, or where a version is there already with other content.
    package func record(_ batch: RecordedBatch) throws(Problem) { try record([batch]) }

    /// Records several batches, in one transaction too: all of them or nothing.
    package func record(_ batches: [RecordedBatch]) throws(Problem) {
        try write { database in
            for batch in batches { try CatalogueDatabase.record(batch, outbox: .pending, in: database) }
        }
        for batch in batches where !batch.sources.isEmpty || batch.listing != nil {
            known?.committed(batch.sources, changed: batch.landings.keys + (batch.listing?.due ?? []))
        }
    }

    /// Records a batch that comes from the archive: as ``record(_:)``, but every outbox row counts as delivered, so that
    /// nothing is sent again.
    package func restored(_ batch: RecordedBatch) throws(Problem) {
        try write { try CatalogueDatabase.record(batch, outbox: .delivered, in: $0) }
    }

    /// Whether outbox rows are still to be sent.
    enum Outboxed: String {
        case pending, delivered
    }

    static func record(_ batch: RecordedBatch, outbox: Outboxed, in database: Database) throws {
        for row in batch.versions { try insert(row, in: database) }
        for rendition in batch.renditions { try insert(rendition, in: database) }
        try insert(batch.judgments, in: database)
        try insert(batch.labels, in: database)
        for event in batch.events { try insert(event, outbox: outbox, in: database) }
        for state in batch.sources { try save(state, in: database) }
        for telling in batch.tellings { try save(telling, in: database) }
        try insert(batch.observations, in: database)
        for rest in batch.rests { try save(rest, in: database) }
        for capture in batch.captures { try save(capture, in: database) }
        for (source, url) in batch.landings { try save(landing: url, of: source, in: database) }
        if let listing = batch.listing { try save(listing, in: database) }
        try finish(batch.finishedClaims, in: database)
    }

    private static func insert(_ row: VersionRow, in database: Database) throws {
        let report = row.report
        try database.cachedStatement(
            sql: """
                INSERT INTO reports (id, folder, spoken, subject, cycle) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
                SET subject = coalesce(excluded.subject, subject), cycle = coalesce(excluded.cycle, cycle)
                """
        ).execute(arguments: [report.rawValue, report.folder, report.spoken, row.subject, row.cycle])
        let key = try key(of: report, in: database)
        // ON CONFLICT and not OR IGNORE: the latter would also swallow a row that breaks a CHECK.
        try database.cachedStatement(
            sql: """
                INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (report, number) DO NOTHING
                """
        ).execute(arguments: [
            key, row.version.value, row.kind, row.title, row.language, row.created.milliseconds,
            row.sourceDigest.stored, row.textDigest.stored, row.path, row.summary, row.url, row.profile,
            row.profileVersion, row.subjectName, row.subjectCode, try place(of: row, key: key, in: database),
            row.isHistory, row.isContradicted,
        ])
        if database.changesCount == 0 { try expectSame(row, key: key, in: database) }
        try insert(
            Rendition(source: row.sourceDigest, report: report, version: row.version), in: database)
    }

    // Versions of a report that is watched stand in the order in which they came, even where the clock was set back between them.
    private static func place(of row: VersionRow, key: Int64, in database: Database) throws -> Int64 {
        guard !row.isHistory else { return row.captured.milliseconds }
        let statement = try database.cachedStatement(
            sql: "SELECT max(captured) FROM versions WHERE report = ? AND is_history = 0 AND number < ?")
        let last = try Int64.fetchOne(statement, arguments: [key, row.version.value])
        return max(row.captured.milliseconds, last ?? row.captured.milliseconds)
    }

    private static func expectSame(_ row: VersionRow, key: Int64, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT source_digest, text_digest FROM versions WHERE report = ? AND number = ?")
        guard let old = try Row.fetchOne(statement, arguments: [key, row.version.value]),
            try old.digest("source_digest") == row.sourceDigest, try old.digest("text_digest") == row.textDigest
        else {
            throw Contradiction(what: "\(row.report) \(row.version) is in the catalogue with other content")
        }
    }

    private static func insert(_ rendition: Rendition, in database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO renditions VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .execute(arguments: [
                rendition.source.stored, try key(of: rendition.report, in: database), rendition.version.value,
            ])
    }

    private static func insert(_ judgments: [JudgmentRow], in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO judgments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (report, number, id) DO NOTHING
                """)
        for (position, judgment) in judgments.enumerated() {
            try statement.execute(arguments: [
                try key(of: judgment.report, in: database), judgment.version.value, position, judgment.id,
                judgment.scope, judgment.topic, judgment.question, judgment.grade, judgment.status.rawValue,
                judgment.scale, judgment.isHeadline, judgment.subject, judgment.subjectName, judgment.subjectCode,
                judgment.disagreesWith,
            ])
        }
    }

    private static func key(of report: ReportID, in database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT key FROM reports WHERE id = ?")
        guard let key = try Int64.fetchOne(statement, arguments: [report.rawValue]) else {
            throw Contradiction(what: "\(report) is not in the catalogue")
        }
        return key
    }

    private static func insert(_ recorded: RecordedEvent, outbox: Outboxed, in database: Database) throws {
        let event = recorded.event
        try database.cachedStatement(
            sql: """
                INSERT INTO events (id, type, report, subject, severity, time, json) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """
        ).execute(arguments: [
            event.id, event.type.rawValue, event.subject, ReportID(event.subject)?.folderSubject,
            event.data.severity.rank, event.time.milliseconds, recorded.json,
        ])
        // An event that was there has its outbox rows, made in its own transaction.
        guard database.changesCount == 1 else { return }
        let sequence = database.lastInsertedRowID
        let statement = try database.cachedStatement(
            sql: "INSERT INTO outbox (channel, sequence, state) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        for channel in recorded.channels { try statement.execute(arguments: [channel, sequence, outbox.rawValue]) }
    }
}

extension ReportID {
    /// The subject's slug as the archive's first folder level has it.
    fileprivate var folderSubject: String { String(folder.prefix { $0 != "/" }) }
}
