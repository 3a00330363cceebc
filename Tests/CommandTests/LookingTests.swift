import Foundation
import Model
import Support
import Testing

/// The commands that look: what they print, in words and as JSON, and how they end.
struct LookingTests {
    private let edited = PeelReport(effectiveness: "good", insertion: "now ")

    // An archive with two versions of one report and one of another.
    private func filled() async throws -> Installation {
        let place = try Installation()
        let other = PeelReport(shortName: "Surrey", force: "Surrey Police", cycle: "2017", ordinal: "fourth")
        for report in [PeelReport(), edited, other] {
            try place.folder.write(report.text, to: "report.txt")
            let answer = try await place.run("ingest", "report.txt", "--json")
            #expect(try answer.code == 0 && answer.json.items.first?["outcome"] == "archived", "\(answer)")
        }
        try place.folder.write(PeelReport().text, to: "old.txt")
        try place.folder.write(edited.text, to: "new.txt")
        return place
    }

    @Test func `read prints the record, the text and the blocks of a file or of standard input`() async throws {
        let place = try Installation()
        let path = try place.folder.write(PeelReport().page(), to: "page.html")
        let file = try await place.run("read", "page.html")
        #expect(file.code == 0 && file.errors.isEmpty)
        #expect(try file.json["judgments"]?.items.count == 6)
        let again = try await place.run("read", "page.html", "--json")
        #expect(again.output == file.output)
        let input = try await place.run("read", "-", input: path)
        #expect(try input.json["id"] == file.json["id"])
        let text = try await place.run("read", "--text", "page.html")
        #expect(text.output.hasPrefix("Wiltshire 2016\n") && !text.output.contains("cookies"))
        #expect(try await place.run("read", "--text", "--all", "page.html").output.contains("cookies"))
        let blocks = try await place.run("read", "--blocks", "page.html")
        #expect(blocks.lines.first == "0–14\th1\tWiltshire 2016")
        #expect(blocks.lines.contains { $0.hasSuffix("\tli1\tOne officer in nine works with schools.") })
        #expect(place.names(in: ".").allSatisfy { !["Archive", "State"].contains($0) })
    }

    @Test func `what cannot be read is refused with its kind and remedy, exit 2`() async throws {
        let place = try Installation()
        try place.folder.write("", to: "empty.txt")
        let answer = try await place.run("read", "--json", "empty.txt")
        #expect(try answer.code == 2 && answer.json["outcome"] == "empty")
        #expect(answer.errors.contains("empty.txt cannot be read (empty)"), "\(answer.errors)")
        let missing = try await place.run("read", "nowhere.txt")
        #expect(missing.code == 2 && missing.output.isEmpty && missing.errors.contains("nowhere.txt"))
        #expect(!missing.errors.contains(".."), "\(missing.errors)")
    }

