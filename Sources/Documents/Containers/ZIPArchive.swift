import Model

/// The directory of a ZIP file (PKWARE APPNOTE 6.3.10), checked before anything is unpacked: what overlaps, lies outside
/// or contradicts itself is a fault of the entry, and nothing is ever written under a name from inside.
struct ZIPArchive {
    /// One entry of the central directory.
    struct Entry: Hashable {
        /// The name as the archive has it; only for people to look at.
        var name: String
        var flags: UInt16
        var method: UInt16
        var checksum: UInt32
        var packedSize: Int
        var size: Int
        var headerOffset: Int
        /// Unix mode bits, where the entry has them.
        var mode: UInt32

        var isFolder: Bool { name.hasSuffix("/") || name.hasSuffix("\\") }
        var isEncrypted: Bool { flags & 1 != 0 || method == 99 }
        /// A symbolic link (S_IFLNK): its content is a path, never a document.
        var isLink: Bool { mode & 0o170000 == 0o120000 }
        /// Whether the name would lead out of the folder it is unpacked in.
        var leadsOutside: Bool {
            let parts = name.split(omittingEmptySubsequences: false) { "/\\".contains($0) }
            return name.hasPrefix("/") || name.hasPrefix("\\") || parts.contains("..")
                || name.dropFirst().hasPrefix(":")
        }
    }

    /// Why one entry cannot be had.
    enum Fault: Error, Hashable {
        case encrypted
        case method(UInt16)
        case damaged(String)
        /// It unpacks to more than it says, or than may come out.
        case tooLarge
    }

    let entries: [Entry]
    private let bytes: [UInt8]

    /// Reads the directory.
    ///
    /// - Throws: `truncated` without a directory at the end, `unsupported` for archives in several files, `too-large`
    ///   for more entries than the limit.
    init(_ bytes: [UInt8], limit: Int = 65_535) throws(Refusal) {
        self.bytes = bytes
        var cursor = try ZIPDirectory.locate(in: bytes)
        guard cursor.count <= limit else {
            throw Refusal(
                .tooLarge, "\(cursor.count) files are packed inside, more than the \(limit) that are opened",
                remedy: "Unpack it yourself and drop the reports that are inside.")
        }
        var entries: [Entry] = []
        while let entry = cursor.next(in: bytes) { entries.append(entry) }
        guard entries.count == cursor.count else {
            throw Refusal(
                .truncated, "the directory of the ZIP names \(cursor.count) files and holds \(entries.count)",
                remedy: "Save or download it again; the copy is not whole.")
        }
        self.entries = entries
    }

    /// The entry of a name, as the first one that has it.
    subscript(name: String) -> Entry? { entries.first { $0.name == name } }

    /// Unpacks an entry and checks it.
    func contents(of entry: Entry, limit: Int, ratio: Int = 1000) throws(Fault) -> [UInt8] {
        guard !entry.isEncrypted else { throw .encrypted }
        guard entry.size <= limit else { throw .tooLarge }
        let packed = try packedBytes(of: entry)
        let unpacked: [UInt8]
        switch entry.method {
        case 0:
            guard packed.count == entry.size else { throw .damaged("its sizes disagree") }
            unpacked = Array(packed)
        case 8:
            // Small files pack well without being a trap.
            guard entry.size <= max(1 << 20, entry.packedSize.multipliedReportingOverflow(by: ratio).partialValue)
            else {
                throw .tooLarge
            }
            let result = Inflate.first(in: packed, .raw, limit: entry.size)
            guard !result.isCut else { throw .tooLarge }
            guard result.isWhole, result.bytes.count == entry.size else { throw .damaged("it ends too early") }
            unpacked = result.bytes
        default: throw .method(entry.method)
        }
        guard Inflate.crc32(unpacked) == entry.checksum else { throw .damaged("its check sum is wrong") }
        return unpacked
    }

    // The local header repeats the directory; where the data begins is only said there (APPNOTE 4.3.7).
    private func packedBytes(of entry: Entry) throws(Fault) -> ArraySlice<UInt8> {
        let start = entry.headerOffset
        guard bytes.unsigned32(at: start) == 0x0403_4B50, let nameLength = bytes.unsigned16(at: start + 26),
            let extraLength = bytes.unsigned16(at: start + 28)
        else { throw .damaged("its header is not where the directory says") }
        let data = start + 30 + Int(nameLength) + Int(extraLength)
        guard data <= bytes.count, entry.packedSize <= bytes.count - data else { throw .damaged("it is cut off") }
        return bytes[data..<(data + entry.packedSize)]
    }

    /// The entries whose data shares bytes with that of another: how one file is made to unpack many times over.
    var overlapping: Set<Int> {
        let spans = entries.enumerated().map { index, entry in
            (index: index, start: entry.headerOffset, end: entry.headerOffset + 30 + entry.packedSize)
        }
        // What would end behind the file is damaged, and has no bytes to share.
        .filter { $0.end <= bytes.count }
        .sorted { ($0.start, $0.index) < ($1.start, $1.index) }
        var found: Set<Int> = []
        var reach = (end: 0, index: -1)
        for span in spans {
            if span.start < reach.end {
                found.insert(span.index)
                found.insert(reach.index)
            }
            if span.end > reach.end { reach = (span.end, span.index) }
        }
        return found
    }
}
