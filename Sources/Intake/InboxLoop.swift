import Foundation
import Model

/// What runs on the watcher's thread: waits, takes note, scans, hands batches over. ``Settling`` decides what is ready.
final class InboxLoop {
    struct Settings: Sendable {
        let folder: String
        let settle: Duration
        let rescan: Duration
        let probe: InboxProbe
        let report: @Sendable (Problem) -> Void
    }

    /// On network file systems other machines write, and nobody tells us.
    private static let remoteSettle = Duration.seconds(10)
    /// How long events may go on until what is ready is handed over all the same; a burst becomes few large batches.
    private static let longestGathering = Duration.milliseconds(20)
    /// Whoever removes the inbox often makes it again at once; we only do so if they do not.
    private static let grace = Duration.milliseconds(500)
    /// How long the answer to a cookie may take.
    private static let patience = Duration.seconds(2)
    /// The longest pause between two looks where nobody tells of new files.
    private static let polledRescan = Duration.seconds(5)
    private static let longOpen = Duration.seconds(600)

    private let settings: Settings
    private let mailbox: InboxMailbox
    private let hand: ([ReadyFile]) -> Void
    private let start = ContinuousClock.now

    private var view: InboxView?
    private var settling: Settling
    private var reported = ReportedOnce()
    private var hearing: Hearing?
    private var nextRescan = Duration.zero
    private var nextOpening = Duration.zero
    private var missingSince: Duration?
    private var hasBeenOpen = false
    private var isDelivering = false
    private var gatheringSince: Duration?

    init(_ settings: Settings, _ mailbox: InboxMailbox, hand: @escaping ([ReadyFile]) -> Void) {
        self.settings = settings
        self.mailbox = mailbox
        self.hand = hand
        settling = Settling(settle: settings.settle)
    }

    private var now: Duration { ContinuousClock.now - start }

    /// Works until it is told to stop.
    func run() {
        while true {
            wait(for: timeout())
            let mail = mailbox.take()
            if mail.isStopped { return }
            if mail.isDelivered { isDelivering = false }
            if mail.wantsRescan { nextRescan = .zero }
            if view == nil, now >= nextOpening { open() }
            let isBusy = takeNews()
            if view != nil, now >= nextRescan { rescan() }
            listen()
            offer(isQuiet: !isBusy)
        }
    }

    private func timeout() -> Duration {
        guard view != nil else { return nextOpening - now }
        var until = nextRescan
        if case .asked(let end) = hearing { until = min(until, end) }
        if !isDelivering {
            if gatheringSince != nil { return .milliseconds(1) }
            until = min(until, settling.nextLook() ?? until)
        }
        return until - now
    }

