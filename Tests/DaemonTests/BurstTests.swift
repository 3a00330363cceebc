import Catalogue
import Glibc
import Intake
import Model
import Synchronization
import Testing

@testable import Daemon

/// More files than a batch holds: two batches are in hand at a time.
struct BurstTests {
    private func rig(_ files: Int, different: Int) throws -> Rig {
        let rig = try Rig()
        for index in 0..<files { try rig.drop(letter + "Note \(index % different).\n", as: "note-\(100 + index).txt") }
        return rig
    }

    private func take(_ rig: Rig, _ runtime: Runtime) async {
        await runtime.worker.take(InboxWatcher.settledFiles(in: rig.settings.inbox.path, report: { _ in }))
    }

    // Waits until so many files are archived or being read; false where that never comes.
    private static func isBegun(_ files: Int, in catalogue: CatalogueDatabase) -> Bool {
        for _ in 0..<2000 {
            let begun = (try? catalogue.openClaims().count { $0.attempts == 1 }) ?? 0
            let done = (try? catalogue.archiveCounts().versions) ?? 0
            if begun + done == files { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func `a batch is read while the one before it is archived`() async throws {
        let rig = try rig(70, different: 70)
        let runtime = try rig.run()
        let catalogue = runtime.catalogue
        // The first commit waits until all that lies there is being read; it fails where that never comes.
        rig.fail { step in step == "sync file system" && !BurstTests.isBegun(70, in: catalogue) }
        await take(rig, runtime)
        #expect(await !runtime.worker.hasPutOff)
        #expect(try catalogue.archiveCounts().versions == 70)
        try runtime.close()
        rig.expectRest()
    }

    @Test func `bytes that come in two batches are archived once`() async throws {
        let rig = try rig(70, different: 66)
        let runtime = try rig.run()
        await take(rig, runtime)
        #expect(try runtime.catalogue.archiveCounts().versions == 66)
        try runtime.close()
        rig.expectRest()
    }

    @Test func `two batches that are cut off in hand are archived by the next start`() async throws {
        let rig = try rig(70, different: 70)
        let isDead = Mutex(false)
        do {
            let runtime = try rig.run()
            let catalogue = runtime.catalogue
            rig.fail { step in
                if step == "sync file system", !isDead.withLock({ $0 }) {
                    #expect(BurstTests.isBegun(70, in: catalogue))
                    isDead.withLock { $0 = true }
                    try? catalogue.close()
                }
                return isDead.withLock { $0 }
            }
            await take(rig, runtime)
            try? runtime.close()
        }
        #expect(isDead.withLock { $0 })
        rig.fail(where: nil)
        try await rig.pass()
        #expect(try rig.state().count { $0.hasPrefix("version") } == 70)
        #expect(rig.files("Inbox/Failed") == [])
        rig.expectRest()
    }
}
