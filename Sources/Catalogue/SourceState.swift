package import Model

/// How one source of the settings stands.
package struct SourceState: Hashable, Sendable {
    /// The closed list of how a source can be.
    package enum State: String, Hashable, Sendable, Codable, CaseIterable {
        case healthy, failing, gone, blocked, degraded
    }

    package let id: String
    package var url: String
    package var state: State
    package var etag: String?
    /// The `Last-Modified` of the last body, as it was sent.
    package var lastModified: String?
    /// The address, after redirects, whose words these two are.
    package var answeredBy: String?
    /// When the whole answer was last had, and not only that nothing has changed.
    package var wholeAt: Timestamp?
    package var bodyDigest: Digest?
    /// The report that the source is known to carry, and its version seen last.
    package var report: ReportID?
    package var version: VersionNumber?
    /// When it is due; absent for at once.
    package var nextCheck: Timestamp?
    package var lastChecked: Timestamp?
    package var lastStatus: Int?
    package var lastProblem: String?
    /// How often in a row it has failed.
    package var failures = 0
    /// When the first of these failures was.
    package var failingSince: Timestamp?
    /// When it was first not found, with no answer since that says otherwise.
    package var goneSince: Timestamp?
    /// When it first answered well, with no failure since.
    package var wellSince: Timestamp?
    /// When `state` last changed.
    package var changedAt: Timestamp
    /// Where permanent redirects were last seen to lead; absent where that was never noted. Only read here: what is noted is
    /// ``RecordedBatch/landings``.
    package internal(set) var landing: String?

    /// Gives the state of a source that was never checked.
    package init(id: String, url: String, state: State = .healthy, changedAt: Timestamp) {
        self.id = id
        self.url = url
        self.state = state
        self.changedAt = changedAt
    }
}

/// A server's wish to be left alone, which outlives a restart: `Retry-After`.
package struct Rest: Hashable, Sendable {
    /// A host, or one address.
    package let place: String
    package let until: Timestamp

    /// Takes the values that the properties describe.
    package init(place: String, until: Timestamp) {
        self.place = place
        self.until = until
    }
}

/// What was last told of a source, or of a host as a whole: news is what differs from it.
package struct SourceTelling: Hashable, Sendable {
    /// A source's id, or `host:` and a host.
    package let source: String
    package var url: String
    package var state: SourceState.State
    /// When that was told.
    package var since: Timestamp
    /// Whether it was told of the host, and with it of all its sources.
    package var byHost = false
    /// When its report was told withdrawn; absent where it was not, or restored since.
    package var withdrawn: Timestamp?

    /// Takes what every telling has.
    package init(source: String, url: String, state: SourceState.State, since: Timestamp) {
        self.source = source
        self.url = url
        self.state = state
        self.since = since
    }
}

/// A check that brought no new version, or a refusal.
package struct Observation: Hashable, Sendable {
    /// What the check showed.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case unchanged304 = "unchanged-304"
        case sameBytes = "same-bytes"
        case sameContent = "same-content"
        case newVersion = "new-version"
        case duplicate, refused, failed
    }

    /// By which rule a check brought nothing new. A closed list.
    package enum Rule: String, Hashable, Sendable, Codable, CaseIterable {
        case notModified = "not-modified"
        case sameBytes = "same-bytes"
        /// Other bytes with the same text, and no telling what in them differs.
        case sameText = "same-text"
        /// The words are the same; their spaces, marks, order or headings are not.
        case layoutChanged = "layout-changed"
        /// What surrounds the report on its page, or the moment of its delivery.
        case furnitureChanged = "furniture-changed"
        /// Nothing that a reader of the page sees.
        case bytesChanged = "bytes-changed"
        /// It was captured before the version that it would follow.
        case olderCapture = "older-capture"
        /// Another form of the same edition, with the same grades and numbers.
        case otherRendition = "other-rendition"
        /// One of the texts between which its source alternates.
        case alternating
        /// The text that its source shows steadily after it had alternated.
        case settled
    }

    package var time: Timestamp
    /// A source's id, or `inbox`.
    package var source: String
    package var report: ReportID?
    package var version: VersionNumber?
    package var kind: Kind
    package var status: Int?
    /// Of the body that came, or of the one that the server says is still the same.
    package var digest: Digest?
    /// How long the servers took for it; absent where none was asked.
    package var milliseconds: Int?
    /// Why it was refused or failed: a code of the closed list of refusals.
    package var reason: String?
    package var rule: Rule?
    package var detail: String

    /// Takes what every observation has; the rest is set where it is known.
    package init(time: Timestamp, source: String, kind: Kind, detail: String = "") {
        self.time = time
        self.source = source
        self.kind = kind
        self.detail = detail
    }
}

/// An observation with its place in the order of observing.
package struct ObservationRow: Hashable, Sendable {
    package let key: Int64
    package let observation: Observation
}
