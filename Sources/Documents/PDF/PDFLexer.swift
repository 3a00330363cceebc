/// Reads values one after another from bytes (ISO 32000-1, 7.2 and 7.3); damaged ones are read as far as they make sense.
struct PDFLexer {
    let bytes: [UInt8]
    var place: Int
    // Values inside values; honest files stay below ten.
    private static let deepest = 60

    init(_ bytes: [UInt8], at place: Int = 0) {
        self.bytes = bytes
        self.place = max(0, place)
    }

    var isAtEnd: Bool { place >= bytes.count }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0 || byte == 0x0C
    }

    static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x28, 0x29, 0x3C, 0x3E, 0x5B, 0x5D, 0x7B, 0x7D, 0x2F, 0x25: true
        default: false
        }
    }

    mutating func skipBlanks() {
        while place < bytes.count {
            if PDFLexer.isBlank(bytes[place]) {
                place += 1
            } else if bytes[place] == 0x25 {
                while place < bytes.count, bytes[place] != 0x0A, bytes[place] != 0x0D { place += 1 }
            } else {
                return
            }
        }
    }

    /// Gives the next value; `nil` at the end.
    mutating func next(depth: Int = 0) -> PDFObject? {
        skipBlanks()
        // Checked before the value is opened: what is nested a million deep must not be a million calls.
        guard place < bytes.count, depth <= PDFLexer.deepest else { return nil }
        let byte = bytes[place]
        switch byte {
        case 0x2F: return .name(name())
        case 0x28: return .string(literalString())
        case 0x3C: return place + 1 < bytes.count && bytes[place + 1] == 0x3C ? dictionary(depth) : .string(hexString())
        case 0x5B: return array(depth)
        case 0x30...0x39, 0x2B, 0x2D, 0x2E: return number()
        case 0x5D, 0x7B, 0x7D, 0x29:
            place += 1
            return .keyword(String(Character(Unicode.Scalar(byte))))
        case 0x3E:
            place += place + 1 < bytes.count && bytes[place + 1] == 0x3E ? 2 : 1
            return .keyword(">>")
        default: return word()
        }
    }

    private mutating func word() -> PDFObject {
        let start = place
        while place < bytes.count, !PDFLexer.isBlank(bytes[place]), !PDFLexer.isDelimiter(bytes[place]) { place += 1 }
        if place == start { place += 1 }
        switch String(decoding: bytes[start..<min(place, start + 30)], as: UTF8.self) {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case let word: return .keyword(word)
        }
    }

    private mutating func number() -> PDFObject {
        let start = place
        var (value, scale, isNegative, isFraction) = (0.0, 1.0, false, false)
        while place < bytes.count {
            let byte = bytes[place]
            if byte == 0x2D || byte == 0x2B {
                // A sign in the middle is what broken writers leave; the number goes on as if it were not there.
                if place == start { isNegative = byte == 0x2D }
            } else if byte == 0x2E, !isFraction {
                isFraction = true
            } else if byte >= 0x30, byte <= 0x39 {
                if isFraction {
                    scale /= 10
                    value += Double(byte - 0x30) * scale
                } else {
                    value = value * 10 + Double(byte - 0x30)
                }
            } else {
                break
            }
            place += 1
        }
        return .number(isNegative ? -value : value)
    }

    private mutating func name() -> String {
        place += 1
        var name: [UInt8] = []
        while place < bytes.count, !PDFLexer.isBlank(bytes[place]), !PDFLexer.isDelimiter(bytes[place]) {
            if bytes[place] == 0x23, place + 2 < bytes.count, let high = PDFLexer.hex(bytes[place + 1]),
                let low = PDFLexer.hex(bytes[place + 2])
            {
                name.append(high << 4 | low)
                place += 3
            } else {
                name.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    private mutating func hexString() -> [UInt8] {
        place += 1
        var (string, half): ([UInt8], UInt8?) = ([], nil)
        while place < bytes.count, bytes[place] != 0x3E {
            if let digit = PDFLexer.hex(bytes[place]) {
                if let high = half {
                    string.append(high << 4 | digit)
                    half = nil
                } else {
                    half = digit
                }
            }
            place += 1
        }
        place += 1
        if let half { string.append(half << 4) }
        return string
    }

    private mutating func literalString() -> [UInt8] {
        place += 1
        var string: [UInt8] = []
        var open = 1
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case 0x28: open += 1
            case 0x29:
                open -= 1
                if open == 0 { return string }
            case 0x5C:
                escape(&string)
                continue
            default: break
            }
            string.append(byte)
        }
        return string
    }

    private mutating func escape(_ string: inout [UInt8]) {
        guard place < bytes.count else { return }
        let byte = bytes[place]
        place += 1
        switch byte {
        case 0x6E: string.append(0x0A)
        case 0x72: string.append(0x0D)
        case 0x74: string.append(0x09)
        case 0x62: string.append(0x08)
        case 0x66: string.append(0x0C)
        case 0x0D: if place < bytes.count, bytes[place] == 0x0A { place += 1 }
        case 0x0A: break
        case 0x30...0x37:
            var code = UInt32(byte - 0x30)
            var digits = 1
            while digits < 3, place < bytes.count, bytes[place] >= 0x30, bytes[place] <= 0x37 {
                code = code * 8 + UInt32(bytes[place] - 0x30)
                place += 1
                digits += 1
            }
            string.append(UInt8(truncatingIfNeeded: code))
        default: string.append(byte)
        }
    }

    private mutating func array(_ depth: Int) -> PDFObject {
        place += 1
        var values: [PDFObject] = []
        while let value = next(depth: depth + 1), value != .keyword("]") {
            if value == .keyword(">>") || value == .keyword("endobj") { break }
            PDFLexer.append(value, to: &values)
        }
        return .array(values)
    }

    // `12 0 R` comes as three values, of which the last makes the first two its own.
    private static func append(_ value: PDFObject, to values: inout [PDFObject]) {
        if value == .keyword("R"), values.count >= 2, let generation = values[values.count - 1].int,
            let number = values[values.count - 2].int
        {
            values.removeLast(2)
            values.append(.reference(number, generation))
        } else if case .keyword = value {
            return
        } else {
            values.append(value)
        }
    }

    private mutating func dictionary(_ depth: Int) -> PDFObject {
        place += 2
        var values: [PDFObject] = []
        while let value = next(depth: depth + 1), value != .keyword(">>") {
            if value == .keyword("endobj") || value == .keyword("stream") {
                place -= 6
                break
            }
            PDFLexer.append(value, to: &values)
        }
        var dictionary: [String: PDFObject] = [:]
        var index = 0
        while index + 1 < values.count {
            guard let key = values[index].name else {
                index += 1
                continue
            }
            dictionary[key] = values[index + 1]
            index += 2
        }
        return .dictionary(dictionary)
    }
}
