import Foundation
import Model
import Support
import Testing

/// The order of durable steps, read off one trace: luck of a file system counts for nothing here.
@Suite(.enabled(if: Strace.works, "strace is not here or may not trace"))
struct OrderLintTests {
    @Test func `nothing is named before it is durable`() async throws {
        let ingest = try await Ingest()
        for files in [nil, ["changed.txt"], ["report 2.txt"], ["pack.zip"], ["spaced.txt"], ["junk.pdf"]] {
            let place = try Installation()
            try ingest.lay(into: place.folder.path)
            if let files { try keep(files, in: place.inbox) }
            let trace = try await trace(place)
            var order = DurableOrder(root: place.folder.path)
            for call in trace.calls where call.succeeded { order.take(call) }
            #expect(order.faults == [], "with \(files ?? ["all"])")
            #expect(order.renames > 0 && order.checked > 3, "with \(files ?? ["all"])")
            print("order lint: \(order.renames) renames, \(order.checked) orders checked")
        }
    }

    @Test func `a missing sync is a fault`() async throws {
        let ingest = try await Ingest()
        let place = try Installation()
        try ingest.lay(into: place.folder.path)
        let trace = try await trace(place)
        for sync in ["syncfs", "fsync", "fdatasync"] {
            var order = DurableOrder(root: place.folder.path)
            for call in trace.calls where call.succeeded && call.name != sync { order.take(call) }
            #expect(!order.faults.isEmpty, "without \(sync)")
        }
    }

    private func keep(_ files: [String], in inbox: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: inbox) where !files.contains(name) {
            try FileManager.default.removeItem(atPath: inbox + "/" + name)
        }
    }

    private func trace(_ place: Installation) async throws -> Trace {
        let output = place.folder.file("trace")
        let options = ["-f", "-y", "-o", output, "-e", "trace=" + Trace.changing.joined(separator: ",")]
        let answer = try await place.run(Strace.path, options + [Installation.program, "run", "--once"])
        #expect(answer.code == 0)
        return try Trace(readingFrom: output)
    }
}

/// Follows which names and bytes are on the disk for certain, call by call.
private struct DurableOrder {
    private let root: String
    private(set) var faults: [String] = []
    private(set) var renames = 0
    private(set) var checked = 0
    /// Files written since they were last synced, and who wrote them.
    private var unwritten: [String: Substring] = [:]
    /// Names since their folder was last synced, and who gave them.
    private var unnamed: [String: Substring] = [:]
    /// The thread at work: each is held to its own steps, whatever the others have begun meanwhile.
    private var thread: Substring = ""

    init(root: String) { self.root = root + "/" }

    mutating func take(_ call: Trace.Call) {
        let paths = call.paths.map(relative)
        guard let first = paths.first else { return }
        thread = call.thread
        switch call.name {
        case "write", "pwrite64", "ftruncate", "truncate": wrote(first)
        case "openat": if call.arguments.contains("O_CREAT") { unnamed[first] = unnamed[first] ?? thread }
        case "mkdir": unnamed[first] = thread
        case "link": unnamed[paths.last ?? first] = thread
        case "rename", "renameat2": renamed(first, to: paths.last ?? first)
        case "unlink": removed(first)
        case "fsync", "fdatasync": synced(first)
        case "syncfs": (unwritten, unnamed) = ([:], [:])
        default: break
        }
    }

    private func relative(_ path: String) -> String { path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path }

    private mutating func wrote(_ path: String) {
        unwritten[path] = thread
        if path == "Archive/ledger.jsonl" {
            // The ledger names only what has its final name for certain.
            expect(
                "a ledger line is written",
                named: { $0.hasPrefix("Archive/") && $0.contains("/v") || DurableOrder.isObject($0) })
        } else if path.hasSuffix("catalogue.sqlite-wal") {
            expect("the catalogue is told", named: { $0.hasPrefix("Archive/") }, written: { $0.hasPrefix("Archive/") })
            expect("the catalogue is told", named: { $0.hasPrefix("Inbox/Failed/") || $0.hasPrefix("State/observed/") })
        }
    }

    private static func isObject(_ path: String) -> Bool {
        path.hasPrefix("Archive/") && path.split(separator: "/").count == 3
    }

    private mutating func renamed(_ old: String, to new: String) {
        renames += 1
        if new.hasPrefix("Archive/") || new.hasPrefix("Inbox/Failed/") {
            expect("\(new) gets its name", written: { $0 == old || $0.hasPrefix(old + "/") })
        }
        if old.hasPrefix("Inbox/") {
            expect("\(old) is taken", written: { $0.hasSuffix("catalogue.sqlite-wal") })
        }
        for path in unwritten.keys where path == old || path.hasPrefix(old + "/") {
            unwritten[new + path.dropFirst(old.count)] = unwritten.removeValue(forKey: path)
        }
        for path in unnamed.keys where path == old || path.hasPrefix(old + "/") {
            unnamed[new + path.dropFirst(old.count)] = unnamed.removeValue(forKey: path)
        }
        unnamed[new] = thread
    }

    // The original goes only when the archive has it and the catalogue says so.
    private mutating func removed(_ path: String) {
        unwritten[path] = nil
        unnamed[path] = nil
        guard path.hasPrefix("State/work/"), !path.dropFirst("State/work/".count).contains(".") else { return }
        expect(
            "\(path) is removed", named: { $0.hasPrefix("Archive/") },
            written: { $0.hasPrefix("Archive/") || $0.hasSuffix("catalogue.sqlite-wal") })
    }

    private mutating func synced(_ path: String) {
        unwritten[path] = nil
        for name in unnamed.keys where (name as NSString).deletingLastPathComponent == path { unnamed[name] = nil }
    }

    private mutating func expect(
        _ when: String, named: (String) -> Bool = { _ in false }, written: (String) -> Bool = { _ in false }
    ) {
        checked += 1
        let names = unnamed.filter { $0.value == thread && named($0.key) }.keys.sorted()
        let files = unwritten.filter { $0.value == thread && written($0.key) }.keys.sorted()
        faults += names.map { "\(when) before the name \($0) is durable" }
        faults += files.map { "\(when) before the bytes of \($0) are durable" }
    }
}
