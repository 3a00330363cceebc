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
        guard let page, page.type == "text/html" || page.type == "application/xhtml+xml" else {
            throw Refusal(
                .truncated, "the saved page has no page in it", remedy: "Open the page in a browser and save it again.")
        }
        let address = mail.headers["snapshot-content-location"] ?? page.headers["content-location"]
        let charset = page.parameters["charset"].map { "text/html; charset=\($0)" }
        let isWeb = address?.hasPrefix("http://") == true || address?.hasPrefix("https://") == true
        var document = try HTMLReader.read(
            page.content, hint: .init(name: hint.name, contentType: charset, url: isWeb ? address : hint.url))
        document.mediaType = "multipart/related"
        if isWeb { document.canonicalURL = document.canonicalURL ?? address }
        return document
    }

    // Some programs put the page and its alternatives one level deeper.
    private static func innerPage(_ parts: [MIMEEntity]) -> MIMEEntity? {
        parts.first { $0.isMultipart }?.parts.first { $0.type == "text/html" }
    }
}
