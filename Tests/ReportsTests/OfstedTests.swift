import Foundation
import Model
import Support
import Testing

/// Real inspections of local authorities against what was taken from each by hand.
@Suite(.enabled(if: SharedData.isThere, "the shared data is not beside the project"))
struct OfstedTests {
    /// What `EXPECTED.json` says of one file; what has no grades is of another family.
    struct Expected: Decodable {
        let file: String
        let inspection_dates: String?
        let lead_inspector: String?
        let grades_in_order: [String]?
        let overall: String?
    }

    // What the list has behind a name is the inspector's rank, and no part of the name.
    private static let ranks = ["", " HMI", ", Her Majesty's Inspector", ", His Majesty's Inspector"]

    @Test func `every grade, day and lead inspector of the real inspections is read`() throws {
        var values = 0
        for expected in try all() where expected.overall != nil {
            let record = try ReadReport(SharedData.bytes("data/" + expected.file), name: "report.pdf").record
            let file = expected.file
            #expect(record.kind == "ilacs-inspection", "\(file)")
            let grades = try #require(expected.grades_in_order).map(grade)
            #expect(record.judgments.map(\.grade) == grades, "\(file)")
            #expect(record.judgments.last?.id == "overall", "\(file)")
            #expect(record.judgments.last?.grade == expected.overall.map(grade), "\(file)")
            #expect(record.judgments.allSatisfy { $0.scale == "ofsted-4" && $0.status == .graded }, "\(file)")
            let inspected = try #require(record.dates.first { $0.role == "inspected" }, "\(file)")
            let days = try days(#require(expected.inspection_dates))
            #expect([inspected.date, inspected.dateEnd] == days, "\(file)")
            #expect(record.cycle == days.last??.description.prefix(4).description, "\(file)")
            let lead = try #require(record.people.first { $0.role == "Lead inspector" }, "\(file)")
            let stated = try #require(expected.lead_inspector).replacing("’", with: "'")
            #expect(OfstedTests.ranks.map { lead.name.replacing("’", with: "'") + $0 }.contains(stated), "\(file)")
            values += grades.count + 3
        }
        #expect(values >= 160)
    }

    @Test func `files of other families beside them are no inspections of children's services`() throws {
        for expected in try all() where expected.overall == nil {
            let bytes = try SharedData.bytes("data/" + expected.file)
            let record = try ReadReport(bytes, name: "report.pdf").record
            #expect(record.kind == "document", "\(expected.file)")
            #expect(record.judgments.isEmpty, "\(expected.file)")
        }
    }

    // One file of the list, a page of 2012, is not in the folder.
    private func all() throws -> [Expected] {
        let folder = "data/inspection-reports"
        let there = SharedData.files(below: folder)
        let listed = try JSONDecoder().decode(
            [Expected].self, from: Data(try SharedData.bytes(folder + "/EXPECTED.json")))
        return listed.filter { expected in there.contains { $0.hasSuffix(expected.file) } }
    }

    private func grade(_ words: String) -> String {
        words == "requires improvement to be good" ? "requires-improvement" : words
    }

    // *13 May to 24 May 2019*: what the first day leaves out is said by the last.
    private func days(_ words: String) -> [CalendarDate?] {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        var (month, year): (Int?, Int?) = (nil, nil)
        return words.components(separatedBy: " to ").reversed().map { day in
            let parts = day.split(separator: " ").map(String.init)
            month = parts.dropFirst().first.flatMap(months.firstIndex).map { $0 + 1 } ?? month
            year = parts.dropFirst(2).first.flatMap { Int($0) } ?? year
            guard let number = Int(parts[0]), let month, let year else { return nil }
            return CalendarDate(year: year, month: month, day: number)
        }.reversed()
    }
}
