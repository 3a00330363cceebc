package import Model

/// One channel's view of the outbox: what `OutboxSender` may ask of the catalogue.
package struct OutboxAccess: Sendable {
    /// Gives up to so many pending events that are due at a time, in sequence order; nothing while the first one has to wait.
    package let pending: @Sendable (_ now: Timestamp, _ limit: Int) async throws -> [Outgoing]
    /// Marks events as accepted by the receiver.
    package let delivered: @Sendable (_ sequences: [Int64]) async throws -> Void
    /// Counts a failed attempt: the event waits until `next`, or is dead.
    package let failed:
        @Sendable (_ sequence: Int64, _ next: Timestamp, _ error: String, _ dead: Bool) async throws -> Void
    /// Gives the time of the next attempt; absent while nothing is pending.
    package let nextAttempt: @Sendable () async throws -> Timestamp?

    /// Takes the four operations, already bound to one channel.
    package init(
        pending: @escaping @Sendable (_ now: Timestamp, _ limit: Int) async throws -> [Outgoing],
        delivered: @escaping @Sendable (_ sequences: [Int64]) async throws -> Void,
        failed:
            @escaping @Sendable (
                _ sequence: Int64, _ next: Timestamp, _ error: String, _ dead: Bool
            ) async throws -> Void,
        nextAttempt: @escaping @Sendable () async throws -> Timestamp?
    ) {
        self.pending = pending
        self.delivered = delivered
        self.failed = failed
        self.nextAttempt = nextAttempt
    }
}

/// What the log should say about a channel: each transition once.
package enum DeliveryNews: Hashable, Sendable {
    /// Delivery began to fail; tried again at the given time.
    case failing(Problem, next: Timestamp?)
    /// Delivery works again.
    case recovered
    /// An event was given up; it stays visible in the outbox.
    case deadLetter(eventID: String, Problem)
    /// The receiver wants nothing more; its events wait until the program starts again.
    case silenced(Problem)
}
