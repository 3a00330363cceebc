import Foundation
import Glibc
import Model
import Support
import Testing

/// The main job: files dropped into the inbox of the running daemon.
struct DropTests {
    private let edited = PeelReport(
        effectiveness: "good", efficiencyUpdated: "05/01/2017", insertion: "now ",
        extraBullet: "how the force spends its money on radios; and")

    @Test func `a dropped report is archived and said in one line`() async throws {
        let place = try Installation()
        let ready = try await place.start()
        for words in ["watching \(place.inbox)", "fetching no URLs", "archive \(place.archive)"] {
            #expect(ready.contains(words), "\(ready)")
        }
        let report = PeelReport()
        try place.drop(report.text, as: "wiltshire 2016.txt")
        let line = try await place.line("NEW ")
        #expect(
            line.hasSuffix(
                "NEW wiltshire peel 2016 v1: effectiveness requires improvement, efficiency good, legitimacy good"))
        let version = "Archive/wiltshire/peel-2016/v1/content"
        #expect(place.names(in: "Inbox") == ["Failed"])
        #expect(place.names(in: version) == ["record.json", "source", "text.txt"])
        let source = try #require(place.names(in: version + "/source").first)
        #expect(try place.bytes(version + "/source/" + source) == Array(report.text.utf8))
        let record = try place.json(version + "/record.json")
        #expect(record["id"] == "reportwatch:gb/hmicfrs/peel/2016/wiltshire")
        #expect(record["subject"]?["code"] == "E23000038")
        let grades = record["judgments"]?.items.map { "\($0["id"]?.string ?? "") \($0["grade"]?.string ?? "")" }
        #expect(grades?.prefix(3) == ["effectiveness requires-improvement", "efficiency good", "legitimacy good"])
        #expect(try await place.stop() == 0)
        #expect(place.log.last?.hasSuffix("stopped") == true)
        #expect(place.names(in: "State/work").isEmpty && place.names(in: "State/staging").isEmpty)
    }

    @Test func `every evidence quote of a record stands at its offsets in the archived text`() async throws {
        let place = try Installation()
        try await place.start()
        try place.drop(PeelReport().text)
        try await place.line("NEW wiltshire")
        let version = "Archive/wiltshire/peel-2016/v1/content"
        let text = Array(String(decoding: try place.bytes(version + "/text.txt"), as: UTF8.self).unicodeScalars)
        let quotes = DropTests.evidence(in: try place.json(version + "/record.json"))
        #expect(quotes.count > 10)
        for (exact, start, end) in quotes {
            #expect(String(String.UnicodeScalarView(text[start..<end])) == exact)
        }
        #expect(try await place.stop() == 0)
    }

    @Test func `a second drop of the same bytes is one quiet line and no version`() async throws {
        let place = try Installation()
        try await place.start()
        try place.drop(PeelReport().text)
        try await place.line("NEW wiltshire")
        try place.drop(PeelReport().text, as: "again.txt")
        try await place.line("duplicate of wiltshire peel 2016 v1: again.txt")
        #expect(place.log.count == 3, "\(place.log)")
        #expect(try place.events().count == 1)
        #expect(!place.exists("Archive/wiltshire/peel-2016/v2"))
        #expect(place.names(in: "Inbox") == ["Failed"])
        #expect(try await place.stop() == 0)
    }

    @Test func `a folder that is dropped whole goes when all of it is taken; one that somebody made stays`()
        async throws
    {
        let place = try Installation()
        let made = place.inbox + "/standing"
        try FileManager.default.createDirectory(atPath: made, withIntermediateDirectories: true)
        try await place.start()
        let outside = place.folder.file("2016")
        for (number, name) in ["a.txt", "deeper/b.txt", "deeper/c.txt"].enumerated() {
            try place.folder.write(PeelReport.numbered(number).text, to: "2016/" + name)
        }
        try FileManager.default.createDirectory(atPath: outside + "/empty", withIntermediateDirectories: true)
        try place.drop(PeelReport.numbered(3).text, as: "standing/d.txt")
        #expect(rename(outside, made + "/2016") == 0)
        try await place.line("NEW ", count: 4)
        try await until("the folder is gone: \(place.names(in: "Inbox/standing"))") {
            place.names(in: "Inbox/standing").isEmpty ? true : nil
        }
        #expect(place.names(in: "Inbox") == ["Failed", "standing"])
        // What is still of use to somebody keeps its folder.
        try place.folder.write(PeelReport.numbered(4).text, to: "2017/e.txt")
        try place.folder.write("hidden", to: "2017/.notes")
        #expect(rename(place.folder.file("2017"), place.inbox + "/2017") == 0)
        try await place.line("NEW ", count: 5)
        #expect(try await place.stop() == 0)
        #expect(place.names(in: "Inbox/2017") == [".notes"])
    }

    @Test func `an edited copy is one line that names each item, and the first text again is a return`() async throws {
        let place = try Installation()
        try await place.start()
        try place.drop(PeelReport().text)
        try await place.line("NEW wiltshire")
        try place.drop(edited.text, as: "edited.txt")
        let line = try await place.line("CHANGED ")
        #expect(line.contains("CHANGED wiltshire peel 2016 v1→v2 [high] "), "\(line)")
        for clause in [
            "effectiveness: requires improvement → good (better)", "Context: added “now”",
            "bullet added “how the force spends its money on radios", "; and 1 more",
        ] {
            #expect(line.contains(clause), "\(line)")
        }
        let change = try place.json("Archive/wiltshire/peel-2016/v2/content/change.json")
        let classes = change["data"]?["items"]?.items.compactMap { $0["class"]?.string }.sorted()
        #expect(classes == ["date-moved", "judgment-changed", "list-item-added", "text-edited"])
        let dated = change["data"]?["items"]?.items.last
        #expect(dated?["from"] == "2016-11-03" && dated?["to"] == "2017-01-05")
        #expect(change["data"]?["quiet"] == false)
        try place.drop(PeelReport().text, as: "first again.txt")
        let returned = try await place.line("REVERTED wiltshire peel 2016 v2→v3 [high]")
        #expect(returned.contains("v1"), "\(returned)")
        // What is in the log may not be in the file yet.
        #expect(try await place.stop() == 0)
        let types = try place.events().map { $0["type"]?.string }
        #expect(types == ["discovered", "changed", "reverted"].map { "reportwatch.report.\($0).v1" })
    }

    @Test func `the page and the text of one report are one report`() async throws {
        let place = try Installation()
        try await place.start()
        try place.drop(PeelReport().text)
        try await place.line("NEW wiltshire")
        try place.drop(PeelReport().page(), as: "saved page.html")
        try await place.line("nothing new for wiltshire peel 2016 v1: saved page.html")
        try place.drop(PeelReport().page(notice: "This site will rest on Sunday."), as: "other banner.html")
        try await place.line("nothing new for wiltshire peel 2016 v1: other banner.html")
        try place.drop(edited.page(), as: "edited.html")
        try await place.line("CHANGED wiltshire peel 2016 v1→v2 [high]")
        #expect(try await place.stop() == 0)
        #expect(try place.events().count == 2)
    }

    @Test func `a file that is still being written is taken when it is whole`() async throws {
        let place = try Installation()
        try await place.start()
        let bytes = Data(PeelReport().text.utf8)
        let path = place.inbox + "/slow.txt"
        try Data().write(to: URL(fileURLWithPath: path))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        // Longer than `settle` between two pieces: what counts is that somebody has it open.
        for start in stride(from: 0, to: bytes.count, by: bytes.count / 5 + 1) {
            try handle.write(contentsOf: bytes[start..<min(start + bytes.count / 5 + 1, bytes.count)])
            try await Task.sleep(for: .milliseconds(600))
        }
        #expect(place.log.count == 1, "\(place.log)")
        try handle.close()
        try await place.line("NEW wiltshire peel 2016 v1")
        #expect(try place.bytes("Archive/wiltshire/peel-2016/v1/content/source/slow.txt") == Array(bytes))
        #expect(try await place.stop() == 0)
    }

    // Everything that looks like evidence, wherever it stands.
    private static func evidence(in json: JSON) -> [(String, Int, Int)] {
        switch json {
        case .object(let fields):
            let nested = fields.values.flatMap { evidence(in: $0) }
            guard let exact = json["exact"]?.string, let start = json["start"]?.number, let end = json["end"]?.number
            else { return nested }
            return nested + [(exact, NSDecimalNumber(decimal: start).intValue, NSDecimalNumber(decimal: end).intValue)]
        case .array(let items): return items.flatMap { evidence(in: $0) }
        default: return []
        }
    }
}
