import Foundation
import Model
import Support
import Testing

/// What is told, and what is not, where an address no longer gives its report: the real daemon and a server of ours.
struct AvailabilityTests {
    private static let html = ["Content-Type": "text/html; charset=utf-8"]

    private static func page(_ report: PeelReport = PeelReport()) -> LoopbackServer.Response {
        LoopbackServer.Response(headers: html, text: report.page())
    }

    private static func settings(_ urls: [String], _ availability: JSON = ["goneAfter": "PT0S"]) -> [String: JSON] {
        let sources = urls.enumerated().map { index, url -> JSON in
            ["id": .string("s\(index + 1)"), "url": .string(url), "every": "PT1S"]
        }
        return ["sources": .array(sources), "availability": availability]
    }

    private func source(_ place: Installation) async throws -> JSON {
        try #require(try await place.run("sources", "--json").json.items.first)
    }

    private func types(_ place: Installation) throws -> [String] {
        try place.events().compactMap { $0["type"]?.string?.split(separator: ".").dropFirst(2).first.map(String.init) }
    }

    /// A page that was well, then this answer; gives what was refused last, after a second check, and recovers.
    private func refused(
        _ answer: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Response
    ) async throws -> (line: String, refusal: JSON, log: [String]) {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Installation(Self.settings([server.url("/peel/wiltshire/")], ["goneAfter": "P1D"]))
        try await place.start()
        try await place.line("NEW wiltshire peel 2016 v1")
        server.answer(answer)
        let line = try await place.line("SOURCE FAILING")
        try await until("a second failure") { () async throws -> Bool? in
            try await source(place)["failures"]?.number ?? 0 >= 2 ? true : nil
        }
        let refusal = try #require(try await source(place)["lastRefusal"])
        server.answer { _ in Self.page() }
        try await place.line("SOURCE RECOVERED")
        #expect(try await place.stop() == 0)
        #expect(place.names(in: "Archive/wiltshire/peel-2016").filter { $0.hasPrefix("v") } == ["v1"])
        #expect(place.names(in: "Archive").allSatisfy { !$0.hasPrefix("documents") && $0 != "surrey" })
        #expect(try types(place) == ["discovered", "failing", "recovered"])
        return (line, refusal, place.log)
    }

    @Test func `a page that is cut although its length was kept is refused, with its digest`() async throws {
        let whole = Array(PeelReport().page().utf8)
        let cut = Array(whole.prefix(whole.count * 72 / 100))
        let (line, refusal, _) = try await refused { _ in LoopbackServer.Response(headers: Self.html, body: cut) }
        #expect(line.contains("truncated") && line.contains("incomplete"), "\(line)")
        #expect(refusal["reason"] == "truncated" && refusal["status"] == 200)
        #expect(refusal["sha512"]?.string == Digest(of: cut).hex)
    }

    @Test func `another force's report at the address is refused, with both named`() async throws {
        let other = PeelReport(shortName: "Surrey", force: "Surrey Police")
        let (line, refusal, _) = try await refused { _ in Self.page(other) }
        #expect(line.contains("wrong-document") && line.contains("wiltshire peel 2016"), "\(line)")
        #expect(line.contains("surrey peel 2016"), "\(line)")
        #expect(refusal["reason"] == "wrong-document")
    }

    @Test func `a request that is led to the front page is refused`() async throws {
        let home =
            "<!DOCTYPE html><html><head><title>Home</title></head><body><main><h1>Welcome</h1>"
            + "<p>Look for inspections of forces and services.</p></main></body></html>"
        let (line, refusal, _) = try await refused { request in
            request.path == "/home"
                ? LoopbackServer.Response(headers: Self.html, text: home)
                : LoopbackServer.Response(302, headers: ["Location": "/home"])
        }
        #expect(line.contains("redirected-home") && line.contains("/home"), "\(line)")
        #expect(refusal["reason"] == "redirected-home")
    }

    @Test func `a template that lost its content, at an address that names the report, is refused`() async throws {
        let frame =
            "<!DOCTYPE html><html><head><title>Wiltshire 2016</title></head><body><main><h1>Wiltshire 2016</h1></main></body></html>"
        let (line, refusal, _) = try await refused { _ in LoopbackServer.Response(headers: Self.html, text: frame) }
        #expect(line.contains("degraded"), "\(line)")
        #expect(["empty-body", "wrong-document"].contains(refusal["reason"]?.string))
    }

    @Test func `the digest of an error page is kept, and whose wall it was`() async throws {
        let wall =
            "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
        let (line, refusal, _) = try await refused { _ in
            LoopbackServer.Response(
                403, headers: ["Content-Type": "text/html", "cf-mitigated": "challenge"], text: wall)
        }
        #expect(line.contains("is blocked: bot-wall") && line.contains("Cloudflare"), "\(line)")
        #expect(refusal["reason"] == "bot-wall" && refusal["sha512"]?.string == Digest(of: wall.utf8).hex)
    }

