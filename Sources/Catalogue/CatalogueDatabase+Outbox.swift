import GRDB
package import Model

extension CatalogueDatabase {
    /// Gives the events a channel may be told now, in sequence order.
    ///
    /// An event that waits for its next attempt holds all those behind it: they come when it is delivered or dead. A time
    /// further away than any pause tells of a clock that was put back: nobody waits a year for that.
    package func pending(channel: String, now: Timestamp, limit: Int) throws(Problem) -> [OutboxRow] {
        try read { database in
            let statement = try database.cachedStatement(sql: OutboxSQL.pending)
            var rows: [OutboxRow] = []
            let cursor = try Row.fetchCursor(statement, arguments: [channel, limit])
            let latest = now.advanced(by: .seconds(2 * 24 * 3600))
            while let row = try cursor.next() {
                let next = try row.time("next")
                guard next <= now || next > latest else { break }
                guard let event = try row.json("json", as: Event.self) else { throw Unreadable(column: "json") }
                rows.append(
                    OutboxRow(
                        sequence: try row.need("sequence"), json: try row.need("json"), event: event,
                        attempts: try row.need("attempts")))
            }
            return rows
        }
    }

    /// Marks events as accepted by a channel's receiver.
    package func delivered(channel: String, sequences: [Int64]) throws(Problem) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: "UPDATE outbox SET state = 'delivered', error = NULL WHERE channel = ? AND sequence = ?")
            for sequence in sequences { try statement.execute(arguments: [channel, sequence]) }
        }
    }

    /// Counts a failed attempt: the event waits until `next`, or is dead and lets those behind it pass.
    package func failed(
        channel: String, sequence: Int64, next: Timestamp, error: String, dead: Bool
    ) throws(Problem) {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE outbox SET attempts = attempts + 1, next = ?, error = ?, state = ?
                    WHERE channel = ? AND sequence = ? AND state = 'pending'
                    """,
                arguments: [next.milliseconds, error, dead ? "dead" : "pending", channel, sequence])
        }
    }

    /// Gives the time from which a channel's first waiting event may be tried; in the past where it was never tried, `nil`
    /// where nothing waits.
    package func nextAttempt(channel: String) throws(Problem) -> Timestamp? {
        try read { database in
            try Int64.fetchOne(database, sql: OutboxSQL.nextAttempt, arguments: [channel])
                .map { Timestamp(milliseconds: $0) }
        }
    }

    /// Gives how each channel stands, by name; also channels that are no longer in the settings.
    package func outboxState() throws(Problem) -> [ChannelState] {
        try read { database in
            try Row.fetchAll(database, sql: OutboxSQL.state).map { row in
                let channel: String = try row.need("channel")
                return ChannelState(
                    channel: channel, pending: try row.need("pending"), dead: try row.need("dead"),
                    delivered: try row.need("delivered"),
                    lastError: try String.fetchOne(database, sql: OutboxSQL.lastError, arguments: [channel, channel]))
            }
        }
    }

    /// Forgets a channel that left the settings, with everything that waits for it. Gives how many events it will never get.
    @discardableResult
    package func dropChannel(_ channel: String) throws(Problem) -> Int {
        try write { database in
            let waiting = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM outbox WHERE channel = ? AND state = 'pending'",
                arguments: [channel])
            try database.execute(sql: "DELETE FROM outbox WHERE channel = ?", arguments: [channel])
            return waiting ?? 0
        }
    }
}

/// The statements about the outbox; tests hold their plans to the indexes.
enum OutboxSQL {
    // Left alone, SQLite takes the primary key for these and walks over everything that was ever delivered.
    static let pending = """
        SELECT o.sequence, o.attempts, o.next, e.json FROM outbox o INDEXED BY outbox_state JOIN events e ON e.sequence = o.sequence
        WHERE o.channel = ? AND o.state = 'pending' ORDER BY o.sequence LIMIT ?
        """
    static let nextAttempt = """
        SELECT next FROM outbox INDEXED BY outbox_state WHERE channel = ? AND state = 'pending' ORDER BY sequence LIMIT 1
        """
    static let state = """
        SELECT channel, sum(state = 'pending') AS pending, sum(state = 'dead') AS dead,
        sum(state = 'delivered') AS delivered FROM outbox GROUP BY channel ORDER BY channel
        """
    // The first waiting row is the only waiting one that can have failed; before it come only the dead.
    static let lastError = """
        SELECT error FROM (
            SELECT * FROM (SELECT sequence, error FROM outbox INDEXED BY outbox_state WHERE channel = ? AND state = 'pending'
                ORDER BY sequence LIMIT 1)
            UNION ALL
            SELECT * FROM (SELECT sequence, error FROM outbox INDEXED BY outbox_state WHERE channel = ? AND state = 'dead'
                ORDER BY sequence DESC LIMIT 1)
        ) WHERE error IS NOT NULL ORDER BY sequence DESC LIMIT 1
        """
}
