import Glibc
import Model
import Support
import Synchronization
import Testing

@testable import Intake

/// A watcher at work on a folder of its own, and what came of it.
private final class Watching: Sendable {
    struct Seen {
        var batches: [[ReadyFile]] = []
        var times: [ContinuousClock.Instant] = []
        var problems: [Problem] = []
        var hasStarted = false
    }

    let folder: TemporaryFolder
    let seen = Mutex(Seen())
    private let task = Mutex<Task<Void, Never>?>(nil)
    let watcher: Mutex<InboxWatcher?> = Mutex(nil)

    var inbox: String { folder.file("Inbox") }
    var files: [ReadyFile] { seen.withLock { $0.batches.flatMap { $0 } } }
    var names: [String] { files.map(\.shownName) }
    var codes: [Problem.Code] { seen.withLock { $0.problems.map(\.code) } }

    init(makeFolder: Bool = true) throws {
        folder = try TemporaryFolder()
        if makeFolder { mkdir(folder.file("Inbox"), 0o755) }
    }

    /// Starts, and waits until the folder is watched: a file that is moved in must be there at once.
    func start(
        settle: Duration = .milliseconds(300), rescan: Duration = .seconds(600),
        deliver: @escaping @Sendable ([ReadyFile], String) async -> Void = { _, _ in }
    ) async throws {
        let watcher = InboxWatcher(folder: inbox, settle: settle, rescan: rescan) { [weak self] problem in
            self?.seen.withLock { $0.problems.append(problem) }
        }
        self.watcher.withLock { $0 = watcher }
        task.withLock {
            $0 = Task { [weak self, inbox] in
                await watcher.run { [weak self] batch in
                    let files = batch.filter { $0.shownName != "started" }
                    self?.seen.withLock {
                        $0.hasStarted = true
                        guard !files.isEmpty else { return }
                        $0.batches.append(files)
                        $0.times.append(.now)
                    }
                    await deliver(files, inbox)
                }
            }
        }
        // Only once the folder is watched does a file come by rename; before that a scan finds it and waits.
        while !seen.withLock(\.hasStarted) {
            moveIn("x", to: "started")
            try await Task.sleep(for: .milliseconds(20))
        }
        unlink(path("started"))
    }

    func path(_ name: String) -> String { inbox + "/" + name }

    func moveIn(_ text: String, to name: String) {
        let aside = folder.file("aside")
        save(text, to: aside)
        rename(aside, path(name))
    }

    func stop() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
    }
}

private func save(_ text: String, to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    append(text, to: file)
    close(file)
}

private func append(_ text: String, to file: Int32) {
    let bytes = Array(text.utf8)
    _ = write(file, bytes, bytes.count)
}

/// Waits for something that must come; so long that only a fault makes it fail.
private func until(_ condition: @Sendable () -> Bool) async throws {
    let start = ContinuousClock.now
    while !condition() {
        guard ContinuousClock.now - start < .seconds(300) else {
            Issue.record("it never came")
            throw CancellationError()
        }
        try await Task.sleep(for: .milliseconds(3))
    }
}

struct InboxWatcherTests {
    @Test func `a file that is moved in is handed over at once, with what the system says of it`() async throws {
        let watching = try Watching()
        try await watching.start(settle: .seconds(3600))
        var fastest = Duration.seconds(3600)
        for number in 0..<20 {
            let start = ContinuousClock.now
            watching.moveIn("report \(number)", to: "r\(number).txt")
            try await until { watching.names.contains("r\(number).txt") }
            let came = watching.seen.withLock { $0.times.last } ?? start
            fastest = min(fastest, came - start)
            unlink(watching.path("r\(number).txt"))
        }
        print("rename to delivery, fastest of 20: \(fastest)")
        let file = try #require(watching.seen.withLock { $0.batches.last?.first })
        #expect(file.path == Array("r19.txt".utf8))
        #expect(file.size == 9 && file.inode > 0 && file.modified > Timestamp(milliseconds: 1_500_000_000_000))
        await watching.stop()
    }

