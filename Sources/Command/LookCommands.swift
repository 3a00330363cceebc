import Archive
import ArgumentParser
import Catalogue
import Daemon
import Foundation
import Model

/// `reportwatch reports`: what is in the archive.
struct ReportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports", abstract: "List the reports in the archive.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Option(help: "Only this subject (its slug).")
    var subject: String?

    @Option(help: "Only this cycle.")
    var cycle: String?

    @Option(help: "Only what was dropped in a folder of this name.")
    var label: String?

    func run() async throws {
        try await reporting {
            let catalogue = try Shelf(config.settings()).catalogue
            let labels = try catalogue.labels()
            let rows = try catalogue.reports(subject: subject, cycle: cycle).filter { row in
                label.map { labels[row.latest.report]?.contains($0) == true } ?? true
            }
            if format.json {
                return try Output.print(json: rows.map { ReportLine($0, labels: labels[$0.latest.report]) })
            }
            for row in rows {
                let grades = row.judgments.map {
                    "\($0.scope) \(($0.grade ?? $0.status.rawValue).replacing("-", with: " "))"
                }
                let title = grades.isEmpty ? row.latest.title ?? "" : grades.joined(separator: ", ")
                Output.print("\(row.latest.report.spoken)\t\(row.latest.version)\t\(title)")
            }
        }
    }
}

private struct ReportLine: Encodable {
    let report: String
    let kind: String
    let title: String?
    let subject: String?
    let cycle: String?
    let version: String
    let versions: Int
    let archived: Timestamp
    let archivePath: String
    let judgments: [String: String]
    /// Of all its versions.
    let labels: [String]?

    init(_ row: ReportRow, labels: [String]?) {
        self.labels = labels
        (report, kind, title) = (row.latest.report.rawValue, row.latest.kind, row.latest.title)
        (subject, cycle) = (row.latest.subject, row.latest.cycle)
        (version, versions) = (row.latest.version.description, row.versions)
        (archived, archivePath) = (row.latest.created, row.latest.path)
        judgments = Dictionary(row.judgments.map { ($0.id, $0.grade ?? $0.status.rawValue) }) { first, _ in first }
    }
}

/// `reportwatch show`: a record with its evidence.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print a record with its evidence (REPORT, REPORT@v2, REPORT@2017-03-01).")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @OptionGroup var knowledge: KnownOption

    @Argument(help: "Such as “metropolitan peel 2016” or metropolitan/peel-2016@v2.")
    var report: String

    func run() async throws {
        try await reporting {
            let shelf = try Shelf(config.settings())
            let row = try shelf.version(report, known: knowledge.known)
            let record = try shelf.record(row)
            if format.json { return try Output.print(json: record) }
            Output.print(
                "\(row.report.spoken) \(row.version): \(record.title ?? "")\n\(row.report)\narchived \(row.created) in \(row.path)"
            )
            if let captured = record.provenance.retrieved, let learnt = record.provenance.learnt {
                let place = record.provenance.http?.memento?.url ?? record.provenance.source.parent?.name ?? ""
                Output.print("captured \(captured), learnt \(learnt), from \(place)")
            }
            if let labels = record.provenance.labels { Output.print("labels: \(labels.joined(separator: ", "))") }
            if let subject = record.subject { Output.print("subject: \(subject.name) \(subject.code ?? "")") }
            for person in record.people { Output.print("\(person.role): \(person.name)") }
            for judgment in record.judgments {
                Output.print(
                    "\n\(judgment.scope) — \(judgment.topic): \(judgment.verdict)"
                        + (judgment.trend.map { " (\($0))" } ?? ""))
                for evidence in judgment.evidence {
                    Output.print("  [\(evidence.start)–\(evidence.end)] “\(evidence.exact)”")
                }
            }
            for finding in record.findings { Output.print("\n\(finding.kind): \(finding.text)") }
            for warning in record.warnings { Output.print("\nwarning \(warning.code): \(warning.message)") }
        }
    }
}
