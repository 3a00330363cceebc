import Foundation

/// A program of other people, run to its end.
package struct Tool {
    /// What it came to.
    package struct Answer: Sendable {
        package let code: Int32
        /// What it printed, errors too.
        package let output: String
    }

    /// Does what takes its time away from the few threads that tests share.
    package static func aside<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result(catching: work)) }.start()
        }
    }

    /// Runs a program and gives what it printed.
    package static func run(_ program: String, _ arguments: [String], in folder: String? = nil) async throws -> Answer {
        try await aside { try answer(of: program, arguments, in: folder) }
    }

    private static func answer(of program: String, _ arguments: [String], in folder: String?) throws -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder.map { URL(fileURLWithPath: $0) }
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Answer(code: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}
