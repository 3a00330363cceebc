import Foundation
import Glibc
import Model
import Support
import Testing

/// SIGKILL in place of each system call that changes the disk, then a restart: no byte is lost, no version is missing or
/// double, and every notice is told under one id.
@Suite(.serialized, .enabled(if: Strace.works, "strace is not here or may not trace"))
struct KillSweepTests {
    private struct Point: Sendable, CustomStringConvertible {
        let call: String
        let number: Int
        var description: String { "\(call) \(number)" }
    }

    private struct Outcome: Sendable {
        let point: Point
        /// What was hit, with the thread's number of it; `nil` where the run came to its end before.
        let hit: Trace.Call?
        let violations: [String]
    }

    private let ingest: Ingest
    init() async throws { ingest = try await Ingest() }

    @Test func `a kill at any call of an ingest loses nothing and repeats nothing`() async throws {
        try await sweepKills("kill sweep", short: 6) { try ingest.lay(into: $0.folder.path) }
    }

    @Test func `a kill at any call of the restart after a kill does neither`() async throws {
        // Everything has its place in the archive, and nothing says so yet.
        let half = try await killed(at: "write", in: "Archive/ledger.jsonl")
        try await sweepKills("kill sweep of a recovery", short: 3) { try Ingest.copy(half.path, to: $0.folder.path) }
    }

    @Test func `a kill at any call of a delivery tells everything once`() async throws {
        let untold = try await killed(at: "write", in: "events.jsonl")
        try await sweepKills("kill sweep of a delivery", short: 3) { try Ingest.copy(untold.path, to: $0.folder.path) }
    }

    private func sweepKills(
        _ name: String, short: Int, _ lay: @escaping @Sendable (Installation) throws -> Void
    ) async throws {
        let points = try await points(lay)
        let tried = Ingest.points(points, short: short)
        let outcomes = try await sweep(tried, atOnce: 1) { point in try await kill(at: point, lay) }
        let hits = outcomes.filter { $0.hit?.changesDisk == true }
        // Threads take turns: now and then a number falls on a call that only reads, or on none; of few it may be most.
        #expect(
            hits.count * 2 >= tried.count || !CrashTests.isTorture, "\(hits.count) of \(tried.count) points were hit")
        for outcome in outcomes where !outcome.violations.isEmpty {
            Issue.record("killed at \(outcome.point), \(outcome.hit?.arguments ?? ""): \(outcome.violations)")
        }
        print("\(name): \(hits.count) of \(points.count) points tried")
    }

    // Every call that changes the disk, as an undisturbed run makes them: by name and by the number a thread counts.
    private func points(_ lay: (Installation) throws -> Void) async throws -> [Point] {
        let place = try Installation()
        try lay(place)
        let trace = try await trace(place, ["-e", "trace=" + Trace.changing.joined(separator: ",")])
        var seen: Set<String> = []
        let points = trace.trace.calls.filter(\.changesDisk).map { Point(call: $0.name, number: $0.number) }
            .filter { seen.insert($0.description).inserted }
        #expect(points.count > 20)
        return points
    }

    private func kill(at point: Point, _ lay: (Installation) throws -> Void) async throws -> Outcome {
        let place = try Installation()
        try lay(place)
        let run = try await trace(
            place, ["-e", "trace=" + point.call, "-e", "inject=\(point.call):signal=KILL:when=\(point.number)"])
        let hit = run.trace.calls.first { $0.name == point.call && $0.number == point.number && $0.result == nil }
        guard run.code != 0 else { return Outcome(point: point, hit: nil, violations: []) }
        let restart = try await place.run("run", "--once")
        var violations = try await ingest.violations(in: place)
        if restart.code != 0 { violations.append("the restart ended with \(restart.code): \(restart.errors)") }
        if hit == nil { violations.append("it was killed, and the trace shows no hit") }
        return Outcome(point: point, hit: hit, violations: violations)
    }

    // An installation as a kill leaves it at the first such call on a file.
    private func killed(at call: String, in file: String) async throws -> TemporaryFolder {
        let place = try Installation()
        try ingest.lay(into: place.folder.path)
        let run = try await trace(
            place, ["-P", place.folder.file(file), "-e", "trace=" + call, "-e", "inject=\(call):signal=KILL:when=1"])
        #expect(run.code != 0)
        let folder = try TemporaryFolder()
        try? FileManager.default.removeItem(atPath: place.folder.file("outside"))
        try Ingest.copy(place.folder.path, to: folder.path)
        return folder
    }

    private func trace(_ place: Installation, _ options: [String]) async throws -> (code: Int32, trace: Trace) {
        let output = place.folder.file("trace")
        let program = [Installation.program, "run", "--once", "--config", "config.json"]
        let answer = try await place.run(Strace.path, ["-f", "-y", "-o", output] + options + program)
        defer { unlink(output) }
        return (answer.code, try Trace(readingFrom: output))
    }
}
