package import Model

/// A way out of the program. A channel takes events in order and may stop anywhere; it never skips one.
package protocol Channel: Sendable {
    /// The id from the settings; the outbox knows its rows by it.
    var id: String { get }

    /// Delivers events from the front of a batch and says how far it came.
    ///
    /// Returns early when the task is cancelled. May be given an event again that it accepted before: the outbox promises
    /// *at least once*.
    func deliver(_ batch: [Outgoing]) async -> DeliveryResult
}

/// One event on its way to one channel.
package struct Outgoing: Hashable, Sendable {
    package let sequence: Int64
    package let event: Event
    /// The bytes of the event as they were stored when it happened; what is sent and signed is these and no others.
    package let json: String
    /// The event as one line for a person.
    package let line: String
    /// How often delivery failed so far.
    package let attempts: Int

    /// Takes one row of the outbox.
    package init(sequence: Int64, event: Event, json: String, line: String, attempts: Int = 0) {
        self.sequence = sequence
        self.event = event
        self.json = json
        self.line = line
        self.attempts = attempts
    }
}

/// How far a channel came with a batch.
package struct DeliveryResult: Hashable, Sendable {
    /// How many events, counted from the front, the other side has accepted.
    package let accepted: Int
    /// Why the first event after those was not accepted; absent after a full batch or a cancelled one.
    package let failure: DeliveryFailure?
    /// How the last accepted event was taken, for people: `answered 204`.
    package let said: String?

    /// Takes the count and, where the channel stopped at an event, the reason.
    package init(accepted: Int, failure: DeliveryFailure? = nil, said: String? = nil) {
        self.accepted = accepted
        self.failure = failure
        self.said = said
    }
}

/// Why an event was not accepted, and what that means for the next attempt.
package struct DeliveryFailure: Hashable, Sendable {
    package let problem: Problem
    /// What the other side asked for; the next attempt is not earlier.
    package let retryAfter: Duration?
    /// The other side wants nothing more, ever: the channel falls silent until the program starts again with it.
    package let permanent: Bool

    /// Takes the reason; without more, the back-off decides about the next attempt.
    package init(_ problem: Problem, retryAfter: Duration? = nil, permanent: Bool = false) {
        self.problem = problem
        self.retryAfter = retryAfter
        self.permanent = permanent
    }
}

extension Problem.Code {
    /// The receiver of a webhook did not answer 2xx.
    package static let deliveryRefused = Problem.Code("delivery-refused")
    /// The receiver of a webhook did not answer at all.
    package static let deliveryFailed = Problem.Code("delivery-failed")
    /// The receiver of a webhook answered 410.
    package static let channelGone = Problem.Code("channel-gone")
    /// The file of a channel cannot be written.
    package static let channelFile = Problem.Code("channel-file-unwritable")
    /// A signing secret cannot be used.
    package static let webhookSecret = Problem.Code("webhook-secret-invalid")
}