    @Test func `a file that is written with gaps waits until it is closed`() async throws {
        let watching = try Watching()
        try await watching.start(settle: .milliseconds(50), rescan: .milliseconds(120))
        let file = open(watching.path("slow.txt"), O_WRONLY | O_CREAT, 0o644)
        for _ in 0..<6 {
            append("half a report ", to: file)
            try await Task.sleep(for: .milliseconds(250))
        }
        #expect(!watching.names.contains("slow.txt"))
        append("end", to: file)
        close(file)
        try await until { watching.names.contains("slow.txt") }
        let slow = watching.files.first { $0.shownName == "slow.txt" }
        #expect(slow?.size == 87)
        await watching.stop()
    }

    @Test func `a file that lay there before is found, and one that is renamed while written waits`() async throws {
        let watching = try Watching()
        save("old", to: watching.path("old.txt"))
        try await watching.start()
        try await until { watching.names.contains("old.txt") }
        let file = open(watching.path("download.part"), O_WRONLY | O_CREAT, 0o644)
        append("a", to: file)
        rename(watching.path("download.part"), watching.path("download.txt"))
        try await Task.sleep(for: .milliseconds(700))
        #expect(!watching.names.contains("download.txt"))
        close(file)
        try await until { watching.names.contains("download.txt") }
        await watching.stop()
    }

    @Test func `five thousand files at once come in few large batches, each once`() async throws {
        let watching = try Watching()
        try await watching.start { batch, inbox in
            for file in batch { unlink(inbox + "/" + file.shownName) }
        }
        let start = ContinuousClock.now
        for number in 0..<5000 { save("report \(number)", to: watching.path("report-\(number).txt")) }
        try await until { watching.names.count >= 5000 }
        print("5,000 files written and handed over in \(ContinuousClock.now - start)")
        let batches = watching.seen.withLock { $0.batches }
        #expect(Set(watching.names).count == 5000 && watching.names.count == 5000)
        #expect(batches.allSatisfy { $0.count <= InboxWatcher.batchLimit })
        print("batches: \(batches.count)")
        await watching.stop()
    }

    @Test func `what comes while a batch is being delivered is not lost`() async throws {
        let watching = try Watching()
        final class Gate: Sendable { let isOpen = Mutex(false) }
        let door = Gate()
        try await watching.start { batch, _ in
            guard batch.contains(where: { $0.shownName == "first" }) else { return }
            while !door.isOpen.withLock({ $0 }) { usleep(1000) }
        }
        watching.moveIn("1", to: "first")
        try await until { watching.names.contains("first") }
        let later = InboxWatcher.batchLimit + 44
        for number in 0..<later { watching.moveIn("\(number)", to: "later-\(number)") }
        door.isOpen.withLock { $0 = true }
        try await until { watching.names.count == 1 + later }
        let batches = watching.seen.withLock { $0.batches }
        #expect(batches.count >= 3 && batches[1].count == InboxWatcher.batchLimit)
        await watching.stop()
    }

    @Test func `a file that stays is offered again when it changes or a rescan comes, and not before`() async throws {
        let watching = try Watching()
        try await watching.start(settle: .milliseconds(50))
        watching.moveIn("1", to: "stays")
        try await until { watching.names == ["stays"] }
        watching.moveIn("2", to: "other")
        try await until { watching.names.contains("other") }
        #expect(watching.names == ["stays", "other"])
        watching.moveIn("changed", to: "stays")
        try await until { watching.names.count == 3 }
        #expect(watching.names.last == "stays")
        watching.watcher.withLock { $0 }?.rescanSoon()
        try await until { watching.names.count == 5 }
        #expect(Set(watching.names.suffix(2)) == ["stays", "other"])
        await watching.stop()
    }

