import ArgumentParser
import Catalogue
import Changes
import Model

/// `reportwatch changes`: what changed, in the words of the log.
struct ChangesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes", abstract: "List what changed, oldest first.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Option(help: "Only since this time (a date or RFC 3339).")
    var since: String?

    @Option(help: "Only this subject (its slug).")
    var subject: String?

    @Option(help: "Only this severity or above: low, medium, high.")
    var severity: String?

    @Option(help: "Only versions that were dropped in a folder of this name.")
    var label: String?

    @Flag(
        help:
            "Also what changed nothing: each check that brought no version, by which rule; and what was only read again."
    )
    var all = false

    @Flag(help: "Go on, and print each change as it comes.")
    var follow = false

    func validate() throws {
        if let severity, Severity(rawValue: severity) == nil {
            throw ValidationError("--severity is low, medium or high")
        }
        if let since, start(since) == nil {
            throw ValidationError("--since is a date (2017-03-01) or a time in RFC 3339")
        }
    }

    func run() async throws {
        try await reporting {
            let catalogue = try Shelf(config.settings()).catalogue
            var (event, check) = (Int64?.none, Int64(0))
            while true {
                let events = try catalogue.events(
                    since: since.flatMap(start), subject: subject, severity: severity.flatMap(Severity.init(rawValue:)),
                    after: event, withRereads: all, limit: ChangesCommand.page)
                // What has no severity is none of those that are asked for.
                let checks =
                    all && severity == nil && label == nil
                    ? try catalogue.observations(
                        since: since.flatMap(start), after: check, limit: ChangesCommand.page) : []
                for line in Told.merged(events, checks, page: ChangesCommand.page) {
                    switch line {
                    case .event(let row):
                        event = row.sequence
                        try print(row)
                    case .check(let row):
                        check = row.key
                        try print(row.observation)
                    }
                }
                // A full page means that there is more at once.
                if events.count == ChangesCommand.page || checks.count == ChangesCommand.page { continue }
                guard follow else { return }
                try await Task.sleep(for: .milliseconds(250))
            }
        }
    }

    private func print(_ row: EventRow) throws {
        if format.json, label == nil { return Output.print(row.json) }
        let event = try JSON.decoded(Event.self, from: Array(row.json.utf8))
        if let label, event.data.labels?.contains(label) != true { return }
        if format.json { return Output.print(row.json) }
        for line in Announcement.lines(for: event, at: row.time, width: Output.width) { Output.print(line) }
    }

    private func print(_ check: Observation) throws {
        if let subject, check.report?.folder.hasPrefix(subject + "/") != true { return }
        let line = ObservationLine(check)
        if format.json { return try Output.print(json: line, pretty: false) }
        Output.print(line.spoken)
    }

    private static let page = 1000

    private func start(_ text: String) -> Timestamp? {
        CalendarDate(text) != nil ? Timestamp(text + "T00:00:00Z") : Timestamp(text)
    }
}

/// Events and checks in the order of their times.
private enum Told {
    case event(EventRow)
    case check(ObservationRow)

    /// Merges two pages, as far as what follows them cannot come before.
    static func merged(_ events: [EventRow], _ checks: [ObservationRow], page: Int) -> [Told] {
        var (events, checks) = (events[...], checks[...])
        let (moreEvents, moreChecks) = (events.count == page, checks.count == page)
        var merged: [Told] = []
        while true {
            switch (events.first, checks.first) {
            case (nil, nil): return merged
            case (let event?, let check?):
                // What a check has brought about is told after it.
                if event.time < check.observation.time {
                    merged.append(.event(events.removeFirst()))
                } else {
                    merged.append(.check(checks.removeFirst()))
                }
            case (_?, nil):
                if moreChecks { return merged }
                merged.append(.event(events.removeFirst()))
            case (nil, _?):
                if moreEvents { return merged }
                merged.append(.check(checks.removeFirst()))
            }
        }
    }
}

/// A check that brought no version, as `changes --all` prints it.
private struct ObservationLine: Encodable {
    let time: Timestamp
    let source: String
    let report: ReportID?
    let version: String?
    let kind: String
    let rule: String?
    let detail: String?
    let status: Int?
    let sha512: Digest?
    let milliseconds: Int?

    init(_ check: Observation) {
        (time, source, report) = (check.time, check.source, check.report)
        (version, kind) = (check.version?.description, check.kind.rawValue)
        rule = check.rule?.rawValue ?? check.reason
        detail = check.detail.isEmpty ? nil : check.detail
        (status, sha512, milliseconds) = (check.status, check.digest, check.milliseconds)
    }

    var spoken: String {
        let what = report.map { "nothing new for \($0.spoken)" } ?? kind
        let name = [what, version].compactMap { $0 }.joined(separator: " ")
        let why = [rule, detail].compactMap { $0 }.joined(separator: ": ")
        let took = milliseconds.map { ", \($0) ms" } ?? ""
        return Announcement.oneLine("\(time) \(name) from \(source) (\(why))\(took)")
    }
}
