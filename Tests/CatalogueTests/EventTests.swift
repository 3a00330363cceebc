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

    @Test
    func `who follows events gets the version that stands with the event that brought it, or with one that names none`()
        throws
    {
        var batch = RecordedBatch()
        batch.versions = [row(metropolitan, 1), row(metropolitan, 2)]
        batch.events = try [1, 2].map { number in
            let like = event("v\(number)", minutes: 4 + number)
            var content = like.data
            content.toVersion = VersionNumber(number)
            return try recorded(
                Event(
                    id: like.id, source: like.source, type: like.type, subject: like.subject, time: like.time,
                    data: content))
        }
        try catalogue.record(batch)
        let followed = try catalogue.events(from: .start, limit: 10)
        #expect(followed.map { $0.standing?.version.value } == [2, nil, 2, nil, nil, 2])
        #expect(followed.map(\.position.event) == ["a", "b", "c", "d", "v1", "v2"])
        #expect(try catalogue.events(from: followed[3].position, limit: 1) == [followed[4]])
        #expect(try catalogue.eventCount(after: .start) == 6 && catalogue.lastSequence() == 6)
        #expect(try catalogue.eventCount(after: followed[1].position) == 4)
        #expect(try catalogue.eventCount(after: SearchPosition(sequence: 2, event: "x")) == nil)
        #expect(try catalogue.eventCount(after: SearchPosition(sequence: 99, event: "v2")) == nil)
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
