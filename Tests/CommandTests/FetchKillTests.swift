import Foundation
import Glibc
import Model
import Support
import Synchronization
import Testing

/// SIGKILL while an answer is on its way from the wire to the archive, then a restart: the version and the exchange that brought it
/// are of one answer, and nothing lies about.
@Suite(.serialized, .enabled(if: Strace.works, "strace is not here or may not trace"))
struct FetchKillTests {
    private struct Point: Sendable, Hashable {
        let call: String
        let number: Int
    }

    // No two answers are the same.
    private static func server() throws -> LoopbackServer {
        let count = Counter()
        return try LoopbackServer { _ in
            .init(
                headers: ["Content-Type": "text/html"],
                text: "<title>Letter</title><h1>Letter</h1><p>We inspected the force for the \(count.next())th time.")
        }
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        func next() -> Int {
            value.withLock {
                $0 += 1
                return $0
            }
        }
    }

    private func place(_ server: LoopbackServer) throws -> Installation {
        try Installation(["sources": [["id": "letter", "url": .string(server.url("/letter")), "every": "PT6H"]]])
    }

    @Test func `a kill at any call between the answer and its version leaves both of one answer`() async throws {
        let server = try Self.server()
        let points = try await points(server)
        #expect(points.count > 6)
        var hits = 0
        for point in Ingest.points(points, short: 8) where try await isHit(point, server) { hits += 1 }
        #expect(hits > 0)
    }

    // What an undisturbed run does with the answer's folder, and with the catalogue from then on.
    private func points(_ server: LoopbackServer) async throws -> [Point] {
        let trace = try await trace(place(server), ["-e", "trace=" + Trace.changing.joined(separator: ",")])
        let calls = trace.trace.calls.filter(\.changesDisk).drop { !$0.arguments.contains("State/work/fetch-") }
        var seen: Set<Point> = []
        return calls.map { Point(call: $0.name, number: $0.number) }.filter { seen.insert($0).inserted }
    }

    private func isHit(_ point: Point, _ server: LoopbackServer) async throws -> Bool {
        let place = try place(server)
        let injection = "inject=\(point.call):signal=KILL:when=\(point.number)"
        let run = try await trace(place, ["-e", "trace=" + point.call, "-e", injection])
        guard run.code != 0 else { return false }
        let restart = try await place.run("run", "--once")
        #expect(restart.code == 0, "\(point): \(restart.errors)")
        #expect(place.names(in: "State/work") == [], "\(point)")
        let files = FileManager.default.enumerator(atPath: place.archive)?.compactMap { $0 as? String } ?? []
        let versions = files.filter { $0.hasSuffix("/source/page.html") }
        #expect(!versions.isEmpty, "\(point)")
        for page in versions {
            let archive = page.replacing("page.html", with: "exchange.warc.gz")
            let kept = try await Tool.run("/usr/bin/gzip", ["-dc", place.folder.file("Archive/" + archive)])
            let text = String(decoding: try place.bytes("Archive/" + page), as: UTF8.self)
            #expect(kept.code == 0 && kept.output.contains(text), "\(point): \(page)")
        }
        let verified = try await place.run("verify", "--all")
        #expect(verified.code == 0, "\(point): \(verified.output)\(verified.errors)")
        return true
    }

    private func trace(_ place: Installation, _ options: [String]) async throws -> (code: Int32, trace: Trace) {
        let output = place.folder.file("trace")
        let program = [Installation.program, "run", "--once", "--config", "config.json"]
        let answer = try await place.run(Strace.path, ["-f", "-y", "-o", output] + options + program)
        defer { unlink(output) }
        return (answer.code, try Trace(readingFrom: output))
    }

    @Test func `an answer that was claimed is not asked for again after a kill`() async throws {
        let server = try Self.server()
        let place = try place(server)
        let run = try await trace(
            place,
            [
                "-P", place.folder.file("Archive/ledger.jsonl"), "-e", "trace=write", "-e",
                "inject=write:signal=KILL:when=1",
            ])
        #expect(run.code != 0 && server.requests.count == 1)
        #expect(try await place.run("run", "--once").code == 0)
        #expect(try await place.run("run", "--once").code == 0)
        #expect(server.requests.count == 1)
        #expect(try await place.run("verify", "--all").code == 0)
    }
}
