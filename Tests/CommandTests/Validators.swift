import Foundation
import Support
import Testing

/// Programs of other people that judge what we write: on the path, or in the folder that `make test` fills.
enum Validators {
    static let checkJSONSchema = found("check-jsonschema")
    /// A Python that has the named module.
    static let jsonPatchPython = python(with: "jsonpatch")
    static let webhooksPython = python(with: "standardwebhooks")

    private static let folders =
        [Installation.packageRoot + "/.venv/bin"]
        + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)

    private static func found(_ name: String) -> String? {
        folders.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func python(with module: String) -> String? {
        folders.map { $0 + "/python3" }.filter { FileManager.default.isExecutableFile(atPath: $0) }.first { path in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = ["-c", "import \(module)"]
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }
}

extension Installation {
    /// Checks files against a published schema, as the program prints it.
    func expectValid(_ files: [String], against schema: String) async throws {
        let printed = try await run("schema", schema)
        #expect(printed.code == 0 && printed.errors.isEmpty)
        let path = folder.file("\(schema).schema.json")
        try Data(printed.output.utf8).write(to: URL(fileURLWithPath: path))
        let program = try #require(Validators.checkJSONSchema)
        let answer = try await run(program, ["--schemafile", path] + files.map(folder.file))
        #expect(answer.code == 0, "\(schema): \(answer.output)\(answer.errors)")
    }
}
