import Foundation
import Model
import Support
import Testing

/// `grades` over an archive of several forces in several cycles, and `changes` beside it.
struct GradesTests {
    private static func report(_ short: String, _ cycle: String, _ ordinal: String, _ grade: String) -> PeelReport {
        PeelReport(
            shortName: short, force: short + " Police", cycle: cycle, ordinal: ordinal, effectiveness: grade,
            remark: "It keeps horses in \(cycle).")
    }

    // Three forces in two cycles that compare, and one of them in a cycle before that compares with none.
    private func filled() async throws -> Installation {
        let place = try Installation()
        let reports = [
            ("Wiltshire", "2014", "first", "inadequate"), ("Wiltshire", "2015", "second", "good"),
            ("Surrey", "2015", "second", "inadequate"), ("Kent", "2015", "second", "good"),
            ("Wiltshire", "2016", "third", "requires improvement"), ("Surrey", "2016", "third", "good"),
            ("Kent", "2016", "third", "good"), ("Essex", "2016", "third", "outstanding"),
        ].map(Self.report)
        for (number, report) in reports.enumerated() {
            try place.folder.write(report.text, to: "\(number).txt")
        }
        let answer = try await place.run(
            Installation.program, ["ingest"] + reports.indices.map { "\($0).txt" })
        #expect(answer.code == 0, "\(answer)")
        return place
    }

    private func judgment(_ id: String, of slug: String, in answer: Installation.Answer) throws -> JSON? {
        let subject = try answer.json.items.first?["subjects"]?.items.first { $0["slug"]?.string == slug }
        return subject?["judgments"]?.items.first { $0["id"]?.string == id }
    }

