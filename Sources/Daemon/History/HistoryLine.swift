package import Catalogue
package import Model

/// What became of one capture that a web archive holds, as `backfill` tells it.
package struct HistoryLine: Hashable, Sendable, Codable {
    /// When the archive says that it was captured, and when we learnt what it is.
    package let captured: Timestamp
    package var learnt: Timestamp?
    /// Its address in the archive.
    package let url: String
    package var outcome: ArchivedCapture.Outcome
    package var report: String?
    package var version: String?
    /// Why it is no version.
    package var reason: String?
    package var message: String?

    init(_ capture: ArchivedCapture, _ outcome: ArchivedCapture.Outcome) {
        (captured, url, self.outcome) = (capture.captured, capture.url, outcome)
        (report, version) = (capture.report?.rawValue, capture.version?.description)
        (learnt, reason, message) = (capture.learnt, capture.reason, capture.detail)
    }
}

/// How a back-fill ended, with its counts.
package struct HistorySummary: Hashable, Sendable, Codable {
    package let source: String
    package let archive: String
    /// How many captures the archive lists in the time that was asked for.
    package var listed = 0
    /// How many of them were done with before.
    package var known = 0
    package var archived = 0
    package var equal = 0
    package var refused = 0
    package var leftOut = 0
    /// How many wait for another run.
    package var waiting = 0
    /// How many lines of the list could not be understood.
    package var skipped = 0
    /// Why some wait; absent where none do.
    package var problem: String?

    init(_ source: String, _ archive: String) { (self.source, self.archive) = (source, archive) }

    mutating func count(_ outcome: ArchivedCapture.Outcome) {
        switch outcome {
        case .archived: archived += 1
        case .equal: equal += 1
        case .refused: refused += 1
        case .leftOut: leftOut += 1
        }
    }
}

/// What is asked of a back-fill.
package struct HistoryQuestion: Hashable, Sendable, Codable {
    package let source: String
    package var from: Timestamp?
    package var to: Timestamp?
    /// The id of the archive, where it is not the source's.
    package var archive: String?

    /// Takes the id of a source of the settings.
    package init(source: String, from: Timestamp? = nil, to: Timestamp? = nil, archive: String? = nil) {
        (self.source, self.from, self.to, self.archive) = (source, from, to, archive)
    }
}
