/// Words of other alphabets in the fields of a mail (RFC 2047), and in their parameters (RFC 2231).
enum MIMEWords {
    /// Gives a field with its encoded words as they are meant. Those that follow each other belong together.
    static func decoded(_ field: String) -> String {
        guard field.contains("=?") else { return field }
        var (text, rest) = ("", field[...])
        var (pending, charset): ([UInt8], String?) = ([], nil)
        func flush() {
            if let charset { text += TextDecoding.string(from: pending, declared: charset) }
            (pending, charset) = ([], nil)
        }
        while let start = rest.firstRange(of: "=?") {
            let between = rest[..<start.lowerBound]
            guard let (word, end) = word(in: rest[start.upperBound...]) else {
                flush()
                text += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                continue
            }
            if charset != word.charset || !between.allSatisfy(\.isWhitespace) {
                let hadWord = charset != nil
                flush()
                if !(hadWord && between.allSatisfy(\.isWhitespace)) { text += between }
            }
            charset = word.charset
            pending += word.bytes
            rest = rest[end...]
        }
        flush()
        return text + rest
    }

    private static func word(
        in rest: Substring
    ) -> (word: (charset: String, bytes: [UInt8]), end: Substring.Index)? {
        let parts = rest.split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1].count == 1, parts[3].hasPrefix("="), !parts[2].contains("\n") else {
            return nil
        }
        let charset = String(parts[0].prefix { $0 != "*" }).lowercased()
        let bytes: [UInt8]
        switch parts[1].lowercased() {
        case "b": bytes = MIMETransfer.base64(Array(parts[2].utf8))
        case "q": bytes = MIMETransfer.quotedPrintable(Array(parts[2].utf8), inWord: true)
        default: return nil
        }
        return ((charset, bytes), rest.index(after: parts[3].startIndex))
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

/// The encodings in which parts of a mail travel (RFC 2045, 6); dirt in them is passed over.
enum MIMETransfer {
    static func decoded(_ bytes: ArraySlice<UInt8>, _ encoding: String?) -> [UInt8] {
        switch encoding?.lowercased().trimmed {
        case "base64": base64(Array(bytes))
        case "quoted-printable": quotedPrintable(Array(bytes), inWord: false)
        default: Array(bytes)
        }
    }

    static func base64(_ bytes: [UInt8]) -> [UInt8] {
        var (decoded, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
        decoded.reserveCapacity(bytes.count * 3 / 4)
        for byte in bytes {
            let value: UInt32
            switch byte {
            case 0x41...0x5A: value = UInt32(byte) - 0x41
            case 0x61...0x7A: value = UInt32(byte) - 0x61 + 26
            case 0x30...0x39: value = UInt32(byte) - 0x30 + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            case UInt8(ascii: "="):
                // Padding ends a group; what follows is another encoding that was put behind.
                (buffer, bits) = (0, 0)
                continue
            default: continue
            }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                decoded.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return decoded
    }

    static func quotedPrintable(_ bytes: [UInt8], inWord: Bool) -> [UInt8] {
        var (decoded, place): ([UInt8], Int) = ([], 0)
        decoded.reserveCapacity(bytes.count)
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if inWord, byte == UInt8(ascii: "_") {
                decoded.append(0x20)
            } else if byte != UInt8(ascii: "=") {
                decoded.append(byte)
            } else if place + 1 < bytes.count, let high = PDFLexer.hex(bytes[place]),
                let low = PDFLexer.hex(bytes[place + 1])
            {
                decoded.append(high << 4 | low)
                place += 2
            } else {
                // A soft line break: white space up to the end of the line goes with it.
                var end = place
                while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 || bytes[end] == 0x0D { end += 1 }
                if end < bytes.count, bytes[end] == 0x0A {
                    place = end + 1
                } else if end < bytes.count {
                    decoded.append(byte)
                }
            }
        }
        return decoded
    }
}
