/// The status line and the headers of one answer, gathered line by line; a new status line (after a redirect or a 1xx) starts afresh.
struct ResponseHead: Hashable, Sendable {
    private(set) var status = 0
    private(set) var isComplete = false
    private(set) var etag: String?
    private(set) var lastModified: String?
    private(set) var mediaType: String?
    private(set) var retryAfter: String?
    private(set) var location: String?
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var contentEncoding: String?
    private var lengths: [String] = []
    private(set) var freshness = Freshness()
    /// What stands in ``Exchange/marks``.
    private(set) var marks: [String: String] = [:]

    /// Takes one line as it came, with its line end; an empty line completes the head. Trailers after it are ignored.
    mutating func take(_ line: UnsafeRawBufferPointer) {
        let line = ResponseHead.trimmed(line)
        if line.starts(with: "HTTP/".utf8) {
            self = ResponseHead()
            status = line.split(separator: 0x20).dropFirst().first.flatMap { Int(ResponseHead.text($0)) } ?? 0
            return
        }
        guard !isComplete else { return }
        guard !line.isEmpty else {
            isComplete = true
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        // Of most headers nothing is kept.
        let name = ResponseHead.text(line[..<colon]).lowercased()
        guard ResponseHead.known.contains(name) || ResponseHead.telling.contains(name) else { return }
        set(
            name,
            to: ResponseHead.text(ResponseHead.trimmed(UnsafeRawBufferPointer(rebasing: line[(colon + 1)...]))[...]))
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 9 || byte == 10 || byte == 13 }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: bytes[first...last])
    }

    // Header bytes are kept one to one (ISO 8859-1), so that an ETag goes back exactly as it came.
    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        bytes.allSatisfy { $0 < 128 }
            ? String(decoding: bytes, as: UTF8.self)
            : String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private static let known: Set<String> = [
        "etag", "last-modified", "content-type", "retry-after", "location", "content-length", "transfer-encoding",
        "content-encoding", "expires", "date", "age", "cache-control", "set-cookie",
    ]

    private mutating func set(_ name: String, to value: String) {
        guard !value.isEmpty else { return }
        switch name {
        case "etag": etag = value
        case "last-modified": lastModified = value
        case "content-type": mediaType = value
        case "retry-after": retryAfter = value
        case "location": location = value
        case "content-length": addLengths(value)
        case "transfer-encoding": isChunked = true
        case "content-encoding": contentEncoding = value.lowercased()
        case "expires": freshness.expires = value
        case "date": freshness.date = value
        case "age": freshness.age = value
        case "cache-control":
            // Several lines are one; of endless ones the beginning will do.
            let known = freshness.cacheControl.map { $0 + "," } ?? ""
            if known.utf8.count < 1000 { freshness.cacheControl = known + value }
        case "set-cookie": addCookie(value)
        case _ where ResponseHead.telling.contains(name): marks[name] = String(value.prefix(200))
        default: break
        }
    }

    // RFC 9110 section 8.6: one number, which may have been written down several times on the way.
    private mutating func addLengths(_ value: String) {
        for part in value.split(separator: ",", omittingEmptySubsequences: false) where lengths.count < 4 {
            let text = String(part.trimmingASCIISpace.prefix(40))
            if !lengths.contains(text) { lengths.append(text) }
        }
        // More digits than a number has are a number all the same, and too large a one for anybody.
        contentLength = impossibleLength == nil ? lengths.first.map { Int($0) ?? .max } : nil
    }

    /// What is said of the body's length, where that cannot be: no number, or two. Chunks say it better, and count alone.
    var impossibleLength: String? {
        let isSound =
            lengths.count < 2 && lengths.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } && !$0.isEmpty }
        return isSound || isChunked ? nil : lengths.joined(separator: ", ")
    }

    // The name says who set it; the value is a secret of the session.
    private mutating func addCookie(_ value: String) {
        let name = value.prefix { $0 != "=" && $0 != ";" }.trimmingASCIISpace
        let known = marks["set-cookie", default: ""]
        guard !name.isEmpty, name.count <= 60, known.count < 400 else { return }
        marks["set-cookie"] = known.isEmpty ? name : known + " " + name
    }

    /// Headers that say who answered, that it was a wall, and that it is a capture of a web archive.
    private static let telling: Set<String> = [
        "server", "via", "refresh", "www-authenticate", "cf-mitigated", "x-amzn-waf-action", "x-datadome", "x-dd-b",
        "x-iinfo", "x-cdn", "x-sucuri-block", "x-px-block", "x-distil-cs", "x-cache", "memento-datetime",
    ]
}

extension String {
    /// The bytes a header value is sent as: one to one where it came from a header, UTF-8 otherwise; `nil` if it would
    /// break out of its line.
    var headerBytes: [UInt8]? {
        guard !unicodeScalars.contains(where: { $0.value < 32 && $0 != "\t" || $0.value == 127 }) else { return nil }
        guard unicodeScalars.allSatisfy({ $0.value < 256 }) else { return Array(utf8) }
        return unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}
