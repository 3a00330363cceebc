import ArgumentParser
import Catalogue
import Daemon
import Model

/// `reportwatch export csv|jsonl|datapackage DIR`: the archive as tables for other programs.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write reports, versions, judgments and changes as tables, a file for each.",
        discussion: """
            The files appear all at once, in a folder that is made. They say what stands now, or with --at and --known what stood \
            and was known then. A daemon may be running. docs/export.md explains every table.
            """)

    @OptionGroup var config: ConfigOption
    @OptionGroup var knowledge: KnownOption

    @Option(help: "What the reports said then (2017-03-01: at the end of that day).", transform: Shelf.moment)
    var at: Timestamp?

    @Argument(help: "csv, jsonl (a JSON object a line), or datapackage (CSV with datapackage.json).")
    var format: ExportFormat

    @Argument(help: "The folder to make; one that is there must be empty.")
    var folder: String

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let shelf = try Shelf(settings)
            Interruption.watch()
            let progress = Progress()
            let place = try ExportFolder(folder, apartFrom: [settings.inbox.path, settings.archive, settings.state])
            let tables: [DataPackage.Resource]
            do {
                defer { progress.end() }
                let export = Export(
                    shelf: shelf, standpoint: Standpoint(date: at, known: knowledge.known), format: format
                ) { table, rows in
                    try Interruption.check()
                    progress.tell("\(table): \(rows)")
                }
                tables = try export.write(into: place.unfinished)
                try Interruption.check()
                try place.finish()
            } catch {
                place.abandon()
                throw error
            }
            Output.print("\(folder): " + tables.map { "\($0.rows) \($0.name)" }.joined(separator: ", "))
        }
    }
}

extension ExportFormat: ExpressibleByArgument {}
