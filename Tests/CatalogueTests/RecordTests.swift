import Model
import Testing

@testable import Catalogue

@Suite struct RecordTests {
    private let sample: Sample
    private var catalogue: CatalogueDatabase { sample.catalogue }

    init() throws { sample = try Sample() }

    @Test func `a batch is recorded whole`() throws {
        try catalogue.claim([claim("c1"), claim("c2")])
        var batch = try batch()
        batch.sources = [SourceState(id: "met", url: "https://example.org", changedAt: minute(1))]
        batch.observations = [Observation(time: minute(1), source: "met", kind: .newVersion)]
        try catalogue.record(batch)
        let counts = try catalogue.counts()
        #expect(
            counts
                == CatalogueCounts(
                    reports: 1, versions: 1, judgments: 2, events: 1, claims: 1, sources: 1, observations: 1))
        #expect(try catalogue.outboxState().map(\.channel) == ["desk", "file"])
        #expect(try catalogue.judgments(of: metropolitan, VersionNumber(1)) == batch.judgments)
    }

    @Test func `recording the same again changes nothing and tells nobody again`() throws {
        try catalogue.record(batch())
        try catalogue.delivered(channel: "desk", sequences: [1])
        let before = try (catalogue.counts(), catalogue.outboxState(), catalogue.events())
        try catalogue.record(batch())
        // Not even a channel that was added since.
        try catalogue.record(batch(channels: ["desk", "file", "new"]))
        let after = try (catalogue.counts(), catalogue.outboxState(), catalogue.events())
        #expect(before == after)
    }

    @Test func `a version that is there with other content is refused`() throws {
        try catalogue.record(batch())
        var other = try batch()
        other.versions[0].textDigest = digest("something else")
        other.events = [try recorded(event("other"))]
        let problem = try #require(throws: Problem.self) { try catalogue.record(other) }
        #expect(problem.code == .catalogueRefused)
        #expect(problem.remedy.contains("rebuild"))
        #expect(try catalogue.event(id: "other") == nil)
    }

    @Test func `a batch with one bad row leaves nothing`() throws {
        try catalogue.claim([claim("c1")])
        var bad: [RecordedBatch] = try (0..<6).map { _ in try batch() }
        bad[0].versions.append(VersionRow(row(), path: ""))
        bad[1].renditions = [Rendition(source: digest("x"), report: metropolitan, version: VersionNumber(7))]
        bad[2].judgments.append(JudgmentRow(judgment("a"), report: kent, version: VersionNumber(1)))
        bad[3].events.append(RecordedEvent(event("e9"), json: "no json", channels: ["desk"]))
        bad[4].events.append(try recorded(event("e9"), ["desk", ""]))
        bad[5].sources = [SourceState(id: "", url: "", changedAt: minute(1))]
        for batch in bad {
            let problem = try #require(throws: Problem.self) { try catalogue.record(batch) }
            #expect(problem.code == .catalogueRefused)
            let counts = try catalogue.counts()
            #expect(
                [counts.reports, counts.versions, counts.judgments, counts.events, counts.sources] == [0, 0, 0, 0, 0])
            #expect(counts.claims == 1)
            #expect(try catalogue.outboxState().isEmpty)
        }
        try catalogue.record(batch())
    }

    @Test func `what comes from the archive is told to nobody again`() throws {
        try catalogue.restored(batch())
        #expect(try catalogue.pending(channel: "desk", now: minute(99), limit: 9).isEmpty)
        let state = try catalogue.outboxState()
        #expect(state.map(\.delivered) == [1, 1])
        #expect(state.map(\.pending) == [0, 0])
        // The pipeline's recovery may come to the same version afterwards.
        try catalogue.record(batch())
        #expect(try catalogue.nextAttempt(channel: "desk") == nil)
    }

    @Test func `a rebuild keeps what still waits and what no archive holds`() throws {
        try catalogue.record(batch(1))
        try catalogue.record(batch(2))
        var operational = RecordedBatch()
        operational.events = [
            try recorded(event("fail", report: "met", minutes: 3, type: .sourceFailing), ["desk"])
        ]
        operational.sources = [SourceState(id: "met", url: "u", changedAt: minute(1))]
        try catalogue.record(operational)
        try catalogue.claim([claim("a")])
        try catalogue.delivered(channel: "desk", sequences: [1])
        var batches = try [batch(1), batch(2), batch(3)]
        try catalogue.rebuild { batches.isEmpty ? nil : batches.removeFirst() }
        #expect(try catalogue.pending(channel: "desk", now: minute(9), limit: 9).map(\.event.id) == ["e2", "fail"])
        #expect(try catalogue.pending(channel: "file", now: minute(9), limit: 9).map(\.event.id) == ["e1", "e2"])
        #expect(try catalogue.events().map(\.id) == ["e1", "e2", "fail", "e3"])
        let counts = try catalogue.counts()
        #expect([counts.versions, counts.judgments, counts.claims, counts.sources] == [3, 6, 1, 1])
        try catalogue.check()
    }

    @Test func `a rebuild that fails leaves the old index`() throws {
        try catalogue.record(batch(1))
        let trouble = Problem(.unexpected, "the archive cannot be read", remedy: "Look.")
        var first = true
        let problem = try #require(throws: Problem.self) {
            try catalogue.rebuild { () throws(Problem) in
                guard first else { throw trouble }
                first = false
                return RecordedBatch()
            }
        }
        #expect(problem == trouble)
        #expect(try catalogue.latest(of: metropolitan) == row())
    }

    @Test func `clearing empties the index and keeps sources, claims and sequence numbers`() throws {
        try catalogue.record(batch(1))
        try catalogue.save(SourceState(id: "met", url: "u", changedAt: minute(1)))
        try catalogue.claim([claim("a")])
        try catalogue.clearIndex()
        let counts = try catalogue.counts()
        #expect([counts.reports, counts.versions, counts.judgments, counts.events] == [0, 0, 0, 0])
        #expect([counts.sources, counts.claims] == [1, 1])
        try catalogue.restored(batch(1))
        // Whoever follows by sequence number must not see an old number again.
        #expect(try catalogue.events().map(\.sequence) == [2])
    }
}

extension VersionRow {
    fileprivate init(_ row: VersionRow, path: String) {
        self = row
        self.version = VersionNumber(2)
        self.path = path
    }
}
