/// What the codes of simple fonts and the names of glyphs stand for (ISO 32000-1, 9.6.6 and Annex D).
enum PDFEncoding {
    static func table(_ name: String?, fontName: String) -> [UInt8: String] {
        switch name {
        case "WinAnsiEncoding": winAnsi
        case "MacRomanEncoding", "MacExpertEncoding": macRoman
        // Symbol has its bullet where Standard has a dot; its Greek is nobody's report.
        case nil where fontName.contains("symbol") || fontName.contains("dingbats"): [0xB7: "•", 0x20: " "]
        case nil, _: standard
        }
    }

    /// The codes that a Type 1 font has by itself: `dup 15 /bullet put`, in the part of it that is not enciphered.
    static func builtIn(_ program: [UInt8]) -> [UInt8: String] {
        guard let start = PDFFile.firstIndex(of: "/Encoding", in: program, from: 0) else { return [:] }
        let end = PDFFile.firstIndex(of: "eexec", in: program, from: start) ?? program.count
        var lexer = PDFLexer(Array(program[start..<min(end, start + 65536)]))
        var codes: [UInt8: String] = [:]
        while let token = lexer.next() {
            guard token == .keyword("dup"), let code = lexer.next()?.int, let glyph = lexer.next()?.name else {
                continue
            }
            if (0...255).contains(code) { codes[UInt8(code)] = text(ofGlyph: glyph) }
        }
        return codes
    }

    // What TeX draws the sign of copyright with is in no list.
    private static let others = ["circlecopyrt": "©"]

    private static let standard = codes(PDFEncodingTables.standard)
    private static let winAnsi = codes(PDFEncodingTables.winAnsi)
    private static let macRoman = codes(PDFEncodingTables.macRoman)

    private static func codes(_ table: String) -> [UInt8: String] {
        var codes: [UInt8: String] = [:]
        for (code, value) in table.split(separator: " ").enumerated() where code < 256 && value != "0" {
            codes[UInt8(code)] = UInt32(value, radix: 16).flatMap(Unicode.Scalar.init).map { String(Character($0)) }
        }
        return codes
    }

    private static let glyphs: [String: String] = {
        var glyphs: [String: String] = [:]
        for pair in PDFEncodingTables.glyphs.split(separator: " ") {
            let parts = pair.split(separator: "=")
            guard parts.count == 2, let value = UInt32(parts[1], radix: 16).flatMap(Unicode.Scalar.init) else {
                continue
            }
            glyphs[String(parts[0])] = String(Character(value))
        }
        return glyphs
    }()

    /// The text of a glyph's name: the list, `uniXXXX`, `uXXXXX`, names joined by `_`, endings after a dot left out
    /// (Adobe Glyph List Specification, section 2).
    static func text(ofGlyph name: String) -> String? {
        let stem = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        var text = ""
        for part in stem.split(separator: "_") {
            if let known = glyphs[String(part)] ?? others[String(part)] {
                text += known
            } else if part.hasPrefix("uni"), part.count >= 7, let value = UInt32(part.dropFirst(3).prefix(4), radix: 16)
            {
                text += Unicode.Scalar(value).map { String(Character($0)) } ?? ""
            } else if part.hasPrefix("u"), (5...7).contains(part.count), let value = UInt32(part.dropFirst(), radix: 16)
            {
                text += Unicode.Scalar(value).map { String(Character($0)) } ?? ""
            }
        }
        return text.isEmpty ? nil : text
    }

    /// Text as it is meant: ligatures as letters, signs of symbol fonts in the private area as what they look like.
    static func meant(_ text: String?) -> String? {
        guard let text, let scalar = text.unicodeScalars.first else { return text }
        switch scalar.value {
        case 0xFB00: return "ff"
        case 0xFB01: return "fi"
        case 0xFB02: return "fl"
        case 0xFB03: return "ffi"
        case 0xFB04: return "ffl"
        case 0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF06E, 0xF06C: return "•"
        case 0xF0FC: return "✓"
        case 0xF0FB: return "✗"
        case 0xF020...0xF07E: return Unicode.Scalar(scalar.value - 0xF000).map { String(Character($0)) }
        default: return text
        }
    }
}
