import Catalogue
import Model
import Testing

@Suite struct EventTests {
    private let sample: Sample
    private var catalogue: CatalogueDatabase { sample.catalogue }

    init() throws {
        sample = try Sample()
        var batch = RecordedBatch()
        batch.events = try [
            recorded(event("a", minutes: 1)), recorded(event("b", report: kent.rawValue, severity: .low, minutes: 2)),
            recorded(event("c", severity: .medium, minutes: 3)),
            recorded(event("d", report: "met", severity: .high, minutes: 4, type: .sourceFailing)),
        ]
        try sample.catalogue.record(batch)
    }

    @Test func `an event comes back with its exact bytes`() throws {
        let stored = try #require(try catalogue.event(id: "b"))
        #expect(stored.json == (try recorded(event("b", report: kent.rawValue, severity: .low, minutes: 2)).json))
        #expect(stored.subject == "kent")
        #expect(stored.report == kent.rawValue)
        #expect(stored.time == minute(2))
        #expect(try catalogue.event(id: "d")?.subject == nil)
        #expect(try catalogue.event(id: "z") == nil)
    }

    @Test func `every condition narrows the list`() throws {
        #expect(try catalogue.events().map(\.id) == ["a", "b", "c", "d"])
        #expect(try catalogue.events(since: minute(2)).map(\.id) == ["b", "c", "d"])
        #expect(try catalogue.events(subject: "metropolitan").map(\.id) == ["a", "c"])
        #expect(try catalogue.events(severity: .medium).map(\.id) == ["a", "c", "d"])
        #expect(try catalogue.events(after: 2).map(\.id) == ["c", "d"])
        #expect(try catalogue.events(limit: 2).map(\.id) == ["a", "b"])
        #expect(
            try catalogue.events(since: minute(2), subject: "metropolitan", severity: .medium, after: 1, limit: 1)
                .map(\.id) == ["c"])
    }
}
