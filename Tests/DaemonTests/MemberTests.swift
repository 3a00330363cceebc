import Catalogue
import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// Files inside files, through the whole pipeline: each a report of its own, kept with where it came from.
@Suite("Packed files")
struct MemberTests {
    private typealias Entry = ZIPFixture.Entry

    private func drop(_ bytes: [UInt8], as name: String, in rig: Rig) throws {
        let path = rig.folder.file("Inbox/" + name)
        try FileManager.default.createDirectory(atPath: rig.folder.file("Inbox"), withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func reports(_ rig: Rig) throws -> [String] {
        try rig.state().filter { $0.hasPrefix("row ") }.map { String($0.dropFirst(4)) }.sorted()
    }

    @Test func `a ZIP is archived, and so is each report in it, with the parent's digest and the path`() async throws {
        let rig = try Rig()
        let zip = ZIPFixture.bytes([
            Entry("one/note.txt", letter), Entry("two/copy.txt", letter),
            Entry("picture.png", [0x89, 0x50, 0x4E, 0x47]),
        ])
        try drop(zip, as: "june.zip", in: rig)
        try await rig.pass()
        // The same file twice is stored once; what cannot be read stays in the ZIP and makes no failure of its own.
        #expect(
            try reports(rig) == [
                "reportwatch:document/june-zip v1", "reportwatch:document/june-zip-one-note-txt v1",
            ])
        rig.expectRest()
        let folder = "Archive/documents/june-zip-one-note-txt/v1/content/"
        #expect(try rig.text(folder + "source/note.txt") == letter)
        let record = try JSON.decoded(Record.self, from: Array(rig.text(folder + "record.json").utf8))
        #expect(
            record.provenance.source.parent == .init(name: "june.zip", path: "one/note.txt", sha512: Digest(of: zip)))
        #expect(try rig.text("Archive/documents/june-zip/v1/content/text.txt").contains("- picture.png (4 bytes)"))
    }

    @Test func `files inside files are opened three levels deep and no further`() async throws {
        let rig = try Rig()
        var bytes = ZIPFixture.bytes([Entry("note.txt", letter)])
        for level in 1...3 { bytes = ZIPFixture.bytes([Entry("level\(level).zip", bytes)]) }
        try drop(bytes, as: "nest.zip", in: rig)
        try await rig.pass()
        let found = try reports(rig)
        #expect(found.count == 3)
        #expect(!found.contains { $0.contains("note-txt") })
        rig.expectRest()
    }

    @Test func `history in a web archive becomes versions in its own order, and tells no later news`() async throws {
        let rig = try Rig()
        func answer(_ date: String, _ text: String) -> String {
            let block = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<main><h1>Letter</h1><p>\(text)</main>"
            return
                "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: \(date)\r\nWARC-Target-URI: https://example.org/letter/\r\nContent-Length: \(block.utf8.count)\r\n\r\n\(block)\r\n\r\n"
        }
        let warc =
            answer("2016-07-02T10:00:00Z", "We inspected the force in July.")
            + answer("2016-06-02T10:00:00Z", "We inspected the force in June.")
        try drop(Array(warc.utf8), as: "history.warc", in: rig)
        try await rig.pass()
        #expect(
            try reports(rig).filter { $0.contains("letter") } == [
                "reportwatch:document/https-example-org-letter v1", "reportwatch:document/https-example-org-letter v2",
            ])
        let folder = "Archive/documents/https-example-org-letter/"
        let first = try JSON.decoded(Record.self, from: Array(rig.text(folder + "v1/content/record.json").utf8))
        #expect(first.provenance.retrieved == Timestamp("2016-06-02T10:00:00Z"))
        #expect(first.provenance.http?.status == 200)
        #expect(try rig.text(folder + "v2/content/change.json").contains("2016-07-02T10:00:00.000Z"))
        #expect(rig.files(folder + "v2/content/source").contains("page.html"))
        // Older than what is known: it finds its place, and what stands is still the one of July.
        try drop(
            Array(answer("2015-01-01T10:00:00Z", "We inspected the force long ago.").utf8), as: "older.warc", in: rig)
        try await rig.pass()
        #expect(try reports(rig).count { $0.contains("letter") } == 3)
        let runtime = try rig.run()
        let letter = try #require(ReportID("reportwatch:document/https-example-org-letter"))
        #expect(try runtime.catalogue.latest(of: letter)?.version == VersionNumber(2))
        let times = try runtime.catalogue.versions(of: letter).map(\.captured.day.year)
        #expect(times == [2016, 2016, 2015])
        // History is in no outbox, whatever it became.
        let told = try runtime.catalogue.pending(channel: "log", now: .now, limit: 100).map(\.event.subject)
        #expect(!told.contains(letter.rawValue))
        try runtime.close()
        rig.expectRest()
    }

    @Test func `a stop between the claims of members and the version of their parent loses and doubles nothing`()
        async throws
    {
        let zip = ZIPFixture.bytes((1...4).map { Entry("note\($0).txt", letter + "\n\nNumber \($0).") })
        let whole = try Rig()
        try drop(zip, as: "june.zip", in: whole)
        try await whole.pass()
        let expected = try whole.state().filter { !$0.hasPrefix("event") }.sorted()
        var steps = 0
        while true {
            let rig = try Rig()
            try drop(zip, as: "june.zip", in: rig)
            rig.die(after: steps)
            try? await rig.pass()
            let isOver = !rig.hasDied
            rig.die(after: nil)
            rig.wait(.seconds(600))
            try await rig.pass()
            let state = try rig.state().filter { !$0.hasPrefix("event") }.sorted()
            #expect(state == expected, "after \(steps) steps: \(Set(state).symmetricDifference(expected))")
            rig.expectRest("after \(steps) steps")
            if isOver { break }
            steps += 3
        }
        #expect(steps > 14)
    }
}
