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

    /// A body without fields of its own.
    init(body: ArraySlice<UInt8>) {
        (headers, raw, type, parameters, disposition, fileName) = (MIMEHeaders(), body, "text/plain", [:], nil, nil)
    }

    /// The content, its transfer encoding undone.
    var content: [UInt8] { MIMETransfer.decoded(raw, headers["content-transfer-encoding"]) }

    /// The content as text, by the charset that the part states.
    var text: String { TextDecoding.string(from: content, declared: parameters["charset"]) }

    var isMultipart: Bool { type.hasPrefix("multipart/") }

    /// The parts of a multipart.
    var parts: [MIMEEntity] { MIMEMultipart(self).parts }
}
