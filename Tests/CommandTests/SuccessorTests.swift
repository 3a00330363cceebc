import Foundation
import Model
import Support
import Testing

/// A report with more versions than one folder of the archive holds, from the inbox to the evidence.
struct SuccessorTests {
    private let folder = "Archive/wiltshire/peel-2016"

    // The short form, with fewer versions to a folder, is among the tests of the archive and of the pipeline.
    @Test(.enabled(if: CrashTests.isTorture, "only in make torture"), .timeLimit(.minutes(10)))
    func `version 201 begins a second folder, and everything goes on as before`() async throws {
        let place = try Installation()
        for number in 1...205 {
            let name = "report \(String(format: "%03d", number)).txt"
            try place.drop(PeelReport(insertion: "round \(number) ").text, as: name)
        }
        try await place.start()
        try await place.line("v204→v205", within: .seconds(500))
        #expect(try await place.stop() == 0)
        #expect(place.names(in: folder).filter { $0.hasPrefix("v") }.count == 200)
        #expect(place.names(in: folder + "--part-2").filter { $0.hasPrefix("v") } == ["v1", "v2", "v3", "v4", "v5"])
        let reports = try await place.run("reports", "--json").output
        #expect(reports.contains("\"v205\"") && reports.contains("wiltshire/peel-2016--part-2/v5"), "\(reports)")

        for number in [200, 201, 205] {
            let shown = try await place.run("show", "wiltshire/peel-2016@v\(number)", "--json")
            #expect(shown.code == 0 && shown.output.contains("\"report \(number).txt\""), "\(shown.errors)")
        }
        let diff = try await place.run("diff", "wiltshire/peel-2016@v200", "wiltshire/peel-2016@v201", "--json")
        #expect(diff.output.contains("round 200 ") && diff.output.contains("round 201 "), "\(diff)")
        let told = try #require(try place.events().first { $0["data"]?["toVersion"] == "v201" })
        #expect(told["data"]?["fromVersion"] == "v200")
        #expect(told["data"]?["archivePath"] == "wiltshire/peel-2016--part-2/v1")

        try await expectSound(place)
        // All of the catalogue comes from the archive.
        let before = try await place.run("changes", "--json").output
        try FileManager.default.removeItem(atPath: place.folder.file("State"))
        let rebuilt = try await place.run("rebuild")
        #expect(rebuilt.code == 0, "\(rebuilt)")
        #expect(try ids(before) == ids(await place.run("changes", "--json").output))
        try await expectSound(place)
    }

    private func ids(_ lines: String) throws -> [String] {
        try lines.split(separator: "\n").map { try JSON.decoded(JSON.self, from: Array($0.utf8))["id"]?.string ?? "" }
            .sorted()
    }

    private func expectSound(_ place: Installation) async throws {
        let verdict = try await place.run("verify", "--json")
        #expect(try verdict.code == 0 && verdict.json["versions"] == 205, "\(verdict.output.prefix(2000))")
        let checker = Installation.packageRoot + "/docs/check.py"
        let checked = try await place.run("/usr/bin/python3", [checker, "Archive"])
        #expect(checked.code == 0 && checked.output.contains("1 reports, 205 versions"), "\(checked)")
        for number in [200, 201] {
            let (package, out) = ("\(UUID().uuidString).zip", UUID().uuidString)
            let made = try await place.run("evidence", "wiltshire/peel-2016@v\(number)", "-o", package)
            #expect(made.code == 0, "\(made)")
            _ = try await place.run("/usr/bin/python3", ["-m", "zipfile", "-e", package, out])
            let script = try await place.run("/bin/sh", [out + "/check.sh"])
            #expect(script.code == 0 && script.output.contains("v\(number): leads to the root"), "\(script)")
            #expect(try await place.run("/usr/bin/python3", [checker, package]).code == 0)
            #expect(try await place.run("verify", package).code == 0)
        }
    }
}
