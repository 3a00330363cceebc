/// Lines of JSON, written as fast as a table of a million rows needs it.
enum JSONLine {
    /// Adds a string in quotes; everything but quotes, backslashes and control characters stands as it is.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += "\\n".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x09: bytes += "\\t".utf8
            case ..<0x20: bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a value.
    static func append(_ cell: Cell, to bytes: inout [UInt8]) {
        switch cell {
        case .text(let text): append(text, to: &bytes)
        case .integer(let number): bytes += String(number).utf8
        case .flag(let flag): bytes += (flag ? "true" : "false").utf8
        case .list(let texts):
            bytes.append(UInt8(ascii: "["))
            for (position, text) in texts.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                append(text, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }
}
