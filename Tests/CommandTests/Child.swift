import Foundation
import Support

/// A program that a test has started. Its output goes to files, so that nobody has to keep reading it; it does not
/// outlive the last reference.
final class Child: Sendable {
    /// It did not do in time what was waited for.
    struct TooLate: Error, CustomStringConvertible { let description: String }

    private let child: Spawned
    private let name: String

    /// Starts a program.
    init(
        _ program: String, _ arguments: [String], in folder: String, input: String? = nil, output: String,
        errors: String, environment: [String: String] = [:]
    ) throws {
        // Without colours and backtraces; in a zone where a day that is not UTC's would show.
        let fixed = ["NO_COLOR": "1", "TZ": "Pacific/Auckland", "SWIFT_BACKTRACE": "enable=no"]
        name = "\(arguments)"
        child = try Spawned(
            program, arguments, in: folder,
            environment: ProcessInfo.processInfo.environment.merging(fixed.merging(environment) { $1 }) { $1 },
            input: FileHandle(forReadingFrom: URL(fileURLWithPath: input ?? "/dev/null")), output: Child.file(output),
            errors: Child.file(errors))
    }

    /// Whether it runs still.
    var isRunning: Bool { child.ended == nil }

    var identifier: Int32 { child.identifier }

    /// Sends a signal.
    func signal(_ number: Int32) { child.signal(number) }

    /// Waits for its end and gives its exit code; 128 and the number for a signal.
    func ended(within limit: Duration = .seconds(60)) async throws -> Int32 {
        try await until("the end of \(name)", within: limit) { self.child.ended }
    }

    private static func file(_ path: String) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        return handle
    }
}

/// Looks again and again until there is an answer; the limit is for programs that hang, not for slow machines.
@discardableResult
func until<Answer: Sendable>(
    _ what: String, within limit: Duration = .seconds(60), _ look: () async throws -> Answer?
) async throws -> Answer {
    let deadline = ContinuousClock.now + limit
    while true {
        if let answer = try await look() { return answer }
        guard ContinuousClock.now < deadline else { throw Child.TooLate(description: "waited in vain for \(what)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}
