import Model

/// A web page saved with all it needs (RFC 2557), as Chrome, Edge and old Internet Explorers write it: its page is the document.
enum MHTMLReader {
    static func recognises(_ mail: MIMEEntity) -> Bool {
        if mail.headers["snapshot-content-location"] != nil { return true }
        guard mail.type == "multipart/related" else { return false }
        return mail.parts.contains { $0.headers["content-location"] != nil }
    }

    static func read(_ mail: MIMEEntity, hint: DocumentReader.Hint, members: inout MemberSink) throws(Refusal)
        -> Document
    {
        let parts = mail.isMultipart ? mail.parts : [mail]
        let start = mail.parameters["start"]
        let page =
            parts.first { start != nil && $0.headers["content-id"] == start } ?? parts.first { $0.type == "text/html" }
            ?? innerPage(parts)
        let address = mail.headers["snapshot-content-location"]
        return try savedPage(page ?? mail, at: address).document(mediaType: "multipart/related", hint: hint) {
            parts.map { savedPage($0, at: nil) }
        }
    }

    private static func savedPage(_ part: MIMEEntity, at address: String?) -> SavedPage {
        SavedPage(
            content: part.content, type: part.type, charset: part.parameters["charset"],
            address: address ?? part.headers["content-location"])
    }

    // Some programs put the page and its alternatives one level deeper.
    private static func innerPage(_ parts: [MIMEEntity]) -> MIMEEntity? {
        parts.first { $0.isMultipart }?.parts.first { $0.type == "text/html" }
    }
}
