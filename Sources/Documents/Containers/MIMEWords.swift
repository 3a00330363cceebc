/// Words of other alphabets in the fields of a mail (RFC 2047), and in their parameters (RFC 2231).
enum MIMEWords {
    /// Gives a field with its encoded words as they are meant. Those that follow each other belong together.
    static func decoded(_ field: String) -> String {
        guard field.contains("=?") else { return field }
        let bytes = Array(field.utf8)
        var (text, place, plainStart) = ("", 0, 0)
        var (pending, charset): ([UInt8], String?) = ([], nil)
        func flush() {
            if let charset { text += TextDecoding.string(from: pending, declared: charset) }
            (pending, charset) = ([], nil)
        }
        while let mark = bytes.place(of: UInt8(ascii: "="), in: place..<bytes.count) {
            place = mark + 1
            guard let word = word(in: bytes, at: mark) else { continue }
            let between = bytes[plainStart..<mark]
            let isApart = charset == nil || between.contains { $0 > 0x20 }
            if isApart || charset != word.charset { flush() }
            if isApart { text += String(decoding: between, as: UTF8.self) }
            charset = word.charset
            pending += word.bytes
            (place, plainStart) = (word.end, word.end)
        }
        flush()
        return text + String(decoding: bytes[plainStart...], as: UTF8.self)
    }

    // =?charset?B or Q?text?=
    private static func word(in bytes: [UInt8], at mark: Int) -> (charset: String, bytes: [UInt8], end: Int)? {
        let question = UInt8(ascii: "?")
        guard mark + 1 < bytes.count, bytes[mark + 1] == question,
            let second = bytes[(mark + 2)...].prefix(80).firstIndex(of: question), second + 2 < bytes.count,
            bytes[second + 2] == question, let last = bytes.place(of: question, in: (second + 3)..<bytes.count),
            last + 1 < bytes.count, bytes[last + 1] == UInt8(ascii: "=")
        else { return nil }
        // A star divides the charset from a language (RFC 2231, 5).
        let charset = String(decoding: bytes[(mark + 2)..<second].prefix { $0 != UInt8(ascii: "*") }, as: UTF8.self)
        let encoded = Array(bytes[(second + 3)..<last])
        switch bytes[second + 1] | 0x20 {
        case UInt8(ascii: "b"): return (charset.lowercased(), MIMETransfer.base64(encoded), last + 2)
        case UInt8(ascii: "q"):
            return (charset.lowercased(), MIMETransfer.quotedPrintable(encoded, inWord: true), last + 2)
        default: return nil
        }
    }

    /// Joins the pieces of a parameter; encoded ones are percent-encoded, the first names the charset.
    static func joined(_ pieces: [(value: String, isEncoded: Bool)]) -> String {
        var (bytes, charset): ([UInt8], String?) = ([], nil)
        for (index, piece) in pieces.enumerated() {
            var value = piece.value[...]
            if index == 0, piece.isEncoded {
                let parts = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
                if parts.count == 3 {
                    charset = parts[0].isEmpty ? nil : String(parts[0])
                    value = parts[2]
                }
            }
            bytes += piece.isEncoded ? percentDecoded(Array(value.utf8)) : Array(value.utf8)
        }
        return TextDecoding.string(from: bytes, declared: charset)
    }

    private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
        var (decoded, place): ([UInt8], Int) = ([], 0)
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count, let high = PDFLexer.hex(bytes[place + 1]),
                let low = PDFLexer.hex(bytes[place + 2])
            {
                decoded.append(high << 4 | low)
                place += 3
            } else {
                decoded.append(bytes[place])
                place += 1
            }
        }
        return decoded
    }
}
