/// A character map: how bytes become codes, and codes become text (ToUnicode) or glyph numbers (ISO 32000-1, 9.7.5, 9.10.3).
struct PDFCMap {
    /// How many bytes the codes of a range have.
    private var ranges: [(length: Int, low: UInt32, high: UInt32)] = []
    private var texts: [UInt32: String] = [:]
    private var textRanges = PDFCodeRanges<[UInt16]>([])
    // How many single entries a map may make: honest ones stay under the size of the largest fonts.
    private static let most = 200_000
    private var entries = 0

    /// Two bytes for each code, and the code itself for the glyph: what nearly all composite fonts use.
    static let identity = PDFCMap(ranges: [(2, 0, 0xFFFF)])

    private init(ranges: [(length: Int, low: UInt32, high: UInt32)]) { self.ranges = ranges }

    init(_ bytes: [UInt8]) {
        var lexer = PDFLexer(bytes)
        var textRanges: [(low: UInt32, high: UInt32, value: [UInt16])] = []
        while entries < PDFCMap.most, let token = lexer.next() {
            switch token {
            case .keyword("begincodespacerange"): readCodeSpaces(&lexer)
            case .keyword("beginbfchar"): readCharacters(&lexer)
            case .keyword("beginbfrange"): readRanges(&lexer, &textRanges)
            default: break
            }
        }
        self.textRanges = PDFCodeRanges(textRanges)
    }

    private static func code(_ bytes: [UInt8]) -> UInt32 { bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }

    private static func units(_ bytes: [UInt8]) -> [UInt16] {
        if bytes.count == 1 { return [UInt16(bytes[0])] }
        return stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    }

    private mutating func readCodeSpaces(_ lexer: inout PDFLexer) {
        while let low = lexer.next()?.string, let high = lexer.next()?.string, ranges.count < 100 {
            ranges.append((low.count, PDFCMap.code(low), PDFCMap.code(high)))
        }
    }

    private mutating func readCharacters(_ lexer: inout PDFLexer) {
        while let from = lexer.next()?.string, let to = lexer.next()?.string, entries < PDFCMap.most {
            entries += 1
            texts[PDFCMap.code(from)] = String(decoding: PDFCMap.units(to), as: UTF16.self)
        }
    }

    private mutating func readRanges(
        _ lexer: inout PDFLexer, _ textRanges: inout [(low: UInt32, high: UInt32, value: [UInt16])]
    ) {
        while let first = lexer.next()?.string, let last = lexer.next()?.string, let target = lexer.next() {
            let (low, high) = (PDFCMap.code(first), PDFCMap.code(last))
            guard low <= high else { continue }
            entries += 1
            if let units = target.string.map(PDFCMap.units), entries < PDFCMap.most {
                textRanges.append((low, high, units))
            } else if let list = target.array {
                for (offset, value) in list.enumerated() where entries < PDFCMap.most {
                    entries += 1
                    guard let units = value.string.map(PDFCMap.units), UInt32(offset) <= high - low else { break }
                    texts[low + UInt32(offset)] = String(decoding: units, as: UTF16.self)
                }
            }
        }
    }

    /// The text of a code, if the map has it.
    func text(_ code: UInt32) -> String? {
        if let text = texts[code] { return text }
        guard let range = textRanges.range(of: code), var last = range.value.last else { return nil }
        last = last &+ UInt16(truncatingIfNeeded: code - range.low)
        return String(decoding: range.value.dropLast() + [last], as: UTF16.self)
    }

    /// Cuts the next code off a string.
    func nextCode(_ bytes: [UInt8], _ place: inout Int) -> (code: UInt32, length: Int) {
        var code: UInt32 = 0
        for length in 1...4 where place + length <= bytes.count {
            code = code << 8 | UInt32(bytes[place + length - 1])
            if ranges.contains(where: { $0.length == length && $0.low <= code && code <= $0.high }) {
                place += length
                return (code, length)
            }
        }
        // Outside every range: as many bytes as the shortest code has.
        let length = min(max(1, ranges.map(\.length).min() ?? 1), bytes.count - place)
        code = bytes[place..<(place + length)].reduce(0) { $0 << 8 | UInt32($1) }
        place += length
        return (code, length)
    }
}
