import Foundation

/// A program of other people, run to its end.
package struct Tool {
    /// What it came to.
    package struct Answer: Sendable {
        package let code: Int32
        /// What it printed, errors too.
        package let output: String
    }

    /// Runs a program and gives what it printed.
    package static func run(_ program: String, _ arguments: [String], in folder: String? = nil) throws -> Answer {
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
