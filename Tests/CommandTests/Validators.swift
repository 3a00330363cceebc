import Foundation
import Support
import Testing

extension Validators {
    static let checkJSONSchema = found("check-jsonschema")
    /// A Python that has the named module.
    static let jsonPatchPython = python(with: "jsonpatch")
    static let webhooksPython = python(with: "standardwebhooks")
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
