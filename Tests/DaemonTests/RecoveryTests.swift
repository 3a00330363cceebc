import Archive
import Catalogue
import Foundation
import Glibc
import Intake
import Model
import Support
import Support
import Testing

@testable import Daemon

@Suite("Recovery")
struct RecoveryTests {
    @Test func `the disk may die before any step, and a new start ends as an unbroken run does`() async throws {
        let expected = try await unbroken()
        #expect(expected.count == 3 + 3 + 3)
        for steps in 0..<200 {
            for catalogueDies in [false, true] {
                let rig = try Rig()
                try rig.drop(letter)
                try await rig.pass()
                try rig.drop(changedLetter)
                try rig.drop(letter + "More.\n", as: "other.txt")
                do {
                    let runtime = try rig.run()
                    let catalogue = runtime.catalogue
                    rig.die(after: steps) { if catalogueDies { try? catalogue.close() } }
                    await runtime.runOnce()
                    try? runtime.close()
                }
                let hasDied = rig.hasDied
                rig.die(after: nil)
                try await rig.pass()
                let state = try rig.state().sorted()
                #expect(state == expected, "after \(steps) steps, catalogue dead: \(catalogueDies)")
                rig.expectRest("after \(steps) steps")
                if !hasDied { return }
            }
        }
        Issue.record("the sweep did not end")
    }

    private func unbroken() async throws -> [String] {
        let rig = try Rig()
        try rig.drop(letter)
        try await rig.pass()
        try rig.drop(changedLetter)
        try rig.drop(letter + "More.\n", as: "other.txt")
        try await rig.pass()
        rig.expectRest()
        return try rig.state().sorted()
    }

    @Test(arguments: ["sync", "rename", "append", "write", "link"])
    func `a disk that comes back lets the same run go on`(step: String) async throws {
        let rig = try Rig()
        try rig.drop(letter)
        let runtime = try rig.run()
        rig.fail { $0.hasPrefix(step) }
        await runtime.runOnce()
        #expect(await runtime.worker.hasPutOff || step == "append" || step == "rename" || step == "sync")
        rig.fail(where: nil)
        for _ in 1...10 {
            rig.wait(.seconds(301))
            await runtime.worker.retry()
        }
        #expect(await !runtime.worker.hasPutOff)
        // Without anything new to write: what was archived has its line, also where only that had failed.
        #expect(runtime.stages.store.verify().isSound)
        try runtime.close()
        rig.expectRest()
    }

    @Test func `an input that was put off is tried again when the clock is put back`() async throws {
        let rig = try Rig()
        try rig.drop(letter)
        let runtime = try rig.run()
        rig.fail { $0 == "link" }
        await runtime.runOnce()
        #expect(await runtime.worker.hasPutOff)
        rig.fail(where: nil)
        rig.wait(.seconds(-365 * 24 * 3600))
        await runtime.worker.retry()
        #expect(await !runtime.worker.hasPutOff)
        try runtime.close()
        rig.expectRest()
    }

