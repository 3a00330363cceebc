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
