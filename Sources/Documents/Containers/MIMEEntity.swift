/// A mail, or a part of one: its fields, and its content as it travelled (RFC 2045, RFC 2046).
struct MIMEEntity {
    let headers: MIMEHeaders
    let raw: ArraySlice<UInt8>
    let type: String
    let parameters: [String: String]
    let disposition: String?
    /// The name of the file, if the part is one.
    let fileName: String?

    init(_ bytes: ArraySlice<UInt8>, usualType: String = "text/plain") {
        var body = bytes.startIndex
        headers = MIMEHeaders(bytes, bodyAt: &body)
        raw = bytes[body...]
        let content = headers.parameterised("content-type")
        let stated = content?.value ?? ""
        type = stated.contains("/") ? stated : usualType
        parameters = content?.parameters ?? [:]
        let placed = headers.parameterised("content-disposition")
        disposition = placed?.value
        fileName = (placed?.parameters["filename"] ?? parameters["name"]).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The content, its transfer encoding undone.
    var content: [UInt8] { MIMETransfer.decoded(raw, headers["content-transfer-encoding"]) }

    /// The content as text, by the charset that the part states.
    var text: String { TextDecoding.string(from: content, declared: parameters["charset"]) }

    var isMultipart: Bool { type.hasPrefix("multipart/") }

    // Honest mails have a few dozen parts.
    private static let most = 2000

    /// The parts of a multipart; what has lost its boundary is one part.
    var parts: [MIMEEntity] {
        guard isMultipart, let boundary = parameters["boundary"], !boundary.isEmpty else { return [] }
        let mark = Array("--\(boundary)".utf8)
        var parts: [MIMEEntity] = []
        var start: Int?
        var line = raw.startIndex
        func end(at place: Int) {
            guard let begin = start, begin <= place else { return }
            // The line feed before a boundary belongs to the boundary.
            var end = place
            if end > begin, raw[end - 1] == 0x0A { end -= 1 }
            if end > begin, raw[end - 1] == 0x0D { end -= 1 }
            parts.append(
                MIMEEntity(raw[begin..<end], usualType: type == "multipart/digest" ? "message/rfc822" : "text/plain"))
        }
        while line < raw.endIndex, parts.count < MIMEEntity.most {
            let lineEnd = raw[line...].firstIndex(of: 0x0A) ?? raw.endIndex
            if raw[line..<lineEnd].starts(with: mark) {
                let rest = raw[line..<lineEnd].dropFirst(mark.count)
                // Another boundary may begin with this one; behind it only white space or the closing dashes stand.
                if rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) || rest.starts(with: Array("--".utf8)) {
                    end(at: line)
                    start = rest.starts(with: Array("--".utf8)) ? nil : min(lineEnd + 1, raw.endIndex)
                }
            }
            line = min(lineEnd + 1, raw.endIndex)
        }
        end(at: raw.endIndex)
        return parts
    }
}
