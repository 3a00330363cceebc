import CSystem
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One line of `ledger.jsonl`: one version, chained to the line before it.
struct LedgerLine: Hashable, Codable {
    struct Source: Hashable, Codable { let sha512: String }

    var seq: Int
    var time: String
    var objectId: String
    var path: String
    /// The version of the object.
    var version: String
    /// The version of the report, where its object is a successor.
    var reportVersion: String?
    var created: String
    var inventoryDigest: String
    var sourceDigest: Source?
    var url: String?
    var event: String
    var recovered: Bool
    /// Base64 of the leaf hash of the line before; absent in the first.
    var prev: String?

    init(_ version: ArchivedVersion, event: Event.Kind, url: String?, time: Timestamp, recovered: Bool) {
        seq = 0
        self.time = time.description
        objectId = version.objectID
        path = version.object
        self.version = version.inner.description
        reportVersion = version.inner == version.version ? nil : version.version.description
        created = version.created.description
        inventoryDigest = version.inventoryDigest.hex
        sourceDigest = version.sourceName.flatMap { version.files[$0] }.map { Source(sha512: $0.hex) }
        self.url = url
        self.event = event.rawValue
        self.recovered = recovered
    }
}

/// Where the ledger ends, which is all that appending needs.
struct LedgerTail: Hashable, Sendable {
    var count = 0
    var size = 0
    var lastHash: [UInt8]?
}

/// `ledger.jsonl` in the root of the archive: append-only, one line per version, never rewritten.
struct Ledger: Sendable {
    let path: String
    let disk: Disk

    static let fileName = "ledger.jsonl"

    /// Gives the end of the ledger, or of its first bytes, by reading the last line of it only; `nil` where that line is torn or
    /// cannot be understood.
    func quickTail(ofFirst length: Int? = nil) throws(Problem) -> LedgerTail? {
        let size = if let length { length } else { try fileSize() }
        guard size > 0 else { return LedgerTail() }
        var window = 4096
        while true {
            let offset = max(0, size - window)
            let bytes = try FileReading.bytes(of: path, in: offset..<size)
            guard bytes.count == size - offset, bytes.last == 0x0A else { return nil }
            let body = bytes.dropLast()
            let start = body.lastIndex(of: 0x0A).map { $0 + 1 }
            guard let start = start ?? (offset == 0 ? 0 : nil) else {
                window *= 4
                continue
            }
            let line = Array(body[start...])
            guard let decoded = Ledger.decode(line) else { return nil }
            return LedgerTail(count: decoded.seq + 1, size: size, lastHash: MerkleTree.leafHash(line))
        }
    }

    /// Gives every complete line, without its line feed.
    func lines() throws(Problem) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try each { line in lines.append(line) }
        return lines
    }

    /// Hands over every complete line from an offset on, without its line feed; holds few of them in memory. Gives whether the
    /// last one had its end.
    @discardableResult
    func each(from offset: Int = 0, _ body: ([UInt8]) throws(Problem) -> Void) throws(Problem) -> Bool {
        guard Folder.kind(of: path) != nil else { return true }
        var rest: [UInt8] = []
        try FileReading.pieces(of: path, from: offset) { (piece) throws(Problem) in
            var start = piece.startIndex
            while let end = piece[start...].firstIndex(of: 0x0A) {
                try body(rest + piece[start..<end])
                rest.removeAll(keepingCapacity: true)
                start = end + 1
            }
            rest += piece[start...]
        }
        return rest.isEmpty
    }

    /// Cuts off what a crash left of an unfinished append: a last line without its line feed, or blocks that were never written
    /// (zeros). Gives how many bytes went.
    func mend() throws(Problem) -> Int {
        let bytes = try FileReading.bytes(of: path)
        var end = (bytes.lastIndex(of: 0x0A) ?? -1) + 1
        while end > 0 {
            let start = (bytes[..<(end - 1)].lastIndex(of: 0x0A) ?? -1) + 1
            guard bytes[start..<end].contains(0) else { break }
            end = start
        }
        guard end < bytes.count else { return 0 }
        try disk.truncate(path, to: end)
        try disk.sync(path)
        return bytes.count - end
    }

    /// Cuts off what stands behind a known end.
    func cut(to tail: LedgerTail) throws(Problem) {
        guard try fileSize() > tail.size else { return }
        try disk.truncate(path, to: tail.size)
        try disk.sync(path)
    }

    /// Counts and hashes everything; for a ledger whose last line does not tell.
    func fullTail() throws(Problem) -> LedgerTail {
        var tail = LedgerTail(size: try fileSize())
        try each { line in (tail.count, tail.lastHash) = (tail.count + 1, MerkleTree.leafHash(line)) }
        return tail
    }

    /// Gives the bytes of new lines and the end of the ledger after them.
    static func chained(_ entries: [LedgerLine], to tail: LedgerTail) throws(Problem) -> (
        bytes: [UInt8], hashes: [[UInt8]], tail: LedgerTail
    ) {
        var tail = tail
        var all: [UInt8] = []
        var hashes: [[UInt8]] = []
        for var entry in entries {
            entry.seq = tail.count
            entry.prev = tail.lastHash.map { base64($0) }
            do {
                let line = try JSON.bytes(of: entry, pretty: false)
                let hash = MerkleTree.leafHash(line.dropLast())
                tail = LedgerTail(count: tail.count + 1, size: tail.size + line.count, lastHash: hash)
                hashes.append(hash)
                all += line
            } catch { throw Problem.wrapping(error, at: fileName) }
        }
        return (all, hashes, tail)
    }

    /// Adds bytes in one write. They are not synced yet.
    func append(_ bytes: [UInt8]) throws(Problem) {
        try disk.append(bytes, to: try Descriptor(path, O_WRONLY | O_APPEND | O_NOFOLLOW))
    }

    static func decode(_ line: [UInt8]) -> LedgerLine? { try? JSON.decoded(LedgerLine.self, from: line) }

    func fileSize() throws(Problem) -> Int {
        Int(try Descriptor(path, O_RDONLY | O_NOFOLLOW).status().st_size)
    }
}

/// Which versions the ledger names, by the folder of the object.
struct LedgerIndex {
    private(set) var versions: [String: Set<VersionNumber>] = [:]

    /// Reads a ledger, for some folders or for all.
    init(_ ledger: Ledger, of folders: Set<String>? = nil) throws(Problem) {
        // Most lines of a long ledger are told by a look that they are about none of a few folders.
        let names = folders.map { $0.map { Array($0.utf8) } }
        try ledger.each { (line) throws(Problem) in
            guard names?.contains(where: { line.holds($0) }) != false, let line = Ledger.decode(line),
                folders?.contains(line.path) != false, let version = VersionNumber(text: line.version)
            else { return }
            versions[line.path, default: []].insert(version)
        }
    }

    func names(_ version: VersionNumber, of object: String) -> Bool { versions[object]?.contains(version) == true }
    func newest(of object: String) -> VersionNumber? { versions[object]?.max() }
}

extension [UInt8] {
    fileprivate func holds(_ part: [UInt8]) -> Bool {
        cs_holds(self, UInt(count), part, UInt(part.count)) != 0
    }
}
