import Archive
import Catalogue
import Changes
import Model

/// Renditions that have no version, and what one rendition says beside the others.
extension Stages {
    // So many versions of other renditions are looked at for what they told.
    private static let mostEvents = 8

    /// What a rendition said last that has no version of that; `nil` where a version of it came later.
    ///
    /// - Parameter time: the end of what counts, for a capture that an archive held.
    func kept(
        like source: Provenance.Source, of report: ReportID, until time: Timestamp? = nil
    ) throws(Problem) -> KeptRendition? {
        guard let kept = renditions.last(like: source, of: report, until: time) else { return nil }
        let later = try catalogue.versions(of: report)
            .filter { row in row.captured >= kept.captured && time.map { row.captured <= $0 } ?? true }
            .sorted { ($0.captured, $0.version) < ($1.captured, $1.version) }
        return try newest(like: source, among: later) == nil ? kept : nil
    }

    /// Gives the version that a rendition got as it stood before it said something else.
    func asItStood(like source: Provenance.Source, among rows: [VersionRow]) -> VersionRow? {
        guard let report = rows.first?.report, let kept = renditions.last(like: source, of: report, until: nil) else {
            return nil
        }
        return rows.first { $0.captured == kept.captured && $0.sourceDigest == kept.wording?.digest }
    }

    /// Builds the version of a rendition as it stood, from what is kept of it.
    func asItStood(
        _ kept: KeptRendition, _ wording: KeptRendition.Wording
    ) throws(Problem) -> VersionBuilder.Built {
        let report = wording.record.id
        let number = try catalogue.newestNumber(of: report)?.next ?? VersionNumber(1)
        let archive = renditions.webArchive(wording.digest, of: report)
        return try builder.asItStood(
            kept, wording, number, path: renditions.original(wording.digest, of: report),
            webArchive: InputFile.exists(archive) ? archive : nil, now: now())
    }

    /// What to note of the first look at a rendition of the same edition.
    static func sameEdition(_ reading: HeldReading, _ change: Change) -> String {
        "\(reading.record.provenance.source.mediaType) of the same edition: \(change.summary)"
    }

    /// When a version was told that its rendition moved; `nil` where the version is how the rendition was found.
    func lastMove(_ row: VersionRow) throws(Problem) -> Timestamp? {
        guard row.version.value > 1 else { return nil }
        return try event(of: row).type.isMove ? row.captured : nil
    }

    /// Whether another rendition has told what changed already: it moved to this edition first. Gives the version that told it, and
    /// what to note then.
    ///
    /// What moved here must have moved there in the same way, and the two must say the same now. What is told of one rendition alone
    /// is never taken for told.
    ///
    /// - Parameter time: when this rendition moved last; what the others told before that was told of another edition.
    func told(
        _ change: Change, to reading: HeldReading, since time: Timestamp?
    ) throws(Problem) -> (row: VersionRow, detail: String)? {
        let others = try others(than: reading, since: time)
        // What is not listed cannot be looked for.
        guard let latest = others.first, change.omitted.isEmpty else { return nil }
        var told = ToldElsewhere()
        for row in others where row.version.value > 1 {
            let event = try event(of: row)
            if event.type.isMove { told.add(event.data.items) }
        }
        guard told.covers(change.items) else { return nil }
        let newest = try previous(latest, text: latest.textDigest, lastChecked: nil).reading
        guard ToldElsewhere.stands(change.items, in: newest.text.string) else { return nil }
        let between = try compare(newest, reading)
        if between.isNews {
            guard case .agrees = Stages.judge(between, from: newest, to: reading, latest.version) else { return nil }
        }
        return (
            latest, "\(reading.record.provenance.source.mediaType) of the edition that was told with \(latest.version)"
        )
    }

    // The versions of other renditions, the newest first.
    private func others(than reading: HeldReading, since time: Timestamp?) throws(Problem) -> [VersionRow] {
        let standing = try catalogue.versions(of: reading.record.id).filter { !$0.isHistory }
            .sorted { $1.stands(before: $0) }
        var others: [VersionRow] = []
        for row in standing.prefix(Stages.longestSearch) {
            if let time, row.captured <= time { break }
            if try !isVersion(row, like: reading.record.provenance.source) { others.append(row) }
            if others.count == Stages.mostEvents { break }
        }
        return others
    }

    /// Adds to the change of a rendition what it now states otherwise than the newest version of the report, where that is another
    /// rendition and the two agreed in it before.
    func departure(
        _ change: Change, from latest: VersionRow, to reading: HeldReading, after previous: VersionBuilder.Previous
    ) throws(Problem) -> Change {
        guard latest.version != previous.row.version,
            try !isVersion(latest, like: reading.record.provenance.source)
        else { return change }
        let newest = try self.previous(latest, text: latest.textDigest, lastChecked: nil).reading
        func contradiction(_ reading: HeldReading) throws(Problem) -> Change? {
            let between = try compare(newest, reading)
            if case .disagrees(let change) = Stages.judge(between, from: newest, to: reading, latest.version) {
                return change
            }
            return nil
        }
        guard let now = try contradiction(reading) else { return change }
        let before = Set(try contradiction(previous.reading)?.items.map(\.path) ?? [])
        return Renditions.joined(change, to: now, but: before, beside: latest.version)
    }

    /// What a watched rendition that stays as it was states otherwise than the newest version of the report, which has left it; `nil`
    /// where that is nothing, or is told.
    func disagreement(
        of reading: HeldReading, by input: Input, after row: VersionRow, with latest: VersionRow
    ) throws(Problem) -> (newest: VersionBuilder.Previous, change: Change)? {
        let source = reading.record.provenance.source
        guard input.watched != nil, row.version != latest.version, try !isVersion(row, like: source),
            try !isVersion(latest, like: source)
        else { return nil }
        let text = reading.text.digest
        let newest = try previous(latest, text: text, lastChecked: input.source?.lastChecked)
        let between = try compare(newest.reading, reading)
        guard case .disagrees(let change) = Stages.judge(between, from: newest.reading, to: reading, latest.version),
            try !hasTold(change, with: latest)
        else { return nil }
        return (newest, change)
    }

    private func hasTold(_ disagreement: Change, with row: VersionRow) throws(Problem) -> Bool {
        guard row.version.value > 1 else { return false }
        let told = Set(try event(of: row).data.items.filter { $0.kind == .renditionsDisagree }.map(\.path))
        return told.isSuperset(of: disagreement.items.map(\.path))
    }
}

extension Event.Kind {
    /// Whether a report was told to have moved from one content to another.
    fileprivate var isMove: Bool { [.changed, .reverted, .withdrawn, .restored].contains(self) }
}
