import Model

/// One record of a web archive that is being written.
struct ArchiveRecord {
    /// What comes after the head of its block.
    enum Body {
        case bytes([UInt8])
        case file(SpoolFile, size: Int)

        var size: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(_, let size): size
            }
        }

        /// Hands over the body in its order, never all of a file at once.
        func forEachPiece(
            _ take: (UnsafeRawBufferPointer) throws(SpoolFile.Fault) -> Void
        ) throws(SpoolFile.Fault) {
            switch self {
            case .bytes(let bytes):
                try bytes.span.withUnsafeBytes { (piece) throws(SpoolFile.Fault) in try take(piece) }
            case .file(let file, let size): try file.forEachPiece(of: size, take)
            }
        }
    }

    let type: String
    let id: String
    let date: Timestamp
    var fields: [(String, String)] = []
    var contentType = ""
    /// How its block begins.
    var head: [UInt8] = []
    var body = Body.bytes([])
    /// Whether the body is something for itself, with a digest of its own.
    var hasPayload = false
    /// Whether packing it is of no use.
    var isPacked = false

    init(type: String, id: String, date: Timestamp) {
        (self.type, self.id, self.date) = (type, id, date)
    }

    /// Gives the record's own head, with the length and the digests of its block.
    ///
    /// The payload is what follows the head as it was sent, in chunks if it came in chunks: this is what other tools write and check.
    func headWithDigests() throws(SpoolFile.Fault) -> [UInt8] {
        var block = RunningSHA1()
        var payload = RunningSHA1()
        head.withUnsafeBytes { block.update(raw: $0) }
        try body.forEachPiece { (piece) throws(SpoolFile.Fault) in
            block.update(raw: piece)
            if hasPayload { payload.update(raw: piece) }
        }
        var all = [("WARC-Type", type), ("WARC-Record-ID", id), ("WARC-Date", date.description)] + fields
        if hasPayload { all.append(("WARC-Payload-Digest", "sha1:" + base32(payload.finish()))) }
        all.append(("WARC-Block-Digest", "sha1:" + base32(block.finish())))
        all += [("Content-Type", contentType), ("Content-Length", "\(head.count + body.size)")]
        return Array(("WARC/1.1\r\n" + all.map { "\($0): \($1)\r\n" }.joined() + "\r\n").utf8)
    }
}
