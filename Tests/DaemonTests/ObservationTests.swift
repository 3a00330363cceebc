import Catalogue
import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// What is written down of each check, whatever it came to.
@Suite("Every check is an observation")
struct ObservationTests {
    private typealias Response = LoopbackServer.Response
    private static let html = ["Content-Type": "text/html", "ETag": "\"1\""]
    private static let letter = "<title>Letter</title><h1>Letter</h1><p>We inspected the force in June."
    /// So long each answer takes, at the least.
    private static let delay = 40

    private static func answer(
        _ status: Int = 200, _ headers: [String: String] = html, _ text: String = letter,
        manner: Response.Manner = .proper
    ) -> Response {
        Response(status, headers: headers, body: Array(text.utf8), delay: .milliseconds(delay), manner: manner)
    }

    private func rig(_ source: String) throws -> Rig {
        try Rig(
            #"{"notify": [], "sources": [{"id": "a", "every": "PT1H", \#(source)}],"#
                + #" "http": {"perHostDelay": "PT0S", "respectRobots": false, "allowPrivateAddresses": true}}"#)
    }

    /// Checks the source, and gives what was observed then.
    private func observed(_ rig: Rig) async throws -> Observation {
        rig.wait(.seconds(7200))
        let runtime = try rig.run()
        defer { try? runtime.close() }
        await runtime.runOnce()
        return try #require(try runtime.catalogue.observations(source: "a").first)
    }

    @Test func `of a version, of the same again and of no change its status, digest and duration are kept`()
        async throws
    {
        let server = try LoopbackServer { _ in Self.answer() }
        let rig = try rig(#""url": "\#(server.url("/letter"))""#)
        let digest = Digest(of: Self.letter.utf8)
        for (kind, status) in [(Observation.Kind.newVersion, 200), (.sameBytes, 200), (.unchanged304, 304)] {
            if status == 304 { server.answer { _ in Self.answer(304) } }
            let check = try await observed(rig)
            #expect(check.kind == kind && check.status == status && check.digest == digest, "\(check)")
            #expect(check.milliseconds.map { $0 >= Self.delay } == true, "\(check)")
        }
    }

    @Test(arguments: [
        (answer(404, [:], "no such page"), 404, "no such page"), (answer(503, [:], ""), 503, nil),
        (
            answer(200, html, "<title>Page not found</title><h1>Page not found</h1>"), 200,
            "<title>Page not found</title><h1>Page not found</h1>"
        ),
        (answer(manner: .shortBy(7)), 200, nil), (answer(302, ["Location": "/letter"], "go on"), 302, "go on"),
    ])
    func `so are those of what is no report, with the digest of what came whole`(
        answer: LoopbackServer.Response, status: Int, body: String?
    ) async throws {
        let server = try LoopbackServer { _ in answer }
        let check = try await observed(try rig(#""url": "\#(server.url("/letter"))""#))
        #expect(check.reason != nil && check.status == status, "\(check)")
        #expect(check.digest == body.map { Digest(of: $0.utf8) }, "\(check)")
        #expect(check.milliseconds.map { $0 >= Self.delay } == true, "\(check)")
    }

    @Test func `where nobody answers there is a duration, and where nobody was asked there is none`() async throws {
        let server = try LoopbackServer { request in
            Response(text: request.path == "/robots.txt" ? "User-agent: *\nDisallow: /letter" : Self.letter)
        }
        let url = server.url("/letter")
        let barred = try await observed(try rig(#""url": "\#(url)", "respectRobots": true"#))
        #expect(barred.reason == "robots-disallowed" && barred.milliseconds == nil && barred.status == nil)
        let refused = try await observed(try rig(#""url": "http://127.0.0.1:1024/letter""#))
        #expect(refused.reason == "refused" && refused.milliseconds != nil)
        #expect(refused.status == nil && refused.digest == nil)
    }

    @Test func `redirects and the pages of a listing count together`() async throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/old": Self.answer(301, ["Location": "/letter"])
            case "/list": Self.answer(200, Self.html, "<a rel=next href=/list2>next</a><a href=/reports/1>One</a>")
            case "/list2": Self.answer(200, Self.html, "<title>Two</title><a href=/reports/2>Two</a>")
            default: Self.answer()
            }
        }
        let moved = try await observed(try rig(#""url": "\#(server.url("/old"))""#))
        #expect(moved.milliseconds.map { $0 >= 2 * Self.delay } == true, "\(moved)")
        let listed = try await observed(
            try rig(#""listing": "\#(server.url("/list"))", "follow": {"match": "/reports/*"}"#))
        #expect(listed.status == 200 && listed.digest != nil && listed.reason == nil, "\(listed)")
        #expect(server.requests.contains { $0.path == "/list2" })
        #expect(listed.milliseconds.map { $0 >= 2 * Self.delay } == true, "\(listed)")
    }

    @Test func `the duration stands with the exchange and not in the record`() async throws {
        let server = try LoopbackServer { _ in Self.answer() }
        let rig = try rig(#""url": "\#(server.url("/letter"))""#)
        _ = try await observed(rig)
        let files = rig.files("Archive")
        let exchange = try #require(files.first { $0.hasSuffix("source/exchange.json") })
        let record = try #require(files.first { $0.hasSuffix("record.json") })
        #expect(try rig.text("Archive/" + exchange).contains("\"milliseconds\""))
        #expect(try !rig.text("Archive/" + record).contains("milliseconds"))
    }
}
