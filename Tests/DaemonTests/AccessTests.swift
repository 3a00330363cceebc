import Archive
import Catalogue
import Foundation
import Intake
import Model
import Support
import Testing

@testable import Daemon

/// What the settings of a source add to its requests, and what they expect of its answers.
@Suite("How a source is asked and what it carries")
struct AccessTests {
    private static let page = LoopbackServer.Response(
        headers: ["Content-Type": "text/html", "ETag": "\"1\""],
        text: "<title>Letter</title><h1>Letter</h1><p>We inspected the force in June.")

    private func rig(_ source: String, http: String = "") throws -> Rig {
        try Rig(
            #"{"notify": [], "sources": [{"id": "a", "every": "PT1H", \#(source)}],"#
                + #" "http": {"perHostDelay": "PT0S", "respectRobots": false, "allowPrivateAddresses": true\#(http)}}"#)
    }

    private func settings(_ source: String) throws(SettingsProblems) -> Settings {
        let json = #"{"sources": [{"id": "a", "url": "https://example.org/", \#(source)}]}"#
        return try SettingsFile.settings(from: Array(json.utf8), at: "/etc/rw/config.json", folder: "/etc/rw")
    }

    private func problems(_ source: String) -> [String] {
        do throws(SettingsProblems) {
            _ = try settings(source)
            return []
        } catch { return error.problems.map { "\($0.location): \($0.what). \($0.remedy)" } }
    }

    @Test func `everything of it is printed and reads back the same, with references for secrets`() throws {
        let all = try settings(
            #"""
            "headers": {"Accept-Language": "cy", "X-Key": "file:key"}, "cookies": {"s": "env:S"},
            "basic": {"user": "watch", "password": "env:P"},
            "proxy": {"url": "socks5://10.0.0.1:1080", "user": "u", "password": "file:/run/p"},
            "expect": {"kind": "peel-force-assessment", "subject": "kent"}
            """#)
        #expect(all.sources[0].access.headers["X-Key"] == "file:/etc/rw/key")
        #expect(all.sources[0].access.proxy?.login?.password == "file:/run/p")
        let again = try SettingsFile.settings(from: JSON.bytes(of: all.json), at: "c", folder: "/elsewhere")
        #expect(again == all)
        let token = try settings(#""bearer": "env:T", "proxy": "http://proxy.example:3128""#)
        #expect(try SettingsFile.settings(from: JSON.bytes(of: token.json), at: "c", folder: "/e") == token)
    }

    @Test(arguments: [
        (
            #""headers": {"authorization": "env:T"}"#,
            "the header “authorization” is not set here. Use “basic” or “bearer”"
        ),
        (#""headers": {"Cookie": "a=b"}"#, "the header “Cookie” is not set here. Use “cookies”"),
        (#""headers": {"Host": "inside"}"#, "the header “Host” is the program's own"),
        (#""headers": {"If-None-Match": "*"}"#, "is the program's own"),
        (#""headers": {"X": "a\r\nHost: inside"}"#, "with this value is no header"),
        (#""headers": {"X\r\nHost": "inside"}"#, "with this value is no header"),
        (#""headers": {"X:": "1"}"#, "with this value is no header"),
        (#""headers": {"X": 1}"#, "1 is not a text in quotes"),
        (#""headers": {"X-A": "1", "x-a": "2"}"#, "the header “x-a” stands twice"),
        (#""headers": []"#, "[] is not an object in braces"),
        (#""cookies": {"s": "hunter2"}"#, #""…" is not a reference"#),
        (#""cookies": {"s;t": "env:S"}"#, "no name of a cookie"),
        (#""bearer": "hunter2""#, #""…" is not a reference"#),
        (#""basic": {"user": "a", "password": "hunter2"}"#, #""…" is not a reference"#),
        (#""basic": {"user": "a"}"#, "“password” is missing"),
        (#""basic": {"user": "a:b", "password": "env:P"}"#, "is not a name without a colon"),
        (#""basic": {"user": "a", "password": "env:P"}, "bearer": "env:T""#, "two ways of saying who asks"),
        (#""proxy": "proxy.example:3128""#, #""…" is not an address such as"#),
        (#""proxy": "http://u:hunter2@proxy.example:3128""#, #""…" is not an address such as"#),
        (#""proxy": "socks4://proxy.example:1""#, "is not an address such as"),
        (#""proxy": "http:///x:1""#, "is not an address such as"),
        (#""proxy": "http://proxy.example:1/path""#, "is not an address such as"),
        (#""expect": {"knid": "x"}"#, "there is no setting “knid”. Did you mean “kind”?"),
    ])
    func `what is wrong is told once, with what to do, and never the secret`(source: String, words: String) {
        let told = problems(source)
        #expect(told.count == 1 && told[0].contains(words), "\(told)")
        #expect(told.allSatisfy { $0.hasPrefix("sources[0].") && !$0.contains("hunter2") })
    }

    @Test func `headers, cookies and credentials reach the source's server, and nothing that is kept or said`()
        async throws
    {
        let other = try LoopbackServer { _ in Self.page }
        let elsewhere = other.url("/moved")
        let server = try LoopbackServer { request in
            request.path == "/letter" ? Self.page : .init(302, headers: ["Location": elsewhere])
        }
        let rig = try rig(
            #""url": "\#(server.url("/letter"))", "headers": {"Accept-Language": "cy", "X-Key": "file:key"},"#
                + #" "cookies": {"s": "file:cookie"}, "basic": {"user": "watch", "password": "file:password"}"#)
        let secrets = ["key": "secret-k", "cookie": "secret-c", "password": "secret-p"]
        for (name, value) in secrets { try rig.folder.write(value + "\n", to: name) }
        try await rig.pass()
        let asked = try #require(server.requests.first).headers
        #expect(asked["accept-language"] == "cy" && asked["x-key"] == "secret-k" && asked["cookie"] == "s=secret-c")
        let login = Data("watch:secret-p".utf8).base64EncodedString()
        #expect(asked["authorization"] == "Basic " + login)
        for path in rig.files("Archive").map({ "Archive/" + $0 }) + rig.files("State").map({ "State/" + $0 }) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: rig.folder.file(path)))
            for secret in secrets.values + [login] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(path) holds \(secret)")
            }
        }
        let shown = String(decoding: try JSON.bytes(of: rig.settings.json), as: UTF8.self)
        #expect(!shown.contains("secret-"))
        // Where it leads to another server, that one gets nothing.
        let led = try self.rig(
            #""url": "\#(server.url("/led"))", "bearer": "file:key", "headers": {"X-Key": "file:key"}"#)
        try led.folder.write("secret-k", to: "key")
        try await led.pass()
        #expect(server.requests.last?.headers["authorization"] == "Bearer secret-k")
        let there = try #require(other.requests.first).headers
        #expect(there["authorization"] == nil && there["x-key"] == nil)
    }

    @Test func `what a listing names has its credentials on its own server alone`() async throws {
        let other = try LoopbackServer { _ in Self.page }
        let there = other.url("/there")
        let server = try LoopbackServer { request in
            guard request.path == "/feed" else { return Self.page }
            let items = ["/here", there].map { "<item><link>\($0)</link></item>" }.joined()
            return .init(headers: ["Content-Type": "application/xml"], text: "<rss><channel>\(items)</channel></rss>")
        }
        let rig = try rig(
            #""listing": "\#(server.url("/feed"))", "bearer": "file:key", "follow": {"hosts": "127.0.0.1:\#(other.port)"}"#
        )
        try rig.folder.write("t1", to: "key")
        try await rig.pass()
        #expect(server.requests.map(\.path) == ["/feed", "/here"])
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer t1" })
        #expect(other.requests.count == 1 && other.requests[0].headers["authorization"] == nil)
    }

    @Test func `robots dot txt is asked for without credentials`() async throws {
        let server = try LoopbackServer { $0.path == "/robots.txt" ? .init(404) : Self.page }
        let rig = try rig(#""url": "\#(server.url("/letter"))", "bearer": "file:key", "respectRobots": true"#)
        try rig.folder.write("t1", to: "key")
        try await rig.pass()
        #expect(server.requests.map(\.path) == ["/robots.txt", "/letter"])
        #expect(server.requests.map { $0.headers["authorization"] } == [nil, "Bearer t1"])
    }

    @Test func `a secret that is not there stops the start, and is named by its reference`() throws {
        let rig = try rig(#""url": "https://example.org/", "bearer": "file:nowhere""#)
        let problem = #expect(throws: Problem.self) { try rig.run() }
        #expect(problem?.code == .settingsInvalid && problem?.what.contains("nowhere of source a") == true)
        try rig.folder.write("two\nlines", to: "nowhere")
        let unfit = #expect(throws: Problem.self) { try rig.run() }
        #expect(unfit?.what == "a secret of source a holds what no header can")
    }

    @Test(arguments: [
        (
            #"{"kind": "peel-force-assessment"}"#,
            "the settings expect the kind peel-force-assessment, and this is document"
        ),
        (#"{"subject": "kent"}"#, "the settings expect a report on kent, and this is on no known body"),
    ])
    func `what is something else than expected is refused and no version`(expect: String, words: String) async throws {
        let server = try LoopbackServer { _ in Self.page }
        let rig = try rig(#""url": "\#(server.url("/letter"))", "expect": \#(expect)"#)
        let runtime = try rig.run()
        await runtime.runOnce()
        let refusal = try #require(try runtime.catalogue.lastRefusal(source: "a"))
        #expect(refusal.reason == "wrong-document" && refusal.detail == words)
        #expect(try runtime.catalogue.source("a")?.state == .degraded)
        #expect(try runtime.stages.store.reports().isEmpty)
        try runtime.close()
    }

    @Test func `what is as expected is a version`() async throws {
        let server = try LoopbackServer { _ in Self.page }
        let rig = try rig(#""url": "\#(server.url("/letter"))", "expect": {"kind": "document"}"#)
        try await rig.pass()
        #expect(try rig.state().count { $0.hasPrefix("version") } == 1)
    }

    @Test func `a server that says not modified for ever is found out within a week`() async throws {
        let server = try LoopbackServer { $0.headers["if-none-match"] == nil ? Self.page : .init(304) }
        let rig = try rig(#""url": "\#(server.url("/letter"))""#)
        try await rig.pass()
        server.answer { request in
            request.headers["if-none-match"] == nil
                ? .init(
                    headers: ["ETag": "\"1\"", "Content-Type": "text/html"],
                    text: "<title>Letter</title><h1>Letter</h1><p>We inspected the force in July.")
                : .init(304)
        }
        for _ in 1...6 {
            rig.wait(.seconds(86_400))
            try await rig.pass()
        }
        #expect(try rig.state().count { $0.hasPrefix("version") } == 1)
        #expect(server.requests.dropFirst().allSatisfy { $0.headers["if-none-match"] == "\"1\"" })
        rig.wait(.seconds(86_400))
        try await rig.pass()
        #expect(server.requests.last?.headers["if-none-match"] == nil)
        #expect(try rig.state().count { $0.hasPrefix("version") } == 2)
    }

    @Test(arguments: [403, 401, 451])
    func `where a server bars the way, the ways that are open are told`(status: Int) async throws {
        let server = try LoopbackServer { _ in .init(status) }
        let rig = try rig(#""url": "\#(server.url("/letter"))""#)
        let runtime = try rig.run()
        await runtime.runOnce()
        let problem = try #require(try runtime.catalogue.source("a")?.lastProblem)
        let event = try #require(try runtime.catalogue.events().last)
        #expect(event.type == .sourceFailing)
        #expect(problem.contains("answered \(status)") && problem.contains("inbox"), "\(problem)")
        #expect(problem.contains("web archive"), "\(problem)")
        try runtime.close()
    }
}
