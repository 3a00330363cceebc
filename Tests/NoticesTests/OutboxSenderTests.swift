import Model
import Notices
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct OutboxSenderTests {
    private let clock = ManualClock()
    private let problem = Problem(.deliveryRefused, "it said no", remedy: "Ask it.", retry: .later)

    private func failure(_ accepted: Int = 0, after: Duration? = nil, permanent: Bool = false) -> DeliveryResult {
        DeliveryResult(accepted: accepted, failure: DeliveryFailure(problem, retryAfter: after, permanent: permanent))
    }

    private func sender(
        _ channel: any Channel, _ outbox: MemoryOutbox, batch: Int = 64, news: NewsList = NewsList()
    ) -> OutboxSender {
        let clock = clock
        // Sleeping takes no time: it moves the clock.
        return OutboxSender(
            channel: channel, outbox: outbox.access, backoff: .webhook, batchSize: batch, now: { clock.now },
            sleep: { clock.advance(by: $0) }, tell: { news.add($0) })
    }

    /// For `flush`, whose deadline must not come by itself.
    private func patient(_ channel: any Channel, _ outbox: MemoryOutbox) -> OutboxSender {
        let clock = clock
        return OutboxSender(
            channel: channel, outbox: outbox.access, backoff: .webhook, now: { clock.now },
            sleep: { _ in try await Task.sleep(for: .seconds(3600)) })
    }

    private func running(_ sender: OutboxSender, until condition: () async -> Bool) async throws {
        let task = Task { await sender.run() }
        try await eventually(condition)
        task.cancel()
        await task.value
    }

    @Test func `everything is delivered in order, batch after batch`() async throws {
        let ids = (1...25).map { "e\($0)" }
        let outbox = MemoryOutbox(ids.map { event($0) })
        let channel = ScriptedChannel()
        try await running(sender(channel, outbox, batch: 10)) {
            await outbox.states.allSatisfy { $0 == "delivered" }
        }
        #expect(channel.accepted == ids)
    }

    @Test func `a failing event holds those behind it and follows the schedule`() async throws {
        let outbox = MemoryOutbox([event("a"), event("b"), event("c")])
        let channel = ScriptedChannel([failure(1), failure(), failure()])
        let start = clock.now
        try await running(sender(channel, outbox)) { await outbox.states.allSatisfy { $0 == "delivered" } }
        #expect(channel.accepted == ["a", "b", "c"])
        let next = await outbox.attempts
        #expect(next.keys.sorted() == [2])
        let waits = try #require(next[2]).map { $0.milliseconds - start.milliseconds }
        #expect(waits.count == 3)
        #expect((5000...6000).contains(waits[0]))
        #expect((300_000...375_000).contains(waits[1] - waits[0]))
        #expect((1_800_000...2_200_000).contains(waits[2] - waits[1]))
    }

    @Test func `after ten failures an event is dead and the next one goes out`() async throws {
        let outbox = MemoryOutbox([event("a"), event("b")])
        let channel = ScriptedChannel(Array(repeating: failure(), count: 10))
        let news = NewsList()
        try await running(sender(channel, outbox, news: news)) { await outbox.states == ["dead", "delivered"] }
        #expect(channel.accepted == ["b"])
        #expect(await outbox.attempts[1]?.count == 10)
        #expect(await outbox.rows[0].error == problem.description)
        #expect(news.all.contains(.deadLetter(eventID: "a", problem)))
        #expect(news.all.last == .recovered)
        // One line when it began to fail, not ten.
        #expect(news.all.count == 3)
    }

    @Test func `a receiver that asks for more patience gets it, up to a day`() async throws {
        let outbox = MemoryOutbox([event("a")])
        let sender = patient(
            ScriptedChannel([failure(after: .seconds(900)), failure(after: .seconds(9_000_000))]), outbox)
        let start = clock.now
        #expect(await sender.flush(deadline: start.advanced(by: .seconds(60))) == false)
        #expect(await outbox.nextAttempt == start.advanced(by: .seconds(900)))
        clock.advance(by: .seconds(900))
        await sender.flush(deadline: clock.now.advanced(by: .seconds(60)))
        #expect(await outbox.nextAttempt == clock.now.advanced(by: .seconds(86_400)))
    }

    @Test func `a receiver that is gone hears nothing more, and nothing is lost`() async throws {
        let outbox = MemoryOutbox([event("a"), event("b")])
        let channel = ScriptedChannel([failure(permanent: true)])
        let news = NewsList()
        let sender = sender(channel, outbox, news: news)
        let task = Task { await sender.run() }
        try await eventually { !news.all.isEmpty }
        #expect(news.all == [.silenced(problem)])
        await outbox.add(event("c"))
        sender.wake()
        #expect(await sender.flush(deadline: clock.now.advanced(by: .seconds(60))) == false)
        task.cancel()
        await task.value
        #expect(channel.accepted.isEmpty)
        #expect(await outbox.states == ["pending", "pending", "pending"])
        // The next start tries again at once.
        await patient(channel, outbox).flush(deadline: clock.now.advanced(by: .seconds(60)))
        #expect(channel.accepted == ["a", "b", "c"])
    }

    @Test func `a wake-up brings out what was added`() async throws {
        let outbox = MemoryOutbox([])
        let channel = ScriptedChannel()
        let sender = sender(channel, outbox)
        let task = Task { await sender.run() }
        for number in 1...50 {
            await outbox.add(event("e\(number)"))
            sender.wake()
            try await eventually { channel.accepted.count == number }
        }
        task.cancel()
        await task.value
        #expect(channel.accepted == (1...50).map { "e\($0)" })
    }

    @Test func `a mark that fails is repeated without sending again`() async throws {
        let outbox = MemoryOutbox([event("a"), event("b")])
        await outbox.failMarks(3)
        let channel = ScriptedChannel()
        let news = NewsList()
        try await running(sender(channel, outbox, news: news)) {
            await outbox.states.allSatisfy { $0 == "delivered" }
        }
        #expect(channel.accepted == ["a", "b"])
        #expect(await outbox.deliveredCalls == 4)
    }

    @Test func `a flush tries what is due and leaves the rest`() async throws {
        let outbox = MemoryOutbox([event("a"), event("b")])
        let channel = ScriptedChannel([failure(1)])
        let sender = patient(channel, outbox)
        #expect(await sender.flush(deadline: clock.now.advanced(by: .seconds(5))) == false)
        #expect(channel.accepted == ["a"])
        // Not due yet: nothing to do, and nothing tried.
        #expect(await sender.flush(deadline: clock.now.advanced(by: .seconds(1))) == true)
        #expect(await outbox.attempts[2]?.count == 1)
    }

    @Test func `a flush whose deadline comes first counts no attempt`() async throws {
        let outbox = MemoryOutbox([event("a")])
        let sender = sender(HangingChannel(), outbox)
        #expect(await sender.flush(deadline: clock.now.advanced(by: .seconds(5))) == false)
        #expect(await outbox.states == ["pending"])
        #expect(await outbox.attempts.isEmpty)
    }

    @Test func `cancelling ends a run that sleeps and one that delivers`() async throws {
        for channel in [ScriptedChannel() as any Channel, HangingChannel()] {
            let outbox = MemoryOutbox([event("a")])
            let sender = sender(channel, outbox)
            let task = Task { await sender.run() }
            try await eventually { await outbox.states == ["delivered"] || channel is HangingChannel }
            task.cancel()
            await task.value
            #expect(await outbox.attempts.isEmpty)
        }
    }

    @Test func `two passes at once send nothing twice`() async throws {
        let ids = (1...40).map { "e\($0)" }
        let outbox = MemoryOutbox(ids.map { event($0) })
        let channel = ScriptedChannel()
        let sender = OutboxSender(
            channel: channel, outbox: outbox.access, backoff: .webhook, batchSize: 3, now: { [clock] in clock.now },
            sleep: { _ in try await Task.sleep(for: .seconds(3600)) })
        let deadline = clock.now.advanced(by: .seconds(60))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { await sender.flush(deadline: deadline) } }
        }
        #expect(channel.accepted == ids)
    }
}

/// A receiver that never answers.
private struct HangingChannel: Channel {
    let id = "desk"

    func deliver(_ batch: [Outgoing]) async -> DeliveryResult {
        try? await Task.sleep(for: .seconds(3600))
        let problem = Problem(.deliveryFailed, "cancelled", remedy: "Wait.", retry: .later)
        return DeliveryResult(accepted: 0, failure: DeliveryFailure(problem))
    }
}

private final class NewsList: Sendable {
    private let news = Mutex<[DeliveryNews]>([])

    var all: [DeliveryNews] { news.withLock { $0 } }

    func add(_ item: DeliveryNews) { news.withLock { $0.append(item) } }
}
