package import Model

/// One capture of a source's address that a web archive holds, and what became of it here.
package struct ArchivedCapture: Hashable, Sendable {
    /// The closed list of what can become of it.
    package enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is a version.
        case archived
        /// It says what the version says that stood then.
        case equal
        /// Its bytes are no report: by admission, or because they cannot be read.
        case refused
        /// It was not asked for, or not taken: the archive says that it is an error page or a redirect.
        case leftOut = "left-out"
    }

    /// The id of the source.
    package let source: String
    /// Its address in the archive.
    package let url: String
    /// The id of the archive in the settings.
    package let archive: String
    package let captured: Timestamp
    /// The address that was captured.
    package let original: String
    /// The status of the captured answer, as the archive's list says it.
    package var status: Int?
    /// The digest of its body, as the archive's list says it.
    package var digest: String?
    /// Whether the bytes have that digest.
    package var isVerified = false
    /// Absent as long as it waits.
    package var outcome: Outcome?
    /// Why it is no version: a code of the closed list of refusals, a rule, or a word of the list.
    package var reason: String?
    package var detail: String?
    package var report: ReportID?
    package var version: VersionNumber?
    /// When that was found.
    package var learnt: Timestamp?

    /// Takes what an archive's list says.
    package init(source: String, url: String, archive: String, captured: Timestamp, original: String) {
        self.source = source
        self.url = url
        self.archive = archive
        self.captured = captured
        self.original = original
    }
}

/// What became of a capture, recorded with whatever it brought about.
package struct CaptureOutcome: Hashable, Sendable {
    package let source: String
    /// Its address in the archive.
    package let url: String
    package let outcome: ArchivedCapture.Outcome
    package let learnt: Timestamp
    package var reason: String?
    package var detail: String?
    package var report: ReportID?
    package var version: VersionNumber?

    /// Takes what every outcome has.
    package init(source: String, url: String, _ outcome: ArchivedCapture.Outcome, learnt: Timestamp) {
        self.source = source
        self.url = url
        self.outcome = outcome
        self.learnt = learnt
    }
}
