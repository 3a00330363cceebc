import GRDB
package import Model

extension CatalogueDatabase {
    /// Notes captures that a web archive lists; those that are known stay as they are.
    package func note(_ captures: [ArchivedCapture]) throws(Problem) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO captures (source, url, archive, captured, original, status, digest) VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (source, url) DO NOTHING
                    """)
            for capture in captures {
                try statement.execute(arguments: [
                    capture.source, capture.url, capture.archive, capture.captured.milliseconds, capture.original,
                    capture.status, capture.digest,
                ])
            }
        }
    }

    /// Gives the captures of a source that an archive is known to hold, by time.
    package func captures(of source: String, in archive: String) throws(Problem) -> [ArchivedCapture] {
        try read { database in
            try Row.fetchAll(
                try database.cachedStatement(sql: CaptureSQL.all), arguments: [source, archive]
            ).map(ArchivedCapture.init(row:))
        }
    }

    /// Gives one capture by its address in the archive.
    package func capture(of source: String, at url: String) throws(Problem) -> ArchivedCapture? {
        try read { database in
            try Row.fetchOne(
                try database.cachedStatement(sql: CaptureSQL.one), arguments: [source, url]
            ).map(ArchivedCapture.init(row:))
        }
    }

    /// Notes that the bytes of a capture have the digest that the archive lists.
    package func verified(_ source: String, _ url: String) throws(Problem) {
        try write { database in
            try database.execute(
                sql: "UPDATE captures SET is_verified = 1 WHERE source = ? AND url = ?", arguments: [source, url])
        }
    }

    static func save(_ outcome: CaptureOutcome, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE captures SET outcome = ?, reason = ?, detail = ?, report = ?, version = ?, learnt = ?
                WHERE source = ? AND url = ?
                """
        ).execute(arguments: [
            outcome.outcome.rawValue, outcome.reason, outcome.detail, outcome.report?.rawValue, outcome.version?.value,
            outcome.learnt.milliseconds, outcome.source, outcome.url,
        ])
    }
}

/// The statements about captures; tests hold their plans to the indexes.
enum CaptureSQL {
    static let all = "SELECT * FROM captures WHERE source = ? AND archive = ? ORDER BY captured, url"
    static let one = "SELECT * FROM captures WHERE source = ? AND url = ?"
}

extension ArchivedCapture {
    fileprivate init(row: Row) throws {
        self.init(
            source: try row.need("source"), url: try row.need("url"), archive: try row.need("archive"),
            captured: try row.time("captured"), original: try row.need("original"))
        status = try row.maybe("status")
        digest = try row.maybe("digest")
        isVerified = try row.need("is_verified")
        outcome = try (row.maybe("outcome") as String?).flatMap { Outcome(rawValue: $0) }
        reason = try row.maybe("reason")
        detail = try row.maybe("detail")
        report = try (row.maybe("report") as String?).flatMap { ReportID($0) }
        version = try (row.maybe("version") as Int?).map { VersionNumber($0) }
        learnt = try row.maybeTime("learnt")
    }
}
