import Catalogue
import Model
import Testing

@Suite struct SourceTests {
    private let sample: Sample
    private var catalogue: CatalogueDatabase { sample.catalogue }

    init() throws { sample = try Sample() }

    @Test func `a source's state comes back as it was saved`() throws {
        var state = SourceState(id: "met", url: "https://example.org", changedAt: minute(1))
        try catalogue.save(state)
        #expect(try catalogue.source("met") == state)
        state.url = "https://example.org/new"
        state.state = .failing
        state.etag = "W/\"1\""
        state.lastModified = "Tue, 01 Nov 2016 00:00:00 GMT"
        state.bodyDigest = digest("body")
        state.report = metropolitan
        state.version = VersionNumber(2)
        state.nextCheck = minute(9)
        state.lastChecked = minute(8)
        state.lastStatus = 503
        state.lastProblem = "busy"
        state.failures = 3
        state.failingSince = minute(5)
        state.goneSince = minute(6)
        state.wellSince = minute(7)
        try catalogue.save(state)
        #expect(try catalogue.source("met") == state)
        #expect(try catalogue.sources() == [state])
        try catalogue.dropSource("met")
        #expect(try catalogue.source("met") == nil)
    }

    @Test func `the robots.txt of a host comes back as it was kept, byte for byte`() throws {
        #expect(try catalogue.robots(of: "https://example.org") == nil)
        var file = RobotsFile(origin: "https://example.org", read: minute(1))
        try catalogue.save(file)
        #expect(try catalogue.robots(of: "https://example.org") == file)
        (file.text, file.etag, file.lastModified) = ([0xEF, 0xBB, 0xBF, 0, 0xFF, 10], "W/\"1\"", "yesterday")
        file.read = minute(2)
        try catalogue.save(file)
        #expect(try catalogue.robots(of: "https://example.org") == file)
        #expect(try catalogue.robots(of: "http://example.org") == nil)
    }

    @Test(arguments: SourceState.State.allCases) func `every state can be saved`(state: SourceState.State) throws {
        try catalogue.save(SourceState(id: "met", url: "u", state: state, changedAt: minute(1)))
        #expect(try catalogue.source("met")?.state == state)
    }

    @Test func `what was told comes back, goes with its source, and may be of a host`() throws {
        var telling = SourceTelling(source: "met", url: "u", state: .gone, since: minute(1))
        telling.byHost = true
        telling.withdrawn = minute(2)
        let host = SourceTelling(source: "host:example.org", url: "example.org", state: .failing, since: minute(3))
        var batch = RecordedBatch()
        batch.tellings = [telling, host]
        try catalogue.record(batch)
        #expect(try catalogue.tellings(["met", "host:example.org", "kent"]) == ["met": telling, host.source: host])
        try catalogue.dropSource("met")
        #expect(try catalogue.tellings(["met"]).isEmpty)
    }

    @Test func `what stands otherwise than was told is found, and what is still to be told`() throws {
        var states = ["same", "other", "moved", "withdrawn", "host", "new"].map {
            SourceState(id: $0, url: "u", changedAt: minute(1))
        }
        var tellings = states.dropLast().map {
            SourceTelling(source: $0.id, url: "u", state: .healthy, since: minute(1))
        }
        states[1].state = .failing
        tellings[2].url = "former"
        tellings[3].withdrawn = minute(2)
        tellings[4].byHost = true
        var batch = RecordedBatch()
        (batch.sources, batch.tellings) = (states, tellings)
        try catalogue.record(batch)
        #expect(try catalogue.untold(states.map(\.id) + ["unknown"]) == states.dropFirst().map(\.id) + ["unknown"])
    }

    @Test func `the newest refusal of a source is found among what followed`() throws {
        var batch = RecordedBatch()
        for (number, reason) in ["bot-wall", "truncated", nil].enumerated() {
            var observation = Observation(time: minute(number), source: "met", kind: .refused)
            observation.reason = reason
            batch.observations.append(observation)
        }
        try catalogue.record(batch)
        #expect(try catalogue.lastRefusal(source: "met")?.reason == "truncated")
        #expect(try catalogue.lastRefusal(source: "kent") == nil)
    }

    @Test func `some sources are given in the order of the question`() throws {
        for id in ["a", "b", "c"] { try catalogue.save(SourceState(id: id, url: "u", changedAt: minute(1))) }
        #expect(try catalogue.sources(["c", "x", "a"]).map(\.id) == ["c", "a"])
    }

    @Test func `what servers asked for and where they led comes back, the newest word alone`() throws {
        var batch = RecordedBatch()
        batch.rests = [
            Rest(place: "a.example", until: minute(3)), Rest(place: "https://b.example/x", until: minute(9)),
        ]
        batch.sources = [SourceState(id: "met", url: "https://a.example/", changedAt: minute(1))]
        batch.landings = ["met": "https://a.example/new"]
        try catalogue.record(batch)
        batch.rests = [Rest(place: "a.example", until: minute(5))]
        batch.landings = ["met": "https://a.example/newer"]
        try catalogue.record(batch)
        #expect(try catalogue.rests(after: minute(4)).map(\.until) == [minute(5), minute(9)])
        #expect(try catalogue.rests(after: minute(5)).map(\.place) == ["https://b.example/x"])
        #expect(try catalogue.source("met")?.landing == "https://a.example/newer")
        batch.landings.updateValue(nil, forKey: "met")
        try catalogue.record(batch)
        #expect(try catalogue.sources(["met"]).map(\.landing) == [nil])
    }

    @Test(arguments: Observation.Kind.allCases) func `every observation comes back`(kind: Observation.Kind) throws {
        var observation = Observation(time: minute(1), source: "met", kind: kind, detail: "304")
        observation.report = metropolitan
        observation.version = VersionNumber(1)
        observation.status = 304
        observation.digest = digest("x")
        observation.milliseconds = 412
        observation.reason = "soft-not-found"
        observation.rule = .furnitureChanged
        var batch = RecordedBatch()
        batch.observations = [observation]
        try catalogue.record(batch)
        #expect(try catalogue.observations(source: "met") == [observation])
    }

    @Test func `what brought no version comes in its order, from a time and a place on`() throws {
        var batch = RecordedBatch()
        batch.observations = [Observation.Kind.failed, .newVersion, .sameBytes, .sameContent].enumerated().map {
            Observation(time: minute($0), source: "s\($0)", kind: $1)
        }
        try catalogue.record(batch)
        let all = try catalogue.observations()
        #expect(all.map(\.observation.source) == ["s0", "s2", "s3"])
        #expect(try catalogue.observations(after: all[0].key, limit: 1).map(\.observation.source) == ["s2"])
        #expect(try catalogue.observations(since: minute(3)).map(\.observation.source) == ["s3"])
    }

    @Test func `the newest thousand observations of each source are kept`() throws {
        var batch = RecordedBatch()
        batch.observations = (0..<1005).map { Observation(time: minute($0), source: "met", kind: .sameBytes) }
        batch.observations += [Observation(time: minute(0), source: "kent", kind: .failed)]
        try catalogue.record(batch)
        let kept = try catalogue.observations(source: "met", limit: 5000)
        #expect(kept.count == 1000)
        #expect(kept.first?.time == minute(1004))
        #expect(kept.last?.time == minute(5))
        #expect(try catalogue.observations(source: "kent").count == 1)
        #expect(try catalogue.observations(source: "met", limit: 2).count == 2)
    }
}
