import Foundation
import Model

/// A table on its way into a file, row by row.
final class TableFile<Row> {
    let table: Table<Row>
    private let format: ExportFormat
    private let file: OutputFile
    private(set) var rows = 0
    // In the order of their names, as the keys of JSON are.
    private let sorted: [Column<Row>]

    /// Makes the file in a folder.
    init(_ table: Table<Row>, in folder: String, as format: ExportFormat) throws(Problem) {
        (self.table, self.format) = (table, format)
        sorted = table.columns.sorted { $0.name < $1.name }
        file = try OutputFile("\(folder)/\(table.name).\(format.ending)")
        if format != .jsonl { try file.write { CSV.append(table.columns.map(\.name), to: &$0) } }
    }

    /// Adds a row.
    func add(_ row: Row) throws(Problem) {
        rows += 1
        try file.write { bytes in
            if format == .jsonl {
                object(row, to: &bytes)
            } else {
                CSV.append(table.columns.map { $0.field(of: row) }, to: &bytes)
            }
        }
    }

    private func object(_ row: Row, to bytes: inout [UInt8]) {
        var mark = UInt8(ascii: "{")
        for column in sorted {
            guard let cell = column.value(row) else { continue }
            bytes.append(mark)
            mark = UInt8(ascii: ",")
            JSONLine.append(column.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            JSONLine.append(cell, to: &bytes)
        }
        // Every row has its key: the object has begun.
        bytes += "}\n".utf8
    }

    /// Closes the file, and gives what a data package says of it.
    func finish() throws(Problem) -> DataPackage.Resource {
        DataPackage.Resource(table, ending: format.ending, bytes: try file.close(), rows: rows)
    }
}

extension Column {
    // Lists are JSON, as the Table Schema has it.
    fileprivate func field(of row: Row) -> String? {
        switch value(row) {
        case nil: return nil
        case .text(let text): return text
        case .integer(let number): return String(number)
        case .flag(let flag): return flag ? "true" : "false"
        case .list(let texts):
            var bytes: [UInt8] = []
            JSONLine.append(.list(texts), to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

/// A new file that is written in large pieces.
final class OutputFile {
    private static let pieceSize = 1 << 18

    private let path: String
    private var descriptor: Int32
    private var pending: [UInt8] = []
    private var size = 0

    init(_ path: String) throws(Problem) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .export("make the file", path) }
    }

    deinit { if descriptor >= 0 { _ = Foundation.close(descriptor) } }

    /// Lets the body add bytes.
    func write(_ body: (inout [UInt8]) -> Void) throws(Problem) {
        body(&pending)
        if pending.count >= OutputFile.pieceSize { try flush() }
    }

    /// Ends the file, and gives its size.
    func close() throws(Problem) -> Int {
        try flush()
        // Some file systems tell only here that nothing was written.
        let closed = Foundation.close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw .export("write", path) }
        return size
    }

    private func flush() throws(Problem) {
        var done = 0
        while done < pending.count {
            let written = pending.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .export("write", path) }
            done += written
        }
        size += done
        pending.removeAll(keepingCapacity: true)
    }
}
