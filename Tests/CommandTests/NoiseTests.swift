import Foundation
import Model
import Support
import Testing

/// What is no change, and what must not be told as one: looked at, told once, or told as what it is.
struct NoiseTests {
    private static func page(_ text: String, _ headers: [String: String] = [:]) -> LoopbackServer.Response {
        LoopbackServer.Response(
            headers: headers.merging(["Content-Type": "text/html; charset=utf-8"]) { first, _ in first }, text: text)
    }

    private static func installation(_ sources: [String: String], _ settings: [String: JSON] = [:]) throws
        -> Installation
    {
        let list = sources.sorted { $0.key < $1.key }.map { id, url -> JSON in
            ["id": .string(id), "url": .string(url), "every": "24h"]
        }
        return try Installation(settings.merging(["sources": .array(list)]) { $1 })
    }

    private func lines(_ place: Installation, _ arguments: String...) async throws -> [JSON] {
        let answer = try await place.run(Installation.program, ["changes", "--json"] + arguments)
        #expect(answer.code == 0, "\(answer.errors)")
        return try answer.lines.map { try JSON.decoded(JSON.self, from: Array($0.utf8)) }
    }

    private func types(_ place: Installation) async throws -> [String] {
        try await lines(place).compactMap { $0["type"]?.string }.map { String($0.split(separator: ".")[2]) }
    }

