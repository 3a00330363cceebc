package import Catalogue
import Intake
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
        if let memento = claim.exchange?.memento { return memento.url }
        return if case .source(_, let url) = claim.origin { url } else { claim.shownName }
    }

    /// The folders of the inbox in which it was dropped, each once; of what was packed inside a file those of the file.
    var labels: [String]? {
        guard case .inbox = claim.origin else { return nil }
        if let lineage = claim.lineage { return lineage.labels }
        let folders = claim.nameBytes.split(separator: 0x2F).dropLast().map { ReadyFile.shown(Array($0)) }
        let labels = folders.enumerated().filter { !folders[..<$0].contains($1) }.map(\.1)
        return labels.isEmpty ? nil : labels
    }

    /// When an archive says that it captured the bytes, at the latest when they came here; `nil` for what did not come out of one.
    var captured: Timestamp? {
        let stated = claim.exchange?.memento?.captured ?? claim.lineage?.retrieved
        return stated.map { min($0, claim.claimed) }
    }

    /// Whether it is looked at for the history of a report, and not as what its source shows now.
    var isPast: Bool { captured != nil && check == nil }

    /// How the source stood that shows this now; absent for dropped files and for what is past.
    var watched: SourceState? { isPast ? nil : source }

    /// The address it came from, after redirects.
    var url: String? { claim.exchange?.finalURL }

    /// Whose observation it is.
    var sourceID: String {
        guard case .source(let id, _) = claim.origin else { return "inbox" }
        return isPast ? Input.history + id : id
    }

    /// What stands before the id of a source where its history is meant.
    static let history = "history:"
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
