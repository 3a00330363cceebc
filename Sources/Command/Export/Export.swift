import Archive
import Catalogue
import Foundation
import Model

/// What tables are written as.
enum ExportFormat: String, CaseIterable {
    case csv, jsonl, datapackage

    /// How the files of tables end.
    var ending: String { self == .jsonl ? "jsonl" : "csv" }
}

/// The archive as tables. The catalogue is read at one moment and the archive never loses a version, so that all tables say the
/// same, also beside a running daemon. Nothing is held in memory but the row in hand.
struct Export {
    let shelf: Shelf
    let standpoint: Standpoint
    let format: ExportFormat
    /// Called before every report, version and event, with the table and the rows that it has; throws to stop.
    let step: (_ table: String, _ rows: Int) throws -> Void

    /// Writes the tables into a folder, and gives what they are.
    func write(into folder: String) throws -> [DataPackage.Resource] {
        let files = try ExportFiles(in: folder, as: format)
        try shelf.catalogue.snapshot { snapshot in
            try snapshot.reports(from: standpoint) { report in
                try step("reports", files.reports.rows)
                try files.add(report, try report.standing.map(shelf.record))
            }
            try snapshot.versions(from: standpoint) { version in
                try step("versions", files.versions.rows)
                try files.versions.add(version)
            }
            try snapshot.events(from: standpoint) { event in
                try step("events", files.events.rows)
                try files.add(event)
            }
        }
        let resources = try files.finish()
        if format == .datapackage { try describe(resources, in: folder) }
        return resources
    }

    private func describe(_ resources: [DataPackage.Resource], in folder: String) throws {
        let package = DataPackage(
            resources, of: try shelf.catalogue.installation(), at: standpoint.date, known: standpoint.known,
            created: .now)
        let bytes = try JSON.bytes(of: package)
        let file = try OutputFile(folder + "/datapackage.json")
        try file.write { $0 += bytes }
        _ = try file.close()
    }
}
