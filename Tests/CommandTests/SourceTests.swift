import Foundation
import Model
import Support
import Testing

/// Reports at an address, fetched by the running daemon from a server of ours.
struct SourceTests {
    private static let marks = [
        "Content-Type": "text/html; charset=utf-8", "ETag": "\"one\"", "Last-Modified": "Thu, 02 Mar 2017 10:00:00 GMT",
    ]

    private static func page(_ report: PeelReport = PeelReport(), notice: String = "We use cookies.")
        -> LoopbackServer.Response
    {
        LoopbackServer.Response(
            headers: ["Content-Type": "text/html; charset=utf-8"], text: report.page(notice: notice))
    }

    private static func installation(at url: String, http: JSON = [:]) throws -> Installation {
        try Installation(["sources": [["id": "page", "url": .string(url), "every": "PT1S"]], "http": http])
    }

    private func state(_ place: Installation) async throws -> JSON {
        try #require(try await place.run("sources", "--json").json.items.first)
    }

    @Test func `a page is archived with its exchange, and asked for on condition from then on`() async throws {
        let server = try LoopbackServer { request in
            request.headers["if-none-match"] == "\"one\""
                ? LoopbackServer.Response(304, headers: Self.marks)
                : LoopbackServer.Response(headers: Self.marks, text: PeelReport().page())
        }
        let place = try Self.installation(at: server.url("/peel/wiltshire/"))
        let ready = try await place.start()
        #expect(ready.contains("fetching 1 URLs (page every "), "\(ready)")
        try await place.line("NEW wiltshire peel 2016 v1: effectiveness requires improvement")
        try await until("three requests") { server.requests.count >= 3 ? true : nil }
        let second = server.requests[1]
        #expect(second.headers["if-none-match"] == "\"one\"")
        #expect(second.headers["if-modified-since"] == "Thu, 02 Mar 2017 10:00:00 GMT")
        let source = "Archive/wiltshire/peel-2016/v1/content/source/"
        #expect(try place.bytes(source + "page.html") == Array(PeelReport().page().utf8))
        let exchange = String(decoding: try place.bytes(source + "exchange.json"), as: UTF8.self)
        #expect(exchange.contains(#""\"one\"""#) && exchange.contains("Thu, 02 Mar 2017 10:00:00 GMT"), "\(exchange)")
        let state = try await until("the answer 304") { () async throws -> JSON? in
            let state = try await self.state(place)
            return state["lastStatus"] == 304 ? state : nil
        }
        #expect(state["state"] == "healthy" && state["version"] == "v1")
        #expect(try await place.stop() == 0)
        // Checks that bring nothing are no news.
        #expect(place.log.count == 3, "\(place.log)")
        #expect(try place.events().count == 1)
    }

    @Test func `the same bytes and other furniture are no version, a changed page is one line`() async throws {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Self.installation(at: server.url("/peel/wiltshire/"))
        try await place.start()
        try await place.line("NEW wiltshire")
        try await until("two requests") { server.requests.count >= 2 ? true : nil }
        server.answer { _ in Self.page(notice: "We rest on Sunday.") }
        let count = server.requests.count
        try await until("two more requests") { server.requests.count >= count + 2 ? true : nil }
        #expect(!place.exists("Archive/wiltshire/peel-2016/v2"))
        let edited = PeelReport(effectiveness: "good", insertion: "now ")
        server.answer { _ in Self.page(edited) }
        let line = try await place.line("CHANGED wiltshire peel 2016 v1→v2 [high]")
        #expect(line.contains("effectiveness: requires improvement → good (better)") && line.contains("“now”"))
        try place.drop(edited.text, as: "the same.txt")
        try await place.line("nothing new for wiltshire peel 2016 v2: the same.txt")
        #expect(try await place.stop() == 0)
        #expect(try place.events().count == 2)
    }

    /// What may go wrong with an address that has been well.
    enum Trouble: String, CaseIterable, Sendable {
        case notFound, forbidden, serverError, silence, refusal, tooLarge, errorPage, hangUp

        var answer: LoopbackServer.Response {
            switch self {
            case .notFound: .init(404, text: "gone")
            case .forbidden: .init(403, text: "no")
            case .serverError: .init(500, text: "oh")
            case .silence: .init(manner: .silence)
            case .tooLarge:
                .init(headers: ["Content-Type": "text/html"], text: String(repeating: "long ", count: 20_000))
            case .errorPage:
                .init(
                    headers: ["Content-Type": "text/html"],
                    text: "<html><head><title>Page not found</title></head><body><h1>Page not found</h1></body></html>")
            case .hangUp, .refusal: .init(manner: .hangUp)
            }
        }

        /// What the log calls it.
        var words: String {
            switch self {
            case .notFound: "not-found"
            case .forbidden: "forbidden"
            case .serverError: "server-error"
            case .silence: "timed-out"
            case .refusal: "refused"
            case .tooLarge: "too-large"
            case .errorPage: "Page not found"
            case .hangUp: "page"
            }
        }
    }

