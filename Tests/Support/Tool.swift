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

    /// Likewise, on the thread that asks.
    package static func answer(of program: String, _ arguments: [String], in folder: String? = nil) throws -> Answer {
        let pipe = Pipe()
        let writing = pipe.fileHandleForWriting
        let child = try Spawned(program, arguments, in: folder, output: writing, errors: writing)
        try writing.close()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        return Answer(code: child.wait(), output: String(decoding: output, as: UTF8.self))
    }
}