    @Test func `symbolic links, pipes and folders nobody may read are reported once and left alone`() async throws {
        let watching = try Watching()
        symlink("/etc/passwd", watching.path("link.txt"))
        mkfifo(watching.path("pipe.txt"), 0o644)
        try await watching.start(settle: .milliseconds(50), rescan: .milliseconds(100))
        symlink("/etc", watching.path("folder"))
        try await until { watching.codes.count >= 3 }
        try await Task.sleep(for: .milliseconds(400))
        let problems = watching.seen.withLock { $0.problems }
        #expect(problems.map(\.code) == Array(repeating: .inboxNotAFile, count: 3))
        #expect(
            Set(problems.map(\.location)) == [
                watching.path("link.txt"), watching.path("pipe.txt"), watching.path("folder"),
            ])
        #expect(Set(watching.names).isEmpty)
        var status = stat()
        #expect(lstat(watching.path("link.txt"), &status) == 0 && lstat(watching.path("pipe.txt"), &status) == 0)
        await watching.stop()
    }

    @Test func `names of any bytes come as they are`() async throws {
        let watching = try Watching()
        try await watching.start()
        let wild = [UInt8](repeating: 0xFF, count: 254) + [0xC3]
        let quoted = Array("two\nlines \"and\" 'quotes' \\ \u{1B}[31m".utf8)
        for name in [wild, quoted] {
            let aside = watching.folder.file("aside")
            save("x", to: aside)
            rename(aside, (Array(watching.inbox.utf8) + [47] + name).terminated)
        }
        try await until { watching.names.count >= 2 }
        let files = watching.files
        #expect(Set(files.map(\.path)) == [wild, quoted])
        #expect(files.allSatisfy { !$0.shownName.contains("\n") && !$0.shownName.contains("\u{1B}") })
        await watching.stop()
    }

    @Test func `hidden and temporary names wait for their last name, and Failed is not looked into`() async throws {
        let watching = try Watching()
        mkdir(watching.path("Failed"), 0o755)
        save("x", to: watching.path("Failed/old.txt"))
        try await watching.start(settle: .milliseconds(50), rescan: .milliseconds(100))
        for name in [".hidden", "a.part", "~$a.docx", "b.tmp", "Failed/new.txt"] { watching.moveIn("x", to: name) }
        mkdir(watching.path("@eaDir"), 0o755)
        watching.moveIn("x", to: "@eaDir/thumb.txt")
        mkdir(watching.path("sub"), 0o755)
        mkdir(watching.path("sub/Failed"), 0o755)
        watching.moveIn("x", to: "sub/Failed/counts.txt")
        try await until { watching.names.contains("sub/Failed/counts.txt") }
        rename(watching.path("a.part"), watching.path("a.txt"))
        rename(watching.path("Failed/new.txt"), watching.path("retried.txt"))
        try await until { watching.names.contains("a.txt") && watching.names.contains("retried.txt") }
        #expect(Set(watching.names) == ["a.txt", "retried.txt", "sub/Failed/counts.txt"])
        await watching.stop()
    }

    @Test func `folders that are made, filled, moved in and moved about are watched`() async throws {
        let watching = try Watching()
        try await watching.start(settle: .milliseconds(100))
        mkdir(watching.path("a"), 0o755)
        mkdir(watching.path("a/b"), 0o755)
        save("1", to: watching.path("a/b/one.txt"))
        try await until { watching.names.contains("a/b/one.txt") }
        let aside = watching.folder.file("box")
        mkdir(aside, 0o755)
        mkdir(aside + "/in", 0o755)
        save("2", to: aside + "/in/two.txt")
        rename(aside, watching.path("box"))
        try await until { watching.names.contains("box/in/two.txt") }
        rename(watching.path("box"), watching.path("a/case"))
        try await until { watching.names.contains("a/case/in/two.txt") }
        watching.moveIn("3", to: "a/case/in/three.txt")
        try await until { watching.names.contains("a/case/in/three.txt") }
        #expect(!watching.names.contains("box/in/three.txt"))
        await watching.stop()
    }

    @Test func `a file replaced by a folder, and a folder by a file, are seen as what they are`() async throws {
        let watching = try Watching()
        try await watching.start(settle: .milliseconds(100))
        save("1", to: watching.path("thing"))
        unlink(watching.path("thing"))
        mkdir(watching.path("thing"), 0o755)
        save("2", to: watching.path("thing/inner"))
        try await until { watching.names.contains("thing/inner") }
        unlink(watching.path("thing/inner"))
        rmdir(watching.path("thing"))
        watching.moveIn("3", to: "thing")
        try await until { watching.names.contains("thing") }
        await watching.stop()
    }

    @Test func `an inbox that is removed is made again and goes on`() async throws {
        let watching = try Watching()
        try await watching.start(settle: .milliseconds(50))
        rmdir(watching.inbox)
        try await until { watching.codes.contains(.inboxMissing) }
        watching.moveIn("x", to: "after.txt")
        try await until { watching.names.contains("after.txt") }
        // Removed and made by somebody else in one breath: nothing to say.
        unlink(watching.path("after.txt"))
        rmdir(watching.inbox)
        mkdir(watching.inbox, 0o755)
        save("y", to: watching.path("again.txt"))
        try await until { watching.names.contains("again.txt") }
        #expect(watching.codes == [.inboxMissing])
        await watching.stop()
    }

    @Test func `an inbox that is moved away or replaced by a file is waited for`() async throws {
        let watching = try Watching()
        try await watching.start(settle: .milliseconds(50))
        rename(watching.inbox, watching.folder.file("old"))
        save("in the way", to: watching.inbox)
        try await until { watching.codes.contains(.inboxNotAFolder) }
        unlink(watching.inbox)
        rename(watching.folder.file("old"), watching.inbox)
        watching.moveIn("x", to: "back.txt")
        try await until { watching.names.contains("back.txt") }
        #expect(watching.codes == [.inboxNotAFolder])
        await watching.stop()
    }

    @Test func `an inbox that never was is made, and that is said`() async throws {
        let watching = try Watching(makeFolder: false)
        try await watching.start()
        #expect(watching.codes == [.inboxMissing])
        await watching.stop()
    }

    @Test func `a single pass gives what is complete now, in order, and never waits`() async throws {
        let folder = try TemporaryFolder()
        let inbox = folder.file("Inbox")
        var problems: [Problem] = []
        let nothing = InboxWatcher.settledFiles(in: inbox) { problems.append($0) }
        #expect(nothing.isEmpty)
        #expect(problems.map(\.code) == [.inboxMissing])
        for name in ["b.txt", "a.txt", "c.part", "sub/d.txt", "b_files/logo.png"] {
            try folder.write("x", to: "Inbox/" + name)
        }
        try folder.write("x", to: "Inbox/Failed/e.txt")
        mkfifo(inbox + "/pipe", 0o644)
        let file = open(inbox + "/open.txt", O_WRONLY | O_CREAT, 0o644)
        let found = InboxWatcher.settledFiles(in: inbox) { problems.append($0) }
        #expect(found.map(\.shownName) == ["a.txt", "b.txt", "sub/d.txt"])
        #expect(problems.map(\.code) == [.inboxMissing, .inboxNotAFile])
        close(file)
        #expect(InboxWatcher.settledFiles(in: inbox) { _ in }.count == 4)
    }

    // MARK: who tells of new files

    private func problems(
        of probe: InboxProbe, in watching: Watching, until isEnough: @escaping @Sendable (Watching) -> Bool
    ) async throws -> [Problem] {
        let watcher = InboxWatcher(
            folder: watching.inbox, settle: .milliseconds(50), rescan: .seconds(600), probe: probe
        ) { problem in watching.seen.withLock { $0.problems.append(problem) } }
        let task = Task { await watcher.run { _ in } }
        try await until { isEnough(watching) }
        task.cancel()
        await task.value
        return watching.seen.withLock(\.problems)
    }

    @Test func `where a file that was made brings no event, the inbox is looked through often, and that is said`()
        async throws
    {
        let deaf = InboxProbe(remoteType: { _ in nil }, writeCookie: { _ in true })
        let problems = try await problems(of: deaf, in: try Watching()) { !$0.codes.isEmpty }
        #expect(problems.map(\.code) == [.inboxPolled])
        #expect(problems[0].what.contains("every 5.0 s: its file system tells of no new files"), "\(problems)")
    }

    @Test func `on a network file system it is looked through often without a try`() async throws {
        let remote = InboxProbe(remoteType: { _ in "nfs4" }, writeCookie: { _ in fatalError("not asked") })
        let problems = try await problems(of: remote, in: try Watching()) { !$0.codes.isEmpty }
        #expect(problems.map(\.code) == [.inboxPolled] && problems[0].what.contains("nfs4"), "\(problems)")
    }

    @Test func `where events come nothing is said, and nothing is left of the try`() async throws {
        let watching = try Watching()
        let asked = Mutex(0)
        let real = InboxProbe(remoteType: { _ in nil }) { inbox in
            asked.withLock { $0 += 1 }
            return InboxProbe.real.writeCookie(inbox)
        }
        // What a stop left behind is in nobody's way.
        save("", to: watching.path(InboxProbe.name))
        let start = ContinuousClock.now
        let problems = try await problems(of: real, in: watching) { _ in ContinuousClock.now - start > .seconds(3) }
        #expect(problems.isEmpty && asked.withLock { $0 } == 1, "\(problems)")
        #expect(access(watching.path(InboxProbe.name), F_OK) != 0)
    }
}
