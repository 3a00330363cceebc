import Foundation
import Model
import Support
import Testing

/// `profile check`: every complaint with its place, and what a profile reads.
struct ProfileCommandTests {
    private static let folder = Installation.packageRoot + "/Sources/Reports/Profiles/"

    // The built-in profile as a user's own, with slips in it.
    private func place(_ slips: (old: String, new: String)...) throws -> Installation {
        let place = try Installation(["profiles": ["own/peel.yaml"]])
        try FileManager.default.createDirectory(
            atPath: place.folder.file("own"), withIntermediateDirectories: true)
        var yaml = try String(contentsOfFile: Self.folder + "hmicfrs.yaml", encoding: .utf8)
        for slip in slips {
            #expect(yaml.contains(slip.old))
            yaml = yaml.replacing(slip.old, with: slip.new)
        }
        try place.folder.write(yaml, to: "own/peel.yaml")
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder) where name.hasSuffix(".csv") {
            try FileManager.default.copyItem(atPath: Self.folder + name, toPath: place.folder.file("own/" + name))
        }
        return place
    }

    @Test func `a sound profile is described, and samples are read with it alone`() async throws {
        let place = try place()
        try place.folder.write(PeelReport().text, to: "report.txt")
        try place.folder.write("Wiltshire 2016\nA walk in the hills.\n", to: "walk.txt")
        let answer = try await place.run("profile", "check", "own/peel.yaml", "report.txt", "walk.txt")
        #expect(answer.code == 0, "\(answer)")
        #expect(answer.lines.first?.hasPrefix("own/peel.yaml is sound: profile hmicfrs") == true)
        for words in [
            "kinds: peel-pillar-page", "cycles: 2014, 2015",
            "report.txt: peel-force-assessment, reportwatch:gb/hmicfrs/peel/2016/wiltshire", "    effectiveness: ",
            "Zoë Hartley", "walk.txt: not recognised", "+ title 2: ^ {subject} {cycle} $", "weigh 2; 3 are needed",
        ] { #expect(answer.output.contains(words), "\(words) in \(answer.output)") }
        let json = try await place.run("profile", "check", "--json", "own/peel.yaml", "report.txt", "walk.txt").json
        #expect(json["sound"] == true && json["complaints"]?.items == [])
        #expect(json["samples"]?.items.first?["record"]?["kind"] == "peel-force-assessment")
        #expect(json["samples"]?.items.last?["nearest"]?["score"] == 2)
    }

    @Test func `samples are read without the built-in profiles, and at an address`() async throws {
        let place = try place(
            (old: "country: gb", new: "country: im"), (old: "assessment of [the] {subject}", new: "x {subject}"))
        try place.folder.write(PeelReport().text, to: "report.txt")
        let dropped = try await place.run("profile", "check", "own/peel.yaml", "report.txt")
        #expect(dropped.output.contains("report.txt: not recognised"), "\(dropped.output)")
        let url = "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2016/wiltshire"
        let fetched = try await place.run("profile", "check", "own/peel.yaml", "report.txt", "--url", url)
        #expect(fetched.output.contains("reportwatch:im/hmicfrs/peel/2016/wiltshire"), "\(fetched.output)")
    }

    @Test func `every complaint is printed with file, line and column, exit 1`() async throws {
        let place = try place((old: "country: gb", new: "county: gb"))
        let missing = try await place.run("profile", "check", "own/peel.yaml")
        #expect(missing.code == 1 && missing.output.hasPrefix("own/peel.yaml:"), "\(missing)")
        let unsound = try self.place(
            (old: "{self} {verdict} $", new: "{slef} {verdict} $"), (old: "year: 2016", new: "yaer: 1, year: 2016"))
        let answer = try await unsound.run("profile", "check", "own/peel.yaml")
        let (unknown, misspelt) = (
            answer.lines.filter { $0.contains("yaer") }, answer.lines.filter { $0.contains("slef") }
        )
        #expect(answer.code == 1 && unknown.count == 1 && !misspelt.isEmpty, "\(answer)")
        #expect(answer.lines.count == unknown.count + misspelt.count, "\(answer)")
        #expect(answer.lines.allSatisfy { $0.contains(#/^own/peel\.yaml:\d+:\d+: /#) })
        let json = try await unsound.run("profile", "check", "own/peel.yaml", "--json")
        #expect(try json.code == 1 && json.json["sound"] == false)
        #expect(try json.json["complaints"]?.items.first?["line"] != nil)
        // The daemon says the same and does not start.
        let run = try await unsound.run("run", "--once")
        #expect(run.code == 2 && run.errors.contains("own/peel.yaml:") && run.errors.contains("slef"), "\(run)")
    }

    @Test func `a profile or a sample that cannot be read is exit 2`() async throws {
        let place = try place()
        let missing = try await place.run("profile", "check", "nowhere.yaml")
        #expect(missing.code == 2 && missing.errors.contains("there is no such file"), "\(missing)")
        let sample = try await place.run("profile", "check", "own/peel.yaml", "nowhere.txt")
        #expect(sample.code == 2 && sample.output.contains("nowhere.txt: cannot be read"), "\(sample)")
    }
}
