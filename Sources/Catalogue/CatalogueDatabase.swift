import Foundation
import GRDB
package import Model

/// The catalogue: one SQLite file that says what exists, what is in hand, what is due and what must still be told.
///
/// All of it but the state of sources and deliveries can be made again from the archive (`reportwatch rebuild`). Its methods
/// are the only way in: no SQL and no type of the database library leaves this target. Each method is one transaction, blocks
/// for it, and may be called from anywhere. A write that returned is on the disk.
package final class CatalogueDatabase: Sendable {
    let store: any DatabaseWriter
    let path: String
    /// `nil` where another process writes.
    let known: KnownSources?

    /// Opens the catalogue for the one daemon, making or upgrading the file.
    ///
    /// - Throws: `catalogue-damaged` for a file that is no database or fails SQLite's own rules, `catalogue-newer` for one
    ///   that a later program has upgraded, `catalogue-unreadable` where the file system refuses.
    package init(path: String) throws(Problem) {
        (self.path, known) = (path, KnownSources())
        store = try CatalogueDatabase.refusals(path) {
            let pool = try DatabasePool(path: path, configuration: CatalogueDatabase.configuration)
            // The library chooses NORMAL for a write-ahead log; a claim must survive a power cut before its file moves. Checks
            // write the same pages over and over: the longer the log may be, the fewer of them are copied out of it.
            try pool.writeWithoutTransaction { database in
                try database.execute(
                    sql: """
                        PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 16777216
                        """)
            }
            if try pool.read(Migrations.all.hasBeenSuperseded) { throw CatalogueDatabase.newer(path) }
            try Migrations.all.migrate(pool)
            try pool.write { database in
                let name = "urn:uuid:" + UUID().uuidString.lowercased()
                try database.execute(
                    sql: "INSERT INTO meta VALUES ('installation', ?) ON CONFLICT DO NOTHING", arguments: [name])
            }
            return pool
        }
    }

    /// Opens the catalogue for looking only, also beside a running daemon.
    ///
    /// - Throws: `catalogue-missing`, `catalogue-older` where the daemon has not upgraded it yet, and as ``init(path:)``.
    package init(readingAt path: String) throws(Problem) {
        (self.path, known) = (path, nil)
        guard access(path, F_OK) == 0 else { throw CatalogueDatabase.missing(path) }
        store = try CatalogueDatabase.refusals(path) {
            var configuration = CatalogueDatabase.configuration
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { database in
                if try Migrations.all.hasBeenSuperseded(database) { throw CatalogueDatabase.newer(path) }
                if try !Migrations.all.hasCompletedMigrations(database) { throw CatalogueDatabase.older(path) }
            }
            return queue
        }
    }

    // Small caches: the whole daemon idles under 40 MB, and the operating system caches the file anyway.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "catalogue"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -1024") }
        return configuration
    }

    /// Closes the file; everything else then throws. Without it the last reference closes.
    package func close() throws(Problem) {
        try CatalogueDatabase.refusals(path) { try store.close() }
    }

    /// Gives the name of this installation, the `source` of every event: `urn:uuid:…`, made once.
    package func installation() throws(Problem) -> String {
        try read { database in
            let name = try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'installation'")
            guard let name else { throw CatalogueDatabase.older(self.path) }
            return name
        }
    }

    /// Puts back the name that the archived events carry, when the catalogue was lost.
    package func setInstallation(_ name: String) throws(Problem) {
        try write { database in
            try database.execute(
                sql: "INSERT INTO meta VALUES ('installation', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                arguments: [name])
        }
    }

    /// Looks at every page and every rule, for `verify`: slow on a large catalogue.
    ///
    /// - Throws: `catalogue-damaged` with what is wrong.
    package func check() throws(Problem) {
        let faults = try read { database in
            let pages = try String.fetchAll(database, sql: "PRAGMA integrity_check(5)").filter { $0 != "ok" }
            let links = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(5).map(\.description)
            return pages + links
        }
        guard faults.isEmpty else { throw CatalogueDatabase.damaged(path, faults.joined(separator: "; ")) }
    }
}

extension CatalogueDatabase {
    func read<Value>(_ body: (Database) throws -> Value) throws(Problem) -> Value {
        try CatalogueDatabase.refusals(path) { try store.read(body) }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(Problem) -> Value {
        try CatalogueDatabase.refusals(path) { try store.write(body) }
    }

    /// Runs any statement on the writing connection and gives the last column of its answer as text; parameters are NULL.
    /// Only for tests: they ask SQLite about plans and settings, and make files that no program of ours leaves.
    func answer(to sql: String) throws(Problem) -> [String] {
        try write { database in
            let statement = try database.makeStatement(sql: sql)
            statement.setUncheckedArguments([])
            return try Row.fetchAll(statement).map { row in
                let last = row.databaseValues.last ?? .null
                return String.fromDatabaseValue(last) ?? last.description
            }
        }
    }
}
