import Model

/// A mail (RFC 5322): what it says; who sent it, to whom and when is its furniture; each attachment is a member.
enum MailReader {
    // Multiparts inside multiparts; honest mails stay below ten.
    private static let deepest = 30

    /// Whether bytes begin with the fields of a mail.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        var known: Set<String> = []
        for line in bytes.prefix(16_384).split(separator: 0x0A, maxSplits: 80, omittingEmptySubsequences: false) {
            let line = line.last == 0x0D ? line.dropLast() : line
            if line.isEmpty { break }
            if line.first == 0x20 || line.first == 0x09 { continue }
            if known.isEmpty, line.starts(with: Array("From ".utf8)) { continue }
            guard let colon = line.prefix(80).firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                case let name = line[..<colon], name.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else {
                // A field that lost its folding is one line of dirt among fields; without fields before it, it is text.
                if known.count < 2 { return false }
                continue
            }
            let word = String(decoding: name, as: UTF8.self).lowercased()
            if fields.contains(word) { known.insert(word) }
        }
        return known.count >= 2 && !known.isDisjoint(with: telling)
    }

    private static let fields: Set<String> = [
        "from", "to", "cc", "date", "subject", "received", "mime-version", "content-type", "message-id", "return-path",
        "delivered-to", "reply-to", "sender", "in-reply-to", "references", "content-transfer-encoding",
        "snapshot-content-location", "dkim-signature",
    ]
    // A text can have a line "To: …"; one of these it has not.
    private static let telling: Set<String> = [
        "received", "mime-version", "message-id", "return-path", "content-type", "delivered-to", "dkim-signature",
        "from",
    ]

    static func read(_ bytes: [UInt8], hint: DocumentReader.Hint, members: inout MemberSink) throws(Refusal) -> Document
    {
        var bytes = bytes[...]
        if bytes.starts(with: Array("From ".utf8)) {
            let starts = mailboxStarts(bytes)
            if starts.count > 1 { return try readMailbox(bytes, starts, &members) }
            bytes = bytes[(bytes.firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.endIndex)...]
        }
        let mail = MIMEEntity(bytes)
        if MHTMLReader.recognises(mail) { return try MHTMLReader.read(mail, hint: hint, members: &members) }
        var body = MailBody()
        try body.take(mail, depth: 0, members: &members)
        return body.document(of: mail)
    }

    // An mbox: each mail begins with a line "From …" after a blank one (RFC 4155).
    private static func mailboxStarts(_ bytes: ArraySlice<UInt8>) -> [Int] {
        var starts = [bytes.startIndex]
        var place = bytes.startIndex
        while let feed = bytes[place...].firstIndex(of: 0x0A) {
            place = feed + 1
            guard bytes[place...].starts(with: Array("From ".utf8)) else { continue }
            let before = bytes[..<feed]
            if before.last == 0x0A || before.suffix(2) == [0x0A, 0x0D] { starts.append(place) }
        }
        return starts
    }

    private static func readMailbox(
        _ bytes: ArraySlice<UInt8>, _ starts: [Int], _ members: inout MemberSink
    ) throws(Refusal) -> Document {
        var list = MemberList()
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] : bytes.endIndex
            let first = bytes[start..<end].firstIndex(of: 0x0A).map { $0 + 1 } ?? end
            let mail = Array(bytes[first..<end])
            var body = 0
            let subject = MIMEHeaders(mail[...], bodyAt: &body)["subject"].map(MIMEWords.decoded)
            try list.give(
                Member(path: "mail \(index + 1).eml", bytes: mail, contentType: "message/rfc822"),
                subject.map(MemberList.shown), to: &members)
        }
        return try list.document(mediaType: "application/mbox", noun: "mailbox")
    }
}

/// The parts of a mail that are read as its text, one after another.
struct MailBody {
    private var builder = CanonicalTextBuilder()
    private var furniture: [String] = []
    private var language: String?
    private var title: String?
    private var attachments = 0

