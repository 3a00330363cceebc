package import Model

/// Brings the events of one channel from the outbox to their receiver: in order, at least once, with patience.
///
/// Input: the pending rows, through closures. Output: rows marked delivered, put off or dead. ``run()`` is the long-running
/// service; ``flush(deadline:)`` is one pass. An event that fails holds those behind it until it is accepted or dead.
package actor OutboxSender {
    private let channel: any Channel
    private let outbox: OutboxAccess
    private let backoff: Backoff
    private let batchSize: Int
    private let now: @Sendable () -> Timestamp
    private let sleep: @Sendable (Duration) async throws -> Void
    private let tell: @Sendable (DeliveryNews) -> Void
    private nonisolated let wakeUp = WakeUp()

    /// Accepted by the receiver, but the mark in the outbox failed: marked before anything else is sent.
    private var unmarked: [Int64] = []
    private var isFailing = false
    private var isSilenced = false
    private var isBusy = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    /// Takes the channel and its outbox. Time comes from `now` and passes by `sleep`; `tell` hears of each transition once.
    package init(
        channel: any Channel, outbox: OutboxAccess, backoff: Backoff, batchSize: Int = 64,
        now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        tell: @escaping @Sendable (DeliveryNews) -> Void = { _ in }
    ) {
        self.channel = channel
        self.outbox = outbox
        self.backoff = backoff
        self.batchSize = max(1, batchSize)
        self.now = now
        self.sleep = sleep
        self.tell = tell
    }

    /// Delivers until the task is cancelled; sleeps while nothing is due.
    package func run() async {
        while !Task.isCancelled {
            let rest = await pass(deadline: nil)
            if Task.isCancelled { return }
            await wait(rest)
        }
    }

    /// Says that rows may have been added; called after each committed transaction, from anywhere.
    package nonisolated func wake() { wakeUp.signal() }

    /// Tries once what is due now and returns, at the latest soon after the deadline: for `run --once` and for shutdown.
    /// Gives whether nothing that is due is left. A delivery that the deadline interrupts does not count as an attempt.
    /// At shutdown ``run()`` is cancelled first: the two never deliver at the same time.
    @discardableResult
    package func flush(deadline: Timestamp) async -> Bool {
        await withTaskGroup(of: Rest?.self) { group in
            group.addTask { await self.pass(deadline: deadline) }
            group.addTask { [sleep, now] in
                try? await sleep(.milliseconds(max(0, deadline.milliseconds - now().milliseconds)))
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first == .untilNext
        }
    }

    /// What to wait for after a pass.
    private enum Rest: Hashable {
        /// Nothing was due any more.
        case untilNext
        /// The receiver does not want anything.
        case untilWoken
        /// An event was put off, or the outbox itself failed.
        case afterTrouble(storage: Bool)
        /// The deadline or a cancellation came first.
        case interrupted
    }

    private func pass(deadline: Timestamp?) async -> Rest {
        await enter()
        defer { leave() }
        do {
            while !isSilenced {
                try await markAccepted()
                if Task.isCancelled { return .interrupted }
                let rows = try await outbox.pending(now(), batchSize)
                if rows.isEmpty { return .untilNext }
                if let deadline, now() >= deadline { return .interrupted }
                let result = await channel.deliver(rows)
                let accepted = min(max(0, result.accepted), rows.count)
                unmarked += rows.prefix(accepted).map(\.sequence)
                try await markAccepted()
                // What a cancellation cut short says nothing about the receiver.
                if Task.isCancelled { return .interrupted }
                if accepted > 0 { recover() }
                guard let failure = result.failure, accepted < rows.count else {
                    if accepted == 0 { return .afterTrouble(storage: true) }
                    continue
                }
                if try await putOff(rows[accepted], failure) { return .afterTrouble(storage: false) }
            }
            return .untilWoken
        } catch {
            fail(Problem.wrapping(error, at: channel.id), next: nil)
            return .afterTrouble(storage: true)
        }
    }

    private func markAccepted() async throws {
        guard !unmarked.isEmpty else { return }
        try await outbox.delivered(unmarked)
        unmarked = []
    }

    // Gives whether the rows behind this one have to wait.
    private func putOff(_ row: Outgoing, _ failure: DeliveryFailure) async throws -> Bool {
        let seed = Backoff.seed(for: channel.id + row.event.id)
        let delay = backoff.delay(afterAttempts: row.attempts + 1, seed: seed)
        let error = failure.problem.description
        if failure.permanent {
            // Not a dead letter: whoever mends the settings gets everything that waited.
            try await outbox.failed(row.sequence, now(), error, false)
            isSilenced = true
            tell(.silenced(failure.problem))
            return false
        }
        guard let delay else {
            try await outbox.failed(row.sequence, now(), error, true)
            tell(.deadLetter(eventID: row.event.id, failure.problem))
            return false
        }
        // A receiver may ask for more patience, but not for more than the schedule's longest.
        let asked = min(failure.retryAfter ?? .zero, .seconds(24 * 3600))
        let next = now().advanced(by: max(delay, asked))
        try await outbox.failed(row.sequence, next, error, false)
        fail(failure.problem, next: next)
        return true
    }

    private func fail(_ problem: Problem, next: Timestamp?) {
        if !isFailing { tell(.failing(problem, next: next)) }
        isFailing = true
    }

    private func recover() {
        if isFailing { tell(.recovered) }
        isFailing = false
    }
}

extension OutboxSender {
    private func wait(_ rest: Rest) async {
        var limit: Duration?
        switch rest {
        case .untilWoken: break
        case .afterTrouble(storage: true): limit = .seconds(5)
        case .untilNext, .afterTrouble, .interrupted:
            // A clock that was set, or a machine that slept, is noticed within a minute. The lower bound keeps an outbox
            // that contradicts itself from turning this into a busy loop.
            if let next = try? await outbox.nextAttempt() {
                let distance = Duration.milliseconds(next.milliseconds - now().milliseconds)
                limit = min(max(distance, .milliseconds(50)), .seconds(60))
            }
        }
        await withTaskGroup(of: Void.self) { [wakeUp, sleep, limit] group in
            group.addTask { await wakeUp.wait() }
            if let limit { group.addTask { try? await sleep(limit) } }
            await group.next()
            group.cancelAll()
        }
    }

    // `run` and `flush` may meet at shutdown; two passes at once would deliver twice and out of order.
    private func enter() async {
        if !isBusy {
            isBusy = true
            return
        }
        await withCheckedContinuation { queue.append($0) }
    }

    private func leave() {
        if queue.isEmpty {
            isBusy = false
        } else {
            queue.removeFirst().resume()
        }
    }
}
