import Archive
import Catalogue
import Changes
import Model

extension VersionBuilder {
    /// Builds the next version of a report from a second reading of the newest one's bytes.
    ///
    /// The report said nothing new, so the event has no items; its patch says what the record has become.
    func reread(
        _ reading: HeldReading, after row: VersionRow, as number: VersionNumber, _ old: Record,
        _ difference: RecordDifference, _ received: Received, now: Timestamp
    ) throws(Problem) -> Built {
        let reader = reading.record.profile.map { " by \($0.id) \($0.version)" } ?? ""
        var content = Event.Content(
            report: old.id.rawValue, severity: .none,
            summary: "read again\(reader): \(difference.summary)", items: [], quiet: false)
        content.fromVersion = row.version
        content.history = row.isHistory ? true : nil
        content.contradicted = row.isContradicted ? true : nil
        try RecordPatch.add(to: &content, from: old, to: reading.record, within: .event)
        return try build(reading, number, .reread, content, received, now: now)
    }

    /// Builds a version of the report that bytes turned out to be, which were archived as another.
    ///
    /// - Parameters:
    ///   - origin: what they were archived as.
    ///   - previous: the newest version of the report, if it has any, with the change to this reading.
    func recognised(
        _ reading: HeldReading, from origin: ReportID, after previous: (Previous, Change)?, _ received: Received,
        now: Timestamp
    ) throws(Problem) -> Built {
        let news = previous?.1.summary ?? Announcement.discovered(reading.record)
        var content = Event.Content(
            report: reading.record.id.rawValue, severity: previous?.1.severity ?? .none,
            summary: "until now \(origin.spoken); \(news)", items: previous?.1.items ?? [],
            quiet: previous?.1.quiet ?? false)
        content.omitted = previous.flatMap { $0.1.omitted.isEmpty ? nil : $0.1.omitted }
        content.bracket = .init(
            lastWithout: previous?.0.lastWithout, firstWith: reading.record.provenance.retrieved ?? now)
        guard let (before, _) = previous else {
            return try build(reading, VersionNumber(1), .reread, content, received, now: now)
        }
        content.fromVersion = before.row.version
        try RecordPatch.add(to: &content, from: before.reading.record, to: reading.record, within: .event)
        return try build(reading, before.newest.next, .reread, content, received, now: now)
    }
}
