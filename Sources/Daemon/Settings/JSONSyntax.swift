/// Checks bytes against RFC 8259 and says where they stop being JSON: Foundation's reader names no place. Stricter in one
/// point: a key that stands twice in an object is an error too, since one of the two would silently not count.
///
/// Nothing is built, and nesting is bounded, so that no file can exhaust the stack.
struct JSONSyntax {
    /// The first fault of a text.
    struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// From 1.
        let line: Int
        /// From 1, in characters as an editor counts them: code points.
        let column: Int
        let message: String

        var description: String { "line \(line), column \(column): \(message)" }
    }

    static let deepest = 64

    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    /// Gives the first fault; `nil` for bytes that are one JSON value.
    static func fault(in bytes: [UInt8]) -> Fault? {
        if let invalid = firstInvalidByte(of: bytes) {
            return fault(at: invalid, of: bytes, "this is not UTF-8; save the file as UTF-8")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return fault(at: 0, of: bytes, "a byte order mark stands before the text; save the file without it")
        }
        var syntax = JSONSyntax(bytes: bytes)
        do throws(Fault) {
            try syntax.value()
            guard syntax.next() == nil else { throw syntax.expected("the end of the file") }
            return nil
        } catch { return error }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private static func fault(at offset: Int, of bytes: [UInt8], _ message: String) -> Fault {
        let before = bytes[..<offset]
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return Fault(
            line: 1 + before.count { $0 == 0x0A }, column: 1 + before[start...].count { $0 & 0xC0 != 0x80 },
            message: message)
    }

    private func fault(_ message: String, at offset: Int? = nil) -> Fault {
        JSONSyntax.fault(at: offset ?? place, of: bytes, message)
    }

    private func expected(_ what: String) -> Fault { fault("expected \(what), found \(found)") }

    // What stands at the place, as a person would call it.
    private var found: String {
        guard place < bytes.count else { return "the end of the file" }
        switch bytes[place] {
        case 0x0A, 0x0D: return "the end of the line"
        case 0x22: return "a text"
        case 0x30...0x39, 0x2D: return "a number"
        case let byte where byte < 0x20: return "a control character"
        default:
            let word = bytes[place...].prefix(24).prefix { JSONSyntax.isLetter($0) }
            if !word.isEmpty { return "“\(String(decoding: word, as: UTF8.self))”" }
            return String(decoding: bytes[place...].prefix(16), as: UTF8.self).first.map { "“\($0)”" } ?? "nothing"
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    // Skips white space; gives the byte at the place, which it does not pass.
    private mutating func next() -> UInt8? {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
        return place < bytes.count ? bytes[place] : nil
    }

    private mutating func value() throws(Fault) {
        switch next() {
        case UInt8(ascii: "{"): try nested { (syntax) throws(Fault) in try syntax.object() }
        case UInt8(ascii: "["): try nested { (syntax) throws(Fault) in try syntax.array() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "-")?, (0x30...0x39)?: try number()
        default: try word()
        }
    }

    private mutating func nested(_ body: (inout JSONSyntax) throws(Fault) -> Void) throws(Fault) {
        depth += 1
        guard depth <= JSONSyntax.deepest else {
            throw fault("this is nested deeper than \(JSONSyntax.deepest) levels")
        }
        place += 1
        try body(&self)
        place += 1
        depth -= 1
    }

    // Inside the braces; ends on the closing one.
    private mutating func object() throws(Fault) {
        var keys: [[UInt8]: Int] = [:]
        if next() == UInt8(ascii: "}") { return }
        while true {
            guard next() == UInt8(ascii: "\"") else { throw expected("a key in quotes") }
            let start = place
            let key = try string()
            if let first = keys.updateValue(start, forKey: key) {
                let line = JSONSyntax.fault(at: first, of: bytes, "").line
                throw fault(
                    "the key “\(String(decoding: key, as: UTF8.self))” stands twice (first in line \(line))", at: start)
            }
            guard next() == UInt8(ascii: ":") else { throw expected("a colon after the key") }
            place += 1
            try value()
            switch next() {
            case UInt8(ascii: "}"): return
            case UInt8(ascii: ","): place += 1
            default: throw expected("a comma or “}”")
            }
            if next() == UInt8(ascii: "}") { throw fault("expected a key after the comma, found “}”") }
        }
    }

    // Inside the brackets; ends on the closing one.
    private mutating func array() throws(Fault) {
        if next() == UInt8(ascii: "]") { return }
        while true {
            try value()
            switch next() {
            case UInt8(ascii: "]"): return
            case UInt8(ascii: ","): place += 1
            default: throw expected("a comma or “]”")
            }
            if next() == UInt8(ascii: "]") { throw fault("expected a value after the comma, found “]”") }
        }
    }

    private mutating func word() throws(Fault) {
        let word = bytes[place...].prefix { JSONSyntax.isLetter($0) }
        guard ["true", "false", "null"].contains(String(decoding: word, as: UTF8.self)) else {
            throw expected("a value")
        }
        place += word.count
    }
}

extension JSONSyntax {
    // -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
    private mutating func number() throws(Fault) {
        if has("-") { place += 1 }
        let start = place
        try digits()
        if bytes[start] == UInt8(ascii: "0"), place > start + 1 {
            throw fault("a number does not begin with 0", at: start)
        }
        if has(".") {
            place += 1
            try digits()
        }
        if has("e") || has("E") {
            place += 1
            if has("+") || has("-") { place += 1 }
            try digits()
        }
    }

    private func has(_ letter: Unicode.Scalar) -> Bool { place < bytes.count && bytes[place] == UInt8(ascii: letter) }

    private mutating func digits() throws(Fault) {
        let start = place
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
        if place == start { throw expected("a digit") }
    }

    /// Passes a text in quotes and gives its bytes with the escapes resolved, so that keys compare as they are meant.
    private mutating func string() throws(Fault) -> [UInt8] {
        let start = place
        var text: [UInt8] = []
        place += 1
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return text
            case UInt8(ascii: "\\"): text += try escape()
            case 0x0A, 0x0D: throw fault("the text is not ended on its line: a quote is missing", at: start)
            case 0..<0x20: throw fault("a control character in a text; write it as an escape")
            default:
                text.append(byte)
                place += 1
            }
        }
        throw fault("the text is not ended: a quote is missing", at: start)
    }

    private static let escapes: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]

    private mutating func escape() throws(Fault) -> [UInt8] {
        let start = place
        place += 1
        guard place < bytes.count else { throw fault("the text is not ended: a quote is missing", at: start) }
        if let plain = JSONSyntax.escapes[bytes[place]] {
            place += 1
            return [plain]
        }
        guard bytes[place] == UInt8(ascii: "u") else {
            throw fault("there is no such escape; write a backslash as “\\\\”", at: start)
        }
        place += 1
        var unit = try hexadecimal(start)
        if (0xD800...0xDBFF).contains(unit), bytes[place...].starts(with: [0x5C, 0x75]) {
            place += 2
            let low = try hexadecimal(start)
            if (0xDC00...0xDFFF).contains(low) { unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00) }
        }
        guard let scalar = Unicode.Scalar(unit) else { throw fault("half of a surrogate pair", at: start) }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func hexadecimal(_ start: Int) throws(Fault) -> UInt32 {
        let digits = String(decoding: bytes[place...].prefix(4), as: UTF8.self)
        guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit), let unit = UInt32(digits, radix: 16) else {
            throw fault("four hexadecimal digits follow “\\u”", at: start)
        }
        place += 4
        return unit
    }

    // The strict decoder says only whether, not where: the first piece that is repaired is the place.
    private static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput, .error: return min(offset, max(0, bytes.count - 1))
            }
        }
    }
}
