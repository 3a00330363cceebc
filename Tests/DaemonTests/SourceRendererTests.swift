import Catalogue
import Foundation
import Glibc
import Intake
import Model
import Support
import Testing

@testable import Daemon

/// A source that needs a browser, through the whole pipeline: a script stands in its place, and notes what it was given.
@Suite("Sources with a renderer")
struct SourceRendererTests {
    private static let shell = LoopbackServer.Response(
        headers: ["Content-Type": "text/html", "ETag": "\"shell\""],
        text: "<title>Letter</title><div id=app></div><script src=app.js></script>")

    private let tools: TemporaryFolder

    init() throws { tools = try TemporaryFolder() }

    private func rig(_ server: LoopbackServer, _ script: String) throws -> Rig {
        let program = tools.file("render.sh")
        try tools.write("#!/bin/sh\necho \"$1\" >> \(tools.file("asked"))\n" + script, to: "render.sh")
        chmod(program, 0o755)
        return try Rig(
            #"{"notify": [], "sources": [{"id": "a", "url": "\#(server.url("/a"))", "every": "PT1H","#
                + #" "renderer": {"command": ["\#(program)", "{url}"]}}],"#
                + #" "http": {"perHostDelay": "PT0.02S", "allowPrivateAddresses": true}}"#)
    }

    // What the program was started with; that it was asked for its version aside.
    private var asked: [String] {
        let text = try? String(contentsOfFile: tools.file("asked"), encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init).filter { $0 != "--version" }
    }

    private static let page = #"echo "<title>Letter</title><h1>Letter</h1><p>We inspected the force in June.""#

    @Test(.timeLimit(.minutes(5))) func `what it makes of the page is archived, with who made it`() async throws {
        let server = try LoopbackServer { $0.path == "/robots.txt" ? .init(404) : Self.shell }
        let rig = try rig(server, Self.page)
        for _ in 0..<2 {
            try await rig.pass()
            rig.wait(.seconds(7200))
        }
        #expect(asked == [server.url("/a"), server.url("/a")])
        // The page itself is asked each time, and without conditions: what scripts make of it changes without it.
        #expect(server.requests.map(\.path) == ["/robots.txt", "/a", "/a"])
        #expect(server.requests.allSatisfy { $0.headers["if-none-match"] == nil })
        let files = rig.files("Archive")
        let kept = try #require(files.first { $0.hasSuffix("exchange.json") })
        let exchange = try rig.text("Archive/" + kept)
        #expect(exchange.contains(#""rendered""#) && exchange.contains("render.sh"))
        let text = try #require(files.first { $0.hasSuffix("text.txt") })
        #expect(try rig.text("Archive/" + text).contains("We inspected the force in June."))
        #expect(try rig.state().filter { $0.hasPrefix("version") }.count == 1)
        rig.expectRest()
    }

    @Test(.timeLimit(.minutes(5)), arguments: [403, 404, 429, 503])
    func `what is not answered well, or barred, is not rendered`(status: Int) async throws {
        let server = try LoopbackServer { request in
            if request.path == "/robots.txt" {
                return status == 403 ? .init(text: "User-agent: *\nDisallow: /a") : .init(404)
            }
            return .init(status, headers: ["Retry-After": "3600"], text: "no")
        }
        let rig = try rig(server, Self.page)
        try await rig.pass()
        #expect(asked.isEmpty)
        #expect(server.requests.map(\.path) == (status == 403 ? ["/robots.txt"] : ["/robots.txt", "/a"]))
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("exit 1", "render-failed"), ("true", "render-failed"),
            (
                #"echo "<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x.js></script>""#,
                "bot-wall"
            ),
            (#"echo "<title>Page not found</title><h1>Page not found</h1>""#, "soft-not-found"),
            (#"echo "<div id=app></div>""#, "empty-body"),
        ])
    func `its output is judged as any other, and its failure is none of the page's`(script: String, code: String)
        async throws
    {
        let server = try LoopbackServer { $0.path == "/robots.txt" ? .init(404) : Self.shell }
        let rig = try rig(server, script)
        try await rig.pass()
        let runtime = try rig.run()
        let state = try #require(try runtime.catalogue.source("a"))
        #expect(state.lastProblem?.hasPrefix(code + ":") == true, "\(state.lastProblem ?? "-")")
        #expect(try runtime.catalogue.allVersions().isEmpty)
        try runtime.close()
    }

    @Test func `settings that are wrong are told`() {
        for (text, words) in [
            (#"{"id": "a", "url": "https://e.org/", "renderer": ["chromium"]}"#, "sources[0].renderer"),
            (#"{"id": "a", "url": "https://e.org/", "renderer": {"command": []}}"#, "sources[0].renderer.command"),
            (#"{"id": "a", "url": "https://e.org/", "renderer": {}}"#, "sources[0].renderer.command"),
            (#"{"id": "a", "listing": "https://e.org/", "renderer": {"command": ["x"]}}"#, "a listing"),
            (
                #"{"id": "a", "url": "https://e.org/", "proxy": "socks5://p:1", "renderer": {"command": ["x"]}}"#,
                "proxy"
            ),
            (#"{"id": "a", "url": "https://e.org/", "proxy": "socks5h://p:1"}"#, "names are looked up"),
        ] {
            do throws(SettingsProblems) {
                _ = try SettingsFile.settings(
                    from: Array(#"{"sources": [\#(text)]}"#.utf8), at: "config.json", folder: "/tmp")
                Issue.record("\(text) is taken")
            } catch {
                #expect(error.problems.contains { "\($0)".contains(words) }, "\(error.problems)")
            }
        }
    }
}
