import Archive
import Catalogue
import Changes
import Model

/// From an archived version to the catalogue's rows: the same for a version just made, one recovered after a crash, and a rebuild.
enum Indexing {
    /// Adds a version, its judgments and its event to a batch; `channels` says who is told. Nobody is told of what was only
    /// read again, or what an archive held, whoever asks: neither at once nor after a crash.
    static func add(
        _ version: ArchivedVersion, record: Record, event: Event, channels: [String], witness: Witness,
        to batch: inout RecordedBatch
    ) throws(Problem) {
        try add(version, record: record, event: event, to: &batch)
        batch.events.append(try witness.recorded(event, for: event.type.isSilent ? [] : channels))
    }

    /// Adds what the catalogue says of a version, without its event.
    static func add(
        _ version: ArchivedVersion, record: Record, event: Event, to batch: inout RecordedBatch
    ) throws(Problem) {
        guard let text = version.files["text.txt"], let source = sourceDigest(version) else {
            throw Problem(
                .archiveDamaged, "the version lacks its text or its original", at: version.folder,
                remedy: "Run “reportwatch verify”.", retry: .afterRepair)
        }
        var row = VersionRow(
            report: version.id, version: version.version, kind: record.kind, language: record.language,
            created: version.created, sourceDigest: source, textDigest: text, path: version.folder,
            summary: event.data.summary)
        row.title = record.title
        row.subject = record.subject?.slug
        (row.subjectName, row.subjectCode) = (record.subject?.shortName, record.subject?.code)
        row.cycle = record.cycle
        row.captured = min(record.provenance.retrieved ?? version.created, version.created)
        row.isHistory = event.data.history ?? false
        row.isContradicted = event.data.contradicted ?? false
        row.url = record.url
        row.profile = record.profile?.id
        row.profileVersion = record.profile?.version
        batch.versions.append(row)
        if let labels = record.provenance.labels {
            batch.labels.append(LabelRow(labels, report: version.id, version: version.version))
        }
        batch.judgments += record.judgments.map { JudgmentRow($0, report: version.id, version: version.version) }
    }

    /// Gives the record and the event of an archived version. A first version that was discovered has no change.json; its
    /// event follows from its record.
    static func recorded(_ version: ArchivedVersion, in store: VersionStore, installation: String) throws(Problem) -> (
        Record, Event
    ) {
        let record = try decoded(Record.self, "record.json", version, store)
        if version.files["change.json"] != nil {
            return (record, try decoded(Event.self, "change.json", version, store))
        }
        var content = Event.Content(
            report: version.id.rawValue, severity: record.judgments.isEmpty ? .medium : .high,
            summary: Announcement.discovered(record), items: [], quiet: false)
        content.title = record.title
        content.toVersion = version.version
        content.labels = record.provenance.labels
        let captured = record.provenance.learnt == nil ? nil : record.provenance.retrieved
        content.bracket = .init(lastWithout: nil, firstWith: captured ?? version.created)
        content.archivePath = version.folder
        let id = Event.id(
            report: version.id.rawValue, from: nil, to: version.version, text: version.files["text.txt"]?.hex ?? "",
            type: .discovered)
        let event = Event(
            id: id, source: installation, type: .discovered, subject: version.id.rawValue, time: version.created,
            data: content)
        return (record, event)
    }

    /// The digest of the received bytes.
    static func sourceDigest(_ version: ArchivedVersion) -> Digest? {
        version.sourceName.flatMap { version.files[$0] }
    }

    private static func decoded<Value: Decodable>(
        _ type: Value.Type, _ file: String, _ version: ArchivedVersion, _ store: VersionStore
    ) throws(Problem) -> Value {
        let bytes = try store.bytes(of: file, in: version.id, version: version.version)
        do { return try JSON.decoded(type, from: bytes) } catch {
            throw Problem.wrapping(error, at: version.folder + "/" + file)
        }
    }
}
