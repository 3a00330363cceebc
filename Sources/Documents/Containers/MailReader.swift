import Model

/// A mail (RFC 5322): what it says; who sent it, to whom and when is its furniture; each attachment is a member.
enum MailReader {
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
        return try body.document(of: mail)
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
