import Foundation
import Model
import Support
import Synchronization
import Testing

@testable import Archive

/// How often the disk is asked to confirm; this is what a version costs.
struct SyncTests {
    private final class Steps: Sendable {
        private let names = Mutex<[String]>([])
        func note(_ name: String) { names.withLock { $0.append(name) } }
        func forget() { names.withLock { $0 = [] } }
        var syncs: [String] { names.withLock { $0.filter { $0.hasPrefix("sync") } } }
        var all: [String] { names.withLock { $0 } }
    }

    private let sample: Sample
    private let steps = Steps()

    init() throws { sample = try Sample() }

    private func opened(flushing: Bool = true) throws -> VersionStore {
        let steps = steps
        var disk = Disk(step: { steps.note($0) })
        if !flushing { disk.flush = { _ in EINVAL } }
        let store = VersionStore(
            root: sample.root, staging: sample.staging, installation: "8d3b0f0e-7c2e-4a3b-9f0a-0d2f6a1b7c55",
            software: "reportwatch 0.1.0", clock: { Sample.time(0) }, disk: disk)
        _ = try store.open()
        steps.forget()
        return store
    }

    @Test func `one version alone costs four syncs`() throws {
        let store = try opened()
        try sample.add(store, sample.draft("kent", 1, "good"))
        #expect(steps.syncs.count == 4)
        steps.forget()
        try sample.add(store, sample.draft("kent", 2, "better"))
        #expect(steps.syncs.count == 4)
    }

    @Test func `a batch costs no more syncs than one version`() throws {
        let store = try opened()
        for version in 1...2 {
            steps.forget()
            let staged = try (0..<64).map { try store.stage(sample.draft("force-\($0)", version, "report \(version)")) }
            #expect(steps.syncs.isEmpty)
            #expect(store.commit(staged).committed.count == 64)
            #expect(steps.syncs.count <= 4)
        }
    }

    @Test func `everything is synced before it is renamed into place`() throws {
        let store = try opened()
        let staged = try store.stage(sample.draft("kent", 1, "good"))
        steps.forget()
        _ = store.commit([staged])
        #expect(steps.all == ["sync file system", "make folder", "rename", "sync", "sync", "append", "sync", "remove"])
    }

    @Test func `where the file system cannot be synced as a whole every file and folder is`() throws {
        let store = try opened(flushing: false)
        let first = try store.stage(sample.draft("kent", 1, "good"))
        // Three files, two inventories with sidecars, the declaration; object, version, content and source folders.
        #expect(first.written.count == 12)
        // A folder after everything in it, so that no name is durable before what it names.
        for (index, path) in first.written.enumerated() {
            #expect(!first.written[..<index].contains { path.hasPrefix($0 + "/") })
        }
        #expect(store.commit([first]).problem == nil)
        // Then staging itself, for the name of the mark.
        #expect(steps.syncs.count == 1 + 12 + 1 + 3)
        try sample.add(store, sample.draft("kent", 2, "better"), sample.draft("essex", 1, "good"))
        #expect(store.verify().isSound)
    }
}
