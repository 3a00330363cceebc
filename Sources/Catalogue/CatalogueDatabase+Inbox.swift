import GRDB
package import Model

/// A file in an inbox out of which nothing is moved, as it was when a copy of it was taken.
package struct InboxFile: Hashable, Sendable {
    /// Relative to the inbox, as raw bytes.
    package let path: [UInt8]
    package let inode: UInt64
    package let size: Int
    /// When content, and when content or attributes, changed last: nanoseconds since 1970.
    package let modified: Int64
    package let changed: Int64

    /// Takes what the file system says of the file. Not the device: of a network mount that is another one each time.
    package init(path: [UInt8], inode: UInt64, size: Int, modified: Int64, changed: Int64) {
        (self.path, self.inode, self.size) = (path, inode, size)
        (self.modified, self.changed) = (modified, changed)
    }
}

extension CatalogueDatabase {
    /// Gives those of some files that were not taken as they are now.
    package func unknown(_ files: [InboxFile]) throws(Problem) -> Set<InboxFile> {
        try read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM inbox_files WHERE path = ?")
            var unknown = Set(files)
            for file in files {
                guard let row = try Row.fetchOne(statement, arguments: [file.path.stored]) else { continue }
                if try InboxFile(row: row) == file { unknown.remove(file) }
            }
            return unknown
        }
    }

    /// Remembers files of which copies are taken.
    package func remember(_ files: [InboxFile]) throws(Problem) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO inbox_files VALUES (?, ?, ?, ?, ?)")
            for file in files {
                try statement.execute(arguments: [
                    file.path.stored, Int64(bitPattern: file.inode), file.size, file.modified, file.changed,
                ])
            }
        }
    }
}

extension InboxFile {
    fileprivate init(row: Row) throws {
        self.init(
            path: try row.bytes("path") ?? [], inode: UInt64(bitPattern: try row.need("inode", as: Int64.self)),
            size: try row.need("size"), modified: try row.need("modified"), changed: try row.need("changed"))
    }
}
