package import Model

/// One line of the ledger: a version that was committed, in the order of commits.
package struct LedgerEntry: Hashable, Sendable {
    /// The number of the line, from 0.
    package let line: Int
    package let id: ReportID
    package let version: VersionNumber
    package let event: Event.Kind
    /// Whether the line was added by a later `open()`, because a crash came before it.
    package let recovered: Bool

    /// `nil` for a line that is not about a version of ours.
    init?(_ line: LedgerLine) {
        guard let id = ObjectPart(objectID: line.objectId)?.report,
            let version = VersionNumber(text: line.reportVersion ?? line.version),
            let event = Event.Kind(rawValue: line.event)
        else { return nil }
        self.line = line.seq
        self.id = id
        self.version = version
        self.event = event
        recovered = line.recovered
    }
}
