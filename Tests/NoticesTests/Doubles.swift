import Model
import Notices
import Synchronization

/// A clock that only moves when it is told to, or by the sleep it hands out.
final class ManualClock: Sendable {
    private let time = Mutex(Timestamp(milliseconds: 1_800_000_000_000))

    var now: Timestamp { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
}

/// The outbox rules of the catalogue for one channel, in memory.
actor MemoryOutbox {
    struct Row {
        var outgoing: Outgoing
        var next: Timestamp
        var state = "pending"
        var error: String?
    }

    struct Trouble: Error {}

    var rows: [Row]
    var attempts: [Int64: [Timestamp]] = [:]
    var deliveredCalls = 0
    private var marksToFail = 0

    init(_ events: [Event]) {
        rows = events.enumerated().map { index, event in
            Row(outgoing: outgoing(event, sequence: Int64(index + 1)), next: Timestamp(milliseconds: 0))
        }
    }

    func failMarks(_ count: Int) { marksToFail = count }

    func add(_ event: Event) {
        rows.append(
            Row(outgoing: outgoing(event, sequence: Int64(rows.count + 1)), next: Timestamp(milliseconds: 0)))
    }

    func pending(_ now: Timestamp, _ limit: Int) -> [Outgoing] {
        rows.filter { $0.state == "pending" }.prefix { $0.next <= now }.prefix(limit).map(\.outgoing)
    }

    func delivered(_ sequences: [Int64]) throws {
        deliveredCalls += 1
        if marksToFail > 0 {
            marksToFail -= 1
            throw Trouble()
        }
        for index in rows.indices where sequences.contains(rows[index].outgoing.sequence) {
            rows[index].state = "delivered"
        }
    }

    func failed(_ sequence: Int64, _ next: Timestamp, _ error: String, _ dead: Bool) {
        for index in rows.indices where rows[index].outgoing.sequence == sequence {
            let old = rows[index].outgoing
            rows[index].outgoing = Outgoing(
                sequence: old.sequence, event: old.event, json: old.json, line: old.line, attempts: old.attempts + 1)
            rows[index].next = next
            rows[index].error = error
            if dead { rows[index].state = "dead" }
            attempts[sequence, default: []].append(next)
        }
    }

    var nextAttempt: Timestamp? { rows.first { $0.state == "pending" }?.next }
    var states: [String] { rows.map(\.state) }

    nonisolated var access: OutboxAccess {
        OutboxAccess(
            pending: { await self.pending($0, $1) }, delivered: { try await self.delivered($0) },
            failed: { await self.failed($0, $1, $2, $3) }, nextAttempt: { await self.nextAttempt })
    }
}

/// A receiver that answers by a script and then accepts everything.
final class ScriptedChannel: Channel {
    let id = "desk"
    private let script: Mutex<[DeliveryResult]>
    private let seen = Mutex<[String]>([])

    init(_ script: [DeliveryResult] = []) { self.script = Mutex(script) }

    /// The ids that were accepted, in order.
    var accepted: [String] { seen.withLock { $0 } }

    func deliver(_ batch: [Outgoing]) async -> DeliveryResult {
        // A receiver takes its time: whoever else wants to run comes first.
        for _ in 0..<20 { await Task.yield() }
        let result =
            script.withLock { $0.isEmpty ? nil : $0.removeFirst() } ?? DeliveryResult(accepted: batch.count)
        seen.withLock { $0 += batch.prefix(result.accepted).map(\.event.id) }
        return result
    }
}

/// Makes an event of the given id about one report.
func event(
    _ id: String, subject: String = "reportwatch:gb/hmicfrs/peel/2016/metropolitan", severity: Severity = .high,
    type: Event.Kind = .changed
) -> Event {
    Event(
        id: id, source: "urn:uuid:00000000-0000-4000-8000-000000000000", type: type, subject: subject,
        time: Timestamp(milliseconds: 1_480_000_000_000),
        data: Event.Content(report: subject, severity: severity, summary: "it changed", items: [], quiet: false))
}

func outgoing(_ event: Event, sequence: Int64 = 1) -> Outgoing {
    let json = (try? JSON.bytes(of: event, pretty: false)) ?? []
    return Outgoing(
        sequence: sequence, event: event, json: String(decoding: json, as: UTF8.self), line: "CHANGED \(event.id)")
}

/// Waits for something another task brings about; the test's time limit is the only clock.
func eventually(_ condition: () async -> Bool) async throws {
    while !(await condition()) { try await Task.sleep(for: .milliseconds(1)) }
}

/// Collects lines from anywhere.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}
