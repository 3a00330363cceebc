import GRDB
package import Model

extension CatalogueDatabase {
    /// Gives the state of one source; `nil` where it was never saved.
    package func source(_ id: String) throws(Problem) -> SourceState? {
        let read = { () throws(Problem) -> SourceState? in try self.read(source: id) }
        return if let known { try known.state(of: id, read: read) } else { try read() }
    }

    private func read(source id: String) throws(Problem) -> SourceState? {
        try read { database in
            try Row.fetchOne(try database.cachedStatement(sql: SourceSQL.byID), arguments: [id])
                .map(SourceState.init(row:))
        }
    }

    /// Saves the state of a source in place of the old one.
    package func save(_ state: SourceState) throws(Problem) {
        try write { try CatalogueDatabase.save(state, in: $0) }
        known?.committed([state])
    }

    /// Gives the state of every source, by id.
    package func sources() throws(Problem) -> [SourceState] {
        try read { try Row.fetchAll($0, sql: SourceSQL.all + " ORDER BY id").map(SourceState.init(row:)) }
    }

    /// Gives the states of some sources; those that were never saved are left out.
    package func sources(_ ids: [String]) throws(Problem) -> [SourceState] {
        // Few are mostly known; many share one look.
        if ids.count < 100 {
            var states: [SourceState] = []
            for id in ids { if let state = try source(id) { states.append(state) } }
            return states
        }
        return try read { database in
            let statement = try database.cachedStatement(sql: SourceSQL.byID)
            return try ids.compactMap { try Row.fetchOne(statement, arguments: [$0]).map(SourceState.init(row:)) }
        }
    }

    /// Gives what was last told of some sources and hosts, by name.
    package func tellings(_ names: [String]) throws(Problem) -> [String: SourceTelling] {
        try read { database in
            let statement = try database.cachedStatement(sql: SourceSQL.telling)
            return try names.reduce(into: [:]) { all, name in
                all[name] = try Row.fetchOne(statement, arguments: [name]).map(SourceTelling.init(row:))
            }
        }
    }

    /// Gives those of some sources that stand otherwise than was last told of them, or of which something is still to be told.
    package func untold(_ ids: [String]) throws(Problem) -> [String] {
        try read { database in
            let statement = try database.cachedStatement(sql: SourceSQL.isTold)
            return try ids.filter { try Bool.fetchOne(statement, arguments: [$0]) != true }
        }
    }

    /// Forgets a source that left the settings. Its observations stay.
    package func dropSource(_ id: String) throws(Problem) {
        try write { database in
            try database.execute(sql: "DELETE FROM sources WHERE id = ?", arguments: [id])
            try database.execute(sql: "DELETE FROM tellings WHERE source = ?", arguments: [id])
            try CatalogueDatabase.dropListing(id, in: database)
        }
        known?.committed([], changed: [id])
    }

    /// Gives the newest observation of a source that was refused or failed, with its reason.
    package func lastRefusal(source: String) throws(Problem) -> Observation? {
        try read { database in
            try Row.fetchOne(
                try database.cachedStatement(sql: SourceSQL.lastRefusal), arguments: [source]
            ).map(Observation.init(row:))
        }
    }

    /// Gives the newest observations of a source, the newest first. At most 1,000 are kept.
    package func observations(source: String, limit: Int = 100) throws(Problem) -> [Observation] {
        try read { database in
            try Row.fetchAll(
                try database.cachedStatement(sql: SourceSQL.observations), arguments: [source, limit]
            ).map(Observation.init(row:))
        }
    }

    /// Gives the observations of all sources that brought no version, in the order in which they were made.
    ///
    /// - Parameter after: the key of the last one seen, for following.
    package func observations(
        since: Timestamp? = nil, after: Int64 = 0, limit: Int = 1000
    ) throws(Problem) -> [ObservationRow] {
        try read { database in
            try Row.fetchAll(
                try database.cachedStatement(sql: SourceSQL.allObservations),
                arguments: [after, since?.milliseconds ?? Int64.min, limit]
            ).map { ObservationRow(key: try $0.need("key"), observation: try Observation(row: $0)) }
        }
    }

