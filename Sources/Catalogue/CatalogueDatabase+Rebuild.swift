import Foundation
import GRDB
package import Model

extension CatalogueDatabase {
    /// Empties what the archive can give back and the outbox; sources, claims, observations and the installation stay.
    package func clearIndex() throws(Problem) {
        try write { database in
            try CatalogueDatabase.clearVersions(in: database)
            try database.execute(sql: "DELETE FROM outbox; DELETE FROM events")
        }
    }

    /// Makes the index again from the archive, in one transaction: a rebuild that is interrupted leaves the old index.
    ///
    /// `next` gives one batch after the other and `nil` at the end. Events that are new to this file count as delivered. Those
    /// that it holds stay, with their deliveries: what waits for a channel waits on, and the archive does not hold them all
    /// (a failing source makes no version).
    package func rebuild(_ next: () throws(Problem) -> RecordedBatch?) throws(Problem) {
        try write { database in
            try CatalogueDatabase.clearVersions(in: database)
            while let batch = try next() {
                try CatalogueDatabase.record(batch, outbox: .delivered, in: database)
            }
        }
    }

    /// Moves a damaged catalogue aside, so that a new one can be made; gives its new path. Nobody may have it open.
    package static func setAside(_ path: String, at time: Timestamp) throws(Problem) -> String {
        let aside = path + ".damaged-" + time.description.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
        // The log last: without its database it is nothing, while a database without its log loses what was committed.
        for suffix in ["-shm", "", "-wal"] where access(path + suffix, F_OK) == 0 {
            guard rename(path + suffix, aside + suffix) == 0 else {
                throw Problem(
                    .catalogueUnreadable, "cannot move the catalogue aside: \(String(cString: strerror(errno)))",
                    at: path, remedy: "Give the user that runs this program write access to the folder.",
                    retry: .afterRepair)
            }
        }
        return aside
    }

    private static func clearVersions(in database: Database) throws {
        for table in ["labels", "judgments", "renditions", "versions", "reports"] {
            try database.execute(sql: "DELETE FROM \(table)")
        }
    }
}
