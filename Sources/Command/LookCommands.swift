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

    func run() async throws {
        try await reporting {
            let rows = try Shelf(config.settings()).catalogue.reports(subject: subject, cycle: cycle)
            if format.json { return try Output.print(json: rows.map(ReportLine.init)) }
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

    init(_ row: ReportRow) {
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

    @Argument(help: "Such as “metropolitan peel 2016” or metropolitan/peel-2016@v2.")
    var report: String

    func run() async throws {
        try await reporting {
            let shelf = try Shelf(config.settings())
            let row = try shelf.version(report)
            let record = try shelf.record(row)
            if format.json { return try Output.print(json: record) }
            Output.print(
                "\(row.report.spoken) \(row.version): \(record.title ?? "")\n\(row.report)\narchived \(row.created) in \(row.path)"
            )
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

/// `reportwatch sources`: how every source stands.
struct SourcesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sources", abstract: "Show the state of every source.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let catalogue = try Shelf(settings).catalogue
            let lines = try settings.sources.map { source in
                SourceLine(
                    source, try catalogue.source(source.id), try catalogue.tellings([source.id])[source.id],
                    try catalogue.lastRefusal(source: source.id))
            }
            if format.json { return try Output.print(json: lines) }
            if lines.isEmpty { Output.say("no sources are configured") }
            for line in lines {
                let parts = [
                    line.id, line.state, line.url, line.report, line.lastChecked.map { "checked \($0)" },
                    line.nextCheck.map { "next \($0)" }, line.problem,
                ]
                Output.print(parts.compactMap { $0 }.joined(separator: "\t"))
            }
        }
    }
}

private struct SourceLine: Encodable {
    let id: String
    let url: String
    let state: String
    let report: String?
    let version: String?
    let lastChecked: Timestamp?
    let nextCheck: Timestamp?
    let lastStatus: Int?
    let failures: Int
    let problem: String?
    let since: Timestamp?
    let failingSince: Timestamp?
    let goneSince: Timestamp?
    let withdrawn: Timestamp?
    let lastRefusal: RefusalLine?

    /// What was refused last, as it was observed.
    struct RefusalLine: Encodable {
        let time: Timestamp
        let reason: String
        let status: Int?
        let sha512: Digest?
        let detail: String
        let remedy: String?
        let retry: Problem.Retry
    }

    init(_ source: Settings.Source, _ state: SourceState?, _ told: SourceTelling?, _ refusal: Observation?) {
        (id, url) = (source.id, source.url)
        let state = state.flatMap { $0.url == source.url ? $0 : nil }
        (since, failingSince, goneSince) = (state?.changedAt, state?.failingSince, state?.goneSince)
        withdrawn = told?.withdrawn
        lastRefusal = refusal.flatMap { refusal in
            refusal.reason.map { code in
                let reason = SourceReason(code: code)
                return RefusalLine(
                    time: refusal.time, reason: code, status: refusal.status, sha512: refusal.digest,
                    detail: refusal.detail, remedy: reason.remedy, retry: reason.retry)
            }
        }
        self.state = state?.state.rawValue ?? "never-checked"
        (report, version) = (state?.report?.rawValue, state?.version?.description)
        (lastChecked, nextCheck, lastStatus) = (state?.lastChecked, state?.nextCheck, state?.lastStatus)
        (failures, problem) = (state?.failures ?? 0, state?.lastProblem)
    }
}
