package import Model

/// Everything that one step of the pipeline has to say to the catalogue, recorded in one transaction.
package struct RecordedBatch: Hashable, Sendable {
    package var versions: [VersionRow] = []
    package var renditions: [Rendition] = []
    /// Judgments of versions, in each record's order.
    package var judgments: [JudgmentRow] = []
    package var labels: [LabelRow] = []
    package var events: [RecordedEvent] = []
    /// Claims whose input has reached its place.
    package var finishedClaims: [String] = []
    package var sources: [SourceState] = []
    package var tellings: [SourceTelling] = []
    package var observations: [Observation] = []
    package var rests: [Rest] = []
    package var captures: [CaptureOutcome] = []
    /// By source, the address that permanent redirects lead to; no address where they lead nowhere else.
    package var landings: [String: String?] = [:]
    /// What a look at a listing has changed in what is known of it.
    package var listing: ListingUpdate?

    /// Gives a batch that records nothing yet.
    package init() {}
}

/// An event with the bytes that every channel gets, and the channels that want it.
package struct RecordedEvent: Hashable, Sendable {
    package let event: Event
    /// The event as JSON: delivered, signed and shown exactly so.
    package let json: String
    /// The ids of the channels; each gets an outbox row in the same transaction (I4).
    package let channels: [String]

    /// Takes an event, its bytes as text and the channels that want it.
    package init(_ event: Event, json: String, channels: [String]) {
        self.event = event
        self.json = json
        self.channels = channels
    }
}
