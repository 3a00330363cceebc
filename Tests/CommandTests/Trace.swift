import Foundation
import Support
import Testing

/// What `strace -f -y` wrote of a run: the system calls in the order in which they came to their end.
struct Trace: Sendable {
    struct Call: Sendable {
        let thread: Substring
        let name: String
        /// As printed, without the closing bracket.
        let arguments: String
        /// What the system answered; `nil` for a call that its thread did not live to see the end of.
        let result: String?
        /// Which of the thread's calls of this name it is, from 1: the number that an injection names.
        let number: Int

        var isInjected: Bool { result?.hasSuffix("(INJECTED)") ?? false }
        var succeeded: Bool { result.map { !$0.hasPrefix("-1") && !$0.hasPrefix("?") } ?? false }

        /// The strings and the paths of descriptors in it, in order.
        var paths: [String] {
            var paths: [String] = []
            for part in arguments.split(separator: ", ") {
                if part.first == "\"", let end = part.dropFirst().firstIndex(of: "\"") {
                    paths.append(String(part[part.index(after: part.startIndex)..<end]))
                } else if !part.hasPrefix("AT_FDCWD"), let start = part.firstIndex(of: "<"), part.last == ">" {
                    paths.append(String(part[part.index(after: start)...].dropLast()))
                }
            }
            return paths
        }

        /// Whether it changes what is on the disk: what only reads, and what goes to a pipe, a socket or a counter, does not.
        var changesDisk: Bool {
            switch name {
            case "openat":
                ["O_WRONLY", "O_RDWR", "O_CREAT"].contains { arguments.contains($0) }
                    && !arguments.contains("\"/dev/")
            case "write", "pwrite64": paths.first?.hasPrefix("/") ?? false && paths.first?.hasPrefix("/dev/") == false
            default: true
            }
        }
    }

    /// The calls that change what is on the disk, or make it last.
    static let changing = [
        "openat", "write", "pwrite64", "fsync", "fdatasync", "syncfs", "rename", "renameat2", "link", "unlink", "rmdir",
        "mkdir", "ftruncate", "truncate",
    ]

    private(set) var calls: [Call] = []

    init(readingFrom path: String) throws {
        var counts: [String: Int] = [:]
        var open: [Substring: (name: String, arguments: String, number: Int)] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let thread = parts.first else { continue }
            let text = parts[1].drop { $0 == " " }
            if text.hasPrefix("<... ") {
                guard let begun = open.removeValue(forKey: thread) else { continue }
                calls.append(
                    Call(
                        thread: thread, name: begun.name, arguments: begun.arguments, result: Trace.result(of: text),
                        number: begun.number))
                continue
            }
            guard let bracket = text.firstIndex(of: "("), !text.hasPrefix("+++"), !text.hasPrefix("---") else {
                continue
            }
            let name = String(text[..<bracket])
            let number = counts["\(thread) \(name)", default: 0] + 1
            counts["\(thread) \(name)"] = number
            let rest = text[text.index(after: bracket)...]
            if let end = rest.range(of: " <unfinished ...>") {
                open[thread] = (name, String(rest[..<end.lowerBound]), number)
            } else if let end = rest.range(of: ")", options: .backwards) {
                let result = Trace.result(of: rest)
                let arguments =
                    rest.range(of: ") ", options: .backwards).map { rest[..<$0.lowerBound] } ?? rest[..<end.lowerBound]
                calls.append(
                    Call(thread: thread, name: name, arguments: String(arguments), result: result, number: number))
            }
        }
        for (thread, begun) in open {
            calls.append(
                Call(
                    thread: thread, name: begun.name, arguments: begun.arguments, result: nil, number: begun.number))
        }
    }

    // Behind the last equals sign: what stands in the arguments may hold others.
    private static func result(of text: Substring) -> String? {
        guard let sign = text.range(of: " = ", options: .backwards) else { return nil }
        let result = text[sign.upperBound...]
        return result.hasPrefix("?") ? nil : String(result)
    }
}

/// The program whose system calls are watched and hindered.
enum Strace {
    static let path =
        ["/usr/bin/strace", "/bin/strace"].first { FileManager.default.isExecutableFile(atPath: $0) } ?? ""

    /// Whether it may trace here at all: containers often forbid it.
    static let works = !path.isEmpty && (try? Spawned(path, ["-f", "-o", "/dev/null", "true"]).wait()) == 0
}
