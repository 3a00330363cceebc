import Foundation
import Model
import Support
import Testing

/// What we write, judged by programs of other people.
struct ContractTests {
    @Test(.enabled(if: Validators.checkJSONSchema != nil, "check-jsonschema is not installed"))
    func `records, events, refusals and settings are what their schemas say`() async throws {
        let place = try Installation(["sources": [["id": "one", "url": "https://127.0.0.1:1/", "every": "24h"]]])
        for report in [PeelReport(), PeelReport(effectiveness: "good"), PeelReport()] {
            try Data(report.text.utf8).write(to: URL(fileURLWithPath: place.folder.file("report.txt")))
            #expect(try await place.run("ingest", "report.txt").code == 0)
        }
        let parts = ["v1", "v2", "v3"].map { "Archive/wiltshire/peel-2016/\($0)/content/" }
        try await place.expectValid(parts.map { $0 + "record.json" }, against: "record")
        var events = parts.dropFirst().map { $0 + "change.json" }
        for (number, event) in try place.events().enumerated() {
            try Data(JSON.bytes(of: event)).write(to: URL(fileURLWithPath: place.folder.file("event\(number).json")))
            events.append("event\(number).json")
        }
        #expect(events.count == 5)
        try await place.expectValid(events, against: "change")

        try Data([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 3]).write(to: URL(fileURLWithPath: place.folder.file("odd.txt")))
        let refusal = try await place.run("read", "--json", "odd.txt")
        #expect(refusal.code == 2)
        try place.folder.write(refusal.output, to: "refusal.json")
        try place.drop(Data([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 3]), as: "odd.txt")
        #expect(try await place.run("run", "--once").code == 0)
        try await place.expectValid(["refusal.json", "Inbox/Failed/odd.txt.reason.json"], against: "refusal")

        let shown = try await place.run("config", "show")
        try place.folder.write(shown.output, to: "shown.json")
        let shipped = try String(contentsOfFile: Installation.packageRoot + "/config.json", encoding: .utf8)
        try place.folder.write(shipped, to: "shipped.json")
        try await place.expectValid(["shown.json", "shipped.json", "config.json"], against: "config")
    }

    @Test(.enabled(if: Validators.checkJSONSchema != nil, "check-jsonschema is not installed"))
    func `the schemas refuse what is not of the contract`() async throws {
        let place = try Installation()
        let program = try #require(Validators.checkJSONSchema)
        for name in ["record", "change", "refusal", "config"] {
            try place.folder.write(try await place.run("schema", name).output, to: "schema.json")
            try place.folder.write(#"{"inbocks": 1, "schema": "other"}"#, to: "wrong.json")
            let answer = try await place.run(program, ["--schemafile", "schema.json", "wrong.json"])
            #expect(answer.code == 1, "\(name): \(answer.output)")
        }
    }

    @Test(.enabled(if: Validators.jsonPatchPython != nil, "the Python module jsonpatch is not installed"))
    func `the patch of a change makes the new record of the old one`() async throws {
        let place = try Installation()
        let edited = PeelReport(
            effectiveness: "inadequate", efficiencyUpdated: "05/01/2017", insertion: "now ", extraBullet: "radios; and")
        for report in [PeelReport(), edited] {
            try place.folder.write(report.text, to: "report.txt")
            #expect(try await place.run("ingest", "report.txt").code == 0)
        }
        let script = """
            import json, jsonpatch
            old, new = (json.load(open(f"Archive/wiltshire/peel-2016/{v}/content/record.json")) for v in ("v1", "v2"))
            patch = json.load(open("Archive/wiltshire/peel-2016/v2/content/change.json"))["data"]["patch"]
            del old["provenance"], new["provenance"]
            assert old != new and patch
            assert jsonpatch.apply_patch(old, patch) == new
            """
        let answer = try await place.run(try #require(Validators.jsonPatchPython), ["-c", script])
        #expect(answer.code == 0, "\(answer.errors)")
    }

    @Test func `a report that became another one altogether is told in an event of an ordinary size`() async throws {
        let place = try Installation()
        let rows = (0..<50_000).map { "Row \($0) says that the force lends its tools on day \($0 * 7).\n\n" }
        let reports = [
            PeelReport().text, PeelReport(effectiveness: "good").text + "\n" + rows.joined(), PeelReport().text,
        ]
        for report in reports {
            try place.folder.write(report, to: "report.txt")
            #expect(try await place.run("ingest", "report.txt").code == 0)
        }
        let changes = ["v2", "v3"].map { "Archive/wiltshire/peel-2016/\($0)/content/change.json" }
        try await place.expectValid(changes, against: "change")
        for path in changes {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: place.folder.file(path))))
            #expect(bytes.count < 8 << 20)
            let event = try JSON.decoded(Event.self, from: bytes)
            #expect(event.data.items.count <= 2001)
            #expect(event.data.items.contains { $0.kind == .judgmentChanged })
            #expect((event.data.omitted ?? [:]).values.reduce(0, +) > 45_000)
            #expect(event.data.summary.contains(" items not listed"))
        }
        // Both commands work by the texts and not by what the event lists.
        let whole = try await place.run("diff", "--json", "wiltshire@v1", "wiltshire@v2")
        let content = try JSON.decoded(Event.Content.self, from: Array(whole.output.utf8))
        #expect(content.items.count > 50_000 && content.omitted == nil)
        let before = try place.events()
        #expect(try await place.run("rebuild").code == 0)
        let after = try await place.run("changes", "--json").lines.map {
            try JSON.decoded(JSON.self, from: Array($0.utf8))
        }
        #expect(before.compactMap { $0["id"]?.string } == after.compactMap { $0["id"]?.string })
        #expect(after.count == 3)
    }
}
