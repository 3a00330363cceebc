import Documents
import Model
import Support

@testable import Reports

/// The profile of the invented family that docs/profiles.md teaches the language with, read from that page.
struct LibraryProfile {
    var yaml = Support.LibraryProfile.first
    var csv = Support.LibraryProfile.wholeRegister
    let report = Support.LibraryProfile.report()

    /// What becomes of it; `others` are further registers.
    func review(_ others: [String: String] = [:]) -> ProfileReview {
        ProfileReview(yaml: yaml, file: "libraries.yaml") { name in
            let text = name == "libraries.csv" ? csv : others[name]
            return text.map { ($0, name) }
        }
    }

    /// Reads a text with the profile alone.
    func record(of text: String, url: String? = nil) throws -> Record {
        let document = try DocumentReader.read(Array(text.utf8), hint: .init(name: "report.txt", url: url))
        return RecordReader(profiles: review().profiles, software: .init(name: "test", version: "1")).record(
            of: document,
            facts: .init(name: "report.txt", url: url, bytes: 0, sha256: "", sha512: Digest(of: Array(text.utf8))))
    }

    /// Where a piece of the profile stands, as complaints say it.
    func place(of piece: String) -> String? {
        guard let range = yaml.firstRange(of: piece) else { return nil }
        let lines = yaml[..<range.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
        return "libraries.yaml:\(lines.count):\((lines.last?.unicodeScalars.count ?? 0) + 1)"
    }
}