    @Test func `the newest cycle stands beside the one before`() async throws {
        let place = try await filled()
        let answer = try await place.run("grades", "--json")
        let matrix = try #require(try answer.json.items.first)
        #expect(try answer.json.items.count == 1)
        #expect(matrix["family"] == "peel" && matrix["cycle"] == "2016" && matrix["previousCycle"] == "2015")
        #expect(
            matrix["questions"]?.items.prefix(2).map { $0["id"] } == [
                "effectiveness", "effectiveness.protecting-vulnerable-people",
            ])
        for (slug, movement) in [("wiltshire", "worse"), ("surrey", "better"), ("kent", "unchanged")] {
            let judgment = try #require(try judgment("effectiveness", of: slug, in: answer))
            #expect(judgment["movement"]?.string == movement && judgment["comparable"] == true, "\(judgment)")
            #expect(judgment["previousCycle"] == "2015")
        }
        let first = try #require(try judgment("effectiveness", of: "essex", in: answer))
        #expect(first["movement"] == nil && first["comparable"] == nil && first["previousGrade"] == nil)
        #expect(matrix["subjects"]?.items.first?["code"] == "E23000028")
    }

    @Test func `cycles that do not compare have no movement, and a cycle that is not there is told`() async throws {
        let place = try await filled()
        let answer = try await place.run("grades", "--cycle", "2015", "--json")
        let judgment = try #require(try judgment("effectiveness", of: "wiltshire", in: answer))
        #expect(
            judgment["movement"] == nil && judgment["comparable"] == false && judgment["previousGrade"] == "inadequate")
        let table = try await place.run("grades", "--cycle", "2015")
        #expect(table.lines.first == "peel 2015 (hmicfrs); does not compare with 2014")
        #expect(!table.output.contains("↑") && !table.output.contains("↓"))
        let none = try await place.run("grades", "--cycle", "2017")
        #expect(none.code == 0 && none.output.isEmpty && none.errors.contains("peel 2014, peel 2015, peel 2016"))
        #expect(try await place.run("grades", "--csv", "--json").code == 64)
    }

    @Test func `the table fits the width that there is`() async throws {
        let place = try await filled()
        let narrow = try await place.run("grades")
        #expect(narrow.lines.allSatisfy { $0.count <= 80 }, "\(narrow.output)")
        #expect(narrow.lines.first == "peel 2016 (hmicfrs), beside 2015")
        #expect(narrow.lines.contains { $0.hasPrefix("Wiltshire  RI ↓") }, "\(narrow.output)")
        #expect(narrow.output.contains("RI requires improvement") && narrow.output.contains("↑ better"))
        let wide = try await place.run(Installation.program, ["grades"], environment: ["COLUMNS": "250"])
        #expect(wide.lines.contains { $0.hasPrefix("Wiltshire  requires improvement ↓") }, "\(wide.output)")
    }

    @Test func `the list for other programs has a line for each judgment`() async throws {
        let place = try await filled()
        let answer = try await place.run("grades", "--csv")
        let lines = answer.output.components(separatedBy: "\r\n")
        #expect(
            lines.first == "family,cycle,subject,subjectCode,scope,question,topic,grade,status,scale,movement,"
                + "previousGrade,previousCycle,report,version,comparable,withdrawn")
        #expect(lines.count == 1 + 4 * 6 + 1 && lines.last?.isEmpty == true)
        #expect(
            lines.contains(
                "peel,2016,wiltshire,E23000038,effectiveness,,effectiveness,requires-improvement,graded,hmicfrs-4,worse,"
                    + "good,2015,reportwatch:gb/hmicfrs/peel/2016/wiltshire,v1,true,"), "\(answer.output)")
        // A newer version counts, and a rebuilt catalogue says the same.
        try place.folder.write(Self.report("Kent", "2016", "third", "inadequate").text, to: "new.txt")
        #expect(try await place.run("ingest", "new.txt").code == 0)
        let newer = try await place.run("grades", "--csv").output
        #expect(newer.contains("worse,good,2015,reportwatch:gb/hmicfrs/peel/2016/kent,v2,true,"))
        #expect(try await place.run("rebuild").code == 0)
        #expect(try await place.run("grades", "--csv").output == newer)
        // What diff says of the two cycles is the same.
        let diff = try await place.run("diff", "kent/peel-2015@v1", "kent/peel-2016@v2", "--json")
        let items = try diff.json["items"]?.items.filter { $0["class"] == "judgment-changed" }
        #expect(items?.map { $0["path"] } == ["/judgments/effectiveness"] && items?.first?["movement"] == "worse")
    }

    @Test func `changes can be asked by subject, time and severity`() async throws {
        let place = try await filled()
        try place.folder.write(
            Self.report("Kent", "2016", "third", "inadequate").text, to: "new.txt")
        var dated = Self.report("Kent", "2016", "third", "inadequate")
        dated.efficiencyUpdated = "05/01/2017"
        try place.folder.write(dated.text, to: "dated.txt")
        #expect(try await place.run("ingest", "new.txt", "dated.txt").code == 0)
        #expect(try await place.run("changes").lines.count == 10)
        let kent = try await place.run("changes", "--subject", "kent")
        #expect(kent.lines.count == 4 && kent.lines.allSatisfy { $0.contains(" kent peel ") })
        let high = try await place.run("changes", "--subject", "kent", "--severity", "high")
        #expect(high.lines.count == 3 && high.lines.last?.contains("effectiveness: good → inadequate (worse)") == true)
        #expect(try await place.run("changes", "--since", "2017-01-01").lines.count == 10)
        let last = try #require(kent.lines.last?.split(separator: " ").first).description
        let since = try await place.run("changes", "--since", last)
        #expect((1...2).contains(since.lines.count) && since.lines.last == kent.lines.last)
        #expect(try await place.run("changes", "--since", "2100-01-01T00:00:00Z").output.isEmpty)
        #expect(try await place.run("changes", "--since", "yesterday").code == 64)
        let narrow = try await place.run(Installation.program, ["changes"], environment: ["COLUMNS": "80"])
        #expect(narrow.lines.allSatisfy { $0.count <= 80 }, "\(narrow.output)")
        #expect(narrow.lines.count { !$0.hasPrefix(" ") } == 10)
        #expect(narrow.lines.contains("    effectiveness: good → inadequate (worse)"), "\(narrow.output)")
    }

    @Test func `changes that are followed come as they happen, and only those that are wanted`() async throws {
        let place = try await filled()
        let output = place.folder.file("followed.txt")
        let child = try Child(
            Installation.program, ["changes", "--follow", "--subject", "kent"], in: place.folder.path, output: output,
            errors: place.folder.file("errors.txt"))
        let lines = { (try? String(contentsOfFile: output, encoding: .utf8))?.split(separator: "\n") ?? [] }
        try await until("the two that were there") { lines().count == 2 ? true : nil }
        for (short, number) in [("Surrey", 0), ("Kent", 1)] {
            try place.folder.write(Self.report(short, "2016", "third", "inadequate").text, to: "new\(number).txt")
            #expect(try await place.run("ingest", "new\(number).txt").code == 0)
        }
        try await until("the new one") { lines().count == 3 ? true : nil }
        #expect(lines().last?.contains("CHANGED kent peel 2016 v1→v2 [high] effectiveness: good → inadequate") == true)
        child.signal(SIGTERM)
        _ = try await child.ended()
    }
}
