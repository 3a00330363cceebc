import Foundation
import Glibc
import Model
import Support
import Testing

/// A server of others that misbehaves in many ways, where it lies beside the project: its own log is the referee.
@Suite("The server of the bench of changes")
struct SharedServerTests {
    private static let bench = SharedData.folder.map { $0 + "/bench" }
    private static let isThere =
        bench.map { FileManager.default.fileExists(atPath: $0 + "/serve.py") } ?? false && python != nil
    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    // One request as the server saw it.
    private struct Asked: Decodable {
        let t0: Double
        let path: String
        let status: Int
        let inflight: Int
    }

    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func run(_ script: String, _ arguments: [String]) throws -> Child {
        let python = try #require(Self.python)
        let path = (Self.bench ?? "") + "/" + script
        return try Child(
            python, ["-B", path] + arguments, in: folder.path, output: folder.file(script + ".out"),
            errors: folder.file(script + ".err"))
    }

    private var asked: [Asked] {
        get throws {
            guard FileManager.default.fileExists(atPath: folder.file("log")) else { return [] }
            return try String(contentsOfFile: folder.file("log"), encoding: .utf8).split(separator: "\n").map {
                try JSON.decoded(Asked.self, from: Array($0.utf8))
            }
        }
    }

    private func say(_ command: String, _ port: UInt16) async throws {
        let answer = try await Tool.run("/usr/bin/curl", ["-sS", "-X", "POST", "http://127.0.0.1:\(port)/\(command)"])
        #expect(answer.code == 0, "\(answer.output)")
    }

    @Test(
        .enabled(if: isThere, "../shared/bench is not here, or no Python"), .timeLimit(.minutes(5)))
    func `its faults stop nothing, and no request comes before the time that it asked for, over restarts`() async throws
    {
        #expect(try await run("mutate.py", ["--out", folder.file("seqs"), "--seqs", "4"]).ended() == 0)
        let port = try LoopbackServer.portForAnother()
        let server = try run(
            "serve.py", ["--seqs", folder.file("seqs"), "--port", String(port), "--log", folder.file("log")])
        defer { server.signal(SIGKILL) }
        let urls = try await until("the server") {
            let answer = try await Tool.run("/usr/bin/curl", ["-sS", "http://127.0.0.1:\(port)/__urls"])
            return answer.code == 0 ? answer.output.split(separator: "\n").map(String.init) : nil
        }
        let place = try Installation([
            "http": ["respectRobots": true, "maxBytes": 4_194_304],
            "sources": .array(
                urls.enumerated().map { ["id": .string("page-\($0)"), "url": .string($1), "every": "PT24H"] }),
        ])
        for round in [0, 3, 7, 11, 15] {
            try await say("__round/\(round)", port)
            let polled = try await place.run("poll", "--wait")
            #expect(polled.code == 0, "\(polled.output)\(polled.errors)")
        }
        let before = try asked
        #expect(before.first?.path == "/robots.txt" && before.filter { $0.path == "/robots.txt" }.count == 1)
        #expect(before.count > 5 * urls.count)
        #expect(before.allSatisfy { $0.inflight == 1 })
        // What its robots.txt asks for. The server notes a request a moment after it was made.
        let pauses = zip(before, before.dropFirst()).map { $1.t0 - $0.t0 }
        #expect((pauses.min() ?? 0) > 0.9)
        try await say("__deny/429/30", port)
        // Each time another process.
        for _ in 0..<3 { #expect(try await place.run("poll", "--wait").code == 0) }
        try await say("__deny/0/0", port)
        #expect(try await place.run("poll", "--wait").code == 0)
        let denied = try asked.dropFirst(before.count)
        #expect(denied.map(\.status) == [429])
        let verified = try await place.run("verify", "--all")
        #expect(verified.code == 0 && place.names(in: "State/work") == [], "\(verified.output)\(verified.errors)")
    }
}
