import Model
import Testing

@testable import Catalogue

@Suite struct OutboxTests {
    private let sample: Sample
    private var catalogue: CatalogueDatabase { sample.catalogue }

    init() throws {
        sample = try Sample()
        var batch = RecordedBatch()
        batch.events = try ["a", "b", "c"].map { try recorded(event($0), ["desk", "file"]) }
        try sample.catalogue.record(batch)
    }

    private func ids(_ channel: String = "desk", at time: Int = 1, limit: Int = 10) throws -> [String] {
        try catalogue.pending(channel: channel, now: minute(time), limit: limit).map(\.event.id)
    }

    @Test func `events come in order, each channel for itself`() throws {
        #expect(try ids() == ["a", "b", "c"])
        #expect(try ids(limit: 2) == ["a", "b"])
        try catalogue.delivered(channel: "desk", sequences: [1, 2])
        #expect(try ids() == ["c"])
        #expect(try ids("file") == ["a", "b", "c"])
        #expect(try ids("unknown").isEmpty)
    }

    @Test func `a failing event holds those behind it until its time`() throws {
        try catalogue.failed(channel: "desk", sequence: 1, next: minute(5), error: "it said 500", dead: false)
        #expect(try ids(at: 4).isEmpty)
        #expect(try catalogue.nextAttempt(channel: "desk") == minute(5))
        #expect(try ids(at: 5) == ["a", "b", "c"])
        #expect(try catalogue.pending(channel: "desk", now: minute(5), limit: 1).map(\.attempts) == [1])
        #expect(try ids("file", at: 4) == ["a", "b", "c"])
    }

    @Test func `a failing event in the middle lets those before it pass`() throws {
        try catalogue.failed(channel: "desk", sequence: 2, next: minute(5), error: "no", dead: false)
        #expect(try ids(at: 4) == ["a"])
    }

    @Test func `a dead letter lets the next ones pass and stays visible`() throws {
        try catalogue.failed(channel: "desk", sequence: 1, next: minute(5), error: "gave up", dead: true)
        #expect(try ids() == ["b", "c"])
        let state = try #require(try catalogue.outboxState().first)
        #expect(state == ChannelState(channel: "desk", pending: 2, dead: 1, delivered: 0, lastError: "gave up"))
        try catalogue.failed(channel: "desk", sequence: 2, next: minute(9), error: "newer", dead: false)
        #expect(try catalogue.outboxState().first?.lastError == "newer")
    }

    @Test func `a delivered event shows no error and cannot fail any more`() throws {
        try catalogue.failed(channel: "desk", sequence: 1, next: minute(5), error: "no", dead: false)
        try catalogue.delivered(channel: "desk", sequences: [1, 2, 3])
        try catalogue.failed(channel: "desk", sequence: 1, next: minute(5), error: "late", dead: false)
        #expect(
            try catalogue.outboxState().first
                == ChannelState(channel: "desk", pending: 0, dead: 0, delivered: 3, lastError: nil))
        #expect(try catalogue.nextAttempt(channel: "desk") == nil)
    }

    @Test func `what was never tried is due at once`() throws {
        #expect(try #require(try catalogue.nextAttempt(channel: "desk")) <= minute(0))
    }

    @Test func `a channel that left the settings is forgotten with what waits for it`() throws {
        try catalogue.delivered(channel: "desk", sequences: [1])
        #expect(try catalogue.dropChannel("desk") == 2)
        #expect(try catalogue.outboxState().map(\.channel) == ["file"])
        #expect(try catalogue.events().count == 3)
    }
}
