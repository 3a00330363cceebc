import Archive
import Catalogue
import Changes
import Documents
import Logging
import Model
import Notices
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the pipeline works with: each stage as it was built, and the small steps between them.
package final class Stages: Sendable {
    let catalogue: CatalogueDatabase
    let store: VersionStore
    let readers: ReaderPool
    let comparer: Comparer
    let builder: VersionBuilder
    let work: WorkArea
    let failed: FailedFolder
    let members = MembersHandedOver()
    /// What brought no version and is kept all the same.
    let renditions: KeptRenditions
    let desk: SourceDesk
    let witness: Witness
    let room: DiskRoom
    /// The sources of the settings, and what their listings name.
    let roster: Roster
    let settings: Settings
    let log: Logger
    let now: @Sendable () -> Timestamp
    let wakeOutbox: @Sendable () -> Void
    private let reconciliation = Mutex(false)

    /// A document whose reading was begun this often and never ended is given up.
    static let strikes = 3

    init(
        catalogue: CatalogueDatabase, store: VersionStore, readers: ReaderPool, comparer: Comparer,
        installation: String,
        witness: Witness, settings: Settings, log: Logger, probe: (@Sendable () -> DiskRoom.Space?)? = nil,
        now: @escaping @Sendable () -> Timestamp = { .now },
        wakeOutbox: @escaping @Sendable () -> Void
    ) {
        self.catalogue = catalogue
        self.store = store
        self.readers = readers
        self.comparer = comparer
        work = WorkArea(settings: settings)
        builder = VersionBuilder(installation: installation, work: work, numbering: store.numbering)
        failed = FailedFolder(settings: settings)
        room = DiskRoom(settings.state, settings.room, probe: probe)
        renditions = KeptRenditions(settings: settings)
        self.witness = witness
        roster = Roster(settings, catalogue)
        desk = SourceDesk(
            catalogue: catalogue, settings: settings, roster: roster, installation: installation, witness: witness,
            log: log, now: now,
            channels: { Stages.channels(for: $0, settings) }, wakeOutbox: wakeOutbox)
        self.settings = settings
        self.log = log
        self.now = now
        self.wakeOutbox = wakeOutbox
    }

    /// Whether the archive may hold versions that the catalogue does not name.
    var needsReconciliation: Bool {
        get { reconciliation.withLock { $0 } }
        set { reconciliation.withLock { $0 = newValue } }
    }

    /// What an input is, before anybody reads it.
    struct Content: Sendable {
        let file: OpenFile
        let size: Int
        let digest: Digest
        /// Whether files can be packed inside.
        let mayHoldMembers: Bool
    }

    /// Opens an input and hashes it.
    ///
    /// - Throws: `too-large` for what no reader takes; whatever the disk says.
    func content(of input: Input) throws(Problem) -> Content {
        let path = work.input(of: input.claim.id)
        let (descriptor, size) = try InputFile.open(path)
        let file = OpenFile(descriptor)
        guard size <= DocumentReader.largestDocument else {
            throw Problem(
                .inputTooLarge, "\(size) bytes are more than the \(DocumentReader.largestDocument) that are read",
                at: path, remedy: "Split the document, or save only the report itself.")
        }
        let head = try InputFile.bytes(of: descriptor, limit: DocumentReader.head)
        return Content(
            file: file, size: size, digest: try InputFile.digest(of: descriptor, path),
            mayHoldMembers: DocumentReader.mayHoldMembers(head: head))
    }

    /// A reading that was begun, and what is read.
    struct Reading: Sendable {
        let content: Content
        let job: ReadJob
    }

    /// Begins to read inputs side by side; by claim.
    func beginReading(_ inputs: [(Input, Content)]) -> [String: Result<Reading, Problem>] {
        var readings: [String: Result<Reading, Problem>] = [:]
        for (input, content) in inputs {
            do throws(Problem) {
                let members = content.mayHoldMembers ? try OpenFile.temporary(in: work.root) : nil
                let job = readers.read(request(input), content.file, size: content.size, members: members)
                readings[input.claim.id] = .success(Reading(content: content, job: job))
            } catch { readings[input.claim.id] = .failure(error) }
        }
        return readings
    }

    /// Begins to read inputs while those before them are still in hand; by claim. What they are is judged when it is their turn:
    /// one that cannot be begun now, or seems to be known, is left to that.
    func readAhead(_ inputs: [Input]) -> [String: Reading] {
        var digests: Set<Digest> = []
        var fresh: [(Input, Content)] = []
        for input in inputs {
            guard let content = try? content(of: input), digests.insert(content.digest).inserted,
                let known = try? catalogue.known(source: content.digest), known.isEmpty
            else { continue }
            fresh.append((input, content))
        }
        guard (try? catalogue.countAttempt(fresh.map(\.0.claim.id))) != nil else { return [:] }
        return beginReading(fresh).compactMapValues { try? $0.get() }
    }

    /// Waits for what a reader says; `nil` where it takes so long that others must not wait for it.
    func outcome(of reading: Reading) async -> ReadOutcome? {
        guard let outcome = await reading.job.promptOutcome() else { return nil }
        // A reader that was taken over could speak of other bytes than it was given.
        guard case .read(let result) = outcome, result.record.provenance.source.sha512 != reading.content.digest
        else {
            return outcome
        }
        return .refused(.reader(.crashed, "the reader answered for other bytes than it was given"))
    }

    private func request(_ input: Input) -> ReadRequest {
        let lineage = input.claim.lineage
        var request = ReadRequest(
            name: input.claim.shownName, url: input.url, contentType: input.claim.exchange?.mediaType,
            retrieved: input.captured ?? input.claim.claimed, http: input.claim.exchange?.plain,
            parent: lineage?.parent,
            limits: lineage?.limits ?? MemberLimits())
        if input.captured != nil { request.learnt = input.claim.claimed }
        return request
    }

    /// The newest version with these bytes, if it is still the newest of its rendition; an older one is no duplicate but a return.
    /// Only the report that had them last counts: bytes that were read again may have begun as a document of another name.
    func current(source: Digest, of input: Input) throws(Problem) -> VersionRow? {
        let known = try catalogue.known(source: source)
        if let captured = input.captured { return try standing(among: known, at: captured) }
        guard let row = known.first, let latest = try catalogue.latest(of: row.report) else { return nil }
        if row.version == latest.version { return row }
        if input.source != nil {
            let shown = try shownLast(by: input, row.report)
            // Bytes of a rendition that has no version: the report may have left what they say.
            return known.first {
                $0.report == row.report && $0.version == shown?.version && $0.sourceDigest == source
            }
        }
        guard row.sourceDigest == source, try isNewest(row, before: latest) else { return nil }
        return row
    }

    /// What a new reading is compared with.
    ///
    /// - Parameters:
    ///   - newest: the version that was archived last.
    ///   - lastChecked: when its source was last found unchanged, where it has one.
    func previous(
        _ latest: VersionRow, text: Digest, lastChecked: Timestamp?
    ) throws(Problem) -> VersionBuilder.Previous {
        let record = try store.bytes(of: "record.json", in: latest.report, version: latest.version)
        let bytes = try store.bytes(of: "text.txt", in: latest.report, version: latest.version)
        let older = try catalogue.versions(of: latest.report, withText: text).filter { $0.stands(before: latest) }
            .min { $0.stands(before: $1) }
        let newest = try catalogue.newestNumber(of: latest.report) ?? latest.version
        let unread = try unread(latest)
        let remembered = try remembered(unread, before: latest)
        do {
            let reading = HeldReading(
                record: try JSON.decoded(Record.self, from: record),
                text: HeldText(sound: bytes), remembered: remembered)
            // When its bytes came, not when they were archived: a version may have been read again long after.
            return .init(
                row: latest, newest: newest, reading: reading, unread: unread, older: older,
                lastWithout: lastChecked ?? reading.record.provenance.retrieved ?? latest.created)
        } catch { throw Problem.wrapping(error, at: latest.path) }
    }

    /// Compares two readings, as an event tells it.
    func compare(_ old: HeldReading, _ new: HeldReading) throws(Problem) -> Change {
        try comparer.change(from: old, to: new)
    }

    /// Stages a version that was built.
    func stage(_ built: VersionBuilder.Built) throws(Problem) -> StagedVersion {
        let staged = try store.stage(built.draft)
        // Whoever wrote to the file after it was read has made another document of it.
        guard Indexing.sourceDigest(staged.version) == built.record.provenance.source.sha512 else {
            store.discard([staged])
            throw Problem(
                .inputOutput, "the file changed while it was read", at: built.draft.original.name,
                remedy: "Let the program that writes it finish; it is tried again by itself.", retry: .later)
        }
        return staged
    }

    /// Keeps the bytes of a dropped file that says nothing new: other bytes, same content.
    func keep(_ input: Input, of report: ReportID, _ digest: Digest) throws(Problem) {
        try renditions.keep(work.input(of: input.claim.id), of: report, digest)
    }

    /// The channels that want an event, the log always.
    func channels(for event: Event) -> [String] { Stages.channels(for: event, settings) }

    private static func channels(for event: Event, _ settings: Settings) -> [String] {
        ["log"] + settings.notify.filter { $0.channel.wants(event) }.map(\.id)
    }

    /// Leaves an input claimed, to be tried again.
    func put(off input: Input, _ problem: Problem) -> Verdict {
        // The archive holds something that the catalogue does not name.
        if problem.code == .archiveVersionConflict { needsReconciliation = true }
        let until = now().advanced(by: .seconds(5))
        // A catalogue that cannot be written leaves the claim open, which is just as well.
        try? catalogue.deferClaim(input.claim.id, until: until, problem: problem)
        return .deferred(problem)
    }
}
