import ArgumentParser
import Catalogue
import Daemon
import Model
import Synchronization

/// `reportwatch backfill`: the history of a source out of a web archive.
struct BackfillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Take what a web archive holds of a source; alerts nobody.",
        discussion: """
            Reads the archive's list (a Memento TimeMap or a CDX server, as “archives” of the settings says it) and takes each \
            capture once. They become versions in the order of their capture. Stopped anywhere, it goes on when it is run again.
            """)

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Argument(help: "The id of a source.")
    var source: String

    @Option(help: "Only captures from this time on (a date or RFC 3339).")
    var from: String?

    @Option(help: "Only captures up to this time.")
    var to: String?

    @Option(help: "The id of the archive, where the source names none or another one is meant.")
    var archive: String?

    func validate() throws {
        for (name, text) in [("--from", from), ("--to", to)] {
            if let text, Shelf.time(text) == nil {
                throw ValidationError("\(name) is a date (2017-03-01) or a time in RFC 3339")
            }
        }
    }

    private struct Answer: Encodable {
        let captures: [HistoryLine]
        let summary: HistorySummary
    }

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            try Output.check("source", source, among: settings.sources.map(\.id))
            let start = from.flatMap { CalendarDate($0) != nil ? Timestamp($0 + "T00:00:00Z") : Timestamp($0) }
            let question = HistoryQuestion(source: source, from: start, to: to.flatMap(Shelf.time), archive: archive)
            let lines = Mutex<[HistoryLine]>([])
            let summary = try await Door(settings: settings, log: settings.logger).backfill(question) { line in
                if format.json { lines.withLock { $0.append(line) } } else { Output.print(line.line) }
            }
            if format.json {
                try Output.print(json: Answer(captures: lines.withLock { $0 }, summary: summary))
            } else {
                Output.print(summary.line)
            }
            if let problem = summary.problem { Output.say("reportwatch: \(problem)") }
            if summary.waiting > 0 || summary.problem != nil { throw ExitCode(2) }
        }
    }
}

extension HistoryLine {
    /// One line, readable at a glance.
    fileprivate var line: String {
        let name = [report.flatMap { ReportID($0)?.spoken } ?? report, version].compactMap { $0 }.joined(separator: " ")
        let why = [reason, message].compactMap { $0 }.joined(separator: ": ")
        let text =
            switch outcome {
            case .archived: "HISTORY \(name): \(message ?? "")"
            case .equal: "equal to \(name) (\(why))"
            case .refused: "refused: \(why)"
            case .leftOut: "left out: \(why)"
            }
        return String("\(captured) \(text)".map { $0.isNewline ? " " : $0 })
    }
}

extension HistorySummary {
    fileprivate var line: String {
        let counts = [
            (archived, "archived"), (equal, "equal"), (refused, "refused"), (leftOut, "left out"),
            (known, "done before"), (waiting, "waiting"),
        ]
        let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let lines = skipped > 0 ? "; \(skipped) lines of its list say nothing" : ""
        return "\(source): \(listed) captures in \(archive)"
            + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")) + lines
    }
}
