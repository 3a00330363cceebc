import Foundation
import Model
import Support
import Testing

/// Folders of the inbox are labels of what is dropped in them.
struct LabelTests {
    @Test func `sub-folders are labels of a version, found by them, and come back out of the archive`() async throws {
        let place = try Installation()
        for (name, report) in [
            ("met/2016/report.txt", PeelReport()), ("later/report.txt", PeelReport(effectiveness: "good")),
            ("plain.txt", PeelReport.numbered(1)),
        ] {
            try place.folder.write(report.text, to: "Inbox/" + name)
            #expect(try await place.run("run", "--once").code == 0)
        }
        let first = try await place.run("show", "wiltshire/peel-2016@v1", "--json").json
        #expect(first["provenance"]?["labels"] == ["met", "2016"])
        #expect(try await place.run("show", "wiltshire/peel-2016@v1").lines.contains("labels: met, 2016"))
        let second = try await place.run("show", "wiltshire/peel-2016@v2", "--json").json
        #expect(second["provenance"]?["labels"] == ["later"])
        let events = try place.events()
        #expect(events.map { $0["data"]?["labels"] } == [["met", "2016"], ["later"], nil])

        try await expectFound(place)
        try FileManager.default.removeItem(atPath: place.folder.file("State"))
        #expect(try await place.run("rebuild").code == 0)
        try await expectFound(place)
        // What the catalogue says of them is compared with the archive.
        let database = place.folder.file("State/catalogue.sqlite")
        let script =
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(\"UPDATE labels SET label='x'\"); c.commit()"
        #expect(try await place.run("/usr/bin/python3", ["-c", script, database]).code == 0)
        let verdict = try await place.run("verify", "--json")
        #expect(verdict.code == 1 && verdict.output.contains("other labels of v1"), "\(verdict)")
    }

    private func expectFound(_ place: Installation) async throws {
        let reports = try await place.run("reports", "--json").json.items
        #expect(reports.compactMap { $0["labels"] } == [["2016", "later", "met"]])
        for (label, count) in [("met", 1), ("later", 1), ("me", 0)] {
            #expect(try await place.run("reports", "--label", label, "--json").json.items.count == count, "\(label)")
            #expect(try await place.run("changes", "--label", label, "--json").lines.count == count, "\(label)")
        }
        #expect(try await place.run("verify").code == 0)
    }
}
