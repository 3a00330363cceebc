import Catalogue
import Foundation
import Model
import Support

/// A catalogue of very many versions, written as a rebuild writes one, and the questions that people ask of it.
enum LargeCatalogue {
    static let versions = 20
    static let cycles = 10
    private static let start = Timestamp(milliseconds: 1_400_000_000_000)

    static func report(_ number: Int) -> ReportID {
        ReportID(
            country: "gb", publisher: "hmicfrs", family: "peel", cycle: String(2014 + number % cycles),
            subject: "body-\(number / cycles)")
    }

    /// Writes a new catalogue of so many versions.
    static func write(_ path: String, count: Int) throws {
        let catalogue = try CatalogueDatabase(path: path)
        let reports = max(1, count / versions)
        for first in stride(from: 0, to: reports, by: 50) {
            var batch = RecordedBatch()
            for number in first..<min(first + 50, reports) { try add(number, to: &batch) }
            try catalogue.restored(batch)
        }
        try catalogue.close()
    }

    private static func add(_ number: Int, to batch: inout RecordedBatch) throws {
        let report = report(number)
        for version in 1...versions {
            let row = row(number, version)
            batch.versions.append(row)
            batch.judgments += scopes.map { scope in
                JudgmentRow(
                    Judgment(
                        id: scope, scope: scope, question: "How good?", topic: scope, grade: grades[version % 3],
                        gradeText: "", status: .graded, scale: "hmicfrs-4", section: "s", evidence: []),
                    report: report, version: VersionNumber(version))
            }
            batch.events.append(try event(report, row))
        }
    }

    private static func row(_ number: Int, _ version: Int) -> VersionRow {
        let report = report(number)
        let created = start.advanced(by: .seconds(number * 60 + version * 86_400 * 30))
        let summary = "effectiveness: good → requires improvement (worse); Context: 2 paragraphs edited (+12 −3 words)"
        var row = VersionRow(
            report: report, version: VersionNumber(version), kind: "peel-report", language: "en-GB",
            created: created, sourceDigest: Digest(of: "source \(number) \(version)".utf8),
            textDigest: Digest(of: "text \(number) \(version)".utf8), path: "\(report.folder)/v\(version)",
            summary: summary)
        row.title = "PEEL: an inspection of the force of body \(number / cycles)"
        (row.subject, row.subjectName) = ("body-\(number / cycles)", "Body \(number / cycles)")
        row.cycle = String(2014 + number % cycles)
        row.url = "https://example.org/peel/\(number)"
        (row.profile, row.profileVersion) = ("hmicfrs", 3)
        // Some came late, out of web archives.
        row.isHistory = version % 7 == 0
        if row.isHistory { row.captured = created.advanced(by: .seconds(-86_400 * 100)) }
        return row
    }

    /// The version of a report that stands: the last one.
    static func standing(_ number: Int) -> VersionRow { row(number, versions) }

    /// Where in the catalogue the event stands that brought it.
    static func position(_ number: Int) throws -> SearchPosition {
        SearchPosition(
            sequence: Int64((number + 1) * versions), event: try event(report(number), standing(number)).event.id)
    }

    private static let scopes = ["effectiveness", "efficiency", "legitimacy", "leadership"]
    private static let grades = ["good", "requires-improvement", "inadequate"]

    private static func event(_ report: ReportID, _ row: VersionRow) throws -> RecordedEvent {
        let id = Event.id(
            report: report.rawValue, from: nil, to: row.version, text: row.textDigest.hex, type: .changed)
        let event = Event(
            id: id, source: "urn:uuid:8d3b0f0e-7c2e-4a3b-9f0a-0d2f6a1b7c55", type: .changed, subject: report.rawValue,
            time: row.created,
            data: .init(
                report: report.rawValue, severity: .high, summary: row.summary,
                items: [ChangeItem(.judgmentChanged, path: "/judgments/effectiveness", from: "good", to: "inadequate")],
                quiet: false))
        return RecordedEvent(
            event, json: String(decoding: try JSON.bytes(of: event, pretty: false), as: UTF8.self), channels: ["log"])
    }

    /// Asks what people ask, each question of other reports and times.
    static func ask(_ path: String, count: Int) throws {
        let catalogue = try CatalogueDatabase(readingAt: path)
        var generator = Seeded(seed: 1)
        let reports = max(1, count / versions)
        func measure<Answer>(_ what: String, _ question: (ReportID, Timestamp) throws -> Answer) throws {
            var samples: [Double] = []
            for _ in 0..<100 {
                let report = report(Int.random(in: 0..<reports, using: &generator))
                let time = start.advanced(by: .seconds(Int.random(in: 0...(86_400 * 700), using: &generator)))
                samples.append(try Stopwatch.time { try question(report, time) }.milliseconds)
            }
            Stopwatch.report(what, samples)
        }
        try measure("the version that stands") { report, _ in try catalogue.latest(of: report) }
        try measure("what it said then, by what was known then") { report, time in
            try catalogue.version(
                of: report, from: Standpoint(date: time, known: time.advanced(by: .seconds(86_400 * 50))))
        }
        try measure("all versions of a report") { report, _ in try catalogue.versions(of: report) }
        try measure("the judgments of a version") { report, _ in try catalogue.judgments(of: report, VersionNumber(3)) }
        try measure("a report by a part of its name") { report, _ in
            try catalogue.resolve(reference: String(report.spoken.prefix(8)))
        }
        try measure("a report by its bytes") { _, time in
            try catalogue.known(source: Digest(of: "source \(time.milliseconds % 1000) 3".utf8))
        }
        try measure("the reports of a subject") { report, _ in
            try catalogue.reports(subject: report.folder.split(separator: "/").first.map(String.init))
        }
        try measure("what changed since a day, the first thousand") { _, time in try catalogue.events(since: time) }
        try measure("what changed of a subject") { report, _ in
            try catalogue.events(subject: report.folder.split(separator: "/").first.map(String.init))
        }
        try measure("what was told last of all") { _, _ in try catalogue.events(after: Int64(count - 100)) }
    }
}
