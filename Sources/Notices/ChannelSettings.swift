package import Model

// Why this target exists: what was found out must reach people, in order and at least once, whatever the receiving side
// does. Entry point: `OutboxSender`, one for each channel. It never decides what is news and never writes the archive.

/// What one channel of the settings wants to hear.
package struct ChannelSettings: Hashable, Sendable {
    package let id: String
    /// `log`, `file`, `webhook`: who delivers.
    package let kind: String
    package let minSeverity: Severity
    /// The slugs of the wanted subjects; empty for all.
    package let subjects: [String]

    /// Takes the values of one entry of `notify`, checked by the settings.
    package init(id: String, kind: String, minSeverity: Severity = .low, subjects: [String] = []) {
        self.id = id
        self.kind = kind
        self.minSeverity = minSeverity
        self.subjects = subjects
    }

    /// Whether an event is for this channel.
    ///
    /// The list of subjects chooses among reports; what concerns no report (a failing source, a damaged archive) passes it,
    /// so that a narrow channel does not hide that the watch itself is in trouble.
    package func wants(_ event: Event) -> Bool {
        guard event.data.severity >= minSeverity else { return false }
        guard !subjects.isEmpty, let report = ReportID(event.subject) else { return true }
        return subjects.contains(report.folderSubject)
    }
}

extension ReportID {
    /// The subject's slug as the archive's first folder level has it: `metropolitan`, or `documents`.
    package var folderSubject: String { folder.prefix { $0 != "/" }.description }
}
