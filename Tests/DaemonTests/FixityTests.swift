import Archive
import Catalogue
import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// The daemon reads its own archive again, a share each hour, and says what has rotted.
struct FixityTests {
    private let rig: Rig

    init() async throws {
        rig = try Rig(#"{"notify": [], "fixity": {"fullCycle": "P10D", "maxBytesPerSecond": 10000000000}}"#)
        for number in 1...20 { try rig.drop(letter + "Number \(number).\n", as: "note-\(number).txt") }
        try await rig.pass()
    }

    private func told(_ runtime: Runtime) throws -> [String] {
        try runtime.catalogue.events().map(\.type.rawValue).filter { $0.contains("archive") }
    }

    private func change(_ path: String) throws {
        let text = try rig.text(path)
        try rig.folder.write(String(text.reversed()), to: path)
    }

    @Test func `what has rotted is told once, and again when it is whole`() async throws {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        let fixity = Fixity(stages: runtime.stages, patience: .milliseconds(10))
        await fixity.share()
        #expect(try told(runtime) == [])
        let path = try #require(rig.files("Archive").first { $0.hasSuffix("/text.txt") })
        try change("Archive/" + path)
        // Two days are a fifth of the cycle, and no more than a tenth is read at once.
        for _ in 1...12 {
            rig.wait(.seconds(2 * 86_400))
            await fixity.share()
        }
        #expect(try told(runtime) == ["reportwatch.archive.damaged.v1"])
        let event = try #require(try runtime.catalogue.events().last)
        #expect(event.json.contains("E092") && event.json.contains("\"checkpoint\":\"reportwatch/"), "\(event.json)")
        try change("Archive/" + path)
        rig.wait(.seconds(60))
        await fixity.share()
        #expect(try told(runtime) == ["reportwatch.archive.damaged.v1", "reportwatch.archive.recovered.v1"])
    }

    @Test func `what a start finds damaged is told once, also by the next look, and when it is whole again`()
        async throws
    {
        let path = try #require(rig.files("Archive").first { $0.hasSuffix("/v1/inventory.json.sha512") })
        let sidecar = try rig.text("Archive/" + path)
        try rig.folder.write("nothing", to: "Archive/" + path)
        try rig.folder.write("stray", to: "Archive/documents/stray.txt")
        for _ in 1...2 {
            let runtime = try rig.run()
            await Fixity(stages: runtime.stages, patience: .milliseconds(10)).share()
            #expect(try told(runtime) == Array(repeating: "reportwatch.archive.damaged.v1", count: 2))
            let reports = try runtime.catalogue.events().suffix(2).map(\.report)
            #expect(
                Set(reports) == [
                    "archive:documents/stray.txt",
                    "archive:" + path.split(separator: "/").dropLast(2).joined(separator: "/"),
                ])
            try runtime.close()
        }
        try rig.folder.write(sidecar, to: "Archive/" + path)
        try FileManager.default.removeItem(atPath: rig.folder.file("Archive/documents/stray.txt"))
        let runtime = try rig.run()
        defer { try? runtime.close() }
        await Fixity(stages: runtime.stages, patience: .milliseconds(10)).share()
        #expect(try told(runtime).suffix(2) == Array(repeating: "reportwatch.archive.recovered.v1", count: 2))
    }

    @Test func `a cycle reads every report once, in equal shares, and what is new at the next`() async throws {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        var progress = Fixity.Progress()
        var read: [String] = []
        var now = Timestamp(milliseconds: 1_500_000_000_000)
        let cycle = Duration.seconds(10 * 86_400)
        for _ in 0...240 {
            let share = try FixityShare(runtime.stages.store, seen: progress.lines)
            let due = Fixity.due(share, progress, now: now, cycle: cycle)
            #expect(due.folders.count <= 1)
            read += due.folders
            (progress.last, progress.lines, progress.time) = (due.last, share.lines, now)
            now = now.advanced(by: .seconds(3600))
        }
        let folders = try FixityShare(runtime.stages.store, seen: progress.lines).folders
        #expect(Set(read) == Set(folders) && folders.count == 20)
        try rig.drop(changedLetter, as: "late.txt")
        // A file that was written this moment may count as being written still.
        while !rig.files("Inbox").isEmpty { await runtime.runOnce() }
        let share = try FixityShare(runtime.stages.store, seen: progress.lines)
        let due = Fixity.due(share, progress, now: now, cycle: cycle)
        #expect(due.folders.contains { !folders.contains($0) })
    }

    @Test func `a report that is gone, and a ledger that was changed, are told like rot`() async throws {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        let fixity = Fixity(stages: runtime.stages, patience: .milliseconds(10))
        await fixity.share()
        let gone = try #require(try FixityShare(runtime.stages.store, seen: 0).folders.first)
        try FileManager.default.moveItem(
            atPath: rig.folder.file("Archive/" + gone), toPath: rig.folder.file("State/elsewhere"))
        let ledger = try rig.text("Archive/ledger.jsonl")
        try rig.folder.write(ledger.replacing("\"seq\":3,", with: "\"seq\":4,"), to: "Archive/ledger.jsonl")
        for _ in 1...12 {
            rig.wait(.seconds(2 * 86_400))
            await fixity.share()
        }
        let summaries = try runtime.catalogue.events().filter { $0.type == .archiveDamaged }.map(\.report).sorted()
        #expect(summaries == ["archive:" + gone, "archive:ledger.jsonl"].sorted())
    }

    @Test func `a damaged file is named with the place where the same bytes still lie`() async throws {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        // Of a plain text the words are the bytes that were received.
        let path = try #require(rig.files("Archive").first { $0.hasSuffix("/text.txt") })
        let source = try #require(
            rig.files("Archive").first {
                $0.hasPrefix(path.dropLast("text.txt".count) + "source/") && $0.hasSuffix(".txt")
            })
        let isSame = try rig.text("Archive/" + path) == rig.text("Archive/" + source)
        try change("Archive/" + path)
        let fault = try #require(runtime.stages.store.verify().faults.first { $0.code == "E092" })
        #expect(fault.location.hasSuffix(path))
        #expect((fault.copy != nil) == isSame)
        let inventory = try #require(rig.files("Archive").first { $0.hasSuffix("v1/inventory.json") })
        try change("Archive/" + inventory)
        let found = runtime.stages.store.verify().faults.filter { $0.location.hasSuffix(inventory) }
        #expect(!found.isEmpty)
    }
}
