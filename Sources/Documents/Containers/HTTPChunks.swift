/// A body that was sent in pieces (RFC 9112, 7.1).
enum HTTPChunks {
    /// Puts the pieces together; what is no piece is taken as it is, for tools that keep only the field.
    static func joined(_ bytes: [UInt8]) -> [UInt8] {
        var (joined, place): ([UInt8], Int) = ([], 0)
        while place < bytes.count {
            guard let end = bytes[place...].prefix(1024).firstIndex(of: 0x0A) else {
                return joined.isEmpty ? bytes : joined
            }
            let line = String(decoding: bytes[place..<end], as: UTF8.self)
            let digits = line.prefix { $0.isHexDigit }
            guard let length = Int(digits, radix: 16), length <= bytes.count - end - 1 else {
                return joined.isEmpty ? bytes : joined
            }
            if length == 0 { return joined }
            joined += bytes[(end + 1)..<(end + 1 + length)]
            place = end + 1 + length
            while place < bytes.count, bytes[place] == 0x0D || bytes[place] == 0x0A { place += 1 }
        }
        return joined
    }
}
