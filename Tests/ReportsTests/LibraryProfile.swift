import Documents
import Foundation
import Model

@testable import Reports

/// The profile of the invented family that docs/profiles.md teaches the language with, read from that page.
struct LibraryProfile {
    var yaml: String
    var csv: String
    let report: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/profiles.md"), encoding: .utf8)
        let blocks = page.components(separatedBy: "\n```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        func block(_ start: String) -> String {
            let block = blocks.first { $0.hasPrefix(start) } ?? ""
            return String(block.drop { $0 != "\n" }.dropFirst()) + "\n"
        }
        yaml = block("yaml\nid: libraries")
        csv = block("\nname,")
        report = block("\nNorthmoor")
    }

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
        guard let range = yaml.range(of: piece) else { return nil }
        let lines = yaml[..<range.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
        return "libraries.yaml:\(lines.count):\((lines.last?.unicodeScalars.count ?? 0) + 1)"
    }
}