    @Test(arguments: [true, false])
    func `a file that lies in Failed under its second name is not set aside again`(hasClaim: Bool) async throws {
        let rig = try Rig()
        do {
            let runtime = try rig.run()
            let claim = try runtime.claim(fileAt: rig.folder.write("", to: "elsewhere/empty.txt")).claim
            try rig.folder.write("{}", to: "Inbox/Failed/empty.txt.reason.json")
            #expect(
                link(runtime.stages.work.input(of: claim.id), rig.folder.file("Inbox/Failed/empty.txt")) == 0)
            if !hasClaim { try runtime.catalogue.finish([claim.id]) }
            try runtime.close()
        }
        try await rig.pass()
        #expect(rig.files("Inbox/Failed") == ["empty.txt", "empty.txt.reason.json"])
        #expect(rig.files("State/work") == [])
        #expect(try rig.state() == [])
    }

    @Test func `what the disk keeps in the work area is removed when it lets it go`() async throws {
        let rig = try Rig()
        try rig.drop(letter)
        let runtime = try rig.run()
        try rig.folder.write("x", to: "State/work/done/file")
        runtime.stages.work.remove("done")
        #expect(runtime.stages.work.hasLeftovers)
        await runtime.worker.retry()
        #expect(runtime.stages.work.hasLeftovers)
        try FileManager.default.removeItem(atPath: rig.folder.file("State/work/done"))
        rig.wait(.seconds(6))
        await runtime.worker.retry()
        #expect(!runtime.stages.work.hasLeftovers)
        await runtime.runOnce()
        try runtime.close()
        rig.expectRest()
    }

    @Test func `reconciling indexes what the catalogue lacks, once`() async throws {
        let rig = try Rig()
        try rig.drop(letter)
        try await rig.pass()
        try rig.drop(changedLetter)
        try await rig.pass()
        let before = try rig.state()
        do {
            let runtime = try rig.run()
            try runtime.catalogue.clearIndex()
            let recovery = Recovery(stages: runtime.stages)
            #expect(try recovery.reconcile() == 2)
            #expect(try recovery.reconcile() == 0)
            #expect(try recovery.reconcile(isThorough: true) == 0)
            #expect(try runtime.catalogue.events().count == 2)
            try runtime.close()
        }
        #expect(try rig.state() == before)
    }

    @Test func `a damaged version keeps neither the daemon nor the other reports`() async throws {
        let rig = try Rig()
        try rig.drop(letter)
        try rig.drop(changedLetter, as: "other.txt")
        try await rig.pass()
        do {
            let runtime = try rig.run()
            try runtime.catalogue.clearIndex()
            try runtime.close()
        }
        let record = rig.folder.file("Archive/documents/note-txt/v1/content/record.json")
        try Data("{}".utf8).write(to: URL(fileURLWithPath: record))
        let runtime = try rig.run()
        #expect(try runtime.catalogue.allVersions().map(\.report) == [ReportID(document: "other.txt")])
        try runtime.close()
    }

    @Test func `a rebuild gives the same rows and tells nobody again`() async throws {
        let rig = try Rig()
        for text in [letter, changedLetter, letter] {
            try rig.drop(text)
            try await rig.pass()
        }
        func rows() throws -> ([VersionRow], Int, Int) {
            let runtime = try rig.run()
            defer { try? runtime.close() }
            let pending = try runtime.catalogue.outboxState().reduce(0) { $0 + $1.pending }
            return (try runtime.catalogue.allVersions(), try runtime.catalogue.events().count, pending)
        }
        let before = try rows()
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: rig.settings.cataloguePath + suffix)
        }
        var problems: [Problem] = []
        #expect(try Rebuild(settings: rig.settings).run { problems.append($0) } == 3)
        #expect(problems.isEmpty)
        let after = try rows()
        #expect(after.0 == before.0 && after.1 == before.1)
        #expect(before.2 == 0 && after.2 == 0)
    }

    @Test(arguments: ["", ".folder"])
    func `inputs that an earlier version left in folders of their own go on`(suffix: String) async throws {
        let rig = try Rig()
        let id: String
        do {
            let runtime = try rig.run()
            id = try runtime.claim(fileAt: rig.folder.write(letter, to: "elsewhere/note.txt")).claim.id
            try runtime.close()
        }
        let place = rig.folder.file("State/work/" + id)
        try FileManager.default.moveItem(atPath: place, toPath: place + "-")
        try FileManager.default.createDirectory(atPath: place + suffix, withIntermediateDirectories: false)
        try FileManager.default.moveItem(atPath: place + "-", toPath: place + suffix + "/input")
        try rig.folder.write("half", to: "State/work/\(id)\(suffix)/exchange.warc.gz.wire")
        do {
            let runtime = try rig.run()
            #expect(rig.files("State/work") == [id, id + ".exchange.warc.gz.wire"])
            #expect(runtime.leftOver.map(\.claim.id) == [id])
            await runtime.runOnce()
            try runtime.close()
        }
        rig.expectRest()
        #expect(try rig.state().filter { $0.hasPrefix("version") }.count == 1)
    }

    @Test func `claims without a file are forgotten and files without a claim are put away`() async throws {
        let rig = try Rig()
        try rig.drop(letter)
        try await rig.pass()
        do {
            let runtime = try rig.run()
            let claim = try runtime.claim(fileAt: rig.folder.write(changedLetter, to: "elsewhere/gone.txt")).claim
            runtime.stages.work.remove(claim.id)
            try runtime.close()
        }
        try rig.folder.write(letter, to: "State/work/archived")
        try rig.folder.write("half", to: "State/work/fetch-1")
        try rig.folder.write("half", to: "State/work/fetch-2.exchange.warc.gz.wire")
        try rig.folder.write(changedLetter, to: "State/work/unknown")
        try rig.folder.write("half", to: "State/work/gone.new")
        try FileManager.default.createDirectory(
            atPath: rig.folder.file("State/work/empty"), withIntermediateDirectories: true)
        let runtime = try rig.run()
        #expect(runtime.leftOver.isEmpty)
        #expect(try runtime.catalogue.openClaims().isEmpty)
        try runtime.close()
        #expect(rig.files("Inbox/Failed") == ["recovered-unknown", "recovered-unknown.reason.json"])
        #expect(try rig.text("Inbox/Failed/recovered-unknown") == changedLetter)
        #expect(rig.files("State/work") == [])
    }

    @Test func `a file under both names is one input`() async throws {
        let rig = try Rig()
        do {
            let runtime = try rig.run()
            let claim = try runtime.claim(fileAt: rig.folder.write(letter, to: "elsewhere/note.txt")).claim
            try FileManager.default.linkItem(
                atPath: runtime.stages.work.input(of: claim.id), toPath: rig.folder.file("Inbox/note.txt"))
            try runtime.close()
        }
        do {
            let runtime = try rig.run()
            #expect(runtime.leftOver.count == 1)
            #expect(rig.files("Inbox") == [])
            await runtime.runOnce()
            try runtime.close()
        }
        #expect(try rig.state().filter { $0.hasPrefix("version") }.count == 1)
    }

    @Test func `a claim that never moved its file leaves it in the inbox`() async throws {
        let rig = try Rig()
        try rig.drop(letter)
        do {
            let runtime = try rig.run()
            let claim = Claim(
                id: "c", nameBytes: Array("note.txt".utf8), shownName: "note.txt", device: 0, inode: 0, size: 1,
                mtime: 0, claimed: .now)
            try runtime.catalogue.claim([claim])
            try runtime.close()
        }
        try await rig.pass()
        rig.expectRest()
        #expect(try rig.state().filter { $0.hasPrefix("version") }.count == 1)
    }

    @Test func `a file that changed or vanished after it was found ready is not taken`() async throws {
        let rig = try Rig()
        let runtime = try rig.run()
        try rig.drop(letter, as: "a.txt")
        try rig.drop(letter, as: "b.txt")
        try rig.drop(changedLetter, as: "c.txt")
        // A process that another test is just starting may hold a file open for a moment: then it is not settled yet.
        var ready = InboxWatcher.settledFiles(in: rig.settings.inbox.path) { _ in }
        for _ in 0..<100 where ready.count < 3 {
            try await Task.sleep(for: .milliseconds(20))
            ready = InboxWatcher.settledFiles(in: rig.settings.inbox.path) { _ in }
        }
        #expect(ready.count == 3)
        try rig.drop(letter + "and more", as: "a.txt")
        try FileManager.default.removeItem(atPath: rig.folder.file("Inbox/b.txt"))
        await runtime.worker.take(ready)
        #expect(rig.files("Inbox") == ["a.txt"])
        #expect(try runtime.catalogue.openClaims().isEmpty)
        #expect(try runtime.catalogue.allVersions().map(\.report) == [ReportID(document: "c.txt")])
        try runtime.close()
    }

    @Test func `an input set aside while the catalogue could not be written is not tried for ever`() async throws {
        let rig = try Rig()
        let runtime = try rig.run()
        let input = try runtime.claim(fileAt: rig.folder.write(letter, to: "elsewhere/note.txt"))
        rig.fail { $0.hasPrefix("link") }
        await runtime.worker.take([input])
        #expect(await runtime.worker.hasPutOff)
        rig.fail(where: nil)
        runtime.stages.work.remove(input.claim.id)
        rig.wait(.seconds(301))
        await runtime.worker.retry()
        #expect(await !runtime.worker.hasPutOff)
        #expect(try runtime.catalogue.openClaims().isEmpty)
        try runtime.close()
    }

    @Test func `a cancelled batch stays claimed and goes on at the next start`() async throws {
        let rig = try Rig()
        do {
            let runtime = try rig.run()
            let inputs = try (0..<3).map {
                try runtime.claim(fileAt: rig.folder.write(letter + "\($0)", to: "elsewhere/\($0).txt"))
            }
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await runtime.worker.take(inputs).count
            }
            #expect(await task.value == 0)
            try runtime.close()
        }
        try await rig.pass()
        rig.expectRest()
        #expect(try rig.state().filter { $0.hasPrefix("version") }.count == 3)
    }
}