    /// Takes an entity: text is read, files become members.
    mutating func take(_ entity: MIMEEntity, depth: Int, members: inout MemberSink) throws(Refusal) {
        if entity.type == "multipart/encrypted"
            || entity.type.hasSuffix("pkcs7-mime") && entity.parameters["smime-type"] != "signed-data"
        {
            throw Refusal(
                .encrypted, "the mail is encrypted",
                remedy: "Open it in your mail program, save it or its attachments unencrypted and drop that in.")
        }
        guard depth < 30 else { return }
        switch entity.type {
        case "multipart/alternative":
            if let best = MailBody.richest(entity.parts) { try take(best, depth: depth + 1, members: &members) }
        case "multipart/related":
            let parts = entity.parts
            let root = entity.parameters["start"].flatMap { start in parts.first { $0.headers["content-id"] == start } }
            if let root = root ?? parts.first { try take(root, depth: depth + 1, members: &members) }
            // Pictures of the page are part of it; documents beside it are files.
            for part in parts.dropFirst() where part.disposition == "attachment" { try give(part, &members) }
        case _ where entity.isMultipart:
            for part in entity.parts { try take(part, depth: depth + 1, members: &members) }
        case "text/html" where !MailBody.isFile(entity): try takeHTML(entity)
        case _ where entity.type.hasPrefix("text/") && entity.type != "text/calendar" && !MailBody.isFile(entity):
            takeText(entity)
        case _ where entity.type.hasPrefix("image/") && entity.disposition != "attachment": break
        case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature": break
        default: try give(entity, &members)
        }
    }

    private static func isFile(_ entity: MIMEEntity) -> Bool {
        entity.disposition == "attachment" || entity.disposition != "inline" && entity.fileName != nil
    }

    // The last alternative is the richest (RFC 2046, 5.1.4); one that holds nothing is none.
    private static func richest(_ parts: [MIMEEntity]) -> MIMEEntity? {
        let readable = parts.filter { $0.isMultipart || $0.type == "text/html" || $0.type == "text/plain" }
        return readable.last { $0.isMultipart || !$0.text.allSatisfy(\.isWhitespace) } ?? parts.last
    }

    private mutating func takeHTML(_ entity: MIMEEntity) throws(Refusal) {
        let charset = entity.parameters["charset"].map { "text/html; charset=\($0)" }
        let page = try HTMLReader.read(entity.content, hint: .init(contentType: charset))
        builder.append(page)
        furniture += page.furniture
        title = title ?? page.title
        language = language ?? page.language
    }

    private mutating func takeText(_ entity: MIMEEntity) {
        var text = entity.text
        // Lines that were broken for the way are one (RFC 3676, 4.2).
        if entity.parameters["format"]?.lowercased() == "flowed" {
            text = text.replacing("\r\n", with: "\n").replacing(" \n", with: " ")
        }
        builder.append(PlainTextReader.read(text))
    }

    private mutating func give(_ entity: MIMEEntity, _ members: inout MemberSink) throws(Refusal) {
        attachments += 1
        let content = entity.type == "message/rfc822" ? Array(entity.raw) : entity.content
        guard !content.isEmpty, members.limits.depth > 0 else { return }
        let subject = entity.type == "message/rfc822" ? "forwarded \(attachments).eml" : "attachment \(attachments)"
        let charset = entity.parameters["charset"].map { "; charset=\($0)" } ?? ""
        try members.add(
            Member(path: entity.fileName ?? subject, bytes: content, contentType: entity.type + charset))
    }

    /// Gives the document: what was read. Who sent it when is furniture, so that a report says the same in a mail as anywhere;
    /// in a mail that only carries files it is all there is to say.
    mutating func document(of mail: MIMEEntity) -> Document {
        let envelope = ["From", "To", "Cc", "Date", "Subject"].compactMap { name -> String? in
            guard let value = mail.headers[name.lowercased()].map(MIMEWords.decoded), !value.trimmed.isEmpty else {
                return nil
            }
            return "\(name): \(value)"
        }
        if builder.blocks.isEmpty {
            for line in envelope {
                builder.append(line)
                builder.endBlock(.paragraph)
            }
        } else {
            furniture = envelope + furniture
        }
        let subject = mail.headers["subject"].map { MIMEWords.decoded($0).trimmed }
        return Document(
            mediaType: "message/rfc822", title: title ?? (subject?.isEmpty == false ? subject : nil),
            language: language, blocks: builder.blocks, links: builder.links, text: builder.text, furniture: furniture)
    }
}

extension CanonicalTextBuilder {
    /// Adds the blocks and links of a document that was read before.
    mutating func append(_ document: Document) {
        var links = document.links[...].sorted { $0.range.lowerBound < $1.range.lowerBound }[...]
        for block in document.blocks {
            page = block.page
            var place = block.range.lowerBound
            while let link = links.first, link.range.lowerBound < block.range.upperBound {
                links.removeFirst()
                guard link.range.lowerBound >= place else { continue }
                appendCells(document.text[place..<link.range.lowerBound])
                openLink(link.url)
                appendCells(document.text[link.range])
                closeLink()
                place = link.range.upperBound
            }
            appendCells(document.text[place..<max(place, block.range.upperBound)])
            endBlock(block.kind)
        }
    }

    private mutating func appendCells(_ text: String) {
        for (index, cell) in text.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { endCell() }
            append(String(cell))
        }
    }
}
