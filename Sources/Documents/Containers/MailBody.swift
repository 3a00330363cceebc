import Model

/// The parts of a mail that are read as its text, one after another.
struct MailBody {
    private var builder = CanonicalTextBuilder()
    private var furniture: [String] = []
    private var language: String?
    private var title: String?
    private var attachments = 0
    private var warnings: [Warning] = []
    // Why a page in the mail was not read.
    private var refusal: Refusal?

    // Multiparts inside multiparts; honest mails stay below ten.
    private static let deepest = 30

    /// Takes an entity: text is read, files become members.
    mutating func take(_ entity: MIMEEntity, depth: Int, members: inout MemberSink) throws(Refusal) {
        if entity.type == "multipart/encrypted"
            || entity.type.hasSuffix("pkcs7-mime") && entity.parameters["smime-type"] != "signed-data"
        {
            throw Refusal(
                .encrypted, "the mail is encrypted",
                remedy: "Open it in your mail program, save it or its attachments unencrypted and drop that in.")
        }
        switch entity.type {
        case _ where entity.isMultipart: try takeParts(of: entity, depth: depth, members: &members)
        case "text/html" where !MailBody.isFile(entity): takeHTML(entity)
        case _ where entity.type.hasPrefix("text/") && entity.type != "text/calendar" && !MailBody.isFile(entity):
            takeText(entity)
        case _ where entity.type.hasPrefix("image/") && entity.disposition != "attachment": break
        case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature": break
        default: try give(entity, &members)
        }
    }

    private mutating func takeParts(
        of entity: MIMEEntity, depth: Int, members: inout MemberSink
    ) throws(Refusal) {
        guard depth < MailBody.deepest else { return warn("parts lie inside parts deeper than is read") }
        let multipart = MIMEMultipart(entity)
        if multipart.isCut { warn("it has more parts than are read") }
        let parts = multipart.parts
        switch entity.type {
        case "multipart/alternative": try takeRichest(of: parts, depth: depth + 1, members: &members)
        case "multipart/related":
            let root = entity.parameters["start"].flatMap { start in parts.first { $0.headers["content-id"] == start } }
            if let root = root ?? parts.first { try take(root, depth: depth + 1, members: &members) }
            // Pictures of the page are part of it; documents beside it are files.
            for part in parts.dropFirst() where part.disposition == "attachment" { try give(part, &members) }
        default: for part in parts { try take(part, depth: depth + 1, members: &members) }
        }
    }

    // The last alternative is the richest (RFC 2046, 5.1.4); one that cannot be read, or holds no text, is none.
    private mutating func takeRichest(
        of parts: [MIMEEntity], depth: Int, members: inout MemberSink
    ) throws(Refusal) {
        let known = builder.blocks.count
        let readable = parts.filter { $0.isMultipart || $0.type == "text/html" || $0.type == "text/plain" }
        for part in readable.isEmpty ? parts.suffix(1) : readable.reversed()[...] where builder.blocks.count == known {
            try take(part, depth: depth, members: &members)
        }
    }

    private mutating func warn(_ reason: String) {
        let warning = Warning(code: "mail-not-all-read", message: "the mail is not read as a whole: \(reason)")
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    private static func isFile(_ entity: MIMEEntity) -> Bool {
        entity.disposition == "attachment" || entity.disposition != "inline" && entity.fileName != nil
    }

    private mutating func takeHTML(_ entity: MIMEEntity) {
        let charset = entity.parameters["charset"].map { "text/html; charset=\($0)" }
        do throws(Refusal) {
            let page = try HTMLReader.read(entity.content, hint: .init(contentType: charset))
            builder.append(page)
            furniture += page.furniture
            title = title ?? page.title
            language = language ?? page.language
        } catch {
            refusal = error
            warn(error.message)
        }
    }

    private mutating func takeText(_ entity: MIMEEntity) {
        guard entity.parameters["format"]?.lowercased() == "flowed" else {
            return builder.append(PlainTextReader.read(entity.text))
        }
        let deletesSpace = entity.parameters["delsp"]?.lowercased() == "yes"
        builder.append(PlainTextReader.read(FlowedText.joined(entity.text, deletesSpace: deletesSpace)))
    }

    private mutating func give(_ entity: MIMEEntity, _ members: inout MemberSink) throws(Refusal) {
        attachments += 1
        let isMail = entity.type == "message/rfc822"
        // A mail inside travels as it is; some programs encode it all the same, and others only say so.
        let content = isMail && MailReader.recognises(Array(entity.raw)) ? Array(entity.raw) : entity.content
        guard !content.isEmpty, members.limits.depth > 0 else { return }
        let subject = isMail ? "forwarded \(attachments).eml" : "attachment \(attachments)"
        let charset = entity.parameters["charset"].map { "; charset=\($0)" } ?? ""
        try members.add(
            Member(path: entity.fileName ?? subject, bytes: content, contentType: entity.type + charset))
    }

    /// Gives the document: what was read. Who sent it when is furniture, so that a report says the same in a mail as anywhere;
    /// in a mail that only carries files it is all there is to say.
    ///
    /// - Throws: why its only text was refused.
    mutating func document(of mail: MIMEEntity) throws(Refusal) -> Document {
        if builder.blocks.isEmpty, let refusal { throw refusal }
        let subject = (mail.headers["subject"].map { MIMEWords.decoded($0).trimmed } ?? "")
        let envelope =
            ["From", "To", "Cc", "Date"].compactMap { name -> String? in
                guard let value = mail.headers[name.lowercased()].map(MIMEWords.decoded), !value.trimmed.isEmpty else {
                    return nil
                }
                return "\(name): \(value)"
            } + (subject.isEmpty ? [] : ["Subject: \(subject)"])
        if builder.blocks.isEmpty {
            for line in envelope {
                builder.append(line)
                builder.endBlock(.paragraph)
            }
        } else {
            furniture = envelope + furniture
        }
        return Document(
            mediaType: "message/rfc822", title: title ?? (subject.isEmpty ? nil : subject), language: language,
            blocks: builder.blocks, links: builder.links, text: builder.text, furniture: furniture,
            outcome: warnings.isEmpty ? .read : .partial, warnings: warnings)
    }
}
