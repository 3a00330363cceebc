import ArgumentParser
import Catalogue
import Daemon
import Foundation
import Model

/// `reportwatch run`: the daemon.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Watch the inbox and the sources.")

    @OptionGroup var config: ConfigOption

    @Flag(help: "One pass over the inbox and all due sources, then stop.")
    var once = false

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let log = settings.logger
            if once {
                let runtime = try Runtime(settings: settings, log: log)
                await runtime.runOnce()
                try runtime.close()
            } else {
                let path = URL(fileURLWithPath: config.config).path
                try await LifeCycle(configPath: path, log: log).run(settings)
            }
        }
    }
}

/// `reportwatch ingest`: documents through the whole pipeline now.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Put files or addresses through the whole pipeline now.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Argument(help: "Files or addresses.")
    var inputs: [String]

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let runtime = try Runtime(settings: settings, log: settings.logger)
            let results = await runtime.ingest(inputs).map(IngestResult.init)
            try runtime.close()
            if format.json {
                try Output.print(json: results)
            } else {
                for result in results { Output.print(result.line) }
            }
            if results.contains(where: { $0.outcome == "failed" }) { throw ExitCode(2) }
        }
    }
}

/// What `ingest` says of one input.
private struct IngestResult: Encodable {
    let input: String
    let outcome: String
    let report: String?
    let version: String?
    let message: String?

    init(_ result: (path: String, verdict: Verdict)) {
        input = result.path
        switch result.verdict {
        case .recorded(let row, let event):
            (outcome, report, version) = ("archived", row.report.rawValue, row.version.description)
            message = event.data.summary
        case .duplicate(let row):
            (outcome, report, version, message) = ("duplicate", row.report.rawValue, row.version.description, nil)
        case .observed(let row, let detail):
            (outcome, report, version, message) = ("nothing-new", row.report.rawValue, row.version.description, detail)
        case .refused(let refusal):
            (outcome, report, version) = ("failed", nil, nil)
            message = "\(refusal.outcome.rawValue): \(refusal.message). \(refusal.remedy)"
        case .reading:
            (outcome, report, version, message) = ("failed", nil, nil, "it is still being read")
        case .deferred(let problem):
            (outcome, report, version, message) = ("failed", nil, nil, problem.description)
        }
    }

    var line: String {
        [input + ":", outcome, report, version, message.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
    }
}
