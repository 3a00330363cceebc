/// Text whose lines were broken for the way by a space at their end (RFC 3676, 4): they are one line again.
enum FlowedText {
    /// Puts lines together; `deletesSpace` says that the space at their end was added with the break (`DelSp=yes`).
    static func joined(_ text: String, deletesSpace: Bool) -> String {
        var joined: [UInt8] = []
        // How often the line before is quoted, if it goes on in the next.
        var flowing: Int?
        for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let quotes = line.prefix { $0 == UInt8(ascii: ">") }.count
            var words = line.dropFirst(quotes)
            if words.last == 0x0D { words.removeLast() }
            // A space at the beginning was put there so that the line is no quote.
            if words.first == 0x20 { words.removeFirst() }
            let isSignature = words.elementsEqual("-- ".utf8)
            if flowing != quotes || isSignature {
                if !joined.isEmpty || flowing != nil { joined.append(0x0A) }
                if quotes > 0 { joined += Array(line.prefix(quotes)) + [0x20] }
            }
            let flows = words.last == 0x20 && !isSignature
            joined += flows && deletesSpace ? words.dropLast() : words
            flowing = flows ? quotes : nil
        }
        return String(decoding: joined, as: UTF8.self)
    }
}
