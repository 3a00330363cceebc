import ArgumentParser
import Daemon
import Foundation
import Model
import Synchronization

/// `reportwatch poll`: check sources now.
struct PollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poll",
        abstract: "Check sources now, whatever the schedule says.",
        discussion: """
            The running daemon checks them, or this process where none runs. A server that asked to be left alone \
            (Retry-After) is: it is said until when, unless that is over in a few seconds.
            """)

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Argument(help: "Ids of sources; none for all.")
    var sources: [String] = []

    @Flag(help: "Return when every answer is archived, and its notices are in the log and in the files of channels.")
    var wait = false

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            for name in sources { try Output.check("source", name, among: settings.sources.map(\.id)) }
            if settings.sources.isEmpty { Output.say("no sources are configured") }
            let answers = Mutex<[PollAnswer]>([])
            let troubles = try await Door(settings: settings, log: settings.logger).poll(unique, waits: wait) {
                answer in
                answers.withLock { $0.append(answer) }
                if !format.json { Output.print(answer.line) }
            }
            let all = answers.withLock { $0 }
            if format.json { try Output.print(json: all) }
            for trouble in troubles { Output.say("reportwatch: \(trouble)") }
            if !troubles.isEmpty || !all.allSatisfy(\.isDone) { throw ExitCode(2) }
        }
    }

    private var unique: [String] {
        var seen: Set<String> = []
        return sources.filter { seen.insert($0).inserted }
    }
}

extension PollAnswer {
    /// One line, readable at a glance.
    fileprivate var line: String {
        let text = [source + ":", outcome.rawValue, report, version, message.map { "(\($0))" }]
            .compactMap { $0 }.joined(separator: " ")
        return String(text.map { $0.isNewline ? " " : $0 })
    }
}