    @Test func `each check that brought nothing is shown with its rule and with what differed`() async throws {
        let report = PeelReport()
        let server = try LoopbackServer { _ in Self.page(report.page()) }
        let place = try Self.installation(["page": server.url("/peel/")])
        let answers = [
            Self.page(report.page()), Self.page(report.page()),
            Self.page(report.page(notice: "We rest on Sunday.")),
            Self.page(report.page().replacing("<body>", with: "<body data-visit=\"7f\">")),
            Self.page(
                report.page().replacing("last year’s findings", with: "last year's  findings"), ["ETag": "\"e\""]),
        ]
        for answer in answers {
            server.answer { _ in answer }
            #expect(try await place.run("poll", "--wait").code == 0)
        }
        server.answer { $0.headers["if-none-match"] == "\"e\"" ? .init(304) : .init(500) }
        #expect(try await place.run("poll", "--wait").code == 0)
        try place.folder.write(report.text, to: "copy.txt")
        #expect(try await place.run("ingest", "copy.txt").code == 0)
        let all = try await lines(place, "--all")
        #expect(all.first?["type"]?.string == "reportwatch.report.discovered.v1")
        let checks = all.dropFirst()
        #expect(
            checks.map { $0["rule"]?.string } == [
                "same-bytes", "furniture-changed", "bytes-changed", "layout-changed", "not-modified", "same-text",
            ], "\(all)")
        let details = checks.map { $0["detail"]?.string ?? "" }
        #expect(details[1].contains("“rest on Sunday.”"), "\(details)")
        #expect(details[2].contains("data-visit"), "\(details)")
        #expect(details[3].contains("year's"), "\(details)")
        for check in checks {
            #expect(check["report"] == "reportwatch:gb/hmicfrs/peel/2016/wiltshire" && check["version"] == "v1")
            #expect(check["time"]?.string != nil && check["kind"]?.string != nil)
        }
        // Also of what the server says is the same; a file of the inbox was asked of nobody.
        let digests = checks.map { $0["sha512"]?.string }
        #expect(digests.allSatisfy { $0?.count == 128 } && digests[4] == digests[3])
        #expect(checks.map { $0["status"]?.number } == [200, 200, 200, 200, 304, nil])
        #expect(checks.map { $0["milliseconds"] != nil } == [true, true, true, true, true, false])
        #expect(checks.map { $0["source"]?.string } == Array(repeating: "page", count: 5) + ["inbox"])
        let spoken = try await place.run("changes", "--all").lines
        #expect(
            spoken.count == 7 && spoken[1].contains("nothing new for wiltshire peel 2016 v1 from page (same-bytes)"))
        #expect(spoken[1].hasSuffix(" ms") && spoken[6].hasSuffix(")"))
        let last = try #require(try await place.run("sources", "--json").json.items.first?["lastCheck"])
        #expect(last["kind"] == "unchanged-304" && last["rule"] == "not-modified" && last["status"] == 304)
        #expect(last["sha512"]?.string == digests[4] && last["milliseconds"]?.number != nil)
        #expect(try await lines(place, "--all", "--subject", "surrey").isEmpty)
        #expect(try await lines(place, "--all", "--severity", "low").count == 1)
        #expect(try await lines(place).count == 1)
    }

    @Test func `renditions that state different grades are told once, and alternate without a word`() async throws {
        let (report, other) = (PeelReport(), PeelReport(effectiveness: "good"))
        let server = try LoopbackServer { request in
            request.path == "/page"
                ? Self.page(report.page())
                : .init(headers: ["Content-Type": "text/plain; charset=utf-8"], text: other.text)
        }
        let place = try Self.installation(["copy": server.url("/copy"), "page": server.url("/page")])
        #expect(try await place.run("poll", "page", "--wait").code == 0)
        for _ in 1...3 {
            #expect(try await place.run("poll", "copy", "--wait").code == 0)
            #expect(try await place.run("poll", "page", "--wait").code == 0)
        }
        #expect(try await types(place) == ["discovered", "disagreeing"])
        let change = try place.json("Archive/wiltshire/peel-2016/v2/content/change.json")
        let item = try #require(change["data"]?["items"]?.items.first)
        #expect(item["class"] == "renditions-disagree" && item["severity"] == "high")
        #expect(item["from"] == "requires improvement" && item["to"] == "good")
        #expect(item["before"]?["exact"]?.string?.contains("requires improvement") == true, "\(item)")
        #expect(item["after"]?["exact"]?.string?.contains("good") == true, "\(item)")
        let line = try await place.run("changes").lines.last
        #expect(
            line?.contains("RENDITIONS DISAGREE wiltshire peel 2016 v1→v2 [high] v1 (text/html) and text/plain") == true
        )
        // Each is followed for itself.
        let edited = PeelReport(insertion: "now ")
        server.answer { request in
            request.path == "/page"
                ? Self.page(edited.page())
                : .init(headers: ["Content-Type": "text/plain; charset=utf-8"], text: report.text)
        }
        #expect(try await place.run("poll", "page", "--wait").code == 0)
        #expect(try await place.run("poll", "copy", "--wait").code == 0)
        let last = try await place.run("changes").lines.suffix(2)
        #expect(
            last.first?.contains("CHANGED wiltshire peel 2016 v1→v3 [medium] Context: added “now”") == true, "\(last)")
        #expect(last.last?.contains("wiltshire peel 2016 v2→v4 [high] ") == true, "\(last)")
        #expect(last.last?.contains("effectiveness: good → requires improvement") == true, "\(last)")
        #expect(try await place.run("verify").code == 0)
        let files = (2...4).map { "Archive/wiltshire/peel-2016/v\($0)/content/change.json" }
        try await place.expectValid(files, against: "change")
    }

    @Test func `two servers in turn whose pages carry a stamp of delivery are told once, and then nothing`()
        async throws
    {
        let (first, second) = (PeelReport().page(), PeelReport(insertion: "now ").page())
        let server = try LoopbackServer { _ in Self.page(first) }
        let place = try Self.installation(["page": server.url("/peel/")])
        for check in 0..<9 {
            let stamp = "<p>Page generated at 09:\(10 + check) on 3 May 2024</p></main>"
            let page = (check % 2 == 0 ? first : second).replacing("</main>", with: stamp)
            #expect(page.contains(stamp))
            server.answer { _ in Self.page(page) }
            #expect(try await place.run("poll", "--wait").code == 0)
        }
        #expect(try await types(place) == ["discovered", "changed", "reverted", "noisy"])
        let noisy = try #require(try await place.run("changes").lines.last)
        #expect(noisy.contains("source page alternates between v1 and v2 since "), "\(noisy)")
        #expect(place.names(in: "Archive/wiltshire/peel-2016").filter { $0.hasPrefix("v") } == ["v1", "v2", "v3"])
    }

    @Test func `two renditions that move to one edition are told once, and the second names the first`() async throws {
        let (report, edition) = (PeelReport(), PeelReport(effectiveness: "good"))
        let text = { @Sendable (report: PeelReport) in
            LoopbackServer.Response(headers: ["Content-Type": "text/plain; charset=utf-8"], text: report.text)
        }
        let other = PeelReport(effectiveness: "inadequate")
        let server = try LoopbackServer { request in request.path == "/page" ? Self.page(report.page()) : text(other) }
        let place = try Self.installation(["copy": server.url("/copy"), "page": server.url("/page")])
        #expect(try await place.run("poll", "page", "--wait").code == 0)
        #expect(try await place.run("poll", "copy", "--wait").code == 0)
        #expect(try await types(place) == ["discovered", "disagreeing"])
        server.answer { request in request.path == "/page" ? Self.page(edition.page()) : text(edition) }
        #expect(try await place.run("poll", "page", "--wait").code == 0)
        #expect(try await place.run("poll", "copy", "--wait").code == 0)
        #expect(try await types(place) == ["discovered", "disagreeing", "changed"])
        let last = try #require(try await lines(place, "--all").last)
        #expect(last["rule"] == "other-rendition" && last["version"] == "v3")
        #expect(last["detail"]?.string?.contains("told with v3") == true, "\(last)")
    }

    @Test func `two servers in turn are told once, and followed again when they have settled`() async throws {
        let (first, second) = (PeelReport().page(), PeelReport(insertion: "now ").page())
        let server = try LoopbackServer { _ in Self.page(first) }
        let place = try Self.installation(["page": server.url("/peel/")], ["noise": ["settleChecks": 3]])
        func show(_ pages: String...) async throws {
            for page in pages {
                server.answer { _ in Self.page(page) }
                #expect(try await place.run("poll", "--wait").code == 0)
            }
        }
        try await show(first, second, first)
        #expect(try await types(place) == ["discovered", "changed", "reverted"])
        try await show(second, first, second, first)
        #expect(try await types(place) == ["discovered", "changed", "reverted", "noisy"])
        let noisy = try #require(try await place.run("changes").lines.last)
        #expect(noisy.contains("SOURCE NOISY wiltshire peel 2016: source page alternates between v1 and v2 since "))
        let rules = try await lines(place, "--all").compactMap { $0["rule"]?.string }
        #expect(rules == ["alternating", "alternating", "alternating", "alternating"])
        #expect(place.names(in: "Archive/wiltshire/peel-2016").filter { $0.hasPrefix("v") } == ["v1", "v2", "v3"])
        try await show(second, second)
        #expect(try await types(place).count == 4)
        try await show(second)
        #expect(try await types(place).suffix(2) == ["recovered", "reverted"])
        let last = try await place.run("changes").lines.suffix(2)
        #expect(last.last?.contains("REVERTED wiltshire peel 2016 v3→v4 [high] reverted to v2, as it stood") == true)
        #expect(last.first?.contains("source page has settled on the text of v2") == true, "\(last)")
        try await show(second, first)
        #expect(try await types(place).last == "reverted")
        #expect(try await types(place).count == 7)
        #expect(try await place.run("verify").code == 0)
    }

    @Test func `a notice on the page withdraws the report, and its end restores it`() async throws {
        let place = try Installation()
        let report = PeelReport()
        let notice = "This report has been temporarily withdrawn while we look at its figures again.\n"
        let lines = report.text.split(separator: "\n", maxSplits: 1)
        for (number, text) in [report.text, lines[0] + "\n" + notice + lines[1], report.text].enumerated() {
            try place.folder.write(String(text), to: "\(number).txt")
            #expect(try await place.run("ingest", "\(number).txt").code == 0)
        }
        #expect(try await types(place) == ["discovered", "withdrawn", "restored"])
        let told = try await place.run("changes").lines
        #expect(told[1].contains("WITHDRAWN wiltshire peel 2016 v1→v2 [high] withdrawn: “This report has been"))
        #expect(told[1].hasSuffix("(quietly: none of the page's dates moved)"), "\(told)")
        #expect(told[2].contains("RESTORED wiltshire peel 2016 v2→v3 [high] reverted to v1, as it stood"), "\(told)")
    }
}