    /// Gives the rests that servers asked for and that are not over.
    package func rests(after now: Timestamp) throws(Problem) -> [Rest] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM rests WHERE until > ? ORDER BY place", arguments: [now.milliseconds]
            ).map { Rest(place: try $0.need("place"), until: try $0.time("until")) }
        }
    }

    static func save(landing url: String?, of source: String, in database: Database) throws {
        guard let url else {
            return try database.cachedStatement(sql: "DELETE FROM landings WHERE source = ?").execute(arguments: [
                source
            ])
        }
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO landings VALUES (?, ?)")
            .execute(arguments: [source, url])
    }

    static func save(_ rest: Rest, in database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO rests VALUES (?, ?)")
            .execute(arguments: [rest.place, rest.until.milliseconds])
    }

    static func save(_ state: SourceState, in database: Database) throws {
        // Most checks leave the report as it is that a source carries: then its index is left alone.
        let values: [(any DatabaseValueConvertible)?] = [
            state.url, state.state.rawValue, state.etag, state.lastModified, state.bodyDigest?.stored,
            state.version?.value,
            state.nextCheck?.milliseconds, state.lastChecked?.milliseconds, state.lastStatus, state.lastProblem,
            state.failures, state.changedAt.milliseconds, state.failingSince?.milliseconds,
            state.goneSince?.milliseconds, state.wellSince?.milliseconds, state.answeredBy,
            state.wholeAt?.milliseconds, state.report?.rawValue, state.id,
        ]
        try database.cachedStatement(sql: SourceSQL.update).execute(arguments: StatementArguments(values))
        if database.changesCount == 0 {
            try database.cachedStatement(sql: SourceSQL.insert).execute(arguments: StatementArguments(values))
        }
    }

    static func save(_ telling: SourceTelling, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO tellings (source, url, state, since, by_host, withdrawn)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            telling.source, telling.url, telling.state.rawValue, telling.since.milliseconds, telling.byHost,
            telling.withdrawn?.milliseconds,
        ])
    }

    static func insert(_ observations: [Observation], in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO observations (time, source, report, version, kind, status, digest, detail, reason, rule,
                    milliseconds)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for observation in observations {
            try statement.execute(arguments: [
                observation.time.milliseconds, observation.source, observation.report?.rawValue,
                observation.version?.value, observation.kind.rawValue, observation.status,
                observation.digest?.stored, observation.detail, observation.reason, observation.rule?.rawValue,
                observation.milliseconds,
            ])
        }
        let prune = try database.cachedStatement(sql: SourceSQL.prune)
        for source in Set(observations.map(\.source)) { try prune.execute(arguments: [source, source]) }
    }
}

/// The statements about sources; tests hold their plans to the indexes.
enum SourceSQL {
    static let all = """
        SELECT sources.*, (SELECT landings.url FROM landings WHERE landings.source = sources.id) AS landing FROM sources
        """
    static let byID = all + " WHERE id = ?"
    /// Takes the same values as ``insert``.
    static let update = """
        UPDATE sources SET (url, state, etag, last_modified, body_digest, version, next_check, last_checked, last_status,
            last_problem, failures, changed_at, failing_since, gone_since, well_since, answered_by, whole_at)
            = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        WHERE report IS ? AND id = ?
        """
    static let insert = """
        INSERT OR REPLACE INTO sources (url, state, etag, last_modified, body_digest, version, next_check, last_checked,
            last_status, last_problem, failures, changed_at, failing_since, gone_since, well_since, answered_by,
            whole_at, report, id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let isTold = """
        SELECT t.state = s.state AND t.url = s.url AND t.withdrawn IS NULL AND NOT t.by_host
        FROM sources s JOIN tellings t ON t.source = s.id WHERE s.id = ?
        """
    static let telling = "SELECT * FROM tellings WHERE source = ?"
    static let lastRefusal = """
        SELECT * FROM observations WHERE source = ? AND reason IS NOT NULL ORDER BY key DESC LIMIT 1
        """
    static let observations = "SELECT * FROM observations WHERE source = ? ORDER BY key DESC LIMIT ?"
    static let allObservations = """
        SELECT * FROM observations WHERE key > ? AND time >= ? AND kind <> '\(Observation.Kind.newVersion.rawValue)'
        ORDER BY key LIMIT ?
        """
    static let prune = """
        DELETE FROM observations WHERE source = ? AND key <=
        (SELECT key FROM observations WHERE source = ? ORDER BY key DESC LIMIT 1 OFFSET 1000)
        """
}

extension SourceState {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.need("id"), url: try row.need("url"), state: try row.choice("state"),
            changedAt: try row.time("changed_at"))
        etag = try row.maybe("etag")
        lastModified = try row.maybe("last_modified")
        bodyDigest = try row.maybeDigest("body_digest")
        report = try row.maybe("report", as: String.self).flatMap { ReportID($0) }
        version = try row.maybe("version", as: Int.self).map { VersionNumber($0) }
        nextCheck = try row.maybeTime("next_check")
        lastChecked = try row.maybeTime("last_checked")
        lastStatus = try row.maybe("last_status")
        lastProblem = try row.maybe("last_problem")
        failures = try row.need("failures")
        failingSince = try row.maybeTime("failing_since")
        goneSince = try row.maybeTime("gone_since")
        wellSince = try row.maybeTime("well_since")
        answeredBy = try row.maybe("answered_by")
        wholeAt = try row.maybeTime("whole_at")
        landing = try row.maybe("landing")
    }
}

extension SourceTelling {
    fileprivate init(row: Row) throws {
        self.init(
            source: try row.need("source"), url: try row.need("url"), state: try row.choice("state"),
            since: try row.time("since"))
        byHost = try row.need("by_host")
        withdrawn = try row.maybeTime("withdrawn")
    }
}

extension Observation {
    fileprivate init(row: Row) throws {
        self.init(
            time: try row.time("time"), source: try row.need("source"), kind: try row.choice("kind"),
            detail: try row.need("detail"))
        report = try row.maybe("report", as: String.self).flatMap { ReportID($0) }
        version = try row.maybe("version", as: Int.self).map { VersionNumber($0) }
        status = try row.maybe("status")
        digest = try row.maybeDigest("digest")
        milliseconds = try row.maybe("milliseconds")
        reason = try row.maybe("reason")
        rule = try row.maybe("rule", as: String.self).flatMap { Rule(rawValue: $0) }
    }
}
