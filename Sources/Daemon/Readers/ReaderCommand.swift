import CSystem
import Foundation

/// How a reader process is started: which program, with which profiles and limits.
package struct ReaderCommand: Hashable, Sendable {
    package var program: String
    package var arguments: [String]

    /// Takes a program and its arguments, for tests with readers that misbehave.
    package init(program: String, arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    /// This very program as a reader.
    ///
    /// - Parameter isAlone: whether it reads with these profiles alone, without the built-in ones.
    package init(profiles: [String], isAlone: Bool = false, memory: Int) {
        program = ReaderCommand.ownProgram
        arguments = ["reader", "--memory", String(memory)] + profiles.flatMap { ["--profile", $0] }
        if isAlone { arguments.append("--alone") }
    }

    /// The program of a reader as one that compares.
    init(comparing reader: ReaderCommand, memory: Int) {
        program = reader.program
        arguments = ["reader", "--compares", "--memory", String(memory)]
    }

    // The name that this process was started under may be another program by now; the kernel's link is this one.
    private static let ownProgram =
        FileManager.default.fileExists(atPath: "/proc/self/exe") ? "/proc/self/exe" : CommandLine.arguments[0]

    func spawn(socket: Int32, errors: Int32, _ process: inout pid_t) -> Int32 {
        // No secrets of the environment reach a reader, and its crashes are not slowed down by a search for their places.
        withStrings([program] + arguments) { arguments in
            withStrings(["SWIFT_BACKTRACE=enable=no", "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"]) { environment in
                cs_spawn(program, arguments, environment, socket, errors, &process)
            }
        }
    }

    private func withStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("there is always a last nil") }
            return body(UnsafePointer(base))
        }
    }
}
