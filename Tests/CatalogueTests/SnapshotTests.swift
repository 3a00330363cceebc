import Model
import Support
import Testing

@testable import Catalogue

/// All of the catalogue, read at one moment.
@Suite struct SnapshotTests {
    /// What a snapshot lists, by name.
    private struct Listing: Hashable {
        var reports: [String] = []
        var versions: [String] = []
        var events: [String] = []

        init(_ catalogue: CatalogueDatabase, _ standpoint: Standpoint = .now, between: () throws -> Void = {}) throws {
            try catalogue.snapshot { snapshot in
                try snapshot.reports(from: standpoint) { row in
                    let standing = row.standing?.version.description ?? "none"
                    reports.append(
                        "\(row.report.spoken) \(standing) of \(row.versions)" + (row.isWithdrawn ? " withdrawn" : ""))
                }
                try between()
                try snapshot.versions(from: standpoint) { row in
                    versions.append(
                        ([row.version.report.spoken, row.version.version.description] + row.labels).joined(
                            separator: " "))
                }
                try snapshot.events(from: standpoint) { events.append($0.event.id + ($0.isOfReport ? "" : " of none")) }
            }
        }
    }

    private func told(_ id: String, _ row: VersionRow) throws -> RecordedEvent {
        var content = Event.Content(
            report: row.report.rawValue, severity: .high, summary: "it changed", items: [], quiet: false)
        content.toVersion = row.version
        return try recorded(
            Event(
                id: id, source: "urn:uuid:00000000-0000-4000-8000-000000000000", type: .changed,
                subject: row.report.rawValue, time: row.created, data: content))
    }

    /// Two versions as they came, and one in between that was found late.
    private func filled() throws -> Sample {
        let sample = try Sample()
        var first = RecordedBatch()
        first.versions = [row(metropolitan, 1), row(kent, 1)]
        first.labels = [LabelRow(["met", "a \"b\", c"], report: metropolitan, version: VersionNumber(1))]
        first.events = [try told("m1", first.versions[0]), try told("k1", first.versions[1])]
        try sample.catalogue.record(first)
        var second = RecordedBatch()
        second.versions = [row(metropolitan, 2)]
        second.events = [
            try told("m2", second.versions[0]), try recorded(event("source", report: "source:met", minutes: 2)),
        ]
        try sample.catalogue.record(second)
        var late = row(metropolitan, 3)
        (late.isHistory, late.captured) = (true, minute(1).advanced(by: .seconds(30)))
        var third = RecordedBatch()
        third.versions = [late]
        third.events = [try told("m3", late), try recorded(event("gone", minutes: 4, type: .withdrawn))]
        try sample.catalogue.record(third)
        return sample
    }

    @Test func `reports and versions come by id, events by time`() throws {
        let listing = try Listing(filled().catalogue)
        #expect(listing.reports == ["metropolitan peel 2016 v2 of 3", "kent peel 2018-19 v1 of 1"])
        #expect(
            listing.versions == [
                "metropolitan peel 2016 v1 met a \"b\", c", "metropolitan peel 2016 v2", "metropolitan peel 2016 v3",
                "kent peel 2018-19 v1",
            ])
        #expect(listing.events == ["k1", "m1", "m2", "source of none", "m3", "gone"])
    }

    @Test func `what was captured or archived later is not listed`() throws {
        let catalogue = try filled().catalogue
        let then = try Listing(catalogue, Standpoint(date: minute(1).advanced(by: .seconds(40))))
        #expect(then.reports == ["metropolitan peel 2016 v3 of 2", "kent peel 2018-19 v1 of 1"])
        #expect(then.versions.count == 3 && then.events == ["k1", "m1", "m3"])
        let known = try Listing(catalogue, Standpoint(known: minute(2)))
        #expect(known.reports == ["metropolitan peel 2016 v2 of 2", "kent peel 2018-19 v1 of 1"])
        #expect(known.versions.count == 3 && known.events == ["k1", "m1", "m2", "source of none"])
        let told = try Listing(catalogue, Standpoint(known: minute(4)))
        #expect(told.reports.first == "metropolitan peel 2016 v2 of 3 withdrawn" && told.events.count == 6)
        #expect(try Listing(catalogue, Standpoint(known: minute(0))) == Listing(Sample().catalogue))
    }

    @Test func `what is recorded meanwhile is not seen`() throws {
        let sample = try filled()
        let reader = try CatalogueDatabase(readingAt: sample.path)
        let before = try Listing(reader)
        let during = try Listing(reader) {
            var more = RecordedBatch()
            more.versions = [row(metropolitan, 4)]
            more.events = [try told("m4", more.versions[0])]
            try sample.catalogue.record(more)
        }
        #expect(during == before)
        #expect(try Listing(reader).events.count == before.events.count + 1)
    }

    @Test(arguments: [Standpoint.now, Standpoint(date: minute(1), known: minute(2))])
    func `nothing is sorted, so that a million rows need no more room than one`(standpoint: Standpoint) throws {
        let catalogue = try Sample().catalogue
        for sql in [
            SnapshotSQL.reports(from: standpoint), SnapshotSQL.versions(from: standpoint),
            SnapshotSQL.events(from: standpoint),
        ] {
            let plan = try catalogue.answer(to: "EXPLAIN QUERY PLAN " + sql)
            // Events of one moment alone are put in the order of their ids.
            let sorts = plan.contains { $0.hasSuffix("TEMP B-TREE FOR ORDER BY") || $0.contains("MATERIALIZE") }
            #expect(!plan.isEmpty && !sorts, "\(plan)")
        }
    }
}
