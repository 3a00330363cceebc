import Glibc
import Model

/// One inbox folder as it is open and watched now. When the folder is removed or replaced, a new view takes its place.
///
/// Touched only on the watcher's thread.
final class InboxView {
    /// What a batch of events came to.
    struct News {
        var observations: [Observation] = []
        /// Whether there was any event at all.
        var isBusy = false
        /// Events were lost: only a full scan knows.
        var isOverflowed = false
        /// The cookie was told of.
        var showsCookie = false
        /// The folder itself may have been taken away.
        var mayBeLost = false
    }

    let folder: InboxFolder
    private let queue: InotifyQueue?
    private var paths: [Int32: [UInt8]] = [:]
    private var parent: Int32?
    /// Folders that were moved in whole while we watched.
    private var dropped: Set<[UInt8]> = []
    /// Why the kernel does not notify us, or not of every folder.
    private(set) var watchFault: Int32?

    init(folder: InboxFolder) {
        self.folder = folder
        queue = InotifyQueue()
        if queue == nil { watchFault = errno }
        watchParent()
    }

    /// To wait on; -1 where there are no events.
    var descriptor: Int32 { queue?.descriptor ?? -1 }

    /// Gives everything in the inbox, and watches every folder of it.
    func scanAll() -> [Observation] {
        let known = Set(paths.keys)
        var met: Set<Int32> = []
        let found = scan { met.insert($0) }.run()
        // Watches on folders that are no longer in the inbox would bring events under wrong names.
        for watch in known.subtracting(met) { drop(watch) }
        return found
    }

    /// Gives what has happened since the last call.
    func news() -> News {
        var news = News()
        for event in queue?.read() ?? [] {
            news.isBusy = true
            if event.has(IN_Q_OVERFLOW) {
                news.isOverflowed = true
            } else if event.watch == parent {
                news.mayBeLost = news.mayBeLost || event.name == name || event.name.isEmpty
            } else if let path = paths[event.watch] {
                if path.isEmpty, event.name.elementsEqual(InboxProbe.name.utf8) { news.showsCookie = true }
                take(event, in: path, &news)
            }
        }
        return news
    }

    private func take(_ event: InotifyQueue.Event, in folder: [UInt8], _ news: inout News) {
        if event.name.isEmpty {
            if event.has(IN_IGNORED) { paths[event.watch] = nil }
            if folder.isEmpty, event.has(IN_DELETE_SELF, IN_MOVE_SELF, IN_UNMOUNT, IN_IGNORED) { news.mayBeLost = true }
            return
        }
        let path = InboxName.path(folder, event.name)
        guard !InboxName.isIgnored(event.name), path != InboxName.failed || !event.has(IN_ISDIR) else { return }
        if event.has(IN_MOVED_FROM, IN_DELETE) {
            guard event.has(IN_ISDIR) else { return news.observations.append(.gone(path)) }
            dropAll(under: path)
            dropped.remove(path)
            news.observations += [.gone(path), .goneUnder(path)]
        } else if event.has(IN_ISDIR) {
            // A folder that is moved in brings files that came by rename, too.
            guard event.has(IN_CREATE, IN_MOVED_TO) else { return }
            if event.has(IN_MOVED_TO) { dropped.insert(path) }
            news.observations += scan().run(from: path, sign: event.has(IN_MOVED_TO) ? .arrived : .seen)
        } else {
            let sign: Settling.Sign =
                event.has(IN_MOVED_TO)
                ? .arrived : event.has(IN_CLOSE_WRITE) ? .closed : event.has(IN_CREATE) ? .created : .seen
            news.observations += scan().observe(path, sign: sign)
        }
    }

    /// Gives the folder with which a file was moved in, if it was.
    func droppedFolder(of path: [UInt8]) -> [UInt8]? {
        guard !dropped.isEmpty else { return nil }
        return path.indices.lazy.filter { path[$0] == UInt8(ascii: "/") }.map { Array(path[..<$0]) }
            .first { self.dropped.contains($0) }
    }

    private func scan(met: @escaping (Int32) -> Void = { _ in }) -> InboxScan {
        InboxScan(folder: folder) { [self] path, descriptor in
            guard let queue else { return }
            guard let watch = queue.watch(folder: descriptor, for: InotifyQueue.folderEvents) else {
                watchFault = watchFault ?? errno
                return
            }
            paths[watch] = path
            met(watch)
        }
    }

    private func drop(_ watch: Int32) {
        paths[watch] = nil
        queue?.remove(watch)
    }

    private func dropAll(under folder: [UInt8]) {
        let prefix = folder + [UInt8(ascii: "/")]
        for (watch, path) in paths where path == folder || path.starts(with: prefix) { drop(watch) }
    }

    // We hold the inbox open, so its own removal is told only to those who watch the folder it lies in.
    private func watchParent() {
        guard let queue else { return }
        // By its name, not by "..": the inbox may be a symbolic link, and then it is the link that can be replaced.
        let steps = folder.path.split(separator: "/")
        let above = (folder.path.hasPrefix("/") ? "/" : "./") + steps.dropLast().joined(separator: "/")
        let descriptor = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        parent = queue.watch(folder: descriptor, for: InotifyQueue.parentEvents)
    }

    private var name: [UInt8] {
        Array(folder.path.utf8.split(separator: UInt8(ascii: "/")).last ?? [])
    }
}
