import Foundation
import Model
import Support
import Testing

/// Documents that are taken by hand, with the daemon or without.
struct IngestTests {
    @Test(arguments: [true, false])
    func `documents are taken wherever they lie, by the daemon where one runs`(isRunning: Bool) async throws {
        let place = try Installation()
        if isRunning { try await place.start() }
        try place.folder.write(PeelReport().text, to: "elsewhere/report.txt")
        let taken = try await place.run("ingest", "elsewhere/report.txt", "elsewhere/missing.txt", "--json")
        #expect(taken.code == 2)
        let answers = try taken.json.items
        #expect(answers.map { $0["input"] }.contains("elsewhere/missing.txt"))
        let report = try #require(answers.first { $0["input"] == "elsewhere/report.txt" })
        #expect(report["outcome"] == "archived" && report["version"] == "v1")
        // It is told before the command returns, and the file stays.
        #expect(try place.events().count == 1)
        #expect(FileManager.default.fileExists(atPath: place.folder.file("elsewhere/report.txt")))
        let again = try await place.run("ingest", place.folder.file("elsewhere/report.txt"))
        #expect(again.code == 0 && again.output.contains("report.txt: duplicate reportwatch:gb/hmicfrs/peel/"))
        if isRunning { #expect(try await place.stop() == 0) }
    }

    @Test func `who finds the archive held by another is told by whom`() async throws {
        let place = try Installation()
        try await place.start()
        let holder = try #require(place.identifier)
        let answer = try await place.run("run", "--once")
        #expect(answer.code == 2 && answer.errors.contains(": process \(holder) on "), "\(answer.errors)")
        #expect(try await place.stop() == 0)
    }
}
