import Foundation
import Model
import Support
import Testing

/// History out of a web archive: a real pywb that holds twelve captures of one page, good ones and bad.
@Suite("Back-fill", .enabled(if: Pywb.isInstalled, "pywb is not installed"), .timeLimit(.minutes(5)))
struct BackfillTests {
    private let server: LoopbackServer
    private static let first = PeelReport()
    private static let second = PeelReport(effectiveness: "good")
    private static let third = PeelReport(effectiveness: "good", insertion: "seldom ")
    private static let now = PeelReport(effectiveness: "good", insertion: "often ")

    init() throws {
        server = try LoopbackServer { _ in
            .init(headers: ["Content-Type": "text/html; charset=utf-8"], text: Self.now.page())
        }
    }

    private var url: String { server.url("/report/") }

    private func captures() -> [Pywb.Capture] {
        let error = "<html><head><title>Service unavailable</title></head><body><h1>503</h1></body></html>"
        let missing =
            "<html><head><title>Page not found | HMIC</title></head><body><h1>Page not found</h1><p>Try the search.</p></body></html>"
        let wall =
            "<html><head><title>hmic</title><script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=0\"></script></head><body><h1>hmic</h1><p>We are looking at your connection.</p><div id=\"cf-challenge\"></div></body></html>"
        let whole = Self.second.page()
        let cut = String(whole.prefix(whole.count * 2 / 3)) + "<p class=\"la"
        return [
            .init(url, at: "2016-03-01T10:00:00Z", Self.first.page()),
            .init(url, at: "2016-04-01T10:00:00Z", Self.first.page()),
            .init(url, at: "2016-05-01T10:00:00Z", error, status: "503 Service Unavailable"),
            .init(url, at: "2016-06-01T10:00:00Z", missing),
            .init(url, at: "2016-07-01T10:00:00Z", Self.second.page()),
            .init(url, at: "2016-08-01T10:00:00Z", cut),
            .init(
                url, at: "2016-09-01T10:00:00Z", "", status: "302 Found",
                headers: [("Location", server.url("/elsewhere/"))]),
            .init(url, at: "2016-10-01T10:00:00Z", Self.second.page(notice: "We use a few cookies.")),
            .init(url, at: "2016-11-01T10:00:00Z", Self.first.page()),
            .init(url, at: "2016-12-01T10:00:00Z", wall),
            .init(url, at: "2017-01-01T10:00:00Z", Self.third.page()),
            .init(url, at: "2017-02-01T10:00:00Z", Self.third.page()),
        ]
    }

    private func installation(_ archive: [String: String], _ more: [String: JSON] = [:]) throws -> Installation {
        let source: [String: JSON] = ["id": "page", "url": .string(url), "every": "PT1H"]
        return try Installation([
            "archives": .array([.object(archive.mapValues { .string($0) })]),
            "sources": .array([.object(source.merging(more) { $1 })]),
        ])
    }

    private let words = [
        "archived v1", "equal v1", "left-out", "refused", "archived v2", "refused", "left-out", "equal v2",
        "archived v3",
        "refused", "archived v4", "equal v4",
    ]

