/// What a scalar counts for when words are compared: how something is set is not what it says.
enum Typography {
    enum Meaning {
        /// Stands for itself.
        case itself
        /// Invisible: soft hyphens, joiners, direction marks.
        case nothing
        /// One plain scalar: a quote, a dash, a space (bullets too).
        case plain(Unicode.Scalar)
        /// Several: a ligature, an ellipsis.
        case letters(String)
    }

    static func meaning(of scalar: Unicode.Scalar) -> Meaning {
        switch scalar.value {
        case 0x00...0x20, 0x7F: .plain(" ")
        case 0x60: .plain("'")
        case 0x21...0x7E: .itself
        case 0xAD, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFE00...0xFE0F, 0xFEFF:
            .nothing
        case 0x80...0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: .plain(" ")
        case 0xB4, 0x2BC, 0x2018...0x201B, 0x2032, 0x2039, 0x203A: .plain("'")
        case 0xAB, 0xBB, 0x201C...0x201F, 0x2033: .plain("\"")
        case 0x2010...0x2015, 0x2212, 0x2E3A, 0x2E3B, 0xFE58, 0xFE63, 0xFF0D: .plain("-")
        // Bullets, also the one of the Symbol font that word processors leave behind.
        case 0xB7, 0x2022, 0x2023, 0x2043, 0x2219, 0x25A0, 0x25A1, 0x25AA, 0x25AB, 0x25B8, 0x25BA, 0x25CB, 0x25CF,
            0x25E6, 0x2756, 0xF0B7:
            .plain(" ")
        case 0x2026: .letters("...")
        case 0xFB00: .letters("ff")
        case 0xFB01: .letters("fi")
        case 0xFB02: .letters("fl")
        case 0xFB03: .letters("ffi")
        case 0xFB04: .letters("ffl")
        case 0xFB05, 0xFB06: .letters("st")
        default: .itself
        }
    }

    /// Reads a character reference that an extractor left in the text; gives what it stands for and its length.
    static func reference(in scalars: [Unicode.Scalar], at start: Int, before end: Int) -> (Unicode.Scalar, Int)? {
        var name = ""
        var position = start + 1
        // The longest name in the table is six letters; numbers have up to eight digits with their mark.
        while position < min(end, start + 12), scalars[position] != ";" {
            name.unicodeScalars.append(scalars[position])
            position += 1
        }
        guard position < end, scalars[position] == ";", let scalar = named[name] ?? numbered(name) else { return nil }
        return (scalar, position + 1 - start)
    }

    private static func numbered(_ name: String) -> Unicode.Scalar? {
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let value = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init)
    }

    private static let named: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "shy": "\u{AD}",
        "ndash": "\u{2013}", "mdash": "\u{2014}", "minus": "\u{2212}", "lsquo": "\u{2018}", "rsquo": "\u{2019}",
        "ldquo": "\u{201C}", "rdquo": "\u{201D}", "hellip": "\u{2026}", "bull": "\u{2022}", "middot": "\u{B7}",
        "pound": "\u{A3}", "euro": "\u{20AC}",
    ]
}
