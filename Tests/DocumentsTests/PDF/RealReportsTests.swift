import Foundation
import Model
import Support
import Testing

@testable import Documents

/// Real inspection reports with what a person found in them (EXPECTED.json).
@Suite("Real reports", .enabled(if: SharedData.isThere, "the folder of real files is not beside the project"))
struct RealReportsTests {
    private struct Expected: Decodable {
        let file: String
        let sniffed: String
        let grades_in_order: [String]?
        let inspection_dates: String?
        let lead_inspector: String?
    }

    @Test func `judgement tables, dates, names and headings of all reports come out right`() throws {
        let expected = try JSON.decoded(
            [Expected].self, from: SharedData.bytes("data/inspection-reports/EXPECTED.json"))
        var read = 0
        for report in expected where report.sniffed == "pdf" {
            guard let bytes = try? SharedData.bytes("data/" + report.file) else { continue }
            let document = try DocumentReader.read(bytes)
            let text = Self.plain(document.text.string)
            read += 1
            for words in [report.inspection_dates, report.lead_inspector].compactMap({ $0 }) {
                #expect(text.contains(Self.plain(words)), "\(report.file): \(words)")
            }
            let rows = document.blocks.filter { $0.kind == .tableRow }.map { document.text[$0.range] }
            let grades = rows.compactMap { $0.split(separator: "\t").last.map { Self.plain(String($0)) } }
                .filter { Self.grades.contains($0) }
            // Two of the reports print the short form in their table.
            let wanted = (report.grades_in_order ?? []).map { $0.replacing(" to be good", with: "") }
            #expect(
                grades.prefix(wanted.count).map { $0.replacing(" to be good", with: "") } == wanted, "\(report.file)")
            let headings = document.blocks.count { if case .heading = $0.kind { true } else { false } }
            #expect(headings >= 3, "\(report.file)")
        }
        #expect(read > 20)
    }

    private static let grades: Set = [
        "outstanding", "good", "requires improvement", "requires improvement to be good", "inadequate",
    ]

    private static func plain(_ text: String) -> String {
        text.lowercased().replacing("\u{2019}", with: "'").replacing("\u{2011}", with: "-")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
