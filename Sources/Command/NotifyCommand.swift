import ArgumentParser
import Daemon
import Model

/// `reportwatch notify test`.
struct NotifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Try a channel.", subcommands: [Test.self])

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a notice that says it is a test over a channel, and print the answer it got.",
            discussion: """
                It goes the way of every notice, by the running daemon where there is one, but for the outbox and what the channel \
                wants to hear. It is tried once.
                """)

        @OptionGroup var config: ConfigOption
        @OptionGroup var format: JSONFlag

        @Argument(help: "The id of a channel; “log” is the daemon's log.")
        var channel: String

        func run() async throws {
            try await reporting {
                let settings = try config.settings()
                try Output.check("channel", channel, among: ["log"] + settings.notify.map(\.id))
                let answer = try await Door(settings: settings, log: settings.logger).test(channel: channel)
                if format.json {
                    try Output.print(json: answer)
                } else {
                    Output.print(
                        "\(answer.channel): \(answer.accepted ? "accepted" : "not accepted") (\(answer.message))")
                }
                if !answer.accepted { throw ExitCode(2) }
            }
        }
    }
}
