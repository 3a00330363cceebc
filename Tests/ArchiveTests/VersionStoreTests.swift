import Archive
import Foundation
import Model
import Support
import Testing

struct VersionStoreTests {
    let sample: Sample

    init() throws { sample = try Sample() }

    @Test func `a first version becomes a folder that shows everything by name`() throws {
        let store = sample.store()
        #expect(try store.open().isClean)
        let version = try #require(try sample.add(store, sample.draft("kent", 1, "good")).first)
        #expect(version.folder == "kent/peel-2016/v1")
        #expect(version.sourceName == "source/page.html")
        #expect(version.created == Sample.time(1))
        let object = sample.object("kent")
        #expect(try sample.read(object + "/v1/content/source/page.html") == "good")
        #expect(try sample.read(object + "/v1/content/text.txt") == "Text: good\n")
        #expect(try sample.read(object + "/0=ocfl_object_1.1") == "ocfl_object_1.1\n")
        #expect(try sample.read(object + "/inventory.json") == sample.read(object + "/v1/inventory.json"))
        #expect(try sample.read(object + "/inventory.json").contains("urn:uuid:8d3b0f0e"))
        #expect(try store.versions(of: Sample.id("kent")) == [version])
        #expect(try store.reports() == [Sample.id("kent")])
        #expect(store.verify().isSound)
    }

    @Test func `the claimed original stays where it is until the caller removes it`() throws {
        let store = sample.store()
        _ = try store.open()
        let draft = try sample.draft("kent", 1, "good")
        try sample.add(store, draft)
        #expect(try sample.read(draft.original.path) == "good")
        try FileManager.default.removeItem(atPath: draft.original.path)
        #expect(try store.bytes(of: "source/page.html", in: draft.id, version: draft.version) == Array("good".utf8))
    }

