import Model

/// A web archive (WARC 1.0 and 1.1, ISO 28500): each answer that was recorded is a member with its own time, so that
/// history can be dropped in. Packed record by record, whole, or not at all.
enum WARCReader {
    // All of the archive is held in memory at once.
    private static let largest = 256 << 20

    static func recognises(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: Array("WARC/".utf8)) { return true }
        guard bytes.starts(with: [0x1F, 0x8B]) else { return false }
        return Inflate.first(in: bytes[...], .gzip, limit: 16).bytes.starts(with: Array("WARC/".utf8))
    }

    static func read(_ bytes: [UInt8], members: inout MemberSink) throws(Refusal) -> Document {
        var (plain, isWhole) = (bytes, true)
        if bytes.starts(with: [0x1F, 0x8B]) {
            let unpacked = Inflate.all(in: bytes[...], .gzip, limit: min(largest, members.limits.bytes))
            guard !unpacked.isCut else {
                throw Refusal(
                    .tooLarge, "the web archive unpacks to more than \(min(largest, members.limits.bytes)) bytes",
                    remedy: "Divide it into several archives and drop those in.")
            }
            (plain, isWhole) = (unpacked.bytes, unpacked.isWhole)
        }
        var records = WARCRecords()
        var answers: [WARCAnswer] = []
        while let record = records.next(in: plain) {
            if let answer = WARCAnswer(record, plain) { answers.append(answer) }
        }
        // In the order of their times: the oldest is the first version.
        let order = answers.indices.sorted { (answers[$0].order, $0) < (answers[$1].order, $1) }
        var list = MemberList()
        for index in order { try list.take(answers[index], plain, &members) }
        if records.damaged > 0 {
            list.fail("damaged records: \(records.damaged)", "they are cut off, or not as long as they say")
        } else if !isWhole {
            list.fail("the end of the archive", "the file is cut off")
        }
        return try list.document(mediaType: "application/warc", noun: "web archive")
    }
}

extension MemberList {
    fileprivate mutating func take(
        _ answer: WARCAnswer, _ bytes: [UInt8], _ members: inout MemberSink
    ) throws(Refusal) {
        if let reason = answer.reason { return add(answer.name, reason) }
        if let fault = answer.fault { return fail(answer.name, fault) }
        let content = answer.content(bytes, limit: MemberSink.largestMember)
        guard content.fault == nil else {
            try members.waste(content.bytes.count)
            return fail(answer.name, content.fault ?? "")
        }
        guard !content.bytes.isEmpty else { return add(answer.name, "empty") }
        try give(
            Member(
                path: answer.name, bytes: content.bytes, contentType: answer.exchange.mediaType,
                retrieved: answer.time, exchange: answer.exchange), nil, to: &members)
    }
}
