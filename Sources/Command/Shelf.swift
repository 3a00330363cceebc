import Archive
import ArgumentParser
import Catalogue
import Daemon
import Model

/// The archive and the catalogue as the looking commands see them: read only, beside a running daemon.
struct Shelf {
    let catalogue: CatalogueDatabase
    let store: VersionStore

    init(_ settings: Settings) throws(Problem) {
        catalogue = try CatalogueDatabase(readingAt: settings.cataloguePath)
        store = VersionStore(
            root: settings.archive, staging: settings.state + "/staging", installation: "", software: Software.name)
    }

    /// Gives the version that `REPORT`, `REPORT@v2` or `REPORT@2017-03-01` names; a date means what it said at the end of that day.
    ///
    /// - Parameter known: by what was archived until then; what has a number counts as unknown before.
    func version(_ reference: String, known: Timestamp? = nil) throws(Problem) -> VersionRow {
        let parts = reference.split(separator: "@", maxSplits: 1).map(String.init)
        let report = try Shelf.report(parts.first ?? reference, in: catalogue)
        let row: VersionRow?
        if parts.count < 2 {
            row = try catalogue.version(of: report, from: Standpoint(known: known))
        } else if let number = VersionNumber(text: parts[1]) {
            row = try catalogue.version(of: report, number).flatMap { $0.created <= known ?? $0.created ? $0 : nil }
        } else if let time = Shelf.time(parts[1]) {
            row = try catalogue.version(of: report, from: Standpoint(date: time, known: known))
        } else {
            throw Problem(
                .unknownReport, "“\(parts[1])” is neither a version nor a date",
                remedy: "Write v2, or a date as 2017-03-01.")
        }
        guard let row else {
            throw Problem(
                .unknownReport,
                "there is no such version of \(report.spoken)\(known.map { ", as known at \($0)" } ?? ""): \(reference)",
                remedy: "“reportwatch reports” shows what is in the archive.")
        }
        return row
    }

    func record(_ row: VersionRow) throws -> Record {
        try JSON.decoded(Record.self, from: try store.bytes(of: "record.json", in: row.report, version: row.version))
    }

    func text(_ row: VersionRow) throws(Problem) -> CanonicalText {
        CanonicalText(
            String(decoding: try store.bytes(of: "text.txt", in: row.report, version: row.version), as: UTF8.self))
    }

    /// A time as people give it to `--since` and `@`: a day (its end) or RFC 3339.
    static func time(_ text: String) -> Timestamp? {
        CalendarDate(text) != nil ? Timestamp(text + "T23:59:59.999Z") : Timestamp(text)
    }

    /// A time of the command line, for options.
    static func moment(_ text: String) throws -> Timestamp {
        guard let time = time(text) else {
            throw ValidationError("“\(text)” is no date: write 2017-03-01, or a time as 2017-03-01T12:00:00Z.")
        }
        return time
    }

    /// Gives the one report that a person means.
    static func report(_ reference: String, in catalogue: CatalogueDatabase) throws(Problem) -> ReportID {
        let found = try catalogue.resolve(reference: reference)
        guard let report = found.first else {
            throw Problem(
                .unknownReport, "no report is called “\(reference)”",
                remedy: "“reportwatch reports” shows what is in the archive.")
        }
        guard found.count == 1 else {
            throw Problem(
                .unknownReport, "“\(reference)” may be \(found.prefix(5).map(\.spoken).joined(separator: ", "))",
                remedy: "Write more of the name.")
        }
        return report
    }
}
