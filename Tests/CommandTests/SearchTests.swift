import Foundation
import Glibc
import Model
import Support
import Testing

/// `search`, as people and scripts use it.
@Suite struct SearchTests {
    private func filled() async throws -> Installation {
        let place = try Installation()
        let other = PeelReport(shortName: "Surrey", force: "Surrey Police", cycle: "2017", ordinal: "fourth")
        for report in [PeelReport(), PeelReport(effectiveness: "good", insertion: "now "), other] {
            try place.folder.write(report.text, to: "report.txt")
            #expect(try await place.run("ingest", "report.txt").code == 0)
        }
        return place
    }

    @Test func `each report that says it is one line of names and one of its words, at most as wide as the terminal`()
        async throws
    {
        let place = try await filled()
        let answer = try await place.search("inspections", "officers")
        #expect(answer.code == 0 && answer.lines.count == 4, "\(answer)")
        #expect(answer.lines.allSatisfy { $0.count <= 80 }, "\(answer.output)")
        #expect(answer.lines.contains { $0.hasPrefix("wiltshire peel 2016 v2: ") })
        #expect(answer.lines[1].hasPrefix("    ") && answer.lines[1].lowercased().contains("officer"))
        #expect(answer.errors.isEmpty, "\(answer.errors)")
        let narrow = try await place.search("officers", columns: 40)
        #expect(narrow.lines.count == 4 && narrow.lines.allSatisfy { $0.count <= 40 }, "\(narrow.output)")
    }

    @Test func `JSON names each place so that anybody finds it again`() async throws {
        let place = try await filled()
        let answer = try await place.run("search", "--json", "'s", "\"one officer\"").json
        #expect(answer["behind"] == 0 && answer["found"] == 2 && answer["more"] == false, "\(answer)")
        #expect(answer["query"] == "'s \"one officer\"")
        let hits = try #require(answer["hits"]?.items)
        #expect(hits.count == 2)
        for hit in hits {
            let path = try #require(hit["archivePath"]?.string)
            let text = CanonicalText(
                String(decoding: try place.bytes("Archive/\(path)/content/text.txt"), as: UTF8.self))
            let places = try [#require(hit["passage"])] + #require(hit["matches"]?.items)
            #expect(places.count > 1)
            for shown in places {
                #expect(text.shows(try JSON.decoded(Evidence.self, from: JSON.bytes(of: shown))), "\(shown)")
            }
            #expect(hit["withdrawn"] == nil && hit["title"]?.string != nil && hit["kind"] == "peel-force-assessment")
        }
    }

    @Test func `only what stands now is found, and only of the subject and cycle that are asked for`() async throws {
        let place = try await filled()
        #expect(try await place.run("search", "now", "--subject", "wiltshire").lines.count == 2)
        #expect(try await place.run("search", "officers", "--cycle", "2017").lines.first?.hasPrefix("surrey") == true)
        #expect(try await place.run("search", "officers", "-surrey").lines.count == 2)
        let some = try await place.run("search", "officers", "--limit", "1")
        #expect(some.lines.count == 2 && some.errors.contains("1 of 2 reports"), "\(some)")
        let none = try await place.run("search", "submarine")
        #expect(none.code == 0 && none.output.isEmpty && none.errors.contains("no report says that"))
        #expect(try await place.run("search", "submarine", "--json").json["hits"]?.items == [])
    }

    @Test(arguments: [["--", "-x"], [], ["()"], ["officers", "--limit", "0"], ["officers", "--jsno"]])
    func `a command line that asks nothing is wrong`(words: [String]) async throws {
        let answer = try await Installation().run(Installation.program, ["search"] + words)
        #expect(answer.code == 64 && answer.output.isEmpty, "\(answer)")
    }

    @Test func `a rebuild gives the same answers, and a lost index is said`() async throws {
        let place = try await filled()
        let questions = [["officers"], ["police -surrey"], ["\"one officer\""], ["inspec*", "--cycle", "2016"]]
        func answers() async throws -> [String] {
            var answers: [String] = []
            for words in questions {
                answers.append(try await place.run(Installation.program, ["search", "--json"] + words).output)
            }
            return answers
        }
        let before = try await answers()
        try FileManager.default.removeItem(atPath: place.folder.file("State/search.sqlite"))
        let lost = try await place.run("search", "officers")
        #expect(lost.code == 2 && lost.errors.contains("search-index-missing"), "\(lost)")
        #expect(try await place.run("rebuild").code == 0)
        #expect(try await answers() == before)
        try FileManager.default.removeItem(atPath: place.folder.file("State"))
        #expect(try await place.run("rebuild").code == 0)
        #expect(try await answers() == before)
    }

    @Test func `the daemon files what it archives`() async throws {
        let place = try Installation()
        try await place.start()
        try place.drop(PeelReport().text)
        try await place.line("NEW ")
        try await until("the report to be found") {
            try await place.run("search", "officers").lines.count == 2 ? true : nil
        }
        #expect(try await place.stop() == 0)
    }

    @Test func `a first filling that is killed again and again ends with every report`() async throws {
        let place = try Installation()
        for number in 0..<150 { try place.drop(PeelReport.numbered(number).text, as: "report \(number).txt") }
        // A process that another test is just starting may hold a file open for a moment: then it is not settled yet.
        try await until("all to be taken", within: .seconds(420)) {
            #expect(try await place.run("run", "--once").code == 0)
            return try place.events().count == 150 ? true : nil
        }
        let expected = try await place.run("search", "--json", "--limit", "1000", "force").json
        #expect(expected["found"] == 150 && expected["behind"] == 0)
        try FileManager.default.removeItem(atPath: place.folder.file("State/search.sqlite"))
        var cut = 0
        for _ in 0..<(CrashTests.isTorture ? 20 : 4) {
            try await place.start()
            try await Task.sleep(for: .milliseconds(Int.random(in: 990...1150)))
            #expect(try await place.stop(SIGKILL) == 137)
            let answer = try await place.run("search", "--json", "--limit", "1000", "force")
            if answer.code == 0, try answer.json["behind"] != 0 { cut += 1 }
        }
        try await place.start()
        try await until("all to be filed", within: .seconds(420)) {
            try await place.run("search", "--json", "force").json["behind"] == 0 ? true : nil
        }
        #expect(try await place.run("search", "--json", "--limit", "1000", "force").json == expected, "\(cut) were cut")
        #expect(try await place.stop() == 0)
    }
}

extension Installation {
    fileprivate func search(_ words: String..., columns: Int = 80) async throws -> Answer {
        try await run(Installation.program, ["search"] + words, environment: ["COLUMNS": String(columns)])
    }
}
