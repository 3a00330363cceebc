import Catalogue
import Intake
package import Model

/// What became of one source that somebody wanted to be checked now.
package struct PollAnswer: Hashable, Sendable, Codable {
    /// The closed list of what can become of it.
    package enum Outcome: String, Hashable, Sendable, Codable {
        /// A new version.
        case archived
        case nothingNew = "nothing-new"
        /// A listing names something new; each report that it names has an answer of its own.
        case listed
        /// The address did not give what it should; the source's state says so.
        case failed
        /// The server has asked to be left alone.
        case notAsked = "not-asked"
        /// It is going to be checked; nobody waits for the answer.
        case asked
        /// Our own side was in the way; it is tried again.
        case deferred
        /// The daemon stopped before it was checked.
        case stopped
        /// The daemon's settings have no such source.
        case unknown
    }

    package let source: String
    package let outcome: Outcome
    package var report: String?
    package var version: String?
    package var message: String?
    /// When a source that was not asked may be asked again.
    package var until: Timestamp?

    /// Whether what was wanted could be done.
    package var isDone: Bool {
        switch outcome {
        case .archived, .nothingNew, .listed, .failed, .notAsked, .asked: true
        case .deferred, .stopped, .unknown: false
        }
    }

    init(unknown source: String) {
        self.source = source
        outcome = .unknown
        message = "the settings of the daemon name no such source"
    }

    init(
        _ source: Settings.Source, _ outcome: Outcome, _ message: String? = nil, report: ReportID? = nil,
        version: VersionNumber? = nil
    ) {
        self.source = source.id
        self.outcome = outcome
        self.message = message ?? (outcome == .stopped ? "the daemon stopped before it was checked" : nil)
        self.report = report?.rawValue
        self.version = version?.description
    }

    /// A source that is left alone.
    init(_ source: Settings.Source, restsUntil until: Timestamp) {
        self.init(source, .notAsked, "the server asked to be left alone until \(until)")
        self.until = until
    }

    /// A source that brought nothing, and how it stands now.
    init(_ source: Settings.Source, after failure: FetchFailure, _ state: SourceState) {
        let isOurs = failure.code == .spoolFailed || failure.code == .cancelled
        self.init(
            source, isOurs ? .deferred : .failed, state.lastProblem, report: state.report, version: state.version)
    }

    /// What a verdict means for who asked; none was reached where the daemon stopped.
    init(_ source: Settings.Source, _ verdict: Verdict?) {
        switch verdict {
        case .recorded(let row, let event):
            self.init(source, .archived, event.data.summary, report: row.report, version: row.version)
        case .duplicate(let row):
            self.init(source, .nothingNew, "same bytes", report: row.report, version: row.version)
        case .observed(let row, let detail):
            self.init(source, .nothingNew, detail, report: row.report, version: row.version)
        case .refused(let refusal):
            self.init(source, .failed, "\(refusal.outcome.rawValue): \(refusal.message). \(refusal.remedy)")
        case .reading: self.init(source, .deferred, "it is still being read")
        case .deferred(let problem): self.init(source, .deferred, problem.description)
        case nil: self.init(source, .stopped)
        }
    }
}
