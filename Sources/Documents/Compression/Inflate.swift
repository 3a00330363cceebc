import CZlib

/// Deflated bytes, unpacked with zlib under a limit; a damaged stream gives what came before the damage.
enum Inflate {
    /// How the deflated bytes are wrapped.
    enum Wrapping: Int32 {
        /// No header at all, as in ZIP.
        case raw = -15
        /// RFC 1950, as in PDF.
        case zlib = 15
        /// RFC 1952, as in WARC; every member of the file is unpacked.
        case gzip = 31
    }

    /// What came out of unpacking.
    struct Unpacked {
        var bytes: [UInt8]
        /// How many bytes of the input were used.
        var used: Int
        /// Whether the stream came to its own end, its check sum right.
        var isWhole: Bool
        /// Whether there was more than the limit lets out.
        var isCut: Bool
    }

    /// Unpacks the first stream that begins at the start of the slice.
    static func first(in packed: ArraySlice<UInt8>, _ wrapping: Wrapping, limit: Int) -> Unpacked {
        var unpacked = Unpacked(bytes: [], used: 0, isWhole: false, isCut: false)
        var stream = z_stream()
        guard
            inflateInit2_(&stream, wrapping.rawValue, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return unpacked }
        defer { inflateEnd(&stream) }
        packed.withUnsafeBytes { source in
            // zlib takes the input as mutable and never writes to it.
            stream.next_in = UnsafeMutablePointer(
                mutating: source.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(clamping: source.count)
            var code = Z_OK
            // One small piece of memory stays in the cache of the machine; a large one for each step costs more than inflating.
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) { piece in
                while code == Z_OK, !unpacked.isCut {
                    stream.next_out = piece.baseAddress
                    stream.avail_out = UInt32(piece.count)
                    code = inflate(&stream, Z_NO_FLUSH)
                    let written = piece.count - Int(stream.avail_out)
                    let room = max(0, limit - unpacked.bytes.count)
                    unpacked.bytes += piece[..<min(written, room)]
                    unpacked.isCut = written > room
                    // No progress and no end: the input is over in the middle of the stream.
                    if code == Z_BUF_ERROR || (written == 0 && stream.avail_in == 0) { break }
                }
            }
            unpacked.isWhole = code == Z_STREAM_END
            unpacked.used = source.count - Int(stream.avail_in)
        }
        return unpacked
    }

    /// Unpacks all streams that follow one another, as the members of a gzip file do.
    static func all(in packed: ArraySlice<UInt8>, _ wrapping: Wrapping, limit: Int) -> Unpacked {
        var whole = Unpacked(bytes: [], used: 0, isWhole: true, isCut: false)
        var rest = packed
        while !rest.isEmpty, whole.isWhole, !whole.isCut {
            let next = first(in: rest, wrapping, limit: limit - whole.bytes.count)
            guard next.used > 0 else { break }
            if whole.bytes.isEmpty { whole.bytes = next.bytes } else { whole.bytes += next.bytes }
            whole.used += next.used
            (whole.isWhole, whole.isCut) = (next.isWhole, next.isCut)
            rest = rest.dropFirst(next.used)
        }
        return whole
    }
}

extension Inflate {
    /// The check sum that ZIP and gzip use (CRC-32, ISO 3309).
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { buffer in
            var (sum, rest) = (CZlib.crc32(0, nil, 0), buffer[...])
            while !rest.isEmpty {
                let piece = rest.prefix(1 << 30)
                let part = UnsafeRawBufferPointer(rebasing: piece)
                sum = CZlib.crc32(sum, part.bindMemory(to: UInt8.self).baseAddress, UInt32(part.count))
                rest = rest.dropFirst(piece.count)
            }
            return UInt32(truncatingIfNeeded: sum)
        }
    }
}
