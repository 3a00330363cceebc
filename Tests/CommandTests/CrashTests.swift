import Foundation
import Glibc
import Model
import Support
import Testing

/// Stops and kills under load: nothing is lost, nothing is repeated.
@Suite(.serialized) struct CrashTests {
    /// Whether there is time for the long form of the tests.
    static let isTorture = ProcessInfo.processInfo.environment["REPORTWATCH_TORTURE"] != nil
    private static let kills = isTorture ? 50 : 8
    private static let files = isTorture ? 200 : 60

    @Test func `a stop under load ends with the batch in hand, and the rest is taken at the next start`() async throws {
        let place = try Installation()
        try await place.start()
        for number in 0..<Self.files { try place.drop(PeelReport.numbered(number).text, as: "report \(number).txt") }
        try await place.line("NEW ")
        #expect(try await place.stop() == 0)
        #expect(place.log.last?.hasSuffix("stopped") == true)
        #expect(place.names(in: "State/staging").isEmpty)
        try await place.start()
        try await place.line("NEW ", count: Self.files, within: .seconds(300))
        let code = try await place.stop(SIGINT)
        #expect(code == 0, "\(place.log.suffix(3))")
        try await expectWhole(place)
    }

    @Test func `kills at any moment lose nothing and repeat nothing`() async throws {
        let place = try Installation()
        var moments: [Int] = []
        for round in 0..<Self.kills {
            try place.launch()
            for number in 0..<Self.files where number % Self.kills == round { try drop(number, into: place) }
            // From before the start is done until long after the files are taken.
            moments.append(Int.random(in: 5...900))
            try await Task.sleep(for: .milliseconds(moments.last ?? 0))
            #expect(try await place.stop(SIGKILL) == 137)
        }
        try await place.start()
        try await until("an empty inbox after kills at \(moments): \(place.log.suffix(20))", within: .seconds(300)) {
            try moveBack(in: place)
            let status = try await place.run("status", "--json").json
            return place.names(in: "Inbox") == ["Failed"] && status["inHand"] == 0 ? true : nil
        }
        #expect(try await place.stop() == 0)
        #expect(place.names(in: "Inbox/Failed").isEmpty, "kills at \(moments)")
        try await expectWhole(place)
    }

    // What was in hand at three kills is set aside, innocent or not, with the way back named: it is gone here.
    private func moveBack(in place: Installation) throws {
        for name in place.names(in: "Inbox/Failed") where name.hasSuffix(".reason.json") {
            let reason = place.inbox + "/Failed/" + name
            #expect(try String(contentsOfFile: reason, encoding: .utf8).contains("three times"))
            let file = String(name.dropLast(".reason.json".count))
            #expect(rename(place.inbox + "/Failed/" + file, place.inbox + "/" + file) == 0)
            unlink(reason)
        }
    }

    // Whole files by rename as well as files that are just being written when the kill comes.
    private func drop(_ number: Int, into place: Installation) throws {
        let text = PeelReport.numbered(number).text
        guard number.isMultiple(of: 2) else { return try place.drop(text, as: "report \(number).txt") }
        let path = place.folder.file("outside \(number).txt")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(rename(path, place.inbox + "/report \(number).txt") == 0)
    }

    private func expectWhole(_ place: Installation) async throws {
        let unbroken = try Installation()
        for number in 0..<Self.files { try unbroken.drop(PeelReport.numbered(number).text, as: "report \(number).txt") }
        #expect(try await unbroken.run("run", "--once").code == 0)
        let texts = try archivedTexts(unbroken)
        #expect(texts.count == Self.files)
        #expect(try archivedTexts(place) == texts)
        let events = try place.events()
        #expect(events.count == Self.files && Set(events.compactMap { $0["id"]?.string }).count == Self.files)
        let verdict = try await place.run("verify", "--json")
        #expect(verdict.code == 0, "\(verdict.output)\(verdict.errors)")
        #expect(try verdict.json["versions"]?.number == Decimal(Self.files))
        #expect(place.names(in: "State/work").isEmpty)
        #expect(place.names(in: "State/staging").isEmpty)
        let ledger = String(decoding: try place.bytes("Archive/ledger.jsonl"), as: UTF8.self)
        #expect(ledger.split(separator: "\n").count == Self.files)
    }

    // Every version of every report: its folder and its text.
    private func archivedTexts(_ place: Installation) throws -> [String: [UInt8]] {
        var texts: [String: [UInt8]] = [:]
        for number in 0..<Self.files {
            let folder = "Archive/" + PeelReport.numbered(number).folder
            for version in place.names(in: folder) where version.first == "v" {
                texts["\(folder)/\(version)"] = try place.bytes("\(folder)/\(version)/content/text.txt")
                let names = place.names(in: "\(folder)/\(version)/content/source")
                #expect(names.count == 1)
                let original = try place.bytes("\(folder)/\(version)/content/source/\(names.first ?? "")")
                #expect(original == Array(PeelReport.numbered(number).text.utf8))
            }
        }
        return texts
    }
}