    @Test(arguments: Trouble.allCases)
    func `trouble with an address is named once, makes no version, and passes`(_ trouble: Trouble) async throws {
        let server = try LoopbackServer { _ in Self.page() }
        let http: JSON = trouble == .silence ? ["timeout": "PT3S"] : ["maxBytes": 65536]
        let place = try Self.installation(at: server.url("/peel/wiltshire/"), http: http)
        try await place.start()
        try await place.line("NEW wiltshire")
        if trouble == .refusal { server.stop() } else { server.answer { _ in trouble.answer } }
        try await place.line("SOURCE FAILING", trouble.words)
        try await until("a second failure") { () async throws -> Bool? in
            let failures = try await self.state(place)["failures"]?.number ?? 0
            return failures >= 2 ? true : nil
        }
        // A server that goes away may first break off a connection it had taken: another trouble, told by its own line.
        let told = place.log.filter { trouble != .refusal || !$0.contains("SOURCE FAILING") || $0.contains("refused") }
        #expect(told.count == 3, "\(place.log)")
        #expect(try await state(place)["state"] != "healthy")
        let other: LoopbackServer?
        if trouble == .refusal {
            other = try LoopbackServer(port: server.port) { _ in Self.page() }
        } else {
            other = nil
            server.answer { _ in Self.page() }
        }
        try await place.line("SOURCE RECOVERED")
        #expect(try await state(place)["state"] == "healthy")
        try place.drop(PeelReport(shortName: "Surrey", force: "Surrey Police").text)
        try await place.line("NEW surrey peel 2016 v1")
        // Asked while it runs: an answer that came in the moment of the stop is claimed, and rightly stays for the next start.
        try await until("a work area with nothing left in it") {
            place.names(in: "State/work").isEmpty ? true : nil
        }
        #expect(try await place.stop() == 0)
        other?.stop()
        #expect(place.names(in: "Archive/wiltshire/peel-2016").filter { $0.hasPrefix("v") } == ["v1"])
    }

    @Test func `an address that was never well is named once, and the daemon goes on`() async throws {
        let server = try LoopbackServer { _ in LoopbackServer.Response(404) }
        let place = try Self.installation(at: server.url("/nowhere"))
        try await place.start()
        try await place.line("SOURCE FAILING", "not-found")
        try place.drop(PeelReport().text)
        try await place.line("NEW wiltshire peel 2016 v1")
        try await until("a second request") { server.requests.count >= 2 ? true : nil }
        #expect(try await place.stop() == 0)
        #expect(place.log.filter { $0.contains("SOURCE") }.count == 1, "\(place.log)")
    }

    // The page in another layout: a picture that says nothing stands for each grade, and the headings are gone.
    private static func pictured(_ report: PeelReport) -> LoopbackServer.Response {
        let text = report.page().replacing(#/\b(good|requires improvement)\b/#, with: "<img src=\"grade.svg\">")
        return LoopbackServer.Response(headers: ["Content-Type": "text/html; charset=utf-8"], text: text)
    }

    @Test func `a layout that hides the grades is told once, removes none, and gives them back in silence`()
        async throws
    {
        let edited = PeelReport(insertion: "now ")
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Self.installation(at: server.url("/peel/wiltshire/"))
        try await place.start()
        try await place.line("NEW wiltshire peel 2016 v1")
        server.answer { _ in Self.pictured(edited) }
        try await place.line("SOURCE DRIFTED wiltshire peel 2016", "can no longer be read: judgments")
        try await place.line("CHANGED wiltshire peel 2016 v1→v2")
        server.answer { _ in Self.page(PeelReport(effectiveness: "good", insertion: "now ")) }
        try await place.line("CHANGED wiltshire peel 2016 v2→v3", "effectiveness: requires improvement → good (better)")
        #expect(try await place.stop() == 0)
        #expect(place.log.filter { $0.contains("DRIFTED") }.count == 1, "\(place.log)")
        #expect(!place.log.contains { $0.contains("(removed)") || $0.contains("(new)") }, "\(place.log)")
        let change = try place.json("Archive/wiltshire/peel-2016/v2/content/change.json")
        #expect(change["data"]?["unread"]?.items.contains { $0["path"] == "/judgments/efficiency" } == true)
        #expect(try place.json("Archive/wiltshire/peel-2016/v3/content/change.json")["data"]?["unread"] == nil)
    }

    @Test func `a page that has moved for good is told once, and once more when it is back`() async throws {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Self.installation(at: server.url("/old/"))
        try await place.start()
        try await place.line("NEW wiltshire")
        let redirect = { (status: Int, to: String) in
            { @Sendable (request: LoopbackServer.Request) in
                request.path == "/old/" ? LoopbackServer.Response(status, headers: ["Location": to]) : Self.page()
            }
        }
        server.answer(redirect(302, "/elsewhere/"))
        try await until("an answer from elsewhere") { server.requests.last?.path == "/elsewhere/" ? true : nil }
        server.answer(redirect(301, "/new/"))
        let line = try await place.line("MOVED wiltshire peel 2016", "/old/ → ")
        #expect(line.contains("/new/") && !line.contains("elsewhere"), "\(line)")
        let count = server.requests.count
        try await until("two more checks") { server.requests.count >= count + 4 ? true : nil }
        server.answer { _ in Self.page() }
        try await place.line("MOVED wiltshire peel 2016", "is at its address again")
        #expect(try await place.stop() == 0)
        let moves = try place.events().filter { $0["type"] == "reportwatch.report.moved.v1" }
        #expect(moves.count == 2 && moves[0]["data"]?["url"]?.string == server.url("/old/"))
        try place.folder.write(String(decoding: JSON.bytes(of: moves[0]), as: UTF8.self), to: "moved.json")
        try await place.expectValid(["moved.json"], against: "change")
    }

    @Test func `an address that goes on to the next report on its force is named, and both are kept`() async throws {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Self.installation(at: server.url("/peel/wiltshire/"))
        try await place.start()
        try await place.line("NEW wiltshire")
        server.answer { _ in Self.page(PeelReport(cycle: "2017", ordinal: "fourth")) }
        try await place.line("NEW wiltshire peel 2017 v1")
        let line = try await place.line("SOURCE DRIFTED wiltshire peel 2016:")
        #expect(line.contains("source page carried wiltshire peel 2016 and now shows wiltshire peel 2017"), "\(line)")
        #expect(try await place.stop() == 0)
        #expect(place.log.filter { $0.contains("DRIFTED") }.count == 1)
    }
}
