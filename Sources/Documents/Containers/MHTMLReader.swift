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
        let address = webAddress(mail.headers["snapshot-content-location"] ?? page.headers["content-location"])
        var document = try read(page, hint, at: address ?? hint.url)
        if document.blocks.isEmpty { try readFrames(parts, hint, into: &document) }
        document.mediaType = "multipart/related"
        document.canonicalURL = document.canonicalURL ?? address
        return document
    }

    private static func read(
        _ page: MIMEEntity, _ hint: DocumentReader.Hint, at address: String?
    ) throws(Refusal) -> Document {
        let charset = page.parameters["charset"].map { "text/html; charset=\($0)" }
        return try HTMLReader.read(page.content, hint: .init(name: hint.name, contentType: charset, url: address))
    }

    // A page that only arranges frames says nothing itself: what it says stands in them.
    private static func readFrames(
        _ parts: [MIMEEntity], _ hint: DocumentReader.Hint, into document: inout Document
    ) throws(Refusal) {
        var builder = CanonicalTextBuilder()
        for part in parts where part.type == "text/html" {
            builder.append(try read(part, hint, at: webAddress(part.headers["content-location"])))
        }
        (document.blocks, document.links, document.text) = (builder.blocks, builder.links, builder.text)
    }

    private static func webAddress(_ address: String?) -> String? {
        address.flatMap { $0.hasPrefix("http://") || $0.hasPrefix("https://") ? $0 : nil }
    }

    // Some programs put the page and its alternatives one level deeper.
    private static func innerPage(_ parts: [MIMEEntity]) -> MIMEEntity? {
        parts.first { $0.isMultipart }?.parts.first { $0.type == "text/html" }
    }
}
