import Model

/// A web archive (WARC 1.0 and 1.1, ISO 28500): each answer that was recorded is a member with its own time, so that
/// history can be dropped in. Packed record by record, whole, or not at all.
enum WARCReader {
    // Honest archives of reports; what unpacks to more is divided by whoever made it.
    private static let largest = 1 << 30

    static func recognises(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: Array("WARC/".utf8)) { return true }
        guard bytes.starts(with: [0x1F, 0x8B]) else { return false }
        return Inflate.first(in: bytes[...], .gzip, limit: 16).bytes.starts(with: Array("WARC/".utf8))
    }

    static func read(_ bytes: [UInt8], members: inout MemberSink) throws(Refusal) -> Document {
        var (plain, isWhole) = (bytes, true)
        if bytes.starts(with: [0x1F, 0x8B]) {
            let unpacked = Inflate.all(in: bytes[...], .gzip, limit: min(largest, members.limits.bytes))
            guard !unpacked.isCut else {
                throw Refusal(
                    .tooLarge, "the web archive unpacks to more than \(min(largest, members.limits.bytes)) bytes",
                    remedy: "Divide it into several archives and drop those in.")
            }
            (plain, isWhole) = (unpacked.bytes, unpacked.isWhole)
        }
        var cursor = WARCRecords(plain)
        var answers: [WARCAnswer] = []
        while let record = cursor.next(in: plain) {
            if let answer = WARCAnswer(record, plain) { answers.append(answer) }
        }
        // In the order of their times: the oldest is the first version.
        let order = answers.indices.sorted { (answers[$0].time, $0) < (answers[$1].time, $1) }
        var list = MemberList()
        for index in order { list.take(answers[index], plain, &members) }
        if !isWhole || cursor.isCut { list.fail("the last record", "the file is cut off") }
        return try list.document(mediaType: "application/warc", noun: "web archive")
    }
}

/// One record after another: a version line, fields, a block of the length they state.
struct WARCRecords {
    struct Record {
        let headers: MIMEHeaders
        let block: Range<Int>
    }

    private var place = 0
    /// Whether the last record is shorter than it says.
    private(set) var isCut = false

    init(_ bytes: [UInt8]) {}

    mutating func next(in bytes: [UInt8]) -> Record? {
        while place < bytes.count, bytes[place] == 0x0D || bytes[place] == 0x0A { place += 1 }
        guard place < bytes.count, bytes[place...].starts(with: Array("WARC/".utf8)) else { return nil }
        let first = bytes[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        var body = first
        let headers = MIMEHeaders(bytes[first...], bodyAt: &body)
        guard let length = headers["content-length"].flatMap({ Int($0) }), length >= 0 else { return nil }
        let end = min(bytes.count, body.addingReportingOverflow(length).partialValue)
        guard end >= body else { return nil }
        isCut = end - body < length
        place = end
        return isCut ? nil : Record(headers: headers, block: body..<end)
    }
}

/// An answer of a server, as a record holds it.
struct WARCAnswer {
    let time: Timestamp
    let address: String
    let exchange: Exchange
    private let body: Range<Int>
    private let headers: MIMEHeaders
    private let fault: String?

    /// Takes a record; `nil` for those that hold no answer (requests, metadata, notes about the archive).
    init?(_ record: WARCRecords.Record, _ bytes: [UInt8]) {
        let type = record.headers["warc-type"]?.lowercased()
        guard type == "response" || type == "resource" || type == "revisit",
            let address = record.headers["warc-target-uri"]?.trimmingBrackets,
            address.hasPrefix("http://") || address.hasPrefix("https://"),
            let time = record.headers["warc-date"].flatMap(WARCAnswer.time)
        else { return nil }
        (self.time, self.address) = (time, address)
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
        fault =
            type == "revisit"
            ? "as before" : WARCAnswer.isDamaged(record, bytes) ? "its check sum is wrong" : nil
    }

