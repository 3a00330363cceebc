import Foundation

/// Character references: `&amp;`, `&#8217;`, `&#x2019;`, with and without their semicolon (WHATWG HTML, "Character reference
/// state" and the states after it).
enum HTMLCharacterReferences {
    /// Decodes what stands at the ampersand that some bytes begin with, and appends it.
    ///
    /// - Parameter isAttribute: in the value of an attribute `&copy=` and `&copyx` are no references.
    /// - Returns: how many bytes were used; 1 for an ampersand that begins no reference, which is appended as it is.
    static func decode(_ rest: ArraySlice<UInt8>, isAttribute: Bool, into text: inout [UInt8]) -> Int {
        let second = rest.dropFirst().first ?? 0
        let found =
            second == UInt8(ascii: "#")
            ? numeric(rest) : isAlphanumeric(second) ? named(rest, isAttribute: isAttribute) : nil
        guard let found else {
            text.append(UInt8(ascii: "&"))
            return 1
        }
        text.append(contentsOf: found.text)
        return found.length
    }

    /// Decodes the value of an attribute; NUL becomes U+FFFD.
    static func decodedAttribute(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var index = raw.startIndex
        while index < raw.endIndex {
            switch raw[index] {
            case UInt8(ascii: "&"): index += decode(raw[index...], isAttribute: true, into: &text)
            case 0:
                text.append(contentsOf: replacement)
                index += 1
            default:
                text.append(raw[index])
                index += 1
            }
        }
        return text
    }

    /// U+FFFD in UTF-8.
    static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    // MARK: Numbers

    private static func numeric(_ rest: ArraySlice<UInt8>) -> (text: [UInt8], length: Int)? {
        var index = rest.startIndex + 2
        let isHex = index < rest.endIndex && rest[index] | 0x20 == UInt8(ascii: "x")
        if isHex { index += 1 }
        let digits = index
        var value: UInt32 = 0
        while index < rest.endIndex, let digit = digit(rest[index], isHex: isHex) {
            value = min(value * (isHex ? 16 : 10) + digit, 0x11_0000)
            index += 1
        }
        guard index > digits else { return nil }
        if index < rest.endIndex, rest[index] == UInt8(ascii: ";") { index += 1 }
        return (utf8(scalar(value)), index - rest.startIndex)
    }

    private static func digit(_ byte: UInt8, isHex: Bool) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte) - 0x30
        case 0x41...0x46 where isHex: UInt32(byte) - 0x37
        case 0x61...0x66 where isHex: UInt32(byte) - 0x57
        default: nil
        }
    }

    private static func scalar(_ value: UInt32) -> Unicode.Scalar {
        if value == 0 { return "\u{FFFD}" }
        // Numbers that mean a place in Windows-1252, as pages of the nineties wrote them.
        if (0x80...0x9F).contains(value), let meant = TextDecoding.windows1252UpperHalf[UInt8(value)] { return meant }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private static func utf8(_ scalar: Unicode.Scalar) -> [UInt8] { UTF8.encode(scalar).map(Array.init) ?? replacement }

    // MARK: Names

    private static func named(_ rest: ArraySlice<UInt8>, isAttribute: Bool) -> (text: [UInt8], length: Int)? {
        guard let found = longestName(rest.dropFirst()) else { return nil }
        let last = rest[rest.startIndex + found.length]
        if isAttribute, last != UInt8(ascii: ";") {
            let next = rest.dropFirst(found.length + 1).first ?? 0
            if next == UInt8(ascii: "=") || isAlphanumeric(next) { return nil }
        }
        return (found.text, found.length + 1)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    // The names stand in the order of their bytes: with each byte of the text the range of those that still fit gets smaller.
    private static func longestName(_ text: ArraySlice<UInt8>) -> (text: [UInt8], length: Int)? {
        var candidates = 0..<table.count
        var best: (text: [UInt8], length: Int)?
        for (offset, byte) in text.prefix(longest).enumerated() {
            let lower = partition(candidates) { $0.count > offset && $0[offset] >= byte }
            let upper = partition(lower..<candidates.upperBound) { $0.count > offset && $0[offset] > byte }
            candidates = lower..<upper
            guard !candidates.isEmpty else { break }
            let first = table[candidates.lowerBound]
            if first.name.count == offset + 1 { best = (first.text, offset + 1) }
        }
        return best
    }

    // The first place in a range from which on something holds.
    private static func partition(_ range: Range<Int>, _ holds: ([UInt8]) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if holds(table[middle].name) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static let longest = 33

    // `references.txt` is WHATWG's list: a name, with its semicolon if it has one, and its code points.
    private static let table: [(name: [UInt8], text: [UInt8])] =
        PackageResources.references_txt.split(separator: 0x0A).map { line in
            let fields = line.split(separator: 0x20)
            let scalars = fields.dropFirst().compactMap { UInt32(String(decoding: $0, as: UTF8.self), radix: 16) }
            return (Array(fields[0]), scalars.flatMap { utf8(Unicode.Scalar($0) ?? "\u{FFFD}") })
        }
}