    private func words(_ answer: Installation.Answer) throws -> [String] {
        try #require(answer.json["captures"]).items.map { line in
            [line["outcome"]?.string, line["version"]?.string].compactMap { $0 }.joined(separator: " ")
        }
    }

    @Test(arguments: [false, true])
    func `captures become versions in their order, bad ones are left out, equal ones are one, and nobody is alerted`(
        timeMapAlone: Bool
    ) async throws {
        let pywb = try await Pywb(captures())
        let place = try installation(pywb.archive(timeMapAlone: timeMapAlone))
        let answer = try await place.run("backfill", "page", "--json")
        #expect(answer.code == 0, "\(answer.errors)")
        #expect(try words(answer) == words, "\(answer.output)")
        let lines = try #require(answer.json["captures"]).items
        let reasons = lines.map { $0["reason"]?.string ?? "" }
        #expect(reasons[2] == "status-503" && reasons[3] == "soft-not-found" && reasons[5] == "truncated")
        #expect(reasons[6] == (timeMapAlone ? "redirect" : "status-302") && reasons[9] == "bot-wall")
        // Twice the same bytes: by the archive's own index where it was right about the bytes before, else by the bytes.
        #expect(reasons[1] == (timeMapAlone ? "same-bytes" : "same-digest"), "\(reasons)")
        // The page's own host is not asked, not even where a redirect was captured, and nobody is told.
        #expect(server.requests.isEmpty)
        #expect(try place.events().isEmpty)
        let record = try place.json("Archive/wiltshire/peel-2016/v3/content/record.json")
        #expect(record["provenance"]?["retrieved"] == "2016-11-01T10:00:00.000Z")
        #expect(record["provenance"]?["learnt"] != nil)
        #expect(record["provenance"]?["http"]?["memento"]?["url"]?.string?.contains("/peel/20161101100000id_/") == true)
        #expect(record["provenance"]?["http"]?["url"]?.string == url)
        let change = try place.json("Archive/wiltshire/peel-2016/v3/content/change.json")
        #expect(change["type"] == "reportwatch.report.backfilled.v1" && change["data"]?["history"] == true)
        #expect(change["data"]?["items"]?.items.first?["to"] == "v1")
        #expect(change["data"]?["bracket"]?["firstWith"] == "2016-11-01T10:00:00.000Z")
        try await place.expectValid(
            (1...4).map { "Archive/wiltshire/peel-2016/v\($0)/content/record.json" }, against: "record")
        try await place.expectValid(
            (1...4).map { "Archive/wiltshire/peel-2016/v\($0)/content/change.json" }, against: "change")
        // A second run adds nothing, and asks for nothing but the list.
        let asked = pywb.requests.count
        let again = try await place.run("backfill", "page", "--json")
        #expect(try again.code == 0 && words(again).isEmpty && again.json["summary"]?["known"] == 12)
        #expect(pywb.requests.count <= asked + 2, "\(pywb.requests.suffix(3))")
        let verified = try await place.run("verify", "--all")
        #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
    }

    @Test func `history behind a watched report changes nothing of what stands, and what comes next is told`()
        async throws
    {
        let pywb = try await Pywb(captures())
        let place = try installation(pywb.archive(), ["every": "PT1S"])
        try await place.start()
        try await place.line("NEW wiltshire peel 2016 v1")
        // Through the running daemon.
        let answer = try await place.run("backfill", "page")
        #expect(answer.code == 0, "\(answer.errors)")
        #expect(answer.lines.last == "page: 12 captures in pywb: 4 archived, 3 equal, 3 refused, 2 left out")
        #expect(answer.lines.first?.hasPrefix("2016-03-01T10:00:00.000Z HISTORY wiltshire peel 2016 v2: ") == true)
        let reports = try await place.run("reports", "--json").json
        #expect(reports.items.first?["version"] == "v1" && reports.items.first?["versions"] == 5)
        server.answer { _ in
            .init(headers: ["Content-Type": "text/html; charset=utf-8"], text: Self.first.page())
        }
        // What comes is compared with what stood, and is the return to what the archive held.
        try await place.line("REVERTED wiltshire peel 2016 v1→v6")
        #expect(try await place.stop() == 0)
        #expect(
            try place.events().map { $0["type"]?.string ?? "" } == [
                "reportwatch.report.discovered.v1", "reportwatch.report.reverted.v1",
            ])
        let plain = try await place.run("changes")
        #expect(!plain.output.contains("HISTORY"))
        let all = try await place.run("changes", "--all")
        #expect(all.lines.filter { $0.contains("HISTORY wiltshire peel 2016") }.count == 4, "\(all.output)")
        let diff = try await place.run("diff", "wiltshire peel 2016@v5", "wiltshire peel 2016@v1")
        #expect(diff.output.contains("seldom") && diff.output.contains("often"), "\(diff.output)")
        // Rebuilt from the archive it is the same.
        #expect(try await place.run("rebuild").code == 0)
        let rebuilt = try await place.run("reports", "--json").json
        #expect(rebuilt.items.first?["version"] == "v6" && rebuilt.items.first?["versions"] == 6)
        let verified = try await place.run("verify", "--all")
        #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
    }

    @Test func `killed anywhere and run again it comes to the same end`() async throws {
        let pywb = try await Pywb(captures())
        var ends: [String] = []
        for delay in [0, 300, 450, 600, 750, 900, 1100, 1300] {
            let place = try installation(pywb.archive())
            for round in 0..<(delay == 0 ? 0 : 3) {
                let child = try Child(
                    Installation.program, ["backfill", "page"], in: place.folder.path,
                    output: place.folder.file("out-\(round)"), errors: place.folder.file("err-\(round)"))
                try await Task.sleep(for: .milliseconds(delay))
                child.signal(SIGKILL)
                _ = try await child.ended()
            }
            let answer = try await place.run("backfill", "page", "--json")
            #expect(answer.code == 0, "\(delay): \(answer.errors)")
            #expect(try answer.json["summary"]?["listed"] == 12 && answer.json["summary"]?["waiting"] == 0)
            #expect(place.names(in: "State/work") == [] && place.names(in: "State/staging") == [], "\(delay)")
            let again = try await place.run("backfill", "page", "--json")
            #expect(try again.json["summary"]?["known"] == 12)
            let versions = try place.names(in: "Archive/wiltshire/peel-2016").filter { $0.hasPrefix("v") }.map { name in
                let change = try place.json("Archive/wiltshire/peel-2016/\(name)/content/change.json")
                return "\(name) \(change["data"]?["bracket"]?["firstWith"]?.string ?? "")"
            }
            ends.append(versions.joined(separator: "\n"))
            #expect(try await place.run("verify", "--all").code == 0)
        }
        #expect(Set(ends).count == 1 && ends[0].split(separator: "\n").count == 4, "\(ends)")
    }

    @Test func `only the time that is asked for is taken, and earlier captures later find their place`() async throws {
        let pywb = try await Pywb(captures())
        let place = try installation(pywb.archive())
        let late = try await place.run("backfill", "page", "--from", "2016-07-01", "--to", "2016-07-31", "--json")
        #expect(try words(late) == ["archived v1"])
        let rest = try await place.run("backfill", "page", "--json")
        #expect(
            try words(rest) == [
                "archived v2", "equal v2", "left-out", "refused", "refused", "left-out", "equal v1", "archived v3",
                "refused", "archived v4", "equal v4",
            ])
        let reports = try await place.run("reports", "--json").json
        #expect(reports.items.first?["version"] == "v4")
    }

    @Test(arguments: [false, true])
    func `a dropped web archive goes the same way`(isPackage: Bool) async throws {
        let place = try Installation()
        let whole = captures().map(\.record)
        // The newest first, and then all in one file, as they may lie in it.
        try place.drop(whole[11], as: "last.warc")
        #expect(try await place.run("run", "--once").code == 0)
        let all = whole.reversed().joined()
        if isPackage {
            let package = ZIPFixture.bytes([
                .init("archive/data.warc", all), .init("datapackage.json", "{}"), .init("pages/pages.jsonl", "{}"),
            ])
            try place.drop(Data(package), as: "all.wacz")
        } else {
            try place.drop(all, as: "all.warc")
        }
        let answer = try await place.run("run", "--once")
        #expect(answer.code == 0)
        let folder = "Archive/wiltshire/peel-2016"
        let times = try place.names(in: folder).filter { $0.hasPrefix("v") }.map { name in
            try place.json("\(folder)/\(name)/content/record.json")["provenance"]?["retrieved"]?.string?.prefix(10)
                ?? ""
        }
        #expect(times == ["2017-02-01", "2016-03-01", "2016-07-01", "2016-11-01", "2017-01-01"], "\(answer.errors)")
        #expect(!(try place.events()).contains { $0["subject"]?.string?.contains("wiltshire") == true })
        #expect(answer.errors.contains("soft-not-found") && answer.errors.contains("bot-wall"), "\(answer.errors)")
        #expect(place.names(in: "Archive/documents").count == (isPackage ? 3 : 2))
        #expect(try await place.run("verify", "--all").code == 0)
    }

    @Test func `a source may be read from the archive alone, where its own host bars us`() async throws {
        let pywb = try await Pywb(captures())
        let place = try installation(pywb.archive(), ["via": "memento", "every": "PT6H"])
        let first = try await place.run("poll", "--wait")
        #expect(first.code == 0 && first.output.contains("archived"), "\(first.output)\(first.errors)")
        // The newest good one is told; the rest is history.
        #expect(try place.events().map { $0["type"]?.string ?? "" } == ["reportwatch.report.discovered.v1"])
        let record = try place.json("Archive/wiltshire/peel-2016/v1/content/record.json")
        #expect(record["provenance"]?["retrieved"] == "2017-02-01T10:00:00.000Z")
        let idle = try await place.run("poll", "--wait")
        #expect(idle.code == 0 && idle.output.contains("nothing-new"), "\(idle.output)\(idle.errors)")
        // What the archive captures later is told, what is no report is passed over.
        try await pywb.add([
            .init(url, at: "2017-03-01T10:00:00Z", "<html><title>Page not found</title><h1>Page not found</h1></html>"),
            .init(url, at: "2017-04-01T10:00:00Z", Self.now.page()),
        ])
        let later = try await place.run("poll", "--wait")
        #expect(later.code == 0 && later.output.contains("archived"), "\(later.output)\(later.errors)")
        let events = try place.events()
        #expect(events.map { $0["type"]?.string ?? "" }.last == "reportwatch.report.changed.v1")
        #expect(events.last?["data"]?["bracket"]?["firstWith"] == "2017-04-01T10:00:00.000Z")
        #expect(events.last?["data"]?["bracket"]?["lastWithout"] == "2017-02-01T10:00:00.000Z")
        let sources = try await place.run("sources", "--json").json
        #expect(sources.items.first?["state"] == "healthy", "\(sources)")
        // Its history comes behind it, and the archive stays the only one that is asked.
        let history = try await place.run("backfill", "page", "--json")
        #expect(
            try history.code == 0 && history.json["summary"]?["archived"] == 4, "\(history.output)\(history.errors)")
        let reports = try await place.run("reports", "--json").json
        #expect(reports.items.first?["version"] == "v2")
        #expect(server.requests.isEmpty)
        let next = try await place.run("sources", "--next")
        #expect(!next.output.contains("error"))
        #expect(try await place.run("verify", "--all").code == 0)
    }

    @Test func `an archive that asks for patience has it, and one that fails stops the run, which goes on later`()
        async throws
    {
        let pages = [Self.first.page(), Self.second.page()]
        let archive = try LoopbackServer { _ in .init() }
        let url = self.url
        let list = ["20160301100000", "20160701100000"].map {
            "{\"timestamp\": \"\($0)\", \"url\": \"\(url)\", \"status\": \"200\"}"
        }.joined(separator: "\n")
        let answer: @Sendable (String, Bool) -> LoopbackServer.Response = { path, isWell in
            if path.hasPrefix("/cdx") { return .init(text: list) }
            let (page, date) =
                path.contains("201603")
                ? (pages[0], "Tue, 01 Mar 2016 10:00:00 GMT") : (pages[1], "Fri, 01 Jul 2016 10:00:00 GMT")
            if !isWell, path.contains("201607") { return .init(503, headers: ["Retry-After": "3600"]) }
            return .init(headers: ["Content-Type": "text/html", "Memento-Datetime": date], text: page)
        }
        archive.answer { answer($0.path, false) }
        let place = try installation([
            "id": "slow", "cdx": archive.url("/cdx?url={url}"), "memento": archive.url("/{timestamp}id_/{+url}"),
        ])
        let first = try await place.run("backfill", "page", "--json")
        #expect(first.code == 2, "\(first.output)\(first.errors)")
        #expect(first.errors.contains("left alone until"), "\(first.errors)")
        // Not even by another run, and not for the list either.
        let asked = archive.requests.count
        #expect(try await place.run("backfill", "page").code == 2)
        #expect(archive.requests.count == asked)
        // A word that is no capture is none.
        archive.answer { request in
            request.path.hasPrefix("/cdx")
                ? .init(text: list) : .init(headers: ["Content-Type": "text/html"], text: pages[1])
        }
        let other = try installation([
            "id": "odd", "cdx": archive.url("/cdx?url={url}"), "memento": archive.url("/{timestamp}id_/{+url}"),
        ])
        let odd = try await other.run("backfill", "page", "--json")
        #expect(try odd.code == 2 && odd.json["summary"]?["waiting"] == 2, "\(odd.output)\(odd.errors)")
        archive.answer { answer($0.path, true) }
        let healed = try await other.run("backfill", "page", "--json")
        #expect(try healed.code == 0 && healed.json["summary"]?["archived"] == 2, "\(healed.output)\(healed.errors)")
    }

    @Test func `without an archive in the settings the command says what to add`() async throws {
        let place = try Installation(["sources": [["id": "page", "url": .string(url)]]])
        let answer = try await place.run("backfill", "page")
        #expect(answer.code == 78 && answer.errors.contains("archives"), "\(answer.errors)")
        #expect(try await place.run("backfill", "pages").code == 64)
        #expect(try await place.run("backfill", "page", "--from", "soon").code == 64)
    }
}
