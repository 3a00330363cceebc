import Foundation
import Glibc
import Model
import Support
import Testing

/// An error of the disk in place of each system call that changes it, under a running daemon: it lives, it says so, and it
/// finishes when the fault has passed, without a restart.
@Suite(.serialized, .enabled(if: Strace.works, "strace is not here or may not trace"))
struct ErrorSweepTests {
    private struct Point: Sendable, CustomStringConvertible {
        let call: String
        let number: Int
        let error: String
        /// Whether every later call fails as well, until the fault is taken away.
        let lasts: Bool
        var description: String { "\(call) \(number)\(lasts ? " and all later ones" : "") with \(error)" }
    }

    private let ingest: Ingest
    init() async throws { ingest = try await Ingest() }

    @Test(.timeLimit(.minutes(240)))
    func `an error at any call is said and outlived`() async throws {
        let points = try await points()
        let tried = Ingest.points(points, short: 4)
        let outcomes = try await sweep(tried, atOnce: 2) { point in try await disturb(at: point) }
        let hits = outcomes.filter(\.isHit).count
        #expect(hits * 2 >= tried.count || !CrashTests.isTorture, "\(hits) of \(tried.count) points were hit")
        for outcome in outcomes where !outcome.violations.isEmpty {
            Issue.record("\(outcome.point): \(outcome.violations)")
        }
        print("error sweep: \(hits) of \(points.count) points tried")
    }

    private func points() async throws -> [Point] {
        let place = try Installation()
        try ingest.lay(into: place.folder.path)
        let output = place.folder.file("trace")
        let options = ["-f", "-y", "-o", output, "-e", "trace=" + Trace.changing.joined(separator: ",")]
        _ = try await place.run(Strace.path, options + [Installation.program, "run", "--once"])
        var counts: [String: Int] = [:]
        for call in try Trace(readingFrom: output).calls where call.changesDisk { counts[call.name, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.flatMap { call, count in
            (1...count).flatMap { number in
                ["EIO", "ENOSPC", "EDQUOT", "EMFILE"].enumerated().map { index, error in
                    Point(call: call, number: number, error: error, lasts: (number + index).isMultiple(of: 5))
                }
            }
        }
    }

    private func disturb(at point: Point) async throws -> (point: Point, isHit: Bool, violations: [String]) {
        let place = try Installation()
        try ingest.lay(into: place.folder.path)
        let drop = place.folder.file("drop")
        #expect(rename(place.inbox, drop) == 0)
        try FileManager.default.createDirectory(atPath: place.inbox, withIntermediateDirectories: true)
        try await place.start()
        let output = place.folder.file("trace")
        let fault = "inject=\(point.call):error=\(point.error):when=\(point.number)\(point.lasts ? "+" : "")"
        let strace = try await place.attach(
            Strace.path, ["-f", "-y", "-o", output, "-e", "trace=" + point.call, "-e", fault])
        for name in try FileManager.default.contentsOfDirectory(atPath: drop) {
            #expect(rename(drop + "/" + name, place.inbox + "/" + name) == 0)
        }
        if point.lasts {
            try await Task.sleep(for: .milliseconds(1500))
            strace.signal(SIGKILL)
        }
        var violations: [String] = []
        do {
            try await until("an end after \(point)", within: .seconds(120)) {
                guard place.isAlive else { throw Child.TooLate(description: "the daemon ended") }
                return try await ingest.isDone(place) ? true : nil
            }
        } catch { violations.append("\(error)") }
        // No gentler: threads that start programs here block signals, and strace inherits that. The daemon goes on untraced.
        strace.signal(SIGKILL)
        _ = try await strace.ended()
        let isHit = try Trace(readingFrom: output).calls.contains(where: \.isInjected)
        let code = try await place.stop()
        if code != 0 { violations.append("it stopped with \(code)") }
        for name in ["trace", "drop"] { try? FileManager.default.removeItem(atPath: place.folder.file(name)) }
        violations += try await ingest.violations(in: place)
        if !violations.isEmpty { violations.append(contentsOf: place.log.suffix(6)) }
        return (point, isHit, violations)
    }
}
