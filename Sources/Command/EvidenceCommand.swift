import Archive
import ArgumentParser
import Catalogue
import Daemon
import Foundation
import Model

/// `reportwatch evidence REPORT@VERSION -o FILE.zip`: one package that a stranger can check.
struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Pack one version with everything that shows it to a stranger.")

    @OptionGroup var config: ConfigOption

    @Argument(help: "Such as metropolitan/peel-2016@v2; the newest version where none is named.")
    var report: String

    @Option(name: .shortAndLong, help: "The package, a ZIP file that is not there yet.")
    var output: String

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let shelf = try Shelf(settings)
            let row = try shelf.version(report)
            let witness = try Witness(
                store: shelf.store, installation: try shelf.catalogue.installation(), settings: settings)
            let package = try witness.evidence(of: row.report, row.version)
            try package.write(to: output)
            Output.print(
                "\(output): \(row.report.spoken) \(row.version), \(package.files.count) files, ledger of \(package.checkpoint.head.size) lines"
            )
        }
    }
}

/// A checkpoint that somebody kept, as `verify --since` takes it.
struct KeptCheckpoint {
    let checkpoint: Checkpoint

    /// Reads a file that holds one, standard input (`-`), or the text itself.
    init(_ argument: String) throws(Problem) {
        let text: String
        if argument == "-" {
            text = String(decoding: FileHandle.standardInput.readDataToEndOfFile().prefix(1 << 20), as: UTF8.self)
        } else if let data = FileManager.default.contents(atPath: argument) {
            text = String(decoding: data.prefix(1 << 20), as: UTF8.self)
        } else {
            text = argument
        }
        // In an event the ends of lines are written \n.
        guard
            let checkpoint = Checkpoint(reading: text)
                ?? Checkpoint(reading: text.replacing("\\n", with: "\n").replacing("\\/", with: "/"))
        else {
            throw Problem(
                .checkpointUnreadable, "there is no checkpoint in “\(argument.prefix(80))”",
                remedy:
                    "Give the file of a notice or of checkpoint.txt, or the size and the root: --since \"17 Xcna…=\".")
        }
        self.checkpoint = checkpoint
    }
}

extension Problem.Code {
    /// What was given as a checkpoint is none.
    static let checkpointUnreadable = Problem.Code("checkpoint-unreadable")
}
