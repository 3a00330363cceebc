import CZlib

/// Writes ZIP files, honest ones and others: every number of an entry can be made to lie.
package struct ZIPFixture {
    /// A file inside.
    package struct Entry {
        package var name: String
        package var content: [UInt8]
        package var isDeflated = true
        package var flags: UInt16 = 0x800
        package var method: UInt16?
        package var statedSize: UInt32?
        package var checksum: UInt32?
        package var mode: UInt32 = 0o100644
        /// Points at the data of another entry instead of having its own.
        package var sharesDataOf: Int?

        /// Takes a name and what the file holds.
        package init(_ name: String, _ content: String) { self.init(name, Array(content.utf8)) }
        /// Takes a name and what the file holds.
        package init(_ name: String, _ content: [UInt8]) {
            self.name = name
            self.content = content
        }

        /// Gives the entry with something made to lie.
        package func with(_ change: (inout Entry) -> Void) -> Entry {
            var entry = self
            change(&entry)
            return entry
        }
    }

    /// Gives the archive.
    package static func bytes(_ entries: [Entry]) -> [UInt8] {
        var (file, directory): ([UInt8], [UInt8]) = ([], [])
        var offsets: [Int] = []
        for entry in entries {
            let packed = entry.isDeflated ? deflated(entry.content) : entry.content
            let method = entry.method ?? (entry.isDeflated ? 8 : 0)
            let sum = entry.checksum ?? crc(entry.content)
            let size = entry.statedSize ?? UInt32(entry.content.count)
            let common =
                two(20) + two(entry.flags) + two(method) + two(0) + two(0) + four(sum) + four(UInt32(packed.count))
                + four(size) + two(UInt16(entry.name.utf8.count)) + two(0)
            let offset = entry.sharesDataOf.map { offsets[$0] } ?? file.count
            offsets.append(offset)
            if entry.sharesDataOf == nil { file += four(0x0403_4B50) + common + Array(entry.name.utf8) + packed }
            directory +=
                four(0x0201_4B50) + two(0x031E) + common + two(0) + two(0) + two(0) + four(entry.mode << 16)
                + four(UInt32(offset)) + Array(entry.name.utf8)
        }
        return file + directory + four(0x0605_4B50) + two(0) + two(0) + two(UInt16(entries.count))
            + two(UInt16(entries.count)) + four(UInt32(directory.count)) + four(UInt32(file.count)) + two(0)
    }

    /// Packs bytes as zlib does; the window tells the wrapping.
    package static func deflated(_ bytes: [UInt8], window: Int32 = -15) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 128))
        let written = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
                (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
                deflate(&stream, Z_FINISH)
                return target.count - Int(stream.avail_out)
            }
        }
        return Array(output.prefix(written))
    }

    static func crc(_ bytes: [UInt8]) -> UInt32 { UInt32(crc32(0, bytes, UInt32(bytes.count))) }
    private static func two(_ value: UInt16) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
    private static func four(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