    @Test func `gone over two checks is withdrawn, back over two is restored, and no version is made`() async throws {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Installation(Self.settings([server.url("/peel/wiltshire/")]))
        try await place.start()
        try await place.line("NEW wiltshire")
        server.answer { _ in LoopbackServer.Response(404, text: "no") }
        try await place.line("SOURCE FAILING", "not-found")
        let line = try await place.line("WITHDRAWN wiltshire peel 2016 v1 [high] gone from ")
        #expect(line.contains("404"), "\(line)")
        #expect(try await source(place)["state"] == "gone")
        #expect(try await source(place)["withdrawn"]?.string != nil)
        try await until("the report to be found, and marked") {
            let found = try await place.run("search", "officers")
            return found.lines.first?.hasPrefix("wiltshire peel 2016 v1 (withdrawn): ") == true ? true : nil
        }
        server.answer { _ in Self.page() }
        try await place.line("SOURCE RECOVERED")
        try await place.line("RESTORED wiltshire peel 2016 v1 [high] back at ")
        let hits = try await place.run("search", "officers", "--json").json["hits"]?.items
        #expect(hits?.count == 1 && hits?.first?["withdrawn"] == nil)
        #expect(try await place.stop() == 0)
        #expect(try types(place) == ["discovered", "failing", "withdrawn", "recovered", "restored"])
        #expect(place.names(in: "Archive/wiltshire/peel-2016").filter { $0.hasPrefix("v") } == ["v1"])
        let changes = try await place.run("changes", "--severity", "high")
        #expect(changes.lines.filter { $0.contains("WITHDRAWN") || $0.contains("RESTORED") }.count == 2)
        for (number, event) in try place.events().enumerated() {
            try place.folder.write(String(decoding: JSON.bytes(of: event), as: UTF8.self), to: "e\(number).json")
            try await place.expectValid(["e\(number).json"], against: "change")
        }
    }

    @Test func `not found once and back is no news of the report`() async throws {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Installation(Self.settings([server.url("/peel/wiltshire/")], ["goneAfter": "P1D"]))
        try await place.start()
        try await place.line("NEW wiltshire")
        server.answer { _ in LoopbackServer.Response(410) }
        try await place.line("SOURCE FAILING", "gone")
        server.answer { _ in Self.page() }
        try await place.line("SOURCE RECOVERED")
        #expect(try await place.stop() == 0)
        #expect(try types(place) == ["discovered", "failing", "recovered"])
    }

    @Test func `ten sources of a host that is dead make one notice, and one when it is back`() async throws {
        let well: @Sendable (LoopbackServer.Request) -> LoopbackServer.Response = { request in
            Self.page(PeelReport.numbered(Int(request.path.dropFirst()) ?? 0))
        }
        let server = try LoopbackServer(well)
        let place = try Installation(Self.settings((0..<10).map { server.url("/\($0)") }))
        try await place.start()
        try await until("ten reports") { place.log.filter { $0.contains("NEW ") }.count == 10 ? true : nil }
        server.stop()
        let line = try await place.line("SOURCE FAILING host:127.0.0.1:\(server.port)", "refused")
        try await until("failures of all") { () async throws -> Bool? in
            try await place.run("sources", "--json").json.items.allSatisfy { $0["failures"]?.number ?? 0 >= 2 }
                ? true : nil
        }
        let again = try LoopbackServer(port: server.port, well)
        try await place.line("SOURCE RECOVERED host:127.0.0.1:\(server.port)")
        try await until("all of them well") { () async throws -> Bool? in
            try await place.run("sources", "--json").json.items.allSatisfy { $0["state"] == "healthy" } ? true : nil
        }
        #expect(try await place.stop() == 0)
        #expect(place.log.filter { $0.contains("SOURCE ") }.count == 2, "\(line)")
        #expect(try types(place).filter { $0 != "discovered" } == ["failing", "recovered"])
        #expect(Set(again.requests.map(\.path)).count == 10)
    }

    @Test func `so do those of a poll without a daemon, at a host that never answered`() async throws {
        let port = try LoopbackServer.portForAnother()
        let place = try Installation(Self.settings((0..<10).map { "http://127.0.0.1:\(port)/\($0)" }))
        for _ in 1...2 {
            let lines = try await place.run("poll", "--wait").lines
            #expect(lines.count == 10 && lines.allSatisfy { $0.contains("refused") }, "\(lines)")
        }
        #expect(try place.events().map { $0["subject"]?.string } == ["host:127.0.0.1:\(port)"])
        let server = try LoopbackServer(port: port) { request in
            Self.page(PeelReport.numbered(Int(request.path.dropFirst()) ?? 0))
        }
        #expect(try await place.run("poll", "--wait").lines.count == 10)
        #expect(Set(server.requests.map(\.path)).count == 10)
        #expect(try types(place).filter { $0 != "discovered" } == ["failing", "recovered"])
        #expect(try types(place).count == 12)
    }

    @Test func `a report that speaks of walls, log-ins and maintenance is a report`() async throws {
        let report = PeelReport(
            insertion: "say “page not found”, log in, answer a captcha, read “access denied” during maintenance and ")
        let server = try LoopbackServer { _ in Self.page(report) }
        let place = try Installation(Self.settings([server.url("/peel/wiltshire/")]))
        try await place.start()
        try await place.line("NEW wiltshire peel 2016 v1")
        #expect(try await place.stop() == 0)
        #expect(!place.log.contains { $0.contains("SOURCE") }, "\(place.log)")
    }
}