    // 2016-11-03T09:00:00Z, in WARC 1.1 also with fractions, or only as exact as it is known.
    private static func time(_ text: String) -> Timestamp? {
        let patterns = ["0000-01-01T00:00:00Z"]
        var text = text
        if text.count < 20, !text.hasSuffix("Z") { text += patterns[0].dropFirst(text.count) }
        let seconds = text.prefix { $0 != "." }
        return Timestamp(seconds.hasSuffix("Z") ? String(seconds) : seconds + "Z")
    }

    // The digest of the whole block, as nearly all tools write it: SHA-1 in base 32, or SHA-256 in hexadecimal.
    private static func isDamaged(_ record: WARCRecords.Record, _ bytes: [UInt8]) -> Bool {
        guard let stated = record.headers["warc-block-digest"]?.lowercased() else { return false }
        let parts = stated.split(separator: ":")
        guard parts.count == 2 else { return false }
        let block = Array(bytes[record.block])
        switch (parts[0], parts[1].count) {
        case ("sha1", 32): return Cipher.base32(Cipher.sha1(block)) != parts[1]
        case ("sha1", 40): return Cipher.hex(Cipher.sha1(block)) != parts[1]
        case ("sha256", 64), ("sha-256", 64): return sha256Hex(block) != parts[1]
        default: return false
        }
    }

    /// Why the answer is listed and not read; `nil` for one that is.
    var reason: String? {
        if let fault { return fault }
        if exchange.status != 200 { return "status \(exchange.status)" }
        let type = (exchange.mediaType ?? "text/html").lowercased()
        let isDocument = [
            "html", "pdf", "text/plain", "wordprocessing", "opendocument.text", "zip", "rfc822", "octet-stream",
            "markdown",
        ]
        .contains { type.contains($0) }
        return isDocument ? nil : type.split(separator: ";").first.map { "\($0)" } ?? type
    }

    /// The body, the encodings of its way undone; nothing for one that is not known.
    func content(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var content = Array(bytes[body])
        if headers["transfer-encoding"]?.lowercased().contains("chunked") == true {
            content = HTTPChunks.joined(content)
        }
        switch headers["content-encoding"]?.lowercased() {
        case nil, "", "identity": return content
        case "gzip", "x-gzip":
            // Some tools undo it and leave the field.
            guard content.starts(with: [0x1F, 0x8B]) else { return content }
            let unpacked = Inflate.all(in: content[...], .gzip, limit: limit)
            return unpacked.isWhole ? unpacked.bytes : nil
        case "deflate":
            let unpacked = Inflate.first(in: content[...], .zlib, limit: limit)
            return unpacked.isWhole ? unpacked.bytes : nil
        default: return nil
        }
    }
}

/// A body that was sent in pieces (RFC 9112, 7.1).
enum HTTPChunks {
    /// Puts the pieces together; what is no piece is taken as it is, for tools that keep only the field.
    static func joined(_ bytes: [UInt8]) -> [UInt8] {
        var (joined, place): ([UInt8], Int) = ([], 0)
        while place < bytes.count {
            guard let end = bytes[place...].prefix(1024).firstIndex(of: 0x0A) else {
                return joined.isEmpty ? bytes : joined
            }
            let line = String(decoding: bytes[place..<end], as: UTF8.self)
            let digits = line.prefix { $0.isHexDigit }
            guard let length = Int(digits, radix: 16), length <= bytes.count - end - 1 else {
                return joined.isEmpty ? bytes : joined
            }
            if length == 0 { return joined }
            joined += bytes[(end + 1)..<(end + 1 + length)]
            place = end + 1 + length
            while place < bytes.count, bytes[place] == 0x0D || bytes[place] == 0x0A { place += 1 }
        }
        return joined
    }
}

extension MemberList {
    fileprivate mutating func take(_ answer: WARCAnswer, _ bytes: [UInt8], _ members: inout MemberSink) {
        let name = "\(String(describing: answer.time).prefix(19))Z \(answer.address)"
        if let reason = answer.reason { return add(name, reason) }
        guard let content = answer.content(bytes, limit: members.room) else {
            return fail(name, "its encoding cannot be undone")
        }
        guard !content.isEmpty else { return add(name, "empty") }
        give(
            Member(
                path: name, bytes: content, contentType: answer.exchange.mediaType, retrieved: answer.time,
                exchange: answer.exchange), nil, to: &members)
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
