import Testing

@testable import Catalogue

@Suite struct QueryPlanTests {
    // What runs for every input, every delivery and every check must not grow with the archive.
    @Test(arguments: [
        VersionSQL.standing(from: .now), VersionSQL.standing(from: Standpoint(date: minute(1), known: minute(1))),
        GradeSQL.withdrawn(from: Standpoint(date: minute(1))),
        VersionSQL.newestNumber, VersionSQL.lastChecked, VersionSQL.ofReport, VersionSQL.numbered,
        VersionSQL.withText,
        VersionSQL.known, VersionSQL.judgments, VersionSQL.exact, VersionSQL.prefix,
        VersionSQL.reports(where: ["r.subject = ?"]), VersionSQL.reports(where: ["r.cycle = ?"]), EventSQL.byID,
        EventSQL.events(where: ["sequence > ?"]), EventSQL.events(where: ["subject = ?"]),
        EventSQL.events(where: [EventSQL.isNews, "subject = ?"]),
        EventSQL.events(where: [EventSQL.isNews, EventSQL.since]), OutboxSQL.pending, OutboxSQL.nextAttempt,
        OutboxSQL.lastError,
        SourceSQL.byID, SourceSQL.telling, SourceSQL.isTold, SourceSQL.lastRefusal, SourceSQL.update,
        SourceSQL.observations,
        SourceSQL.allObservations,
        SourceSQL.prune, CaptureSQL.all, CaptureSQL.one, ListingSQL.followed, ListingSQL.isStock, ListingSQL.counts,
        FollowSQL.events, FollowSQL.event, FollowSQL.last, FollowSQL.isWithdrawn,
    ])
    func `a hot query uses an index`(sql: String) throws {
        let plan = try Sample().catalogue.answer(to: "EXPLAIN QUERY PLAN " + sql)
        #expect(!plan.isEmpty)
        // A SCAN of a subquery is the few rows that the subquery gave.
        let scans = plan.filter { $0.contains("SCAN ") && !$0.contains("subquery") && !$0.contains("CONSTANT ROW") }
        #expect(scans.isEmpty, "\(sql)\n\(plan.joined(separator: "\n"))")
    }

    @Test func `the outbox is read in its order, without sorting`() throws {
        let plan = try Sample().catalogue.answer(to: "EXPLAIN QUERY PLAN " + OutboxSQL.pending)
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test(arguments: [OutboxSQL.pending, OutboxSQL.nextAttempt, OutboxSQL.lastError])
    func `what was delivered long ago does not slow the outbox`(sql: String) throws {
        let plan = try Sample().catalogue.answer(to: "EXPLAIN QUERY PLAN " + sql).filter { $0.contains("SEARCH o") }
        #expect(!plan.isEmpty)
        #expect(plan.allSatisfy { $0.contains("outbox_state (channel=? AND state=?") }, "\(plan)")
    }

    @Test func `a scan would be noticed`() throws {
        let plan = try Sample().catalogue.answer(to: "EXPLAIN QUERY PLAN SELECT * FROM versions WHERE title = ?")
        #expect(plan.contains { $0.contains("SCAN ") })
    }
}