    private func wait(for duration: Duration) {
        // Rounded up, so that nothing wakes a moment too early; without a pipe to wake us we look every second.
        let longest = Duration.seconds(mailbox.descriptor >= 0 ? 3600 : 1)
        let milliseconds = max(0, (min(longest, duration) + .microseconds(999)).milliseconds)
        var descriptors = [
            pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: view?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        poll(&descriptors, 2, Int32(milliseconds))
    }

    private func open() {
        do throws(InboxFolder.Fault) {
            let folder = try InboxFolder(path: settings.folder, probe: settings.probe)
            view = InboxView(folder: folder)
            settling = Settling(
                settle: folder.isRemote ? max(settings.settle, InboxLoop.remoteSettle) : settings.settle)
            reported = ReportedOnce()
            hearing = nil
            (missingSince, hasBeenOpen, nextRescan) = (nil, true, .zero)
        } catch {
            if case .missing = error, hasBeenOpen, now - (missingSince ?? now) < InboxLoop.grace {
                missingSince = missingSince ?? now
                nextOpening = now + .milliseconds(50)
                return
            }
            let (isMade, problem) = InboxFolder.repair(settings.folder, after: error)
            // What stays as it is is said once; a folder made is said each time.
            if isMade || reported.isNew(problem) { settings.report(problem) }
            nextOpening = isMade ? now : now + .milliseconds(500)
        }
    }

    private func takeNews() -> Bool {
        guard let view else { return false }
        let news = view.news()
        news.observations.forEach(note)
        if news.showsCookie, case .asked = hearing { hearing = .heard }
        if news.isOverflowed {
            settling.distrustSigns()
            nextRescan = .zero
        }
        if news.mayBeLost, !view.folder.isInPlace { lose() }
        return news.isBusy
    }

    private func rescan() {
        guard let view, view.folder.isInPlace else { return lose() }
        settling.reconsider()
        let observations = view.scanAll()
        observations.forEach(note)
        var files: Set<[UInt8]> = []
        var oddities: Set<[UInt8]> = []
        for case .file(let path, _, _) in observations { files.insert(path) }
        for case .trouble(let path, _) in observations { oddities.insert(path) }
        settling.keep(only: files)
        reported.keep(only: oddities.union(files))
        if let code = view.watchFault {
            let problem = Problem.notWatched(settings.folder, code)
            if reported.isNew(problem) { settings.report(problem) }
        }
        nextRescan = now + max(pause, .milliseconds(100))
    }

    private var pause: Duration {
        hearing == .deaf ? min(settings.rescan, InboxLoop.polledRescan) : settings.rescan
    }

    // Where every folder is watched: do events come? On a network file system they tell only of what this machine writes.
    private func listen() {
        guard let view else { return }
        switch hearing {
        case nil:
            if let type = view.folder.remoteType {
                lookOften(because: "it lies on \(type), which does not tell what other machines write")
            } else if settings.probe.writeCookie(settings.folder) {
                hearing = .asked(until: now + InboxLoop.patience)
            } else {
                hearing = .heard
            }
        case .asked(let end) where now >= end: lookOften(because: "its file system tells of no new files")
        case .asked, .heard, .deaf: break
        }
    }

    private func lookOften(because reason: String) {
        hearing = .deaf
        nextRescan = min(nextRescan, now + pause)
        let problem = Problem.polled(settings.folder, reason, every: pause)
        if reported.isNew(problem) { settings.report(problem) }
    }

    private func lose() {
        view = nil
        settling = Settling(settle: settings.settle)
        reported = ReportedOnce()
        gatheringSince = nil
        hearing = nil
        (nextOpening, missingSince) = (.zero, nil)
    }

    private func note(_ observation: Observation) {
        switch observation {
        case .file(let path, let facts, let sign): settling.observe(path, facts, sign, at: now)
        case .gone(let path):
            settling.gone(path)
            reported.forget(path)
        case .goneUnder(let folder): settling.gone(under: folder)
        case .trouble(let path, let problem):
            settling.gone(path)
            if reported.isNew(problem, of: path) { settings.report(problem) }
        }
    }

    private func offer(isQuiet: Bool) {
        guard !isDelivering, let view else { return }
        let line = settling.collect(at: now)
        guard line > 0 else {
            gatheringSince = nil
            return
        }
        let since = gatheringSince ?? now
        gatheringSince = since
        guard line >= InboxWatcher.batchLimit || isQuiet || now - since >= InboxLoop.longestGathering else { return }
        gatheringSince = nil
        var batch: [ReadyFile] = []
        while batch.count < InboxWatcher.batchLimit {
            let paths = settling.take(InboxWatcher.batchLimit - batch.count)
            if paths.isEmpty { break }
            batch += paths.compactMap { probe($0, view) }
        }
        guard !batch.isEmpty else { return }
        isDelivering = true
        hand(batch)
    }

    private func probe(_ path: [UInt8], _ view: InboxView) -> ReadyFile? {
        let (sighting, writer) = view.folder.probe(path)
        let place = settings.folder + "/" + ReadyFile.shown(path)
        switch sighting {
        case .file(let facts):
            if settling.judge(path, facts, writer, at: now) {
                var file = ReadyFile(path: path, facts: facts)
                file.dropped = view.droppedFolder(of: path)
                return file
            }
            if writer == .open, let age = settling.age(of: path, at: now), age > InboxLoop.longOpen {
                let problem = Problem.stillOpen(place, age)
                if reported.isNew(problem, of: path) { settings.report(problem) }
            }
        case .unreadable(let code):
            settling.rest(path)
            let problem = Problem.unreadable(place, code)
            if reported.isNew(problem, of: path) { settings.report(problem) }
        case .gone: settling.gone(path)
        case .folder, .odd:
            // Replaced under the same name; a scan says by what.
            settling.gone(path)
            nextRescan = .zero
        }
        return nil
    }
}
