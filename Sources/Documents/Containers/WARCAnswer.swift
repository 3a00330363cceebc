import Model

/// An answer of a server, as a record holds it.
struct WARCAnswer {
    /// When it was recorded, if the record says it.
    let time: Timestamp?
    let address: String
    let exchange: Exchange
    /// Why the answer cannot be had.
    let fault: String?
    private let isRepeated: Bool
    private let body: Range<Int>
    private let headers: MIMEHeaders

    /// What answers are sorted by: those without a time come last.
    var order: Int64 { time?.milliseconds ?? .max }
    /// The answer for people: its time and address.
    var name: String { (time.map { "\(String(describing: $0).prefix(19))Z " } ?? "") + address }

    /// Takes a record; `nil` for those that hold no answer (requests, metadata, notes about the archive).
    init?(_ record: WARCRecords.Record, _ bytes: [UInt8]) {
        let type = record.headers["warc-type"]?.lowercased()
        guard type == "response" || type == "resource" || type == "revisit",
            let address = record.headers["warc-target-uri"]?.trimmingBrackets,
            address.hasPrefix("http://") || address.hasPrefix("https://")
        else { return nil }
        time = record.headers["warc-date"].flatMap(WARCAnswer.time)
        self.address = address
        isRepeated = type == "revisit"
        var (status, body, headers) = (200, record.block, record.headers)
        if type != "resource" {
            let first = bytes[record.block].firstIndex(of: 0x0A).map { $0 + 1 } ?? record.block.upperBound
            let line = String(decoding: bytes[record.block.lowerBound..<first].prefix(200), as: UTF8.self)
            guard line.hasPrefix("HTTP/"),
                let code = line.split(separator: " ").dropFirst().first.flatMap({ Int($0.trimmedDigits) })
            else { return nil }
            var start = first
            headers = MIMEHeaders(bytes[first..<record.block.upperBound], bodyAt: &start)
            (status, body) = (code, start..<record.block.upperBound)
        }
        self.headers = headers
        self.body = body
        exchange = Exchange(
            url: address, finalURL: address, status: status, mediaType: headers["content-type"], etag: headers["etag"],
            lastModified: headers["last-modified"])
        fault = WARCAnswer.fault(record, bytes, time)
    }

    private static func fault(_ record: WARCRecords.Record, _ bytes: [UInt8], _ time: Timestamp?) -> String? {
        if time == nil { return "it does not say when it was recorded" }
        if record.block.count > MemberSink.largestMember { return "it is larger than what is read" }
        return isDamaged(record, bytes) ? "its check sum is wrong" : nil
    }

    // 2016-11-03T09:00:00Z, in WARC 1.1 also with fractions, or only as exact as it is known.
    private static func time(_ text: String) -> Timestamp? {
        var text = text
        if text.count < 20, !text.hasSuffix("Z") { text += "0000-01-01T00:00:00Z".dropFirst(text.count) }
        let seconds = text.prefix { $0 != "." }
        let time = Timestamp(seconds.hasSuffix("Z") ? String(seconds) : seconds + "Z")
        // Other years can be counted and not be written.
        return time.flatMap { (1...9999).contains($0.day.year) ? $0 : nil }
    }

    // The digest of the whole block, as nearly all tools write it: SHA-1 in base 32, or SHA-256 in hexadecimal.
    private static func isDamaged(_ record: WARCRecords.Record, _ bytes: [UInt8]) -> Bool {
        guard let stated = record.headers["warc-block-digest"]?.lowercased() else { return false }
        let parts = stated.split(separator: ":")
        guard parts.count == 2 else { return false }
        let block = Array(bytes[record.block])
        switch (parts[0], parts[1].count) {
        case ("sha1", 32): return base32(Cipher.sha1(block)).lowercased() != parts[1]
        case ("sha1", 40): return Cipher.hex(Cipher.sha1(block)) != parts[1]
        case ("sha256", 64), ("sha-256", 64): return sha256Hex(block) != parts[1]
        default: return false
        }
    }

    /// Why the answer is listed and not read; `nil` for one that is.
    var reason: String? {
        if isRepeated { return "as before" }
        if exchange.status != 200 { return "status \(exchange.status)" }
        let type = (exchange.mediaType ?? "text/html").lowercased()
        let isDocument = [
            "html", "pdf", "text/plain", "wordprocessing", "opendocument.text", "zip", "rfc822", "octet-stream",
            "markdown",
        ]
        .contains { type.contains($0) }
        return isDocument ? nil : type.split(separator: ";").first.map { "\($0)" } ?? type
    }

    /// The body, the encodings of its way undone; with a fault, what came before it.
    func content(_ bytes: [UInt8], limit: Int) -> (bytes: [UInt8], fault: String?) {
        var content = Array(bytes[body])
        if headers["transfer-encoding"]?.lowercased().contains("chunked") == true {
            content = HTTPChunks.joined(content)
        }
        let unpacked: Inflate.Unpacked
        switch headers["content-encoding"]?.lowercased() {
        case nil, "", "identity": return (content, nil)
        case "gzip", "x-gzip":
            // Some tools undo it and leave the field.
            guard content.starts(with: [0x1F, 0x8B]) else { return (content, nil) }
            unpacked = Inflate.all(in: content[...], .gzip, limit: limit)
        case "deflate": unpacked = Inflate.first(in: content[...], .zlib, limit: limit)
        default: return ([], "its encoding cannot be undone")
        }
        if unpacked.isCut { return (unpacked.bytes, "it unpacks to more than is read") }
        return (unpacked.bytes, unpacked.isWhole ? nil : "its encoding cannot be undone")
    }
}

extension String {
    fileprivate var trimmingBrackets: String {
        hasPrefix("<") && hasSuffix(">") ? String(dropFirst().dropLast()) : self
    }
}

extension Substring {
    fileprivate var trimmedDigits: Substring { prefix { $0.isNumber } }
}
