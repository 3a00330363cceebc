import Archive
import ArgumentParser
import Catalogue
import Daemon
import Foundation
import Model

/// `reportwatch rebuild`: the catalogue from the archive.
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Make the catalogue again from the archive; nobody is told anything again.")

    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let line = Progress()
            let count = try Rebuild(settings: settings).run(
                report: { Output.say("left out: \($0)") },
                progress: { step in line.tell("indexing the words of the reports, event \(step.position.sequence)") })
            line.end()
            Output.print("the catalogue names \(count) versions again")
        }
    }
}

/// `reportwatch config check|show`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check or show the settings.", subcommands: [Check.self, Show.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say whether the settings are sound.")
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await reporting {
                _ = try config.settings()
                Output.print("\(config.config) is sound")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print every setting with its value.")
        @OptionGroup var config: ConfigOption
        @OptionGroup var format: JSONFlag

        func run() async throws {
            try await reporting { try Output.print(json: try config.settings().json) }
        }
    }
}

/// `reportwatch schema record|change|refusal|config`.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print a JSON Schema (2020-12) of the contract.")

    @Argument(help: "record, change, refusal or config.")
    var name: Schemas.Name

    func run() async throws { FileHandle.standardOutput.write(Data(Schemas.bytes(of: name))) }
}

extension Schemas.Name: ExpressibleByArgument {}
