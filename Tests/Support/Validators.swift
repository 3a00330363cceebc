package import Foundation

/// Programs of other people that judge what we write: on the path, or in the folder that `make test` fills.
package enum Validators {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private static let folders =
        [root + "/.venv/bin"]
        + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)

    /// Whether `make test` has installed them, so that none may be missing.
    package static let areInstalled = FileManager.default.fileExists(atPath: root + "/.venv/installed")

    /// The path of a program.
    package static func found(_ name: String) -> String? {
        folders.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The path of a Python that has a module.
    package static func python(with module: String) -> String? {
        folders.map { $0 + "/python3" }.filter { FileManager.default.isExecutableFile(atPath: $0) }.first { path in
            (try? Spawned(path, ["-c", "import \(module)"]).wait()) == 0
        }
    }

    /// Gives what a program prints when it is given some bytes.
    package static func output(of program: String, _ arguments: [String], input: Data) throws -> Data {
        let (inward, outward) = (Pipe(), Pipe())
        let child = try Spawned(
            program, arguments, input: inward.fileHandleForReading, output: outward.fileHandleForWriting)
        try inward.fileHandleForReading.close()
        try outward.fileHandleForWriting.close()
        let pipe = inward.fileHandleForWriting
        let writer = Thread {
            try? pipe.write(contentsOf: input)
            try? pipe.close()
        }
        writer.start()
        let output = outward.fileHandleForReading.readDataToEndOfFile()
        child.wait()
        return output
    }
}
