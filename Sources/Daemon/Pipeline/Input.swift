package import Catalogue
package import Model

/// A claimed input on its way through the pipeline.
package struct Input: Sendable {
    package let claim: Claim
    /// How the source of a fetched input stood before this check; absent for dropped files.
    package let source: SourceState?
    /// The check that brought it.
    let check: Check?

    init(claim: Claim, source: SourceState? = nil, check: Check? = nil) {
        self.claim = claim
        self.source = source
        self.check = check
    }

    /// What messages call it.
    var name: String {
        if case .source(_, let url) = claim.origin { url } else { claim.shownName }
    }

    /// The address it came from, after redirects.
    var url: String? { claim.exchange?.finalURL }

    /// Whose observation it is.
    var sourceID: String {
        if case .source(let id, _) = claim.origin { id } else { "inbox" }
    }
}

/// What became of an input.
package enum Verdict: Sendable {
    /// A new version of a report.
    case recorded(VersionRow, Event)
    /// Bytes that are archived already.
    case duplicate(VersionRow)
    /// Other bytes with the same content; the detail says what differed.
    case observed(VersionRow, detail: String)
    /// It cannot be read, or is no report.
    case refused(Refusal)
    /// A reader is still at it; it goes on when that has ended.
    case reading(ReadJob)
    /// It stays claimed and is tried again.
    case deferred(Problem)
}