    @Test func `diff compares files and versions and says by its exit code whether anything changed`() async throws {
        let place = try await filled()
        let files = try await place.run("diff", "old.txt", "new.txt")
        #expect(
            files.code == 0 && files.lines.first?.hasPrefix("[high] effectiveness: requires improvement → good") == true
        )
        let versions = try await place.run("diff", "wiltshire/peel-2016@v1", "wiltshire/peel-2016@v2", "--json")
        let classes = try versions.json["items"]?.items.compactMap { $0["class"]?.string }.sorted()
        #expect(classes == ["judgment-changed", "text-edited"])
        let same = try await place.run("diff", "old.txt", "old.txt", "--json", "--exit-code")
        #expect(try same.code == 0 && same.json["items"]?.items == [])
        #expect(try await place.run("diff", "old.txt", "new.txt", "--exit-code").code == 1)
        let unknown = try await place.run("diff", "wiltshire/peel-2016@v1", "wiltshire/peel-2016@v9")
        #expect(unknown.code == 2 && unknown.errors.contains("no such version"), "\(unknown.errors)")
        let absent = try await place.run("diff", "old.txt", "absent.txt")
        #expect(absent.code == 2 && absent.errors.contains("absent.txt"), "\(absent.errors)")
    }

    @Test func `diff says of two cycles whether their grades compare`() async throws {
        let place = try Installation()
        let cycles = [("2014", "first", "good"), ("2015", "second", "good"), ("2016", "third", "inadequate")]
        for (cycle, ordinal, grade) in cycles {
            let report = PeelReport(cycle: cycle, ordinal: ordinal, effectiveness: grade)
            try place.folder.write(report.text, to: cycle + ".txt")
        }
        let compared = try await place.run("diff", "2015.txt", "2016.txt", "--json")
        #expect(try compared.json["comparable"] == true && compared.errors.isEmpty, "\(compared)")
        #expect(try compared.json["summary"]?.string?.contains("(worse)") == true)
        let apart = try await place.run("diff", "2014.txt", "2016.txt", "--json")
        #expect(try apart.json["comparable"] == false)
        #expect(apart.errors.contains("does not call the cycles 2014 and 2016 comparable"), "\(apart.errors)")
        #expect(try apart.json["summary"]?.string?.contains("good → inadequate") == true)
        #expect(!apart.output.contains("(worse)"))
        let same = try await place.run("diff", "2016.txt", "2016.txt", "--json")
        #expect(try same.json["comparable"] == nil)
    }

    @Test func `reports, show and changes say what the archive holds`() async throws {
        let place = try await filled()
        let reports = try await place.run("reports")
        #expect(reports.lines.count == 2 && reports.output.contains("wiltshire peel 2016\tv2\teffectiveness good"))
        #expect(try await place.run("reports", "--json", "--subject", "surrey").json.items.count == 1)
        #expect(try await place.run("reports", "--json", "--cycle", "2016").json.items.first?["versions"] == 2)
        let first = try await place.run("show", "wiltshire/peel-2016@v1", "--json")
        #expect(try first.json == place.json("Archive/wiltshire/peel-2016/v1/content/record.json"))
        let latest = try await place.run("show", "wiltshire peel 2016")
        #expect(latest.output.contains("Zoë Hartley") && latest.output.contains("effectiveness — "))
        #expect(try await place.run("show", "wiltshire").output.contains("wiltshire peel 2016 v2"))
        #expect(try await place.run("show", "wiltshire@2001-01-01").code == 2)
        #expect(try await place.run("show", "atlantis").errors.contains("no report is called “atlantis”"))
        let changes = try await place.run("changes")
        #expect(changes.lines.count == 3 && changes.lines[1].contains("CHANGED wiltshire peel 2016 v1→v2 [high]"))
        let events = try await place.run("changes", "--json", "--subject", "wiltshire")
        #expect(events.lines.count == 2)
        for line in events.lines {
            #expect(try JSON.decoded(JSON.self, from: Array(line.utf8))["specversion"] == "1.0")
        }
        #expect(try await place.run("changes", "--since", "2100-01-01").output.isEmpty)
    }

    @Test func `verify finds a changed byte`() async throws {
        let place = try await filled()
        let sound = try await place.run("verify", "--json")
        #expect(try sound.code == 0 && sound.json["faults"]?.items == [] && sound.json["versions"] == 3)
        let path = "Archive/wiltshire/peel-2016/v1/content/text.txt"
        var bytes = try place.bytes(path)
        bytes[100] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: place.folder.file(path)))
        let faulty = try await place.run("verify", "--json")
        #expect(faulty.code == 1)
        #expect(
            try faulty.json["faults"]?.items.first?["where"]?.string?.contains("text.txt") == true, "\(faulty.output)")
        #expect(try await place.run("verify").output.contains("text.txt"))
        let other = try await place.run("verify", "Archive/surrey/peel-2017")
        #expect(other.code == 0, "\(other.output)\(other.errors)")
    }

    @Test func `a catalogue that was deleted is made again from the archive, and nobody is told again`() async throws {
        let place = try await filled()
        let before = [
            try await place.run("changes", "--json").output, try await place.run("reports", "--json").output,
            try await place.run("show", "wiltshire@v1", "--json").output,
        ]
        let events = try place.events()
        for name in place.names(in: "State") where name.hasPrefix("catalogue.sqlite") {
            try FileManager.default.removeItem(atPath: place.folder.file("State/" + name))
        }
        let rebuilt = try await place.run("rebuild")
        #expect(rebuilt.code == 0 && rebuilt.output.contains("3 versions"), "\(rebuilt)")
        let after = [
            try await place.run("changes", "--json").output, try await place.run("reports", "--json").output,
            try await place.run("show", "wiltshire@v1", "--json").output,
        ]
        #expect(after[1] == before[1] && after[2] == before[2])
        #expect(try Self.identities(after[0]) == Self.identities(before[0]))
        #expect(try await place.run("verify").code == 0)
        // What runs next is told nothing old, and knows what is archived.
        try place.drop(PeelReport().text, as: "first again.txt")
        let next = try await place.run("run", "--once")
        #expect(next.errors.contains("REVERTED wiltshire peel 2016 v2→v3"), "\(next.errors)")
        #expect(!next.errors.contains("NEW") && !next.errors.contains("CHANGED"))
        #expect(try place.events().count == events.count + 1)
    }

    @Test func `status and sources answer beside the running daemon`() async throws {
        let place = try Installation(["sources": [["id": "never", "url": "http://127.0.0.1:1/", "every": "24h"]]])
        try await place.start()
        try place.drop(PeelReport().text)
        try await place.line("NEW wiltshire")
        let status = try await place.run("status", "--json").json
        #expect(status["reports"] == 1 && status["versions"] == 1 && status["ledger"]?["size"] == 1)
        #expect(try await place.run("status").output.contains("1 reports, 1 versions"))
        let sources = try await place.run("sources", "--json").json.items
        #expect(sources.count == 1 && sources.first?["id"] == "never")
        #expect(try await place.run("sources").output.hasPrefix("never\t"))
        #expect(try await place.stop() == 0)
    }

    @Test func `wrong settings are told with place, value and the nearest key, exit 78`() async throws {
        let place = try Installation()
        #expect(try await place.run("config", "check").code == 0)
        let shown = try await place.run("config", "show", "--json").json
        #expect(shown["http"]?["timeout"] == "PT20S" && shown["log"]?["level"] == "info")
        try place.write(config: #"{"inbox": {"setle": "PT1S"}, "archiv": {}, "http": {"maxBytes": "many"}}"#)
        let wrong = try await place.run("config", "check")
        #expect(wrong.code == 78 && wrong.output.isEmpty)
        for words in ["inbox.setle", "“settle”", "archiv", "“archive”", "http.maxBytes", "many"] {
            #expect(wrong.errors.contains(words), "\(wrong.errors)")
        }
        try FileManager.default.removeItem(atPath: place.folder.file("config.json"))
        let missing = try await place.run("status")
        #expect(missing.code == 78 && missing.errors.contains("--config"))
    }

    @Test(arguments: [
        ["reed"], ["read"], ["read", "--jason", "x"], ["schema", "things"], ["changes", "--severity", "huge"], [],
    ])
    func `wrong usage is told with exit 64`(_ arguments: [String]) async throws {
        let place = try Installation()
        let answer = try await place.run(Installation.program, arguments)
        // No command at all is a question, and its answer is the help.
        #expect(answer.code == (arguments.isEmpty ? 0 : 64), "\(answer)")
        #expect((answer.output + answer.errors).contains(/U(sage|SAGE): reportwatch/))
    }

    // The ids and types of events, one a line.
    private static func identities(_ lines: String) throws -> [String] {
        try lines.split(separator: "\n").map {
            let event = try JSON.decoded(JSON.self, from: Array($0.utf8))
            return "\(event["id"]?.string ?? "") \(event["type"]?.string ?? "")"
        }
    }
}
