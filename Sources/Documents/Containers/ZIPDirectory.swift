import Model

/// The central directory of a ZIP file: where it is, and one entry after another (APPNOTE 4.3.12 to 4.3.16).
struct ZIPDirectory {
    let count: Int
    private var offset: Int
    private let end: Int
    /// Bytes that stand before the archive: offsets count from its own beginning.
    private let shift: Int
    private var seen = 0

    static func locate(in bytes: [UInt8]) throws(Refusal) -> ZIPDirectory {
        // The end record stands last, with a comment of up to 65,535 bytes behind it.
        var position = bytes.count - 22
        let lowest = max(0, bytes.count - 22 - 65_535)
        while position >= lowest {
            if bytes.unsigned32(at: position) == 0x0605_4B50, let found = ZIPDirectory(bytes, endRecord: position) {
                return found
            }
            position -= 1
        }
        throw Refusal(
            .truncated, "the ZIP has no directory at its end",
            remedy: "Save or download it again; the copy is not whole.")
    }

    private init?(_ bytes: [UInt8], endRecord: Int) {
        guard bytes.unsigned16(at: endRecord + 4) == 0 || bytes.unsigned16(at: endRecord + 4) == 0xFFFF,
            let entries = bytes.unsigned16(at: endRecord + 10), let size = bytes.unsigned32(at: endRecord + 12),
            let start = bytes.unsigned32(at: endRecord + 16)
        else { return nil }
        var (count, length, offset, end) = (Int(entries), Int(size), Int(start), endRecord)
        if entries == 0xFFFF || size == .max || start == .max {
            // ZIP64: the locator before the end record says where the larger record is.
            guard bytes.unsigned32(at: endRecord - 20) == 0x0706_4B50, let place = bytes.int64(at: endRecord - 12),
                bytes.unsigned32(at: place) == 0x0606_4B50, let count64 = bytes.int64(at: place + 32),
                let length64 = bytes.int64(at: place + 40), let offset64 = bytes.int64(at: place + 48)
            else { return nil }
            (count, length, offset, end) = (count64, length64, offset64, place)
        }
        guard length <= end, count <= length / 46 else { return nil }
        // Self-extracting archives and mails put bytes before the archive and leave its offsets as they were.
        let shift = end - length - offset
        guard shift >= 0 else { return nil }
        self.count = count
        self.offset = end - length
        self.end = end
        self.shift = shift
    }

    /// Gives the next entry as it says of itself: its sizes and its place are numbers that nothing vouches for.
    mutating func next(in bytes: [UInt8]) -> ZIPArchive.Entry? {
        guard seen < count, offset + 46 <= end, bytes.unsigned32(at: offset) == 0x0201_4B50,
            let flags = bytes.unsigned16(at: offset + 8), let method = bytes.unsigned16(at: offset + 10),
            let checksum = bytes.unsigned32(at: offset + 16), let packed = bytes.unsigned32(at: offset + 20),
            let size = bytes.unsigned32(at: offset + 24), let nameLength = bytes.unsigned16(at: offset + 28),
            let extraLength = bytes.unsigned16(at: offset + 30), let commentLength = bytes.unsigned16(at: offset + 32),
            let attributes = bytes.unsigned32(at: offset + 38), let header = bytes.unsigned32(at: offset + 42)
        else { return nil }
        let extra = offset + 46 + Int(nameLength)
        let following = extra + Int(extraLength) + Int(commentLength)
        guard following <= end else { return nil }
        var sizes = (size: Int(size), packed: Int(packed), header: Int(header))
        ZIPDirectory.widen(&sizes, (size, packed, header), bytes, extra..<(extra + Int(extraLength)))
        let madeOnUnix = bytes[offset + 5] == 3
        seen += 1
        defer { offset = following }
        return ZIPArchive.Entry(
            name: ZIPDirectory.name(bytes[(offset + 46)..<extra], isUTF8: flags & 0x800 != 0), flags: flags,
            method: method, checksum: checksum, packedSize: sizes.packed, size: sizes.size,
            headerOffset: sizes.header + shift,
            mode: madeOnUnix ? attributes >> 16 : 0)
    }

    // ZIP64 extended information: the values that do not fit stand here, in this order (APPNOTE 4.5.3).
    private static func widen(
        _ sizes: inout (size: Int, packed: Int, header: Int), _ narrow: (UInt32, UInt32, UInt32), _ bytes: [UInt8],
        _ extra: Range<Int>
    ) {
        var place = extra.lowerBound
        while place + 4 <= extra.upperBound, let id = bytes.unsigned16(at: place),
            let length = bytes.unsigned16(at: place + 2)
        {
            let end = place + 4 + Int(length)
            if id == 1, end <= extra.upperBound {
                var value = place + 4
                func wide(_ isNeeded: Bool) -> Int? {
                    guard isNeeded, value + 8 <= end else { return nil }
                    defer { value += 8 }
                    return bytes.int64(at: value)
                }
                sizes.size = wide(narrow.0 == .max) ?? sizes.size
                sizes.packed = wide(narrow.1 == .max) ?? sizes.packed
                sizes.header = wide(narrow.2 == .max) ?? sizes.header
            }
            place = end
        }
    }

    // Without the flag names are in the code page of DOS; many programs write UTF-8 all the same.
    private static func name(_ bytes: ArraySlice<UInt8>, isUTF8: Bool) -> String {
        if isUTF8 { return String(decoding: bytes, as: UTF8.self) }
        return String(validating: bytes, as: UTF8.self) ?? TextDecoding.string(from: Array(bytes), declared: "cp437")
    }
}

extension [UInt8] {
    /// Two bytes, little endian; `nil` outside.
    func unsigned16(at place: Int) -> UInt16? {
        guard place >= 0, place <= count - 2 else { return nil }
        return UInt16(self[place]) | UInt16(self[place + 1]) << 8
    }

    /// Four bytes, little endian; `nil` outside.
    func unsigned32(at place: Int) -> UInt32? {
        guard place >= 0, place <= count - 4 else { return nil }
        return (0..<4).reduce(0) { $0 | UInt32(self[place + $1]) << ($1 * 8) }
    }

    /// Eight bytes, little endian; `nil` outside, and for more than any file has.
    func int64(at place: Int) -> Int? {
        guard place >= 0, place <= count - 8 else { return nil }
        let value = (0..<8).reduce(UInt64(0)) { $0 | UInt64(self[place + $1]) << ($1 * 8) }
        return value <= UInt64(1) << 50 ? Int(value) : nil
    }
}
