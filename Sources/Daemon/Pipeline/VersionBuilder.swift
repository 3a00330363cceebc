import Archive
import Catalogue
import Changes
import Model

/// Builds a version of a report: its files, its event, its rows. Nothing here writes to the disk.
struct VersionBuilder: Sendable {
    let installation: String
    let work: WorkArea
    let numbering: Numbering

    /// A version that is ready to be staged.
    struct Built: Sendable {
        let draft: VersionDraft
        let record: Record
        let textDigest: Digest
        let event: Event
    }

    /// What a reading is compared with.
    struct Previous: Sendable {
        let row: VersionRow
        /// The version of the report that was archived last: the next number follows it.
        let newest: VersionNumber
        let reading: HeldReading
        /// What it lost from view, or the versions before it.
        let unread: [Change.Unread]
        /// An older version with this text, or that says the same: then the change is a return to it.
        var older: VersionRow?
        let lastWithout: Timestamp?
    }

    /// The received bytes of a version: where they lie, what they are called, and the server's answer as it is archived.
    struct Received: Sendable {
        let path: String
        let name: String
        let exchange: [UInt8]?
        /// Where the exchange lies as a web archive; absent for dropped files.
        let webArchive: String?
    }

    /// How a version of an archive stands among those of before; nobody is told of it.
    enum History: Sendable {
        case stood
        /// The report's own address showed another version before and after.
        case contradicted
    }

    /// Builds a version that is compared with none: the first of a report, or one that was captured before all that are known.
    func first(
        _ reading: HeldReading, as number: VersionNumber = VersionNumber(1), input: Input, path: String,
        history: History? = nil, now: Timestamp
    ) throws(Problem) -> Built {
        let clauses = Announcement.discovered(reading.record)
        let severity: Severity = reading.record.judgments.isEmpty ? .medium : .high
        var content = Event.Content(
            report: reading.record.id.rawValue, severity: severity, summary: clauses, items: [], quiet: false)
        content.bracket = .init(lastWithout: nil, firstWith: input.captured ?? now)
        content.place(history)
        let received = try received(input, reading.record, path: path)
        return try build(reading, number, history != nil ? .backfilled : .discovered, content, received, now: now)
    }

    /// Builds the next version of a report from the change that makes it one.
    ///
    /// - Parameter history: how it stands among the versions of before; `nil` where it is news.
    func next(
        _ reading: HeldReading, after previous: Previous, change: Change, input: Input, path: String,
        history: History? = nil, now: Timestamp
    ) throws(Problem) -> Built {
        let change = previous.older.map { Comparison.reverted(change, to: $0.version, asOf: $0.captured) } ?? change
        var content = Event.Content(report: reading.record.id.rawValue, change)
        content.fromVersion = previous.row.version
        content.bracket = .init(lastWithout: previous.lastWithout, firstWith: input.captured ?? now)
        content.place(history)
        content.unread = VersionBuilder.unread(reading.record, previous, change)
        try RecordPatch.add(to: &content, from: previous.reading.record, to: reading.record, within: .event)
        let kind = history != nil ? .backfilled : VersionBuilder.kind(of: change, isReturn: previous.older != nil)
        let received = try received(input, reading.record, path: path)
        return try build(reading, previous.newest.next, kind, content, received, now: now)
    }

    // A notice on the page that it is withdrawn, or its end, says more than that an older text is back.
    private static func kind(of change: Change, isReturn: Bool) -> Event.Kind {
        let kinds = Set(change.items.map(\.kind))
        if kinds.contains(.withdrawn) { return .withdrawn }
        if kinds.contains(.restored) { return .restored }
        return isReturn ? .reverted : .changed
    }

    // What was lost from view stays lost until it is read again.
    private static func unread(_ record: Record, _ previous: Previous, _ change: Change) -> [Change.Unread]? {
        let found = Set(record.judgments.map { "/judgments/\($0.id)" } + change.unread.map(\.path))
        let still = previous.unread.filter { $0.path.hasPrefix("/judgments/") && !found.contains($0.path) }
        let all = change.unread + still
        return all.isEmpty ? nil : all
    }

    /// Builds a version from what its event says of it.
    func build(
        _ reading: HeldReading, _ number: VersionNumber, _ kind: Event.Kind, _ content: Event.Content,
        _ received: Received, now: Timestamp
    ) throws(Problem) -> Built {
        let record = reading.record
        let digest = reading.text.digest
        var content = content
        content.title = record.title
        content.toVersion = number
        content.labels = record.provenance.labels
        content.archivePath = numbering.folder(of: number, of: record.id)
        let id = Event.id(
            report: record.id.rawValue, from: content.fromVersion, to: number, text: digest.hex, type: kind)
        let event = Event(
            id: id, source: installation, type: kind, subject: record.id.rawValue, time: now, data: content)
        do {
            var files = [
                VersionDraft.File("text.txt", reading.text.utf8),
                VersionDraft.File("record.json", try JSON.bytes(of: record)),
            ]
            // What a first version was discovered with follows from its record; why it was read again does not.
            if number.value > 1 || kind.isSilent { files.append(.init("change.json", try JSON.bytes(of: event))) }
            if let exchange = received.exchange { files.append(.init("source/exchange.json", exchange)) }
            var draft = VersionDraft(
                id: record.id, version: number, created: now, message: content.summary,
                original: .init(path: received.path, name: received.name), files: files, event: kind, url: record.url)
            draft.webArchive = received.webArchive
            return Built(draft: draft, record: record, textDigest: digest, event: event)
        } catch { throw Problem.wrapping(error, at: received.name) }
    }

    func received(_ input: Input, _ record: Record, path: String) throws(Problem) -> Received {
        do {
            let exchange = try input.claim.exchange.map { try JSON.bytes(of: $0) }
            // What was claimed before exchanges were kept, or came in a web archive, has none of its own.
            let webArchive = work.exchange(of: input.claim.id)
            return Received(
                path: path, name: VersionBuilder.originalName(input, record), exchange: exchange,
                webArchive: InputFile.exists(webArchive) ? webArchive : nil)
        } catch { throw Problem.wrapping(error, at: input.name) }
    }

    private static let endings = [
        "text/html": ".html", "text/plain": ".txt", "text/markdown": ".md", "application/pdf": ".pdf",
        "application/zip": ".zip", "message/rfc822": ".eml", "multipart/related": ".mhtml", "application/warc": ".warc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
        "application/vnd.oasis.opendocument.text": ".odt",
    ]

    // A fetched body has no file name of its own; a packed one has the last part of its place.
    static func originalName(_ input: Input, _ record: Record) -> String {
        if let path = input.claim.lineage?.parent.path, input.claim.exchange == nil {
            return path.split { "/\\".contains($0) }.last.map(String.init) ?? "member"
        }
        guard input.claim.exchange != nil else { return input.claim.shownName }
        return "page" + (endings[record.provenance.source.mediaType] ?? ".bin")
    }
}

extension Event.Content {
    fileprivate mutating func place(_ standing: VersionBuilder.History?) {
        history = standing == nil ? nil : true
        contradicted = standing == .contradicted ? true : nil
    }
}
