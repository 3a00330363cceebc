import Foundation
import GRDB
package import Model

extension Problem.Code {
    /// The file is no database or breaks SQLite's rules.
    package static let catalogueDamaged = Problem.Code("catalogue-damaged")
    /// There is no catalogue yet.
    package static let catalogueMissing = Problem.Code("catalogue-missing")
    /// An earlier program made the file, and only the daemon upgrades it.
    package static let catalogueOlder = Problem.Code("catalogue-older")
    /// A later program made the file.
    package static let catalogueNewer = Problem.Code("catalogue-newer")
    /// The file system refuses to open or write the file.
    package static let catalogueUnreadable = Problem.Code("catalogue-unreadable")
    /// The disk is full or fails.
    package static let catalogueDisk = Problem.Code("catalogue-disk")
    /// Another process holds the catalogue.
    package static let catalogueBusy = Problem.Code("catalogue-busy")
    /// What should be recorded breaks a rule of the catalogue or contradicts what it holds.
    package static let catalogueRefused = Problem.Code("catalogue-refused")
}

/// A value in the file that no program of ours wrote.
struct Unreadable: Error {
    let column: String
}

/// A row that is there already with other content.
struct Contradiction: Error {
    let what: String
}

extension CatalogueDatabase {
    /// Runs something and gives its errors as problems.
    /// `file` is what people call it.
    static func refusals<Value>(
        _ path: String, of file: String = "catalogue", _ body: () throws -> Value
    ) throws(Problem) -> Value {
        do {
            return try body()
        } catch {
            throw problem(error, path, file)
        }
    }

    private static func problem(_ error: any Error, _ path: String, _ file: String) -> Problem {
        switch error {
        case let error as Unreadable:
            return damaged(path, "column \(error.column) holds what was never written there", file)
        case let error as Contradiction:
            return Problem(
                .catalogueRefused, error.what, at: path,
                remedy: "Run `reportwatch rebuild`, so that the catalogue says what the archive holds.",
                retry: .afterRepair)
        case let error as DatabaseError: return problem(error, path, file)
        default: return Problem.wrapping(error, at: path)
        }
    }

    private static func problem(_ error: DatabaseError, _ path: String, _ file: String) -> Problem {
        let said = error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: return damaged(path, said, file)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return Problem(
                .catalogueBusy, "another process holds the \(file): \(said)", at: path,
                remedy: "Wait until the other command has ended; it is tried again.", retry: .later)
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM:
            return Problem(
                .catalogueDisk, "the \(file) cannot be written: \(said)", at: path,
                remedy: "Make room on the disk and look at its health; it is tried again.", retry: .later)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
            return Problem(
                .catalogueUnreadable, "the \(file) cannot be opened: \(said)", at: path,
                remedy: "Give the user that runs this program access to the file and its folder.", retry: .afterRepair)
        case .SQLITE_CONSTRAINT:
            return Problem(
                .catalogueRefused, "the \(file) refuses a row: \(said)", at: path,
                remedy: "Report this with the message: the program contradicts its own rules.")
        default: return Problem.wrapping(error, at: path)
        }
    }

    static func damaged(_ path: String, _ what: String, _ file: String = "catalogue") -> Problem {
        Problem(
            .catalogueDamaged, "the \(file) is damaged: \(what)", at: path,
            remedy: "Run `reportwatch rebuild`; it makes the catalogue again from the archive.", retry: .afterRepair)
    }

    static func missing(_ path: String) -> Problem {
        Problem(
            .catalogueMissing, "there is no catalogue", at: path,
            remedy: "Start the daemon with `reportwatch run`, or run `reportwatch rebuild` where there is an archive.",
            retry: .afterRepair)
    }

    static func older(_ path: String) -> Problem {
        Problem(
            .catalogueOlder, "the catalogue was made by an earlier version of reportwatch", at: path,
            remedy: "Start the daemon of this version once, or run `reportwatch rebuild`.", retry: .afterRepair)
    }

    static func newer(_ path: String) -> Problem {
        Problem(
            .catalogueNewer, "the catalogue was made by a later version of reportwatch", at: path,
            remedy: "Use that version, or move the file away and run `reportwatch rebuild`.", retry: .afterRepair)
    }
}
