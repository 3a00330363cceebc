import Foundation

/// The small profile that `docs/profiles.md` teaches the language with, its register and its report: as a profile of a user.
package enum LibraryProfile {
    /// The first version of the profile.
    package static let first = block("yaml")
    /// The next one: it takes what was said of another year for this one, calls a grade otherwise and knows no inspectors.
    package static let second = first.replacing("version: 1\n", with: "version: 2\n")
        .replacing("( is [still] {grade}", with: "( (is | was) [still] {grade}")
        .replacing(#"  - "in ({earlier}) * we""#, with: #"  - "nowhere""#)
        .replacing("excellent: { is: [excellent] }", with: "excellent: { is: [excellent, sound] }")
        .replacing("sound: { is: [sound] }", with: "sound: { is: [fine] }")
        .replacing("[Inspector of Libraries]\nunits", with: "[Keeper of Books]\nunits")
    /// The same as the first but for its version.
    package static let renumbered = first.replacing("version: 1\n", with: "version: 2\n")

    /// The register with Northmoor and these libraries beside it.
    package static func register(_ others: [String] = []) -> String {
        let lines = wholeRegister.components(separatedBy: "\n").prefix(2)
        return (lines + others.map { "\($0) Library Service,\($0),\($0.lowercased()),,South," }).joined(separator: "\n")
            + "\n"
    }

    /// The register of the page, with its two libraries.
    package static let wholeRegister = block("")

    /// The report on Northmoor, or on another library.
    package static func report(_ library: String? = nil) -> String {
        library.map { report.replacing("Northmoor Library", with: "\($0) Library Service") } ?? report
    }

    private static let report = block("", after: "This is the report:")

    private static let page =
        (try? String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "docs/profiles.md"), encoding: .utf8)) ?? ""

    private static func block(_ kind: String, after words: String = "And this is its register") -> String {
        let text = kind.isEmpty ? page.components(separatedBy: words).last ?? "" : page
        let parts = text.components(separatedBy: "```\(kind)\n")
        return parts.count > 1 ? parts[1].components(separatedBy: "```").first ?? "" : ""
    }
}