    @Test func `a file that did not change is named again and not stored again`() throws {
        let store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("kent", 1, "<p>good</p>", text: "good\n"))
        try sample.add(store, sample.draft("kent", 2, "<b>good</b>", text: "good\n"))
        // And back: now every file but the change is known.
        let third = try #require(try sample.add(store, sample.draft("kent", 3, "<p>good</p>", text: "good\n")).first)
        let files = FileManager.default.enumerator(atPath: sample.object("kent") + "/v3/content")?.allObjects
        #expect(files?.compactMap { $0 as? String } == ["change.json"])
        let path = try store.contentPath(of: "text.txt", in: third.id, version: third.version)
        #expect(path == sample.object("kent") + "/v1/content/text.txt")
        #expect(third.files.keys.sorted() == ["change.json", "record.json", "source/page.html", "text.txt"])
        #expect(store.verify().isSound)
    }

    @Test func `two equal files of one version are both there to look at`() throws {
        let store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("kent", 1, "same\n", text: "same\n", name: "report.txt"))
        #expect(try sample.read(sample.object("kent") + "/v1/content/source/report.txt") == "same\n")
        #expect(try sample.read(sample.object("kent") + "/v1/content/text.txt") == "same\n")
        let path = try store.contentPath(of: "text.txt", in: Sample.id("kent"), version: VersionNumber(1))
        #expect(path.hasSuffix("/v1/content/text.txt"))
        #expect(store.verify().isSound)
    }

    @Test func `a version that does not follow the newest one is refused`() throws {
        let store = sample.store()
        _ = try store.open()
        #expect(throws: Problem.self) { try store.stage(sample.draft("kent", 2, "too early")) }
        let first = try store.stage(sample.draft("kent", 1, "good"))
        let rival = try store.stage(sample.draft("kent", 1, "better"))
        #expect(store.commit([first, rival]).problem?.code == .archiveVersionConflict)
        try sample.add(store, sample.draft("kent", 1, "good"))
        let second = try store.stage(sample.draft("kent", 2, "best"))
        let late = try store.stage(sample.draft("kent", 2, "worst"))
        #expect(store.commit([second]).committed.count == 1)
        let result = store.commit([late])
        #expect(result.problem?.code == .archiveVersionConflict)
        #expect(result.committed.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: sample.staging).isEmpty)
        #expect(store.verify().isSound)
    }

    @Test func `two reports that would share a folder are told apart`() throws {
        let store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("kent", 1, "good"))
        var draft = try sample.draft("kent", 1, "other")
        draft.id = ReportID(country: "gb", publisher: "somebody", family: "peel", cycle: "2016", subject: "kent")
        #expect { try store.stage(draft) } throws: { ($0 as? Problem)?.code == .archiveFolderTaken }
    }

    @Test func `changed bytes are noticed while they are read`() throws {
        let store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("kent", 1, "good"))
        let path = sample.object("kent") + "/v1/content/text.txt"
        try Data("Text: poor\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect {
            try store.bytes(of: "text.txt", in: Sample.id("kent"), version: VersionNumber(1))
        } throws: { ($0 as? Problem)?.code == .archiveDigestMismatch }
        #expect {
            try store.bytes(of: "nothing.txt", in: Sample.id("kent"), version: VersionNumber(1))
        } throws: { ($0 as? Problem)?.code == .archiveUnknown }
    }

    @Test func `a discarded version leaves nothing behind`() throws {
        let store = sample.store()
        _ = try store.open()
        store.discard([try store.stage(sample.draft("kent", 1, "good"))])
        #expect(try FileManager.default.contentsOfDirectory(atPath: sample.staging).isEmpty)
        #expect(try store.head(of: Sample.id("kent")) == nil)
    }

    @Test func `a link or folder is no original`() throws {
        let store = sample.store()
        _ = try store.open()
        var draft = try sample.draft("kent", 1, "good")
        let link = sample.folder.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/etc/passwd")
        draft.original = .init(path: link, name: "page.html")
        #expect { try store.stage(draft) } throws: { ($0 as? Problem)?.code == .archiveUnusableDraft }
        draft.original = .init(path: sample.folder.path, name: "page.html")
        #expect { try store.stage(draft) } throws: { ($0 as? Problem)?.code == .archiveUnusableDraft }
        #expect(try FileManager.default.contentsOfDirectory(atPath: sample.staging).isEmpty)
    }

    @Test(arguments: [
        ("June report (final).PDF", "source/June-report-final-.PDF"), ("../../etc/passwd", "source/etc-passwd"),
        (".hidden", "source/hidden"), ("Casnewydd-ŵyl é.txt", "source/Casnewydd-wyl-e.txt"), ("", "source/original"),
        ("exchange.json", "source/original-exchange.json"), ("CON.txt", "source/original-CON.txt"),
        ("文书", "source/original"),
        ("a\n\"b\".html", "source/a-b-.html"),
    ])
    func `an original gets a name that is safe everywhere`(name: String, expected: String) throws {
        let store = sample.store()
        _ = try store.open()
        var draft = try sample.draft("kent", 1, "good")
        draft.original = .init(path: draft.original.path, name: name)
        #expect(try sample.add(store, draft).first?.sourceName == expected)
        #expect(store.verify().isSound)
    }

    @Test func `a very long name is cut and keeps its extension`() throws {
        let store = sample.store()
        _ = try store.open()
        var draft = try sample.draft("kent", 1, "good")
        draft.original = .init(path: draft.original.path, name: String(repeating: "report ", count: 40) + ".pdf")
        let name = try #require(try sample.add(store, draft).first?.sourceName)
        #expect(name.hasSuffix(".pdf"))
        #expect(name.utf8.count <= 110)
    }

    @Test func `nothing is written before the store is open`() throws {
        let store = sample.store()
        #expect { try store.stage(sample.draft("kent", 1, "good")) } throws: {
            ($0 as? Problem)?.code == .archiveNotOpen
        }
        #expect(try store.reports().isEmpty)
    }

    @Test func `a second writer is refused while the first lives`() throws {
        var first: VersionStore? = sample.store()
        _ = try first?.open()
        let second = sample.store()
        #expect { try second.open() } throws: { ($0 as? Problem)?.code == .archiveInUse }
        first = nil
        #expect(try second.open().isClean)
    }

    @Test func `a folder with other things in it is never taken for an archive`() throws {
        try sample.folder.write("mine", to: "Archive/photos/summer.jpg")
        #expect { try sample.store().open() } throws: { ($0 as? Problem)?.code == .archiveForeignRoot }
        #expect(FileManager.default.fileExists(atPath: sample.root + "/photos/summer.jpg"))
    }

    @Test func `sixty-four small versions are committed in one batch`() throws {
        let store = sample.store()
        _ = try store.open()
        let drafts = try (0..<64).map {
            try sample.draft("force-\($0)", 1, "report \($0) " + String(repeating: "word ", count: 1500))
        }
        let clock = ContinuousClock()
        var staged: [StagedVersion] = []
        let staging = try clock.measure { for draft in drafts { staged.append(try store.stage(draft)) } }
        var result = CommitResult()
        let committing = clock.measure { result = store.commit(staged) }
        print("64 versions of 8 kB: staged in \(staging), committed in \(committing)")
        #expect(result.committed.count == 64)
        let seconds = try sample.draft("force-1", 2, "again")
        var one = CommitResult()
        let single = try clock.measure { one = store.commit([try store.stage(seconds)]) }
        print("one version alone: \(single)")
        #expect(one.problem == nil)
        #expect(store.verify().isSound)
    }

    @Test func `opening a sound archive looks only at the surface`() throws {
        let count = 1000
        do {
            let store = sample.store()
            _ = try store.open()
            for start in stride(from: 0, to: count, by: 100) {
                let staged = try (start..<start + 100).map {
                    try store.stage(sample.draft("force-\($0)", 1, "report \($0)"))
                }
                #expect(store.commit(staged).problem == nil)
            }
        }
        let store = sample.store()
        var report = RepairReport?.none
        let time = try ContinuousClock().measure { report = try store.open() }
        print("opened \(count) objects in \(time)")
        #expect(report?.isClean == true)
        #expect(report?.versions == count)
        let verifying = ContinuousClock().measure { #expect(store.verify().files == 3 * count) }
        print("verified \(count) objects in \(verifying)")
    }
}
