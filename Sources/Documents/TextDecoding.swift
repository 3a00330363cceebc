import Glibc

extension [UInt8] {
    /// The first place of a byte in a range, as fast as the machine can look.
    func place(of byte: UInt8, in range: Range<Int>) -> Int? {
        withUnsafeBytes { buffer in
            let slice = UnsafeRawBufferPointer(rebasing: buffer[range])
            guard let start = slice.baseAddress, let found = memchr(start, Int32(byte), slice.count) else { return nil }
            return range.lowerBound + start.distance(to: found)
        }
    }
}

/// From bytes of any encoding that people have to a string: UTF-8 and UTF-16 with and without a mark, any charset that
/// is declared and that iconv knows, Windows-1252 for the rest. Bytes that fit nowhere become U+FFFD; nothing traps.
enum TextDecoding {
    /// Gives the text. A byte order mark beats the declared charset, which beats a guess (WHATWG, "Encoding sniffing").
    static func string(from bytes: [UInt8], declared: String?) -> String {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), bigEndian: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), bigEndian: true) }
        if let declared, let text = string(from: bytes, charset: declared) { return text }
        if let bigEndian = unmarkedUTF16(bytes) { return utf16(bytes[...], bigEndian: bigEndian) }
        return mostlyUTF8(bytes) ?? windows1252(bytes)
    }

    /// The same text in UTF-8; bytes that are valid UTF-8 without a mark come back as they are.
    static func utf8(from bytes: [UInt8], declared: String?) -> [UInt8] {
        let isMarked = bytes.first.map { $0 >= 0xEF } ?? false
        let isUTF8 = declared.map { ["utf-8", "utf8"].contains($0.lowercased()) } ?? !bytes.prefix(4096).contains(0)
        if !isMarked, isUTF8, validUTF8(bytes) != nil { return bytes }
        return Array(string(from: bytes, declared: declared).utf8)
    }

    /// Whether bytes can be text: no NUL bytes unless they look like UTF-16, and few other control characters.
    static func isProbablyText(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        let count = min(bytes.count, 64 << 10)
        if bytes.place(of: 0, in: 0..<count) != nil { return unmarkedUTF16(bytes) != nil }
        // Without a way out the machine counts many at once.
        let controls = bytes.withUnsafeBufferPointer { buffer in
            buffer[..<count].reduce(into: 0) { controls, byte in
                let isSpace = byte &- 0x09 < 5 && byte != 0x0B
                controls &+= byte < 0x20 && !isSpace && byte != 0x1B ? 1 : 0
            }
        }
        return controls * 50 <= count
    }

    // Western text as UTF-16 without a mark: nearly every other byte is zero, always on the same side.
    private static func unmarkedUTF16(_ bytes: [UInt8]) -> Bool? {
        let sample = bytes.prefix(4096 & ~1)
        guard sample.count >= 4 else { return nil }
        var zeros = (even: 0, odd: 0)
        for (index, byte) in sample.enumerated() where byte == 0 {
            if index % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
        }
        let pairs = sample.count / 2
        if zeros.odd * 10 >= pairs * 7, zeros.even * 20 <= pairs { return false }
        if zeros.even * 10 >= pairs * 7, zeros.odd * 20 <= pairs { return true }
        return nil
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(bigEndian ? first << 8 | second : second << 8 | first)
            index += 2
        }
        return String(decoding: units, as: UTF16.self)
    }

    private static func validUTF8(_ bytes: [UInt8]) -> String? { String(validating: bytes, as: UTF8.self) }

    // One damaged letter does not make a text Windows-1252: where sequences of UTF-8 far outnumber the bytes that fit in none, it is
    // UTF-8, and those become U+FFFD.
    private static func mostlyUTF8(_ bytes: [UInt8]) -> String? {
        if let text = validUTF8(bytes) { return text }
        var (sequences, strays) = (0, 0)
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): if scalar.value >= 0x80 { sequences += 1 }
            case .error: strays += 1
            case .emptyInput: break decoding
            }
        }
        return sequences > strays * 3 ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private static func string(from bytes: [UInt8], charset: String) -> String? {
        switch charset.lowercased() {
        case "utf-8", "utf8":
            // A page that declares UTF-8 and has none is Windows-1252.
            return mostlyUTF8(bytes)
        case "iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252":
            // WHATWG: all of these labels mean Windows-1252. Valid UTF-8 that was labelled so is UTF-8 all the same.
            return bytes.contains { $0 >= 0x80 } ? (validUTF8(bytes) ?? windows1252(bytes)) : windows1252(bytes)
        case "utf-16", "utf-16le":
            return utf16(bytes[...], bigEndian: false)
        case "utf-16be":
            return utf16(bytes[...], bigEndian: true)
        default:
            return converted(bytes, from: charset)
        }
    }

    private static func windows1252(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(windows1252UpperHalf[byte] ?? Unicode.Scalar(byte)) }
        return String(text)
    }

    // The positions 0x80–0x9F of Windows-1252 that differ from Latin-1 (WHATWG index-windows-1252).
    static let windows1252UpperHalf: [UInt8: Unicode.Scalar] = [
        0x80: "\u{20AC}", 0x82: "\u{201A}", 0x83: "\u{0192}", 0x84: "\u{201E}", 0x85: "\u{2026}", 0x86: "\u{2020}",
        0x87: "\u{2021}", 0x88: "\u{02C6}", 0x89: "\u{2030}", 0x8A: "\u{0160}", 0x8B: "\u{2039}", 0x8C: "\u{0152}",
        0x8E: "\u{017D}", 0x91: "\u{2018}", 0x92: "\u{2019}", 0x93: "\u{201C}", 0x94: "\u{201D}", 0x95: "\u{2022}",
        0x96: "\u{2013}", 0x97: "\u{2014}", 0x98: "\u{02DC}", 0x99: "\u{2122}", 0x9A: "\u{0161}", 0x9B: "\u{203A}",
        0x9C: "\u{0153}", 0x9E: "\u{017E}", 0x9F: "\u{0178}",
    ]

    // What the labels of web pages mean (WHATWG, "Encoding Standard") where iconv takes them for something smaller.
    private static let meanings = [
        "gb2312": "GB18030", "gb_2312-80": "GB18030", "gbk": "GB18030", "x-gbk": "GB18030", "shift_jis": "CP932",
        "shift-jis": "CP932", "x-sjis": "CP932", "sjis": "CP932", "ms_kanji": "CP932", "euc-kr": "CP949",
        "ks_c_5601-1987": "CP949", "korean": "CP949", "big5": "BIG5-HKSCS", "iso-8859-9": "CP1254", "tis-620": "CP874",
        "iso-8859-11": "CP874", "x-mac-roman": "MACINTOSH", "unicode": "UTF-16LE",
    ]

    private static func converted(_ bytes: [UInt8], from charset: String) -> String? {
        guard charset.utf8.count < 40, charset.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let converter = iconv_open("UTF-8", meanings[charset.lowercased()] ?? charset)
        guard let converter, converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        guard let (output, strays) = convert(bytes, with: converter) else { return nil }
        // More strays than letters that fit: then the declaration is wrong.
        let foreign = bytes.count { $0 >= 0x80 }
        return strays * 4 > foreign ? nil : String(decoding: output, as: UTF8.self)
    }

    // Bytes that are no character become U+FFFD, each by itself.
    private static func convert(_ bytes: [UInt8], with converter: iconv_t) -> (output: [UInt8], strays: Int)? {
        var (output, strays) = ([UInt8](), 0)
        output.reserveCapacity(bytes.count * 2)
        var input = bytes.map { CChar(bitPattern: $0) }
        var piece = [CChar](repeating: 0, count: 64 << 10)
        input.withUnsafeMutableBufferPointer { source in
            var (from, left) = (source.baseAddress, source.count)
            while left > 0 {
                let (written, code) = piece.withUnsafeMutableBufferPointer { target in
                    var (to, room) = (target.baseAddress, target.count)
                    let isDone = iconv(converter, &from, &left, &to, &room) != -1
                    return (target.count - room, isDone ? 0 : errno)
                }
                output.append(contentsOf: piece.prefix(written).map { UInt8(bitPattern: $0) })
                // A full piece is no fault; all else is a byte that does not fit.
                guard code != 0, code != E2BIG else { continue }
                output.append(contentsOf: [0xEF, 0xBF, 0xBD])
                strays += 1
                from = from?.advanced(by: 1)
                left -= 1
            }
        }
        return (output, strays)
    }
}
