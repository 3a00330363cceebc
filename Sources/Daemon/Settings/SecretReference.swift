import Foundation
import Model

/// Where a secret stands: `env:NAME` is a variable of the environment, `file:PATH` the content of a file. In the settings stands the
/// reference, never the secret.
enum SecretReference {
    /// Gives a reference with an absolute path; tells the reader of what is none, without repeating it: it may be the secret.
    static func checked(
        _ reader: SettingsReader, _ path: String, _ text: String, _ absolute: (String) -> String
    ) -> String {
        if text.hasPrefix("file:"), text.utf8.count > 5 { return "file:" + absolute(String(text.dropFirst(5))) }
        let name = text.dropFirst(4)
        let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        if !text.hasPrefix("env:") || name.isEmpty || !isName {
            reader.refuse(
                path, .string("…"), wanted: "a reference such as env:DESK_SECRET or file:/run/secret")
        }
        return text
    }

    /// Whether a text is meant as a reference.
    static func isReference(_ text: String) -> Bool { text.hasPrefix("env:") || text.hasPrefix("file:") }

    /// Looks the secret up.
    ///
    /// - Throws: `settings-invalid` where there is none, never with the secret in its text.
    static func value(of reference: String, for owner: String, at place: String) throws(Problem) -> String {
        let value: String?
        if reference.hasPrefix("env:") {
            value = ProcessInfo.processInfo.environment[String(reference.dropFirst(4))]
        } else {
            value = try? String(contentsOfFile: String(reference.dropFirst(5)), encoding: .utf8)
        }
        guard let value = value?.trimmingCharacters(in: .whitespacesAndNewlines), !value.isEmpty else {
            throw Problem(
                .settingsInvalid, "the secret \(reference) of \(owner) is not there", at: place,
                remedy: "Set the variable, or write the file, and start again.", retry: .afterRepair)
        }
        return value
    }
}
