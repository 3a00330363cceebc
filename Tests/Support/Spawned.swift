import CSpawn
package import Foundation
import Glibc
import Synchronization

/// A program of other people, or our own, in a process that does not outlive the last reference.
///
/// Not Foundation's `Process`: with some 1,300 open files that one reads beyond the list of them (its `run` copies 256 bytes for each
/// name, however near to the end of the buffer), and a run of all tests has as many.
package final class Spawned: Sendable {
    /// It cannot be started.
    package struct CannotStart: Error, CustomStringConvertible { package let description: String }

    package let identifier: pid_t
    private let code = Mutex<Int32?>(nil)

    /// Starts a program with no signals blocked and no files open but three; those that are not given are `/dev/null`.
    ///
    /// - Parameter environment: in place of this process's.
    package init(
        _ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String]? = nil,
        input: FileHandle? = nil, output: FileHandle? = nil, errors: FileHandle? = nil
    ) throws {
        let files = [input, output, errors].map { $0?.fileDescriptor ?? -1 }
        let surroundings = (environment ?? ProcessInfo.processInfo.environment).map { "\($0)=\($1)" }
        var started = pid_t()
        let failure = Spawned.withStrings([program] + arguments) { arguments in
            Spawned.withStrings(surroundings) { cspawn(program, arguments, $0, folder, files, &started) }
        }
        guard failure == 0 else { throw CannotStart(description: "\(program): \(String(cString: strerror(failure)))") }
        identifier = started
    }

    deinit {
        guard ended == nil else { return }
        kill(identifier, SIGKILL)
        wait()
    }

    /// Its exit code, or 128 and the number of the signal that ended it; `nil` while it runs.
    package var ended: Int32? {
        code.withLock { code in
            var raw: Int32 = 0
            if code == nil, waitpid(identifier, &raw, WNOHANG) == identifier {
                code = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + raw & 0x7F
            }
            return code
        }
    }

    /// Waits for its end, and gives the same.
    @discardableResult
    package func wait() -> Int32 {
        while true {
            if let ended { return ended }
            var facts = siginfo_t()
            waitid(P_PID, id_t(identifier), &facts, WEXITED | WNOWAIT)
        }
    }

    /// Sends a signal, if it still runs.
    package func signal(_ number: Int32) { if ended == nil { kill(identifier, number) } }

    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) } + [nil]
        defer { copies.forEach { free($0) } }
        return copies.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("there is always an end") }
            return body(base)
        }
    }
}

extension FileHandle {
    /// Waits for a whole line, and gives it without its end: a program may write that by itself, and die where nobody takes it.
    func readLine() -> String {
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            let more = availableData
            if more.isEmpty { break }
            line += more
        }
        return String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
