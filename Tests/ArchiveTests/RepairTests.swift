import Archive
import Foundation
import Glibc
import Model
import Support
import Testing

/// The states that a crash can leave (and some that only damage can), each made by hand.
struct RepairTests {
    let sample: Sample
    private var kent: String { sample.object("kent") }

    init() throws {
        sample = try Sample()
        let store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("kent", 1, "good"))
        try sample.add(store, sample.draft("kent", 2, "better"))
        try sample.add(store, sample.draft("kent", 3, "best"))
    }

    /// Takes the archive back to the moment after the rename of v3: old root inventory, no ledger line.
    private func undoPublishing() throws {
        try replace("inventory.json", with: "v2/inventory.json")
        try replace("inventory.json.sha512", with: "v2/inventory.json.sha512")
        try forgetLastLine()
    }

    private func replace(_ name: String, with other: String) throws {
        try FileManager.default.removeItem(atPath: kent + "/" + name)
        try FileManager.default.copyItem(atPath: kent + "/" + other, toPath: kent + "/" + name)
    }

    private func forgetLastLine() throws {
        let lines = try sample.ledgerLines().dropLast()
        try write(lines.map { $0 + "\n" }.joined(), to: sample.root + "/ledger.jsonl")
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: kent + "/" + name) }

    /// Opens the archive and checks that everything is as it should be, with the newest version given.
    @discardableResult
    private func repaired(to head: Int) throws -> RepairReport {
        let store = sample.store()
        let report = try store.open()
        #expect(report.damage.isEmpty)
        #expect(store.verify().faults.isEmpty)
        #expect(try store.head(of: Sample.id("kent"))?.value == head)
        return report
    }

    @Test func `after the rename of a version it is rolled forward and gets its ledger line`() throws {
        try undoPublishing()
        let report = try repaired(to: 3)
        #expect(report.rolledForward.map(\.folder) == ["kent/peel-2016/v3"])
        #expect(report.recovered.map(\.folder) == ["kent/peel-2016/v3"])
        let line = try #require(try sample.ledgerLines().last)
        #expect(line.contains("\"recovered\":true"))
        #expect(line.contains("\"seq\":2"))
        #expect(line.contains("reportwatch.report.changed.v1"))
    }

    @Test func `after the root inventory alone its sidecar is written`() throws {
        try forgetLastLine()
        try replace("inventory.json.sha512", with: "v2/inventory.json.sha512")
        #expect(try repaired(to: 3).rolledForward.count == 1)
    }

    @Test func `after the inventories alone the ledger line is added`() throws {
        try forgetLastLine()
        let report = try repaired(to: 3)
        #expect(report.rolledForward.isEmpty)
        #expect(report.ledgerAdded.map(\.folder) == ["kent/peel-2016/v3"])
    }

    @Test func `a torn root inventory is copied from the newest version`() throws {
        try write(String(sample.read(kent + "/inventory.json").prefix(700)), to: kent + "/inventory.json")
        #expect(try repaired(to: 3).rolledForward.count == 1)
        #expect(try sample.read(kent + "/inventory.json") == sample.read(kent + "/v3/inventory.json"))
    }

    @Test(arguments: ["missing file", "empty file", "no inventory"])
    func `an uncommitted version that does not verify goes to quarantine`(_ state: String) throws {
        try undoPublishing()
        switch state {
        case "missing file": try remove("v3/content/text.txt")
        case "empty file": try write("", to: kent + "/v3/content/text.txt")
        default: try remove("v3/inventory.json")
        }
        let report = try repaired(to: 2)
        #expect(report.quarantined == [sample.quarantine + "/kent--peel-2016--v3"])
        #expect(
            FileManager.default.fileExists(atPath: sample.quarantine + "/kent--peel-2016--v3/content/source/page.html"))
        #expect(report.recovered.isEmpty)
    }

    @Test func `what cannot be read is left where it is, committed or not`() throws {
        try undoPublishing()
        try remove("v3/inventory.json")
        // The system answers ELOOP, as it would EIO: nothing is known of what stands there.
        symlink("inventory.json", kent + "/v3/inventory.json")
        let report = try sample.store().open()
        #expect(report.quarantined.isEmpty)
        #expect(report.damage.count == 1)
        #expect(FileManager.default.fileExists(atPath: kent + "/v3/content/text.txt"))
    }

    @Test func `with a torn root inventory it falls back one version`() throws {
        try undoPublishing()
        try write("{", to: kent + "/inventory.json")
        try remove("v3/content/text.txt")
        #expect(try repaired(to: 2).quarantined.count == 1)
    }

    @Test(arguments: [true, false])
    func `damage of a committed version is reported and never touched`(namedByLedger: Bool) throws {
        // One of the two suffices: a valid root inventory, or a line in the ledger.
        if namedByLedger {
            try replace("inventory.json", with: "v2/inventory.json")
            try replace("inventory.json.sha512", with: "v2/inventory.json.sha512")
        } else {
            try forgetLastLine()
            try remove("v3/inventory.json.sha512")
        }
        try remove("v3/content/text.txt")
        let before = try contents()
        let report = try sample.store().open()
        #expect(report.damage.map(\.code) == [.archiveDamaged])
        #expect(report.quarantined.isEmpty)
        #expect(report.rolledForward.isEmpty)
        #expect(try contents() == before)
    }

    @Test func `a committed version that has vanished is never rolled back`() throws {
        try remove("v3")
        try write("{", to: kent + "/inventory.json")
        let report = try sample.store().open()
        #expect(!report.damage.isEmpty)
        #expect(try sample.read(kent + "/inventory.json") == "{")
        #expect { try sample.store().stage(sample.draft("kent", 3, "again")) } throws: { $0 is Problem }
    }

    @Test func `a root inventory that names more than there is, is damage`() throws {
        try remove("v3")
        let before = try contents()
        #expect(try sample.store().open().damage.isEmpty == false)
        #expect(try contents() == before)
    }

    @Test func `a damaged report does not keep others from being written`() throws {
        try remove("v3")
        let store = sample.store()
        #expect(try store.open().damage.isEmpty == false)
        try sample.add(store, sample.draft("essex", 1, "good"))
        #expect(try store.head(of: Sample.id("essex"))?.value == 1)
        #expect { try store.stage(sample.draft("kent", 4, "more")) } throws: { $0 is Problem }
    }

    @Test func `a whole report that vanished is told by the ledger`() throws {
        try FileManager.default.removeItem(atPath: sample.root + "/kent")
        let report = try sample.store().open()
        #expect(report.damage.count == 3)
        #expect(sample.store().verify().faults.map(\.code) == Array(repeating: "ledger-version-missing", count: 3))
    }

    @Test func `leftovers in staging and empty folders go`() throws {
        try sample.folder.write("half", to: "State/staging/7/v4/content/text.txt")
        try FileManager.default.createDirectory(
            atPath: sample.root + "/essex/peel-2016", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: sample.root + "/surrey", withIntermediateDirectories: true)
        let report = try sample.store().open()
        #expect(report.removed.count >= 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: sample.staging).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: sample.root + "/essex"))
        #expect(!FileManager.default.fileExists(atPath: sample.root + "/surrey"))
        #expect(sample.store().verify().isSound)
    }

    private func contents() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: sample.root) ?? .init() {
            contents[name] = FileManager.default.contents(atPath: sample.root + "/" + name) ?? Data()
        }
        return contents
    }
}
