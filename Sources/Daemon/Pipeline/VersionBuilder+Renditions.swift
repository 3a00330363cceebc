import Archive
import Catalogue
import Changes
import Model

extension VersionBuilder {
    /// What is kept of a rendition that brings no version.
    ///
    /// - Parameters:
    ///   - version: the version whose edition it is.
    ///   - isReworded: whether it is worded otherwise.
    func kept(
        _ reading: HeldReading, of input: Input, _ version: VersionNumber, isReworded: Bool
    ) -> KeptRendition {
        let wording = KeptRendition.Wording(
            name: VersionBuilder.originalName(input, reading.record),
            exchange: input.claim.exchange, record: reading.record, text: reading.text.string)
        return KeptRendition(
            version: version, captured: reading.record.provenance.retrieved ?? input.claim.claimed,
            wording: isReworded ? wording : nil)
    }

    /// Builds the version of a rendition as it stood before it said something else. It stands among the versions of before, and
    /// nobody is told of it.
    func asItStood(
        _ kept: KeptRendition, _ wording: KeptRendition.Wording, _ number: VersionNumber, path: String,
        webArchive: String?, now: Timestamp
    ) throws(Problem) -> Built {
        let kind = wording.record.provenance.source.mediaType
        var content = Event.Content(
            report: wording.record.id.rawValue, severity: .none,
            summary: "\(kind) beside \(kept.version), as it stood \(kept.captured.day)", items: [], quiet: false)
        content.bracket = .init(lastWithout: nil, firstWith: kept.captured)
        (content.history, content.contradicted) = (true, true)
        do {
            let received = Received(
                path: path, name: wording.name, exchange: try wording.exchange.map { try JSON.bytes(of: $0) },
                webArchive: webArchive)
            return try build(wording.reading, number, .backfilled, content, received, now: now)
        } catch { throw Problem.wrapping(error, at: path) }
    }

    /// Builds the version of a rendition that is new and states something else than the newest version.
    func rendition(
        _ reading: HeldReading, beside previous: Previous, change: Change, input: Input, path: String, now: Timestamp
    ) throws(Problem) -> Built {
        var content = Event.Content(report: reading.record.id.rawValue, change)
        content.fromVersion = previous.row.version
        content.bracket = .init(lastWithout: nil, firstWith: input.captured ?? now)
        try RecordPatch.add(to: &content, from: previous.reading.record, to: reading.record, within: .event)
        let received = try received(input, reading.record, path: path)
        return try build(reading, previous.newest.next, .disagreeing, content, received, now: now)
    }
}
