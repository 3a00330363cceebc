import Foundation
import GRDB
package import Model

/// The words of every report's standing version, in a file of its own beside the catalogue.
///
/// Filing a text costs more processor time than archiving it does, so it is done after the commit, by a filler that follows
/// the catalogue's events; how far it is stands in the same file and is written in the same transaction as the words. All
/// of it can be made again from the archive: a file that is damaged or of another form is thrown away. The texts themselves
/// are not in it (a contentless FTS5 table): passages are read from `text.txt`.
package final class SearchIndex: Sendable {
    let store: any DatabaseWriter
    let path: String

    /// Opens the index for the one that fills it; makes it, or makes it anew where it is damaged or of another form.
    package init(fillingAt path: String) throws(Problem) {
        self.path = path
        do throws(Problem) {
            store = try SearchIndex.opened(path)
        } catch {
            guard error.code == .catalogueDamaged else { throw error }
            SearchIndex.remove(path)
            store = try SearchIndex.opened(path)
        }
    }

    /// Opens the index for asking only, also beside a daemon that fills it.
    ///
    /// - Throws: `search-index-missing` where nobody has filled it, or in another form.
    package init(readingAt path: String) throws(Problem) {
        self.path = path
        guard access(path, F_OK) == 0 else { throw SearchIndex.missing(path) }
        var configuration = SearchIndex.configuration
        configuration.readonly = true
        let queue = try SearchIndex.refusals(path) { try DatabaseQueue(path: path, configuration: configuration) }
        store = queue
        let form = try SearchIndex.refusals(path) { try queue.read(SearchIndex.form) }
        guard form == SearchSQL.form else { throw SearchIndex.missing(path) }
    }

    /// Throws an index away; the next filling begins it anew.
    package static func remove(_ path: String) {
        // The log last: without its database it is nothing.
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }

    /// Closes the file; what was filed is in it whole, without a log beside it.
    package func close() throws(Problem) {
        try SearchIndex.refusals(path) { try store.close() }
    }

    /// Gives up to where it follows the catalogue.
    package func position() throws(Problem) -> SearchPosition {
        try read { database in
            let row = try Row.fetchOne(database, sql: "SELECT sequence, event FROM progress")
            return try row.map { SearchPosition(sequence: try $0.need("sequence"), event: try $0.need("event")) }
                ?? .start
        }
    }

    /// Gives what is filed of a report.
    package func document(of report: ReportID) throws(Problem) -> IndexedDocument? {
        try read { database in
            try Row.fetchOne(
                try database.cachedStatement(sql: SearchSQL.ofReport), arguments: [report.rawValue]
            ).map(IndexedDocument.init(row:))
        }
    }

    /// Gives how many reports are filed.
    package func count() throws(Problem) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM documents") ?? 0 }
    }

    /// Files a step, in one transaction: its words, and how far that is.
    package func write(_ batch: SearchBatch) throws(Problem) {
        try SearchIndex.refusals(path) {
            try store.write { database in
                // Each in the order of its keys: the engine writes out what it holds whenever they go back.
                for (document, text) in batch.removed.sorted(by: { $0.document.key < $1.document.key }) {
                    try remove(document, text, in: database)
                }
                for (document, text) in batch.added.sorted(by: { $0.document.key < $1.document.key }) {
                    try add(document, text, in: database)
                }
                try database.cachedStatement(sql: SearchSQL.moveOn)
                    .execute(arguments: [batch.position.sequence, batch.position.event])
            }
        }
    }

    private func add(_ document: IndexedDocument, _ text: ArraySlice<UInt8>, in database: Database) throws {
        try database.cachedStatement(sql: SearchSQL.file).execute(arguments: [
            document.key, document.report.rawValue, document.version.value, document.title, document.subject,
            document.marks, document.length, document.size,
        ])
        try database.cachedStatement(sql: SearchSQL.addWords)
            .execute(arguments: [document.key] + words(document, text))
    }

    // Words that cannot be named stay behind under a key that means nothing any more.
    private func remove(_ document: IndexedDocument, _ text: ArraySlice<UInt8>?, in database: Database) throws {
        try database.cachedStatement(sql: SearchSQL.unfile).execute(arguments: [document.key])
        guard let text else { return }
        try database.cachedStatement(sql: SearchSQL.removeWords)
            .execute(arguments: [document.key] + words(document, text))
    }

    private func words(_ document: IndexedDocument, _ text: ArraySlice<UInt8>) -> StatementArguments {
        [document.title, document.subject, String(decoding: text, as: UTF8.self), document.marks]
    }
}

extension SearchIndex {
    func read<Value>(_ body: (Database) throws -> Value) throws(Problem) -> Value {
        try SearchIndex.refusals(path) { try store.read(body) }
    }

    static func refusals<Value>(_ path: String, _ body: () throws -> Value) throws(Problem) -> Value {
        try CatalogueDatabase.refusals(path, of: "search index", body)
    }

    private static func opened(_ path: String) throws(Problem) -> any DatabaseWriter {
        try refusals(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let form = try queue.read(form)
            if form != SearchSQL.form, form != 0 { throw Unreadable(column: "user_version") }
            // A cut of power may take the last steps with it, all of each; the filler takes them again. What is deleted need not
            // be wiped: the archive keeps it anyway, and merging takes a fifth longer.
            try queue.writeWithoutTransaction { database in
                try database.execute(
                    sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = OFF")
            }
            if form == 0 { try queue.write { try $0.execute(sql: SearchSQL.tables) } }
            return queue
        }
    }

    private static func form(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "search index"
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -1024") }
        return configuration
    }

    private static func missing(_ path: String) -> Problem {
        Problem(
            .searchIndexMissing, "the words of the reports are not indexed yet", at: path,
            remedy: "Start the daemon with `reportwatch run`, or run `reportwatch rebuild`.", retry: .afterRepair)
    }
}

extension Problem.Code {
    /// Nobody has filled the search index.
    package static let searchIndexMissing = Problem.Code("search-index-missing")
}

extension IndexedDocument {
    init(row: Row) throws {
        self.init(
            key: try row.need("key"), report: try row.report("report"),
            version: VersionNumber(try row.need("number")), title: try row.need("title"),
            subject: try row.need("subject"), marks: try row.need("marks"), length: try row.need("length"),
            size: try row.need("size"))
    }
}
