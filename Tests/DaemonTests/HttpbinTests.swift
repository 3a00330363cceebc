import Catalogue
import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// Whole polls against a server of other people's that does what it is asked for.
@Suite(
    "A real httpbin, polled",
    .enabled(if: Httpbin.isInstalled, "httpbin is not installed (make install-validators)"))
struct HttpbinTests {
    private func rig(_ path: String, _ source: String = "", http: String = "") async throws -> Rig {
        let url = try await Httpbin.shared.value.url(path)
        return try Rig(
            #"{"notify": [], "sources": [{"id": "a", "every": "PT1H", "url": "\#(url)"\#(source)}],"#
                + #" "http": {"perHostDelay": "PT0S", "allowPrivateAddresses": true\#(http)}}"#)
    }

    /// What a poll came to: the source as it then stands, and the last check of it.
    private struct Poll {
        let state: SourceState
        let last: Observation
        let versions: Int
    }

    private func poll(_ rig: Rig) async throws -> Poll {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        await runtime.runOnce()
        return Poll(
            state: try #require(try runtime.catalogue.source("a")),
            last: try #require(try runtime.catalogue.observations(source: "a").first),
            versions: try runtime.catalogue.allVersions().count)
    }

    private func poll(_ path: String, _ source: String = "", http: String = "") async throws -> Poll {
        try await poll(try await rig(path, source, http: http))
    }

    @Test(arguments: [
        (401, "unauthorized", SourceState.State.blocked), (403, "forbidden", .blocked), (404, "not-found", .failing),
        (410, "gone", .failing), (418, "unexpected-status", .degraded), (429, "too-many-requests", .blocked),
        (500, "server-error", .failing), (503, "server-error", .failing),
    ])
    func `a status that is no success is told by its name and is no version`(
        status: Int, code: String, state: SourceState.State
    ) async throws {
        let poll = try await poll("/status/\(status)")
        #expect(poll.last.kind == .failed && poll.last.reason == code && poll.last.status == status)
        #expect(poll.state.state == state && poll.versions == 0)
    }

    @Test func `a success that names a time to wait keeps nobody away`() async throws {
        let rig = try await rig("/response-headers?Retry-After=36000")
        for count in 1...2 {
            #expect(try await poll(rig).last.status == 200)
            rig.wait(.seconds(7200))
            let runtime = try rig.run()
            #expect(try runtime.catalogue.observations(source: "a").count == count)
            try runtime.close()
        }
    }

    @Test(arguments: ["/json", "/image/png", "/gzip"])
    func `what is no document is refused and no version`(path: String) async throws {
        let poll = try await poll(path)
        #expect(poll.last.kind == .refused && poll.last.reason == "wrong-type" && poll.versions == 0)
        #expect(poll.state.state == .degraded)
    }

    @Test func `a page that is no report of the kind that is expected is refused and no version`() async throws {
        let poll = try await poll("/html", #", "expect": {"kind": "peel-force-assessment"}"#)
        #expect(poll.last.kind == .refused && poll.last.reason == "wrong-document" && poll.versions == 0)
    }

    @Test func `an empty page is refused and no version`() async throws {
        let poll = try await poll("/status/200")
        #expect(poll.last.reason == "empty-body" && poll.versions == 0)
    }

    @Test func `a page of every alphabet is kept letter by letter, and the second look says nothing`() async throws {
        let rig = try await rig("/encoding/utf8")
        #expect(try await poll(rig).versions == 1)
        let text = try #require(try rig.state().first { $0.hasPrefix("version") })
        for words in [
            "∮ E⋅da = Q", "Οὐχὶ ταὐτὰ", "გთხოვთ", "Зарегистрируйтесь", "๏ แผ่นดินฮั่น", "ሰማይ", "ᚻᛖ ᚳᚹᚫᚦ", "コンニチハ",
        ]
        where !text.contains(words) {
            Issue.record("“\(words)” is lost")
        }
        rig.wait(.seconds(7200))
        let again = try await poll(rig)
        #expect(again.last.kind == .sameBytes && again.versions == 1)
    }

    @Test func `a page behind a permanent redirect is kept with the step that led to it`() async throws {
        let rig = try await rig("/redirect-to?url=/html&status_code=301")
        #expect(try await poll(rig).versions == 1)
        let path = try #require(rig.files("Archive").first { $0.hasSuffix("source/exchange.json") })
        let exchange = try JSON.decoded(Exchange.self, from: Array(try rig.text("Archive/" + path).utf8))
        let there = try await Httpbin.shared.value.url("/html")
        #expect(exchange.finalURL == there && exchange.movedTo == there)
        #expect(exchange.redirects?.map(\.status) == [301] && exchange.redirects?.map(\.location) == ["/html"])
    }

    @Test(arguments: [("/redirect/6", "too-many-redirects"), ("/redirect-to?url=%23again", "redirect-loop")])
    func `a way without an end is a failure with its name`(path: String, code: String) async throws {
        let poll = try await poll(path)
        #expect(poll.last.reason == code && poll.state.state == .degraded && poll.versions == 0)
    }

    @Test(arguments: [
        ("/basic-auth/watch/t1", #""basic": {"user": "watch", "password": "file:secret"}"#, "unauthorized"),
        ("/hidden-basic-auth/watch/t1", #""basic": {"user": "watch", "password": "file:secret"}"#, "not-found"),
        ("/bearer", #""bearer": "file:secret""#, "unauthorized"),
    ])
    func `credentials by reference open what is barred without them`(
        path: String, source: String, code: String
    ) async throws {
        #expect(try await poll(path).last.reason == code)
        let rig = try await rig(path, ", " + source)
        try rig.folder.write("t1\n", to: "secret")
        let opened = try await poll(rig).last
        // What it then says is an answer in JSON, which is no document.
        #expect(opened.status == 200 && opened.reason == "wrong-type")
        if path != "/bearer" {
            try rig.folder.write("another\n", to: "secret")
            rig.wait(.seconds(7200))
            #expect(try await poll(rig).last.reason == code)
        }
    }

    @Test func `its robots.txt is obeyed`() async throws {
        let barred = try await poll("/deny")
        #expect(barred.state.state == .blocked && barred.state.code == "robots-disallowed" && barred.versions == 0)
        #expect(barred.state.lastProblem?.contains("Disallow: /deny") == true)
    }

    @Test func `a body over the limit and one that takes too long are failures with their names`() async throws {
        let large = try await poll("/bytes/100000", http: #", "maxBytes": 50000"#)
        #expect(large.last.reason == "too-large" && large.versions == 0)
        let slow = try await poll("/delay/10", http: #", "timeout": "PT0.3S", "respectRobots": false"#)
        #expect(slow.last.reason == "timed-out" && slow.versions == 0)
        let drip = try await poll(
            "/drip?duration=10&numbytes=10", http: #", "timeout": "PT0.3S", "respectRobots": false"#)
        #expect(drip.last.reason == "timed-out" && drip.versions == 0)
    }
}
