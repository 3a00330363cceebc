import Foundation
import Model
import Support
import Testing

/// `reread` with the real program.
struct RereadTests {
    private static let libraries = ["Harbour", "Hillside", "Meadow", "Orchard", "Quayside", "Riverside", "Woodland"]

    // An installation whose user has a profile of its own, as `docs/profiles.md` teaches it.
    private func installation() throws -> Installation {
        let place = try Installation(["profiles": ["libraries.yaml"]])
        try place.folder.write(LibraryProfile.first, to: "libraries.yaml")
        try place.folder.write(LibraryProfile.register(Self.libraries), to: "libraries.csv")
        return place
    }

    private func ingest(_ text: String, as name: String = "northmoor.txt", _ place: Installation) async throws -> String
    {
        try place.folder.write(text, to: name)
        let answer = try await place.run("ingest", name)
        #expect(answer.code == 0, "\(answer)")
        return answer.output
    }

    @Test func `a newer profile gains, loses and changes, in one line and without an alert`() async throws {
        let place = try installation()
        _ = try await ingest(LibraryProfile.report(), place)
        #expect(try await place.run("reread").output == "nothing to read again\n")
        try place.folder.write(LibraryProfile.second, to: "libraries.yaml")
        let answer = try await place.run("reread")
        #expect(
            answer.code == 0
                && answer.lines == [
                    "REREAD northmoor inspection 2024 v1→v2: gained collections.also-failing failing, warning "
                        + "judgments-disagree; lost person jane-reed; changed collections sound → excellent",
                    "1 read otherwise, 0 unchanged",
                ], "\(answer)")
        #expect(!answer.errors.contains("REREAD"), "\(answer.errors)")
        #expect(try await place.run("reread").output == "nothing to read again\n")
        #expect(try place.events().count == 1)
        #expect(try await place.run("changes").lines.count == 1)
        let all = try await place.run("changes", "--all")
        #expect(all.lines.count == 2 && all.output.contains("REREAD northmoor inspection 2024 v1→v2 [none] read again"))
        #expect(try await place.run("verify").code == 0)
        #expect(try await place.run("show", "northmoor@v1").output.contains("Jane Reed"))
        #expect(try await place.run("show", "northmoor").output.contains("judgments-disagree"))
        let diff = try await place.run("diff", "northmoor@v1", "northmoor@v2", "--exit-code")
        #expect(diff.code == 0 && diff.output.hasPrefix("nothing changed; read otherwise: gained"), "\(diff)")
        #expect(try await ingest(LibraryProfile.report(), place).contains("duplicate") == true)
        let changed = try await ingest(LibraryProfile.report().replacing("42 hours", with: "40 hours"), place)
        #expect(changed.contains("v3 (Opening hours: 42 hours a week → 40"), "\(changed)")
        #expect(try await place.run("rebuild").output.contains("3 versions"))
        #expect(try await place.run("changes", "--all").output.hasPrefix(all.output))
        #expect(try await place.run("verify").code == 0 && place.events().count == 2)
    }

    @Test func `as JSON it says what of which report, by ids`() async throws {
        let place = try installation()
        _ = try await ingest(LibraryProfile.report(), place)
        try place.folder.write(LibraryProfile.second, to: "libraries.yaml")
        let lines = try await place.run("reread", "--json").json.items
        let line = try #require(lines.first)
        #expect(lines.count == 1 && line["outcome"] == "reread")
        #expect(line["fromVersion"] == "v1" && line["toVersion"] == "v2")
        #expect(line["profile"]?["from"]?["version"] == 1 && line["profile"]?["to"]?["version"] == 2)
        #expect(line["gained"] == ["/judgments/collections.also-failing", "/warnings/judgments-disagree"])
        #expect(line["lost"] == ["/people/jane-reed"])
        #expect(line["changed"] == ["/judgments/collections"])
        let version = "Archive/northmoor/inspection-2024/v2/content/"
        try await place.expectValid([version + "change.json"], against: "change")
        try await place.expectValid([version + "record.json"], against: "record")
        let again = try await place.run("reread", "northmoor", "--json").json.items
        #expect(again.count == 1 && again.first?["outcome"] == "unchanged" && again.first?["toVersion"] == nil)
    }

    @Test func `a newer profile that says the same makes no version`() async throws {
        let place = try installation()
        _ = try await ingest(LibraryProfile.report(), place)
        try place.folder.write(LibraryProfile.renumbered, to: "libraries.yaml")
        let answer = try await place.run("reread")
        #expect(answer.lines == ["unchanged northmoor inspection 2024 v1", "0 read otherwise, 1 unchanged"])
        #expect(place.names(in: "Archive/northmoor/inspection-2024").contains("v2") == false)
    }

    @Test func `kills at any moment leave what the next run ends as if nothing had been`() async throws {
        let place = try installation()
        for library in Self.libraries {
            _ = try await ingest(LibraryProfile.report(library), as: "\(library).txt", place)
        }
        try place.folder.write(LibraryProfile.second, to: "libraries.yaml")
        var moments: [Double] = []
        for _ in 0..<(CrashTests.isTorture ? 40 : 6) {
            moments.append(Double.random(in: 0.02...0.4))
            let arguments = ["-s", "KILL", "\(moments.last ?? 0)", Installation.program, "reread"]
            _ = try await place.run("/usr/bin/timeout", arguments)
        }
        #expect(try await place.run("reread").code == 0, "kills at \(moments)")
        for library in Self.libraries {
            let folder = "Archive/\(library.lowercased())/inspection-2024"
            let versions = place.names(in: folder).filter { $0.first == "v" }
            #expect(versions == ["v1", "v2"], "\(library): kills at \(moments)")
            #expect(try place.json(folder + "/v2/content/record.json")["people"]?.items.count == 0)
        }
        let verdict = try await place.run("verify")
        #expect(verdict.code == 0, "\(verdict)")
        #expect(try await place.run("run", "--once").code == 0)
        #expect(try place.events().count == Self.libraries.count)
        #expect(place.names(in: "State/work").isEmpty && place.names(in: "State/staging").isEmpty)
    }

    @Test func `an original that cannot be read is named, and the others go on`() async throws {
        let place = try installation()
        for library in ["Harbour", "Meadow"] {
            _ = try await ingest(LibraryProfile.report(library), as: "\(library).txt", place)
        }
        try place.folder.write("another text", to: "Archive/harbour/inspection-2024/v1/content/source/Harbour.txt")
        try place.folder.write(LibraryProfile.second, to: "libraries.yaml")
        let answer = try await place.run("reread")
        #expect(answer.code == 2 && answer.lines.count == 3, "\(answer)")
        #expect(answer.lines.first?.hasPrefix("FAILED harbour inspection 2024 v1: the original is not") == true)
        #expect(answer.lines.last == "1 read otherwise, 0 unchanged, 1 failed")
        let unknown = try await place.run("reread", "atlantis")
        #expect(unknown.code == 2 && unknown.errors.contains("no report is called “atlantis”"))
    }

    @Test func `a running daemon keeps the archive to itself`() async throws {
        let place = try installation()
        try await place.start()
        let answer = try await place.run("reread")
        #expect(answer.code == 2 && answer.errors.contains("archive-in-use"), "\(answer)")
        #expect(try await place.stop() == 0)
    }
}
