import Archive
import Catalogue
import Changes
import Documents
import Intake
import Logging
import Model
import Notices
import Synchronization

/// What the pipeline works with: each stage as it was built, and the small steps between them.
package final class Stages: Sendable {
    let catalogue: CatalogueDatabase
    let store: VersionStore
    let reader: ReportReader
    let builder: VersionBuilder
    let work: WorkArea
    let failed: FailedFolder
    let settings: Settings
    let log: Logger
    let now: @Sendable () -> Timestamp
    let wakeOutbox: @Sendable () -> Void
    private let reconciliation = Mutex(false)

    /// A document whose reading was begun this often and never ended is given up.
    static let strikes = 3

    init(
        catalogue: CatalogueDatabase, store: VersionStore, reader: ReportReader, installation: String,
        settings: Settings,
        log: Logger, now: @escaping @Sendable () -> Timestamp = { .now }, wakeOutbox: @escaping @Sendable () -> Void
    ) {
        self.catalogue = catalogue
        self.store = store
        self.reader = reader
        builder = VersionBuilder(installation: installation)
        work = WorkArea(settings: settings)
        failed = FailedFolder(settings: settings)
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

    /// The bytes of an input.
    struct Content: Sendable {
        let bytes: [UInt8]
        let digest: Digest
    }

    func content(of input: Input) throws(Problem) -> Content {
        let bytes = try InputFile.bytes(of: work.input(of: input.claim.id), limit: DocumentReader.largestDocument)
        return Content(bytes: bytes, digest: Digest(of: bytes))
    }

    /// How the reading of one input ended.
    enum ReadOutcome: Sendable {
        case read(ReportReader.Result)
        case refused(Refusal)
        case deferred(Problem)
    }

    /// Reads inputs side by side, in the order given.
    func read(_ inputs: [(Input, Content)]) async -> [(Input, ReadOutcome)] {
        await withTaskGroup(of: (Int, ReadOutcome).self) { group in
            for (index, (input, content)) in inputs.enumerated() {
                group.addTask { (index, self.read(input, content)) }
            }
            var outcomes: [Int: ReadOutcome] = [:]
            for await (index, outcome) in group { outcomes[index] = outcome }
            return inputs.enumerated().compactMap { index, pair in outcomes[index].map { (pair.0, $0) } }
        }
    }

    private func read(_ input: Input, _ content: Content) -> ReadOutcome {
        do throws(Refusal) {
            return .read(
                try reader.read(
                    content.bytes, name: input.claim.shownName, url: input.url,
                    contentType: input.claim.exchange?.mediaType, retrieved: input.claim.claimed,
                    http: input.claim.exchange))
        } catch { return .refused(error) }
    }

    /// The newest version with these bytes, if it is still the newest of its report; an older one is no duplicate but a return.
    func current(source: Digest) throws(Problem) -> VersionRow? {
        for row in try catalogue.known(source: source)
        where try catalogue.latest(of: row.report)?.version == row.version {
            return row
        }
        return nil
    }

    /// What a new reading is compared with.
    func previous(_ latest: VersionRow, text: Digest, input: Input) throws(Problem) -> VersionBuilder.Previous {
        let record = try store.bytes(of: "record.json", in: latest.report, version: latest.version)
        let bytes = try store.bytes(of: "text.txt", in: latest.report, version: latest.version)
        let older = try catalogue.versions(of: latest.report, withText: text).last { $0.version < latest.version }
        do {
            let reading = Reading(
                record: try JSON.decoded(Record.self, from: record),
                text: CanonicalText(String(decoding: bytes, as: UTF8.self)))
            return .init(
                row: latest, reading: reading, older: older, lastWithout: input.source?.lastChecked ?? latest.created)
        } catch { throw Problem.wrapping(error, at: latest.path) }
    }

    /// Why an answer with status 200 is no version of what its source carries; `nil` admits it (I8).
    func admission(_ input: Input, _ result: ReportReader.Result) throws(Problem) -> Refusal? {
        guard let exchange = input.claim.exchange else { return nil }
        let text = result.document.text
        let refusal = Admission.judge(
            exchange: exchange, size: input.claim.size, title: result.document.title,
            textHead: text[0..<min(text.scalars.count, 4000)], recognised: result.record.profile != nil)
        if let refusal {
            return Refusal(.unsupported, "\(refusal.code.rawValue): \(refusal.message)", remedy: refusal.remedy)
        }
        guard let known = input.source?.report, !known.isDocument, result.record.id.isDocument else { return nil }
        return Refusal(
            .unsupported, "unexpected-document: the address carried \(known.spoken) and now shows something else",
            remedy: "Open the address in a browser; if the report moved, give its new address in the settings.")
    }

    /// Keeps the bytes of a dropped file that says nothing new: other bytes, same content.
    func keep(_ input: Input, of report: ReportID, _ digest: Digest) throws(Problem) {
        let folder = settings.state + "/observed/" + report.folder
        try Disk.makeFolder(folder)
        let bytes = try content(of: input).bytes
        try InputFile.write(bytes, to: folder + "/" + digest.hex.prefix(16))
        try Disk.syncFolder(folder)
    }

    /// The channels that want an event, the log always.
    func channels(for event: Event) -> [String] {
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
