/// The parts into which its boundary divides a multipart (RFC 2046, 5.1). One that has lost its boundary, or states another
/// than it uses, shows it above the fields of its first part; else all of it is one part.
struct MIMEMultipart {
    private(set) var parts: [MIMEEntity] = []
    /// Whether there are more parts than are read.
    private(set) var isCut = false

    // Honest mails have a few dozen.
    private static let most = 10_000

    /// Divides an entity; one that is no multipart has no parts.
    init(_ entity: MIMEEntity) {
        guard entity.isMultipart else { return }
        let usualType = entity.type == "multipart/digest" ? "message/rfc822" : "text/plain"
        if let boundary = entity.parameters["boundary"], !boundary.isEmpty {
            divide(entity.raw, at: Array("--\(boundary)".utf8)[...], usualType)
        }
        if parts.isEmpty, let line = MIMEMultipart.shownBoundary(in: entity.raw) {
            divide(entity.raw, at: line, usualType)
        }
        if parts.isEmpty, entity.raw.contains(where: { $0 > 0x20 }) { parts = [MIMEEntity(body: entity.raw)] }
    }

    private mutating func divide(_ raw: ArraySlice<UInt8>, at mark: ArraySlice<UInt8>, _ usualType: String) {
        var start: Int?
        var line = raw.startIndex
        while line < raw.endIndex {
            let lineEnd = raw[line...].firstIndex(of: 0x0A) ?? raw.endIndex
            let next = min(lineEnd + 1, raw.endIndex)
            if let isLast = MIMEMultipart.closes(raw[line..<lineEnd], mark) {
                if let start { add(raw[start..<line], usualType) }
                start = isLast ? nil : next
                guard !isCut else { return }
            }
            line = next
        }
        if let start { add(raw[start...], usualType) }
    }

    // Whether the last part ends at a line; nothing for a line that is no boundary.
    private static func closes(_ line: ArraySlice<UInt8>, _ mark: ArraySlice<UInt8>) -> Bool? {
        guard line.starts(with: mark) else { return nil }
        let rest = line.dropFirst(mark.count)
        // Another boundary may begin with this one; behind it only white space or the closing dashes stand.
        if rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return false }
        return rest.starts(with: [0x2D, 0x2D]) ? true : nil
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, _ usualType: String) {
        guard parts.count < MIMEMultipart.most else {
            isCut = true
            return
        }
        // The line end before a boundary belongs to the boundary.
        var bytes = bytes
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        parts.append(MIMEEntity(bytes, usualType: usualType))
    }

    private static func shownBoundary(in raw: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest = raw
        while let feed = rest.firstIndex(of: 0x0A) {
            let (line, following) = (rest[..<feed], rest[(feed + 1)...])
            if line.starts(with: [0x2D, 0x2D]),
                following.prefix(8).elementsEqual("content-".utf8, by: { $0 | 0x20 == $1 | 0x20 })
            {
                return line[...(line.lastIndex { $0 > 0x20 } ?? line.startIndex)]
            }
            rest = following
        }
        return nil
    }
}
