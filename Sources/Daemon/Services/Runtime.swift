import Archive
package import Catalogue
import Intake
package import Logging
package import Model
import Notices
import Reports
import Synchronization

/// Everything of one run, built in order: catalogue, archive, recovery, stages, services. Nothing runs in an initialiser
/// but what must be done before the first input is taken.
package final class Runtime: Sendable {
    package let settings: Settings
    package let catalogue: CatalogueDatabase
    let worker: Worker
    let poller: SourcePoller
    let watcher: InboxWatcher
    let channels: Channels
    let stages: Stages
    let fetcher: Fetcher
    let log: Logger
    /// What a crash left open, to be taken through before anything new.
    let leftOver: [Input]
    /// Whether the start has looked at all reports of the archive.
    let isLookedOver: Bool

    /// Builds a run: opens and mends what lies on disk.
    ///
    /// - Throws: what only a person can put right: a locked or foreign archive, a damaged catalogue, missing rights.
    package convenience init(settings: Settings, log: Logger) throws(Problem) {
        let reader = ReaderCommand(profiles: settings.profiles, memory: settings.readers.memory)
        try self.init(
            settings: settings, log: log, reader: reader, now: { .now }, probe: nil,
            versionsInObject: Numbering.versionsInObject, step: { _ in })
    }

    /// Builds a run without a log, for tests of faults: with a clock, what the disk says of its room, a word before each step
    /// that changes the archive, and the program that reads.
    convenience init(
        silently settings: Settings, reader: ReaderCommand, now: @escaping @Sendable () -> Timestamp,
        probe: (@Sendable () -> DiskRoom.Space?)? = nil, versionsInObject: Int = Numbering.versionsInObject,
        step: @escaping @Sendable (String) throws -> Void
    ) throws(Problem) {
        let silence = Logger(label: Software.name) { _ in SwiftLogNoOpLogHandler() }
        try self.init(
            settings: settings, log: silence, reader: reader, now: now, probe: probe,
            versionsInObject: versionsInObject, step: step)
    }

    private init(
        settings: Settings, log: Logger, reader: ReaderCommand, now: @escaping @Sendable () -> Timestamp,
        probe: (@Sendable () -> DiskRoom.Space?)?, versionsInObject: Int,
        step: @escaping @Sendable (String) throws -> Void
    ) throws(Problem) {
        self.settings = settings
        self.log = log
        // A secret that is missing is told before anything begins.
        for source in settings.sources { try source.access.check(of: source.id) }
        for folder in [
            settings.inbox.path, FailedFolder(settings: settings).path, settings.archive, settings.state + "/work",
        ] {
            try Disk.makeFolder(folder)
        }
        Renderer.removeLeftBehind()
        let catalogue = try CatalogueDatabase(path: settings.cataloguePath)
        let installation = try catalogue.installation()
        let store = VersionStore(
            root: settings.archive, staging: settings.state + "/staging", installation: installation,
            software: "\(Software.name) \(Software.version)", versionsInObject: versionsInObject, step: step)
        let repair = try store.open()
        let witness = try Witness(store: store, installation: installation, settings: settings)
        let fetcher = Fetcher(software: "\(Software.name) \(Software.version)")
        let channels = try Channels(settings: settings, catalogue: catalogue, fetcher: fetcher, log: log)
        let readers = try Runtime.readers(reader, settings, log)
        let comparer = try Comparer(
            .init(comparing: reader, memory: settings.readers.memory),
            clocks: .init(silence: settings.readers.silence, total: settings.readers.total))
        stages = Stages(
            catalogue: catalogue, store: store, readers: readers, comparer: comparer, installation: installation,
            witness: witness,
            settings: settings, log: log, probe: probe, now: now, wakeOutbox: { channels.wake() })
        self.catalogue = catalogue
        self.fetcher = fetcher
        self.channels = channels
        worker = Worker(stages: stages)
        poller = SourcePoller(stages: stages, worker: worker, fetcher: fetcher)
        watcher = InboxWatcher(
            folder: settings.inbox.path, settle: settings.inbox.settle, rescan: settings.inbox.rescan,
            mayWrite: !settings.inbox.isKept, report: { log.warning("\($0)") })
        isLookedOver = repair.isWhole
        let recovery = Recovery(stages: stages)
        try recovery.follow(repair)
        leftOver = try recovery.openInputs()
        if !leftOver.isEmpty { log.notice("\(leftOver.count) documents were interrupted and go on") }
    }

    private static func readers(
        _ command: ReaderCommand, _ settings: Settings, _ log: Logger
    ) throws(Problem) -> ReaderPool {
        // A profile that cannot be used is said here, once, and not by every reader; the built-in ones can be used.
        _ = try ProfileLibrary.all(from: settings.profiles, isAlone: true)
        let rules = ReaderPool.Rules(settings.readers)
        return try ReaderPool(command, rules: rules) { cage in
            log.info("reading in up to \(rules.processes) processes, each with: \(cage.spoken)")
        }
    }

    /// One line that says what the daemon watches, what it fetches and when, where the archive is, and that it is ready.
    package func readyLine() throws(Problem) -> String {
        let counts = try catalogue.archiveCounts()
        let sources = settings.sources.prefix(3).map { "\($0.id) \($0.schedule.spoken)" }
        let more = settings.sources.count > 3 ? ", …" : ""
        let fetching =
            sources.isEmpty ? "no URLs" : "\(settings.sources.count) URLs (\(sources.joined(separator: ", "))\(more))"
        let told = (["log"] + settings.notify.map(\.id)).joined(separator: ", ")
        return
            "ready: watching \(settings.inbox.path)\(stages.work.isInboxKept ? " (its files stay)" : ""), fetching \(fetching), archive \(settings.archive) "
            + "(\(counts.reports) reports, \(counts.versions) versions), telling \(told)"
    }

    /// Ends the readers and the curl thread, and lets go of the catalogue.
    package func close() throws(Problem) {
        stages.readers.close()
        stages.comparer.close()
        fetcher.close()
        try catalogue.close()
    }

    /// Delivers what is due and returns: for a single pass and for a stop.
    package func flush(within limit: Duration) async {
        let deadline = Timestamp.now.advanced(by: limit)
        await withDiscardingTaskGroup { group in
            for sender in channels.senders { group.addTask { _ = await sender.flush(deadline: deadline) } }
        }
    }

    /// One pass over the inbox and all due sources.
    package func runOnce() async {
        await worker.take(leftOver, waits: true)
        await worker.take(InboxWatcher.settledFiles(in: settings.inbox.path, report: { log.warning("\($0)") }))
        await worker.settle()
        await poller.runOnce()
        await worker.settle()
        await flush(within: .seconds(30))
        indexWords(within: .seconds(30))
    }

    /// Lets what was archived be searched, where no service does it. What is left over is taken by whoever comes next.
    package func indexWords(within limit: Duration) {
        let deadline = ContinuousClock.now + limit
        let filler = SearchFiller(stages)
        do throws(Problem) { try filler.fill { _ in ContinuousClock.now < deadline } } catch {
            log.warning("what was archived cannot be searched yet: \(error)")
            filler.discard(after: error)
        }
    }
}

extension Runtime {
    /// Reads archived reports again with the profiles of now, all that these may read otherwise where none are named; hands
    /// each result over as it comes.
    package func reread(_ reports: [ReportID]?, tell: (RereadResult) -> Void) async throws(Problem) {
        let profiles = try ProfileLibrary.all(from: settings.profiles).map(\.version)
        try await Reread(stages: stages, profiles: profiles).run(reports, tell: tell)
    }
}
