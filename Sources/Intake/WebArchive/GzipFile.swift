import CZlib
import Glibc

/// A file of gzip members, one for each record of a web archive, so that a record can be read without those before it.
final class GzipFile {
    private let file: SpoolFile
    private var stream = z_stream()
    private var isOpen = false

    init(_ file: SpoolFile) { self.file = file }

    deinit { if isOpen { deflateEnd(&stream) } }

    /// Begins a member. What is packed already is only wrapped: packing it again costs time and gains nothing.
    func begin(isPacked: Bool) throws(SpoolFile.Fault) {
        // 31: the largest window, with the head and tail of gzip.
        let code = deflateInit2_(
            &stream, isPacked ? Z_NO_COMPRESSION : Z_DEFAULT_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY,
            zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw SpoolFile.Fault(code: ENOMEM, doing: "pack \(file.path)") }
        isOpen = true
    }

    func add(_ bytes: UnsafeRawBufferPointer) throws(SpoolFile.Fault) { try pack(bytes, Z_NO_FLUSH) }

    func add(_ bytes: [UInt8]) throws(SpoolFile.Fault) {
        try bytes.span.withUnsafeBytes { (piece) throws(SpoolFile.Fault) in try add(piece) }
    }

    /// Ends the member.
    func end() throws(SpoolFile.Fault) {
        try pack(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH)
        deflateEnd(&stream)
        isOpen = false
    }

    private func pack(_ bytes: UnsafeRawBufferPointer, _ flush: Int32) throws(SpoolFile.Fault) {
        // zlib takes the input as mutable and never writes to it.
        stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(bytes.count)
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) { (piece) throws(SpoolFile.Fault) in
            repeat {
                stream.next_out = piece.baseAddress
                stream.avail_out = UInt32(piece.count)
                deflate(&stream, flush)
                let written = piece.count - Int(stream.avail_out)
                try file.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(piece)[..<written]))
            } while stream.avail_out == 0
        }
    }
}
