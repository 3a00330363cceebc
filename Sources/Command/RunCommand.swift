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
            let results = try await Door(settings: settings, log: settings.logger).ingest(inputs)
            if format.json {
                try Output.print(json: results)
            } else {
                for result in results { Output.print(result.line) }
            }
            if results.contains(where: { $0.outcome == .failed }) { throw ExitCode(2) }
        }
    }
}

extension IngestAnswer {
    fileprivate var line: String {
        [input + ":", outcome.rawValue, report, version, message.map { "(\($0))" }].compactMap { $0 }.joined(
            separator: " ")
    }
}
