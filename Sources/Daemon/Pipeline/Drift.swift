import Archive
import Catalogue
import Changes
import Model

/// What becomes of values that a changed layout hides: they are named once, and remembered until they are read again.
extension Stages {
    // So many versions in a row are looked through for a judgment that none of them could show.
    private static let longestMemory = 32

    /// Adds the notice that values of a report can no longer be read; once for a version and the values lost.
    func tellDrift(_ change: Change, after row: VersionRow, title: String?, to batch: inout RecordedBatch) {
        guard !change.unread.isEmpty else { return }
        var content = Event.Content(
            report: row.report.rawValue, severity: .medium, summary: Announcement.drifted(change.unread), items: [],
            quiet: false)
        content.title = title
        content.unread = change.unread
        let id = Event.id(
            report: row.report.rawValue, from: row.version, to: nil,
            text: change.unread.map(\.path).joined(separator: " "), type: .sourceDrifted)
        let event = Event(
            id: id, source: builder.installation, type: .sourceDrifted, subject: row.report.rawValue, time: now(),
            data: content)
        add(event, to: &batch)
    }

    /// Adds an event of a source or of a layout, for every channel that wants it.
    func add(_ event: Event, to batch: inout RecordedBatch) {
        if let recorded = try? witness.recorded(event, for: channels(for: event)) { batch.events.append(recorded) }
    }

    /// Gives what the changes up to a version lost from view and did not find again.
    func unread(_ row: VersionRow) throws(Problem) -> [Change.Unread] {
        guard row.version.value > 1 else { return [] }
        let bytes = try store.bytes(of: "change.json", in: row.report, version: row.version)
        do { return try JSON.decoded(Event.self, from: bytes).data.unread ?? [] } catch {
            throw Problem.wrapping(error, at: row.path)
        }
    }

    /// Gives the judgments among them, as the newest version said that could show them.
    func remembered(_ unread: [Change.Unread], before row: VersionRow) throws(Problem) -> [Judgment] {
        var wanted = Set(unread.map(\.path).filter { $0.hasPrefix("/judgments/") })
        var found: [Judgment] = []
        var version = row.version.value - 1
        while !wanted.isEmpty, version > 0, row.version.value - version <= Stages.longestMemory {
            let bytes = try store.bytes(of: "record.json", in: row.report, version: VersionNumber(version))
            let record: Record
            do { record = try JSON.decoded(Record.self, from: bytes) } catch {
                throw Problem.wrapping(error, at: row.path)
            }
            for judgment in record.judgments where wanted.remove("/judgments/\(judgment.id)") != nil {
                found.append(judgment)
            }
            version -= 1
        }
        return found
    }
}
