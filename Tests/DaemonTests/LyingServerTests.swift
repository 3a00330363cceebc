import Catalogue
import Foundation
import Glibc
import Intake
import Model
import Support
import Testing

@testable import Daemon

/// A server of other people's whose ETag never moves, where it lies beside the project: its own log is the referee.
@Suite("The server of the bench of changes, with an ETag that is stuck")
struct LyingServerTests {
    private static let script = SharedData.folder.map { $0 + "/bench/serve.py" }.flatMap {
        FileManager.default.fileExists(atPath: $0) ? $0 : nil
    }
    private static let python = Validators.found("python3")

    // One request as the server saw it.
    private struct Asked: Decodable {
        let path: String
        let status: Int
        let inm: String?
    }

    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static func page(_ name: String, _ month: String) -> String {
        "<title>Letter \(name)</title><h1>Letter \(name)</h1><p>We inspected the force in \(month).</p>"
    }

    /// Two pages, one with an ETag alone and one with a date too, each of which changes once.
    private func writePages() throws {
        var pages: [String] = []
        for cache in ["etag", "both"] {
            var steps: [String] = []
            for month in ["June", "July"] {
                let (name, page) = ("\(cache)-\(month).html", Self.page(cache, month))
                try folder.write(page, to: "pages/" + name)
                let digest = Digest(of: page.utf8).hex
                steps.append(#"{"body": "\#(name)", "sha256": "\#(digest)", "response": {"status": 200}}"#)
            }
            let list = steps.joined(separator: ", ")
            pages.append(#"{"url_path": "/\#(cache)/", "cache": "\#(cache)", "steps": [\#(list)]}"#)
        }
        try folder.write(#"{"seqs": [\#(pages.joined(separator: ", "))]}"#, to: "pages/manifest.json")
    }

    private func start(at port: UInt16) async throws -> Spawned {
        let server = try Spawned(
            #require(Self.python),
            [
                "-B", #require(Self.script), "--seqs", folder.file("pages"), "--port", String(port),
                "--log", folder.file("log"), "--lie", "stuck-etag",
            ])
        for _ in 1...500 {
            if case .answered = await say("__round/0", port) { return server }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CancellationError()
    }

    private func say(_ command: String, _ port: UInt16) async -> PostOutcome {
        let fetcher = Fetcher()
        defer { fetcher.close() }
        return await fetcher.post(url: "http://127.0.0.1:\(port)/\(command)", body: [], timeout: .seconds(20))
    }

    private var asked: [Asked] {
        get throws {
            try String(contentsOfFile: folder.file("log"), encoding: .utf8).split(separator: "\n").map {
                try JSON.decoded(Asked.self, from: Array($0.utf8))
            }
        }
    }

    @Test(.enabled(if: script != nil && python != nil, "../shared/bench is not here, or no Python"))
    func `its lies are found out by asking without a condition within a week, and not before`() async throws {
        try writePages()
        let port = try LoopbackServer.portForAnother()
        let server = try await start(at: port)
        defer { server.signal(SIGTERM) }
        let sources = ["etag", "both"].map {
            #"{"id": "\#($0)", "url": "http://127.0.0.1:\#(port)/\#($0)/", "every": "PT12H"}"#
        }
        let rig = try Rig(
            #"{"notify": [], "sources": [\#(sources.joined(separator: ", "))], "http": {"perHostDelay": "PT0S","#
                + #" "respectRobots": false, "allowPrivateAddresses": true}}"#)
        try await rig.pass()
        guard case .answered(204, _) = await say("__round/1", port) else {
            Issue.record("the server does not go on")
            return
        }
        for _ in 1...6 {
            rig.wait(.seconds(86_400))
            try await rig.pass()
        }
        let believed = try asked.dropFirst(2)
        #expect(believed.count == 12 && believed.allSatisfy { $0.status == 304 && $0.inm == "\"stuck\"" })
        #expect(try rig.state().count { $0.hasPrefix("version") } == 2)
        rig.wait(.seconds(2 * 86_400))
        try await rig.pass()
        let last = try asked.suffix(2)
        #expect(last.allSatisfy { $0.status == 200 && $0.inm == nil } && Set(last.map(\.path)) == ["/etag/", "/both/"])
        let runtime = try rig.run()
        defer { try? runtime.close() }
        for source in ["etag", "both"] {
            let kinds = try runtime.catalogue.observations(source: source).map(\.kind)
            #expect(kinds == [.newVersion] + Array(repeating: .unchanged304, count: 6) + [.newVersion], "\(kinds)")
        }
    }
}
