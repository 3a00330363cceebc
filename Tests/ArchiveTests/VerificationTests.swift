import Archive
import Foundation
import Model
import Support
import Testing

struct VerificationTests {
    let sample: Sample
    private var kent: String { sample.object("kent") }

    init() throws {
        sample = try Sample()
        let store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("kent", 1, "good"), sample.draft("essex", 1, "fair"))
        try sample.add(store, sample.draft("kent", 2, "better"))
    }

    private func codes(_ paths: String...) -> [String] { sample.store().verify(paths: paths).faults.map(\.code) }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test func `a sound archive is counted and has no fault`() {
        let report = sample.store().verify()
        #expect(report.isSound)
        #expect(report.objects == 2)
        #expect(report.versions == 3)
        #expect(report.files == 10)
        #expect(report.bytes > 1000)
        #expect(sample.store().verify(paths: [kent]).versions == 2)
        #expect(sample.store().verify(paths: [sample.root + "/kent"]).versions == 2)
        #expect(codes(sample.folder.file("nowhere")) == ["path-unknown"])
    }

    @Test func `one flipped byte is found`() throws {
        try write("Text: goof\n", to: kent + "/v1/content/text.txt")
        // The file itself, what older inventories say of it, and the evidence that it no longer shows.
        #expect(Set(codes()) == ["E092", "evidence-not-found"])
    }

    @Test func `missing and extra files are found`() throws {
        try FileManager.default.removeItem(atPath: kent + "/v2/content/record.json")
        try write("x", to: kent + "/v2/content/extra.txt")
        try write("x", to: kent + "/notes.txt")
        try write("x", to: kent + "/v2/notes.txt")
        try write("x", to: sample.root + "/essex/notes.txt")
        try FileManager.default.createDirectory(atPath: sample.root + "/empty", withIntermediateDirectories: true)
        #expect(Set(codes()).isSuperset(of: ["E001", "E015", "E023", "E072", "E073", "E092"]))
    }

    @Test func `a changed inventory and a changed sidecar are found`() throws {
        try write("0  inventory.json\n", to: sample.object("essex") + "/inventory.json.sha512")
        let text = try sample.read(kent + "/v1/inventory.json")
        try write(text.replacing("kent good", with: "kent poor"), to: kent + "/v1/inventory.json")
        #expect(Set(codes()) == ["E060", "ledger-digest-mismatch"])
    }

    @Test func `a root without its declaration is still ours, and a fault`() throws {
        try FileManager.default.removeItem(atPath: sample.root + "/0=ocfl_1.1")
        #expect(codes() == ["E069"])
    }

    @Test func `a ledger that is gone is found`() throws {
        try FileManager.default.removeItem(atPath: sample.root + "/ledger.jsonl")
        #expect(codes() == ["ledger-unreadable"])
    }

    @Test func `one byte more in a sidecar is found, and in the directions for strangers`() throws {
        let sidecar = kent + "/v1/inventory.json.sha512"
        try write(sample.read(sidecar) + "\n", to: sidecar)
        let readme = sample.root + "/README.txt"
        try write(sample.read(readme).replacing("sha512sum", with: "sha512sun"), to: readme)
        #expect(codes() == ["readme-changed", "E061"])
        _ = try sample.store().open()
        #expect(codes() == ["E061"])
    }

    @Test func `a version that is missing is found`() throws {
        try FileManager.default.removeItem(atPath: kent + "/v1")
        #expect(Set(codes()).isSuperset(of: ["E010", "E092", "ledger-version-missing"]))
    }

    @Test func `evidence that the text does not show is found`() throws {
        let store = sample.store()
        _ = try store.open()
        let record = try Sample.record(Sample.id("surrey"), text: "Text: one two three\n", shift: -5)
        try sample.add(store, sample.draft("surrey", 1, "one", text: "Text: one two three\n", record: record))
        let report = store.verify()
        #expect(report.faults.map(\.code) == ["evidence-not-found"])
        #expect(report.faults.first?.location == sample.object("surrey") + "/v1/content/record.json")
    }

    @Test func `a record that is none is found`() throws {
        let store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("surrey", 1, "one", record: Array("{}\n".utf8)))
        #expect(store.verify().faults.map(\.code) == ["record-unreadable"])
    }

    @Test func `verifying tells how far it is`() {
        var seen: [Int] = []
        withExtendedLifetime(sample) {
            nonisolated(unsafe) var counts: [Int] = []
            _ = sample.store().verify { counts.append($0.objects) }
            seen = counts
        }
        #expect(seen == [1, 2])
    }

    @Test(
        .enabled(if: shared("data/standards/ocfl-fixtures/1.1") != nil, "no shared fixtures here"),
        arguments: ["1.0", "1.1"])
    func `the public fixtures are accepted and refused as their folders say`(_ version: String) throws {
        let base = try #require(shared("data/standards/ocfl-fixtures/\(version)"))
        let store = sample.store()
        var refused = 0
        var codesRight = 0
        for kind in ["good-objects", "warn-objects", "bad-objects"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(base)/\(kind)").sorted() {
                let report = store.verify(paths: ["\(base)/\(kind)/\(name)"])
                #expect(report.isSound == (kind != "bad-objects"), "\(kind)/\(name): \(report.faults)")
                guard kind == "bad-objects", !report.isSound else { continue }
                refused += 1
                let expected = name.components(separatedBy: "_").filter { $0.count == 4 && $0.first == "E" }
                let found = Set(report.faults.map(\.code))
                if !found.isDisjoint(with: expected) {
                    codesRight += 1
                } else {
                    print("\(version) \(name): \(found.sorted())")
                }
            }
        }
        print("OCFL \(version): \(refused) bad objects refused, \(codesRight) with a code of the folder's name")
        #expect(refused > 50)
    }
}
