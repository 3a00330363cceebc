import ArgumentParser
import Daemon

/// The program: `reportwatch <command>`. Results go to stdout, talk to stderr; exit codes are those of the contract.
@main
struct Reportwatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reportwatch",
        abstract: "Watches published inspection reports and says in one line what changed.",
        discussion: """
            Exit codes: 0 fine; 1 the answer is no (verify found faults, diff --exit-code found changes, a profile is not sound); 2 could not; \
            64 usage; 78 settings.
            """,
        version: Software.version,
        subcommands: [
            RunCommand.self, IngestCommand.self, PollCommand.self, BackfillCommand.self, ReadCommand.self,
            DiffCommand.self,
            ReportsCommand.self, SearchCommand.self,
            ShowCommand.self, GradesCommand.self,
            ChangesCommand.self, ExportCommand.self, VerifyCommand.self, RebuildCommand.self, EvidenceCommand.self,
            RereadCommand.self,
            SourcesCommand.self, NotifyCommand.self,
            StatusCommand.self, ConfigCommand.self, ProfileCommand.self, SchemaCommand.self, ReaderCommandLine.self,
        ])
}
