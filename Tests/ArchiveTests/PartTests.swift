import Archive
import Foundation
import Model
import Support
import Testing

/// Reports with more versions than one folder holds.
struct PartTests {
    let sample: Sample

    init() throws { sample = try Sample() }

    private let words = ["good", "better", "best", "good", "poor", "fair", "fine"]

    // Seven versions over three folders.
    private func filled() throws -> VersionStore {
        let store = sample.store(versionsInObject: 3)
        _ = try store.open()
        for (index, word) in words.enumerated() {
            var draft = try sample.draft("kent", index + 1, word)
            // A change that is none of ours would be no evidence.
            draft.files.removeAll { $0.name == "change.json" }
            try sample.add(store, draft)
        }
        return store
    }

    private func part(_ number: Int) -> String { sample.object("kent") + "--part-\(number)" }

    @Test func `a full folder gets a successor, and the numbers of the report go on`() throws {
        let store = try filled()
        let kent = Sample.id("kent")
        #expect(try store.reports() == [kent])
        #expect(try store.head(of: kent) == VersionNumber(7))
        let versions = try store.versions(of: kent)
        #expect(versions.map(\.version.value) == Array(1...7))
        #expect(
            versions.map(\.folder) == [
                "kent/peel-2016/v1", "kent/peel-2016/v2", "kent/peel-2016/v3", "kent/peel-2016--part-2/v1",
                "kent/peel-2016--part-2/v2", "kent/peel-2016--part-2/v3", "kent/peel-2016--part-3/v1",
            ])
        for (index, word) in words.enumerated() {
            let bytes = try store.bytes(of: "text.txt", in: kent, version: VersionNumber(index + 1))
            #expect(String(decoding: bytes, as: UTF8.self) == "Text: \(word)\n")
            #expect(
                store.numbering.folder(of: VersionNumber(index + 1), of: kent) == versions[index].folder)
        }
        #expect(try store.files(of: kent, VersionNumber(8)) == nil)
        #expect(throws: Problem.self) { try store.bytes(of: "text.txt", in: kent, version: VersionNumber(10)) }
        #expect(store.verify().faults == [] && store.verify().versions == 7)
    }

    @Test func `each part is an object of its own that names the report`() throws {
        _ = try filled()
        let inventory = try sample.read(part(2) + "/inventory.json")
        #expect(inventory.contains("\"reportwatch:gb/hmicfrs/peel/2016/kent#part-2\""), "\(inventory)")
        // Nothing of one object leads into another: what came back is stored again.
        #expect(try sample.read(part(2) + "/v1/content/source/page.html") == "good")
        let line = try sample.ledgerLines()[3]
        #expect(line.contains("\"path\":\"kent/peel-2016--part-2\"") && line.contains("\"version\":\"v1\""), "\(line)")
        #expect(line.contains("\"reportVersion\":\"v4\""), "\(line)")
        #expect(try sample.ledgerLines()[2].contains("reportVersion") == false)
    }

    @Test func `the ledger tells versions by the numbers of their report`() throws {
        let entries = try filled().entries()
        #expect(entries.map(\.version.value) == Array(1...7) && Set(entries.map(\.id)) == [Sample.id("kent")])
        // Lines that are lost are written again from the versions.
        try FileManager.default.removeItem(atPath: sample.root + "/ledger.jsonl")
        let again = sample.store(versionsInObject: 3)
        #expect(try again.open().ledgerAdded.map(\.version.value).sorted() == Array(1...7))
        #expect(try again.entries().map(\.version.value).sorted() == Array(1...7))
        #expect(again.verify().faults == [])
    }

    @Test func `a version must follow the newest of all parts`() throws {
        let store = try filled()
        for number in [1, 4, 7, 9] {
            let draft = try sample.draft("kent", number, "new")
            #expect { try store.stage(draft) } throws: { ($0 as? Problem)?.code == .archiveVersionConflict }
        }
        #expect(try sample.add(store, sample.draft("kent", 8, "new")).first?.folder == "kent/peel-2016--part-3/v2")
    }

    @Test func `a lost first folder is told and nothing is begun in its place`() throws {
        _ = try filled()
        try FileManager.default.removeItem(atPath: sample.object("kent"))
        let store = sample.store(versionsInObject: 3)
        #expect(try store.open().damage.count == 3)
        let draft = try sample.draft("kent", 1, "new")
        #expect { try store.stage(draft) } throws: { ($0 as? Problem)?.code == .archiveDamaged }
        #expect(store.verify().faults.contains { $0.code == "ledger-version-missing" })
    }

    @Test func `damage of a part is named there, and evidence across two parts holds`() throws {
        let store = try filled()
        let package = try store.evidence(of: Sample.id("kent"), VersionNumber(4), origin: "x", key: nil)
        let path = sample.folder.file("x.zip")
        try package.write(to: path)
        #expect(store.verify(paths: [path]).faults == [] && store.verify(paths: [path]).versions == 2)
        let names = package.files.map(\.name)
        #expect(names.contains("archive/kent/peel-2016/v3/inventory.json"))
        #expect(names.contains("archive/kent/peel-2016--part-2/v1/content/record.json"))
        #expect(names.contains("ledger/v4.json"))
        let unpacked = try #require(try run("python3", ["-m", "zipfile", "-e", path, sample.folder.file("out")]))
        #expect(unpacked.code == 0)
        let script = try #require(try run("sh", ["check.sh"], in: sample.folder.file("out")))
        #expect(script.code == 0 && script.output.contains("v4: leads to the root"), "\(script.output)")
        try Data("Text: goof\n".utf8).write(to: URL(fileURLWithPath: part(2) + "/v1/content/text.txt"))
        let faults = store.verify().faults
        #expect(faults.contains { $0.code == "E092" && $0.location == part(2) + "/v1/content/text.txt" }, "\(faults)")
        #expect(!faults.contains { $0.location.contains("peel-2016/") })
    }

    @Test func `names of folders stay within their bounds and differ`() {
        let long = (0..<2).map { ReportID(document: String(repeating: "a-long-name-", count: 8) + "\($0)") }
        let numbering = sample.store(versionsInObject: 1).numbering
        var names: Set<String> = []
        for id in long + [ReportID(document: "short")] {
            for number in [1, 2, 10, 1000] {
                let folder = numbering.folder(of: VersionNumber(number), of: id).dropLast(3)
                #expect(names.insert(String(folder)).inserted)
                #expect(folder.dropFirst("documents/".count).wholeMatch(of: /[a-z0-9-]{1,80}/) != nil, "\(folder)")
            }
        }
        // No name of a document can be that of a successor.
        #expect(ReportID(document: "short--part-2").folder == "documents/short-part-2")
    }

    private static let hasValidator = (try? run("ocfl-validate.py", ["--version"])) != nil

    @Test(.enabled(if: hasValidator, "ocfl-validate.py is not installed"))
    func `ocfl-py validates each part without error or warning`() throws {
        _ = try filled()
        for path in [sample.object("kent"), part(2), part(3), sample.root] {
            let result = try #require(try run("ocfl-validate.py", [path]))
            #expect(result.code == 0 && !result.output.contains(/\[[EW][0-9]/), "\(result.output)")
        }
        let checked = try #require(try run("python3", [OutsideTests.checker, sample.root]))
        #expect(checked.code == 0 && checked.output.contains("1 reports, 7 versions"), "\(checked.output)")
    }
}
