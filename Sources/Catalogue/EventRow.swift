package import Model

/// One event of the log of everything that was told.
package struct EventRow: Hashable, Sendable {
    /// Its place in the order of telling; grows for ever, also across a rebuild.
    package let sequence: Int64
    package let id: String
    package let type: Event.Kind
    /// The event's `subject`: a report id, or the id of a source.
    package let report: String
    /// The first folder of a report: its subject's slug.
    package let subject: String?
    package let severity: Severity
    package let time: Timestamp
    /// The exact bytes that are delivered.
    package let json: String
}

/// One event that waits for one channel.
package struct OutboxRow: Hashable, Sendable {
    package let sequence: Int64
    /// The exact bytes to deliver.
    package let json: String
    package let event: Event
    /// How often delivery failed so far.
    package let attempts: Int
}

/// How one channel stands.
package struct ChannelState: Hashable, Sendable {
    package let channel: String
    package let pending: Int
    package let dead: Int
    package let delivered: Int
    /// What the newest row that waits or was given up failed of.
    package let lastError: String?
}
