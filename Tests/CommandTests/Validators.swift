import Foundation
import Support
import Testing

extension Validators {
    static let checkJSONSchema = found("check-jsonschema")
    /// A Python that has the named module.
    static let jsonPatchPython = python(with: "jsonpatch")
    static let webhooksPython = python(with: "standardwebhooks")

    /// Gives a validator. Where there is none its check is left out and that is told: as a warning, or as a failure where `make test`
    /// has installed them all.
    static func wanted(
        _ validator: String?, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) -> String? {
        if validator == nil {
            Issue.record(
                "a check is left out: \(name) is not installed (make install-validators)",
                severity: areInstalled ? .error : .warning, sourceLocation: sourceLocation)
        }
        return validator
    }
}

extension Installation {
    /// Checks files against a published schema, as the program prints it.
    func expectValid(
        _ files: [String], against schema: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        guard
            let program = Validators.wanted(
                Validators.checkJSONSchema, "check-jsonschema", sourceLocation: sourceLocation)
        else { return }
        let printed = try await run("schema", schema)
        #expect(printed.code == 0 && printed.errors.isEmpty)
        let path = folder.file("\(schema).schema.json")
        try Data(printed.output.utf8).write(to: URL(fileURLWithPath: path))
        let answer = try await run(program, ["--schemafile", path] + files.map(folder.file))
        #expect(answer.code == 0, "\(schema): \(answer.output)\(answer.errors)")
    }
}
