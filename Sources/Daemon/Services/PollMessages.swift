import Model

/// What a command asks of the daemon.
struct PollRequest: Codable, Sendable {
    /// The longest request: a name for each of very many sources.
    static let most = 4 << 20

    /// The ids of the sources; none for all.
    let sources: [String]
    let waits: Bool
    /// A back-fill that is wanted instead.
    var history: HistoryQuestion?
    /// A channel that is to be tried instead.
    var channel: String?
    /// Documents that are to be taken instead.
    var inputs: [String]?
}

/// What the daemon says to it: answers as they come, and at last the end.
struct PollReply: Codable, Sendable {
    var answer: PollAnswer?
    /// Says that this is the end; what stands in the way of notices.
    var troubles: [String]?
    /// What became of a capture, and of all of them.
    var capture: HistoryLine?
    var history: HistorySummary?
    /// Why there was no back-fill.
    var problem: Problem?
    /// What became of a document.
    var ingested: IngestAnswer?
    /// What a channel answered.
    var channel: ChannelAnswer?
}
