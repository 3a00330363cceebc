import Archive
import Foundation
import Model
import Support
import Testing

/// A start that does not look at each report, and the look that follows while the archive is used.
struct LookOverTests {
    private let sample: Sample

    init() throws {
        sample = try Sample()
        // Each in its turn: one writes at a time.
        do {
            let store = sample.store()
            _ = try store.open()
            for subject in ["kent", "essex", "surrey"] { try sample.add(store, try sample.draft(subject, 1, "good")) }
            try sample.add(store, try sample.draft("kent", 2, "better"))
        }
        #expect(try sample.store().open().isClean)
    }

    private func large() -> VersionStore { sample.store(longestLook: 1) }

    private var note: String { sample.folder.file("State/settled.json") }

    @Test
    func `a start reads nothing of the reports of a large archive, and knows the head of its ledger all the same`()
        throws
    {
        let head = try sample.store().treeHead()
        // Nothing that is not needed is read: not even what is no longer there.
        try FileManager.default.moveItem(atPath: sample.object("kent"), toPath: sample.folder.file("elsewhere"))
        let store = large()
        let report = try store.open()
        #expect(!report.isWhole && report.isClean)
        #expect(try store.treeHead() == head)
        try sample.add(store, try sample.draft("essex", 2, "worse"))
        let (now, whole) = (try store.treeHead(), sample.store())
        try FileManager.default.removeItem(atPath: note)
        #expect(try whole.treeHead() == now && now.size == 5)
    }

    @Test func `what is wrong besides is found by the look that follows, and mended as by a start`() throws {
        // As a crash without marks would leave it: the old root inventory beside the newest version.
        for name in ["inventory.json", "inventory.json.sha512"] {
            let old = try sample.read(sample.object("kent") + "/v1/" + name)
            try Data(old.utf8).write(to: URL(fileURLWithPath: sample.object("kent") + "/" + name))
        }
        try FileManager.default.moveItem(atPath: sample.object("surrey"), toPath: sample.folder.file("elsewhere"))
        let store = large()
        #expect(try store.open().isClean)
        let report = try store.lookOver()
        #expect(report.rolledForward.map(\.folder) == ["kent/peel-2016/v2"])
        #expect(report.damage.count == 1 && report.damage[0].what.contains("surrey/peel-2016"), "\(report.damage)")
        #expect(try store.head(of: Sample.id("kent"))?.value == 2)
        #expect(try store.lookOver().rolledForward.isEmpty)
    }

    @Test func `a version that the ledger does not name is found by it`() throws {
        let lines = try sample.ledgerLines()
        do {
            let store = large()
            _ = try store.open()
            try sample.add(store, try sample.draft("essex", 2, "worse"))
        }
        // The ledger of before: shorter, but it has the line that the note ends with.
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(
            to: URL(fileURLWithPath: sample.root + "/ledger.jsonl"))
        let again = large()
        #expect(try again.open().ledgerAdded.isEmpty)
        #expect(try again.lookOver().ledgerAdded.map(\.folder) == ["essex/peel-2016/v2"])
        #expect(again.verify().faults.isEmpty)
        #expect(try again.lookOver().isClean)
    }

    @Test(arguments: ["", "{", #"{"lines":4,"bytes":10,"last":"AAAA","peaks":[]}"#, "other"])
    func `a note that does not fit the ledger counts for nothing`(text: String) throws {
        let bytes = text == "other" ? try sample.read(note).replacing("\"lines\" : 4", with: "\"lines\" : 3") : text
        #expect(bytes != (try sample.read(note)))
        try Data(bytes.utf8).write(to: URL(fileURLWithPath: note))
        let store = large()
        #expect(try store.open().isWhole)
        let head = try store.treeHead()
        try FileManager.default.removeItem(atPath: note)
        #expect(try sample.store().treeHead() == head)
    }

    @Test func `a look over an archive in use finds nothing that is not so`() async throws {
        let store = large()
        _ = try store.open()
        async let looks: Bool = Task.detached {
            for _ in 0..<20 { if try !store.lookOver().isClean { return false } }
            return true
        }.value
        for number in 2..<30 { try sample.add(store, try sample.draft("surrey", number, "words \(number)")) }
        #expect(try await looks)
        #expect(store.verify().faults.isEmpty)
    }
}
