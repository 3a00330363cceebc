/// Tables as RFC 4180 has them.
enum CSV {
    /// Gives a table: lines end in CR LF; what holds a comma, a quote or a line break stands in quotes. An unknown value is empty.
    static func text(_ rows: [[String?]]) -> String {
        var bytes: [UInt8] = []
        for row in rows { append(row, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds one line.
    static func append(_ row: [String?], to bytes: inout [UInt8]) {
        for (position, field) in row.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            append(field ?? "", to: &bytes)
        }
        bytes += [0x0D, 0x0A]
    }

    // By bytes: a quote that an accent follows is no character of its own.
    private static func append(_ field: String, to bytes: inout [UInt8]) {
        guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
            bytes += field.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
