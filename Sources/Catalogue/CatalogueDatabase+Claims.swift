import GRDB
package import Model

extension CatalogueDatabase {
    /// Commits the claims of a batch: all or none. Only then may their files be moved.
    ///
    /// - Parameter keepsKnown: leaves a claim that is there already as it is, instead of refusing the batch.
    package func claim(_ claims: [Claim], keepsKnown: Bool = false) throws(Problem) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT \(keepsKnown ? "OR IGNORE" : "") INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """)
            for claim in claims {
                var place: (source: String, url: String)?
                if case .source(let id, let url) = claim.origin { place = (id, url) }
                try statement.execute(arguments: [
                    claim.id, claim.nameBytes.stored, claim.shownName, place?.source, place?.url,
                    try claim.exchange?.storedJSON(), Int64(bitPattern: claim.device),
                    Int64(bitPattern: claim.inode), claim.size, claim.mtime, claim.claimed.milliseconds,
                    claim.state.rawValue, claim.attempts, claim.digest?.stored, claim.deferredUntil?.milliseconds,
                    try claim.problem?.storedJSON(), try claim.lineage?.storedJSON(),
                ])
            }
        }
    }

    /// Gives every claim that is not finished, the oldest first: what recovery has to look after.
    package func openClaims() throws(Problem) -> [Claim] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM claims ORDER BY claimed, id").map(Claim.init(row:))
        }
    }

    /// Notes the digest of an input that was found to be new.
    package func admit(_ id: String, digest: Digest) throws(Problem) {
        try write { database in
            try database.execute(
                sql: "UPDATE claims SET state = 'admitted', digest = ?, deferred_until = NULL WHERE id = ?",
                arguments: [digest.stored, id])
        }
    }

    /// Counts an attempt for each of some claims, before the attempt: an input that kills its reader still counts.
    package func countAttempt(_ ids: [String]) throws(Problem) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: "UPDATE claims SET attempts = attempts + 1 WHERE id = ?")
            for id in ids { try statement.execute(arguments: [id]) }
        }
    }

    /// Takes back what was counted against an input, but for one attempt, which tells that it was begun before: it was read, so it
    /// is not what stopped the program.
    package func forgive(_ id: String) throws(Problem) {
        try write { database in
            try database.execute(sql: "UPDATE claims SET attempts = min(attempts, 1) WHERE id = ?", arguments: [id])
        }
    }

    /// Puts an input off until a time, with the reason.
    package func deferClaim(_ id: String, until: Timestamp, problem: Problem) throws(Problem) {
        try write { database in
            try database.execute(
                sql: "UPDATE claims SET state = 'deferred', deferred_until = ?, problem = ? WHERE id = ?",
                arguments: [until.milliseconds, try problem.storedJSON(), id])
        }
    }

    /// Forgets claims whose input has reached its place: the archive, or the folder of failures.
    package func finish(_ ids: [String]) throws(Problem) {
        try write { try CatalogueDatabase.finish(ids, in: $0) }
    }

    static func finish(_ ids: [String], in database: Database) throws {
        let statement = try database.cachedStatement(sql: "DELETE FROM claims WHERE id = ?")
        for id in ids { try statement.execute(arguments: [id]) }
    }
}

extension Claim {
    fileprivate init(row: Row) throws {
        var origin = Origin.inbox
        if let source: String = try row.maybe("source") { origin = .source(id: source, url: try row.need("url")) }
        self.init(
            id: try row.need("id"), nameBytes: try row.bytes("name") ?? [], shownName: try row.need("shown_name"),
            origin: origin, exchange: try row.json("exchange"),
            device: UInt64(bitPattern: try row.need("device")), inode: UInt64(bitPattern: try row.need("inode")),
            size: try row.need("size"), mtime: try row.need("mtime"), claimed: try row.time("claimed"))
        state = try row.choice("state")
        attempts = try row.need("attempts")
        digest = try row.maybeDigest("digest")
        deferredUntil = try row.maybeTime("deferred_until")
        problem = try row.json("problem")
        lineage = try row.json("lineage")
    }
}
