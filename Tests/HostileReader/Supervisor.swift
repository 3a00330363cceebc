import Daemon
import Dispatch
import Foundation
import Glibc
import Model

/// The pool in a process of its own, so that what it holds can be told from what others hold.
enum Supervisor {
    /// Reads the files one after another and prints the growth; does not return.
    static func run(_ files: [String]) -> Never {
        Task.detached {
            do {
                print(try await growth(files))
                exit(0)
            } catch {
                print("\(error)")
                exit(1)
            }
        }
        dispatchMain()
    }

    private static func growth(_ files: [String]) async throws -> Int {
        let pool = try ReaderPool(
            .init(program: "/proc/self/exe", arguments: []),
            rules: .init(processes: 2, clocks: .init(silence: .seconds(2), total: .seconds(20))))
        defer { pool.close() }
        var before: Int?
        for file in files {
            let (descriptor, size) = (
                open(file, O_RDONLY | O_CLOEXEC), try Data(contentsOf: .init(filePath: file)).count
            )
            _ = await pool.read(ReadRequest(name: file), OpenFile(descriptor), size: size).outcome()
            // The first one is an honest document: what the pool needs for that is no growth.
            before = try before ?? residentBytes()
        }
        return try residentBytes() - (before ?? 0)
    }

    private static func residentBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}
