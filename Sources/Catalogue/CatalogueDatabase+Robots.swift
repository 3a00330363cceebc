import Foundation
import GRDB
package import Model

/// What a host's robots.txt said when it was last asked for.
package struct RobotsFile: Hashable, Sendable {
    /// Scheme, host and port, as an address begins.
    package let origin: String
    /// Its bytes; none where the host has no such file.
    package var text: [UInt8]
    /// What is sent back when it is asked for again.
    package var etag: String?
    package var lastModified: String?
    /// When the host last said that this is what holds.
    package var read: Timestamp

    /// Takes what every file has.
    package init(origin: String, text: [UInt8] = [], read: Timestamp) {
        (self.origin, self.text, self.read) = (origin, text, read)
    }
}

extension CatalogueDatabase {
    /// Gives the robots.txt of a host; `nil` where it was never asked for.
    package func robots(of origin: String) throws(Problem) -> RobotsFile? {
        try read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM robots WHERE origin = ?")
            return try Row.fetchOne(statement, arguments: [origin]).map { row in
                var file = RobotsFile(
                    origin: try row.need("origin"), text: Array(try row.need("text", as: Data.self)),
                    read: try row.time("read"))
                file.etag = try row.maybe("etag")
                file.lastModified = try row.maybe("last_modified")
                return file
            }
        }
    }

    /// Keeps the robots.txt of a host in place of the one before.
    package func save(_ file: RobotsFile) throws(Problem) {
        try write { database in
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO robots (origin, text, etag, last_modified, read) VALUES (?, ?, ?, ?, ?)"
            ).execute(arguments: [
                file.origin, Data(file.text), file.etag, file.lastModified, file.read.milliseconds,
            ])
        }
    }
}
