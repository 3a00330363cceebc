import Foundation
package import Model

/// Watches the inbox and its folders and hands over files that are ready (architecture, section 4.1).
///
/// Events of the kernel are hints, the scan is the truth: every folder is watched before it is scanned, and scanned again
/// on a timer and whenever events were lost. The inbox may be removed, replaced and made again at any time. Of what lies
/// in it nothing is ever changed, and only regular files are opened.
package final class InboxWatcher: Sendable {
    /// The largest batch: whoever takes a burst has all of it in view, and a delivery does not take too long.
    package static let batchLimit = 1024

    private let settings: InboxLoop.Settings
    private let mailbox = InboxMailbox()

    /// Takes the folder, the stillness after which a file nobody vouches for is ready, and the time between two scans.
    /// `report` is told of trouble, once per name or spell, on the watcher's own thread. In an inbox where nothing may be
    /// written, no file tries out whether events come.
    package convenience init(
        folder: String, settle: Duration, rescan: Duration, mayWrite: Bool = true,
        report: @escaping @Sendable (Problem) -> Void
    ) {
        self.init(folder: folder, settle: settle, rescan: rescan, probe: mayWrite ? .real : .silent, report: report)
    }

    init(
        folder: String, settle: Duration, rescan: Duration, probe: InboxProbe,
        report: @escaping @Sendable (Problem) -> Void
    ) {
        settings = InboxLoop.Settings(folder: folder, settle: settle, rescan: rescan, probe: probe, report: report)
    }

    /// Watches until the task is cancelled, and hands over one batch at a time, at most ``batchLimit`` files, longest
    /// ready first. What becomes ready meanwhile waits. A file that is still there afterwards is offered again only when
    /// it has changed or a rescan finds it. One run at a time.
    package func run(deliver: @Sendable ([ReadyFile]) async -> Void) async {
        mailbox.begin()
        let (batches, line) = AsyncStream<[ReadyFile]>.makeStream()
        let thread = Thread { [mailbox, settings] in
            InboxLoop(settings, mailbox) { line.yield($0) }.run()
            line.finish()
            mailbox.ended()
        }
        thread.name = "inbox"
        thread.start()
        for await batch in batches {
            await deliver(batch)
            mailbox.post { $0.isDelivered = true }
        }
        mailbox.post { $0.isStopped = true }
        await mailbox.waitForEnd()
    }

    /// Removes folders that were moved into the inbox whole, where all that they held is taken. What still holds anything stays.
    package static func removeEmptyFolders(of files: [ReadyFile], in folder: String) {
        let dropped = Set(files.compactMap(\.dropped))
        guard !dropped.isEmpty, let inbox = try? InboxFolder(path: folder) else { return }
        for path in dropped { inbox.removeEmpty(path) }
    }

    /// Asks for a scan now; does not wait for it.
    package func rescanSoon() { mailbox.post { $0.wantsRescan = true } }

    /// Gives what is in the inbox now and not being written, in the order of its paths, without waiting or watching: for
    /// one single pass. Makes the folder if it is missing, and reports that.
    package static func settledFiles(in folder: String, report: (Problem) -> Void) -> [ReadyFile] {
        let opened: InboxFolder
        do throws(InboxFolder.Fault) {
            opened = try InboxFolder(path: folder)
        } catch {
            report(InboxFolder.repair(folder, after: error).problem)
            return []
        }
        let scan = InboxScan(folder: opened) { _, _ in }
        var ready: [ReadyFile] = []
        for observation in scan.run() {
            switch observation {
            case .file(let path, _, _):
                switch opened.probe(path) {
                case (.file(let facts), .none), (.file(let facts), .unknown):
                    ready.append(ReadyFile(path: path, facts: facts))
                case (.unreadable(let code), _): report(.unreadable(scan.place(path), code))
                default: break
                }
            case .trouble(_, let problem): report(problem)
            case .gone, .goneUnder: break
            }
        }
        return ready.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }
}

extension InboxFolder {
    /// Does what can be done about a folder that cannot be opened, and says what there is to say; `isMade` if it is worth
    /// opening again at once.
    static func repair(_ path: String, after fault: Fault) -> (isMade: Bool, problem: Problem) {
        switch fault {
        case .notAFolder: return (false, .notAFolder(path))
        case .other(let code): return (false, .inboxUnreadable(path, code))
        case .missing:
            do {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
                return (true, .missing(path))
            } catch {
                // What stands in the way of making it is told by making just this one folder.
                let code: Int32 = mkdir(path, 0o755) == 0 ? EEXIST : errno
                return (false, .missing(path, code))
            }
        }
    }
}
