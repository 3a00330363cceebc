/// A font, as far as reading needs it: which text its codes stand for, and how wide they are (ISO 32000-1, 9.5 to 9.10).
final class PDFFont {
    let isBold: Bool
    private let toUnicode: PDFCMap?
    private let codes: PDFCMap?
    private var encoding: [UInt8: String] = [:]
    private var widths: [UInt32: Double] = [:]
    private var widthRanges = PDFCodeRanges<Double>([])
    // The largest fonts have as many glyphs as two bytes can name.
    private static let mostWidths = 100_000
    private var usualWidth: Double
    // Of fonts that come without widths.
    private var standardWidths: PDFStandardWidths?
    private let scale: Double
    /// How large letters of this font are, at size 1.
    let em: Double
    // What was worked out already: pages show few codes, and each many times.
    private var known: [UInt32: Glyph] = [:]

    /// One code of a shown string.
    struct Glyph {
        let text: String?
        /// In text space, for a font of size 1.
        let width: Double
        /// A space of one byte, which word spacing widens.
        let isSpace: Bool
    }

    init(_ dictionary: [String: PDFObject], _ file: PDFFile) {
        let composite = dictionary["Subtype"]?.name == "Type0"
        let descendant = file.resolve(file.resolve(dictionary["DescendantFonts"]).array?.first).dictionary ?? [:]
        let descriptor = file.resolve((composite ? descendant : dictionary)["FontDescriptor"]).dictionary ?? [:]
        let name = file.resolve(dictionary["BaseFont"]).name ?? ""
        let flags = file.resolve(descriptor["Flags"]).int ?? 0
        let weight = file.resolve(descriptor["FontWeight"]).number ?? 400
        let lower = name.lowercased()
        isBold =
            weight >= 600 || flags & 0x40000 != 0
            || ["bold", "black", "heavy", "semibold", "demi"].contains { lower.contains($0) }
        toUnicode = file.contents(of: file.resolve(dictionary["ToUnicode"])).map { PDFCMap($0) }
        usualWidth = composite ? 1000 : file.resolve(descriptor["MissingWidth"]).number ?? 0
        (scale, em) = dictionary["Subtype"]?.name == "Type3" ? PDFFont.measures(dictionary, file) : (0.001, 1)
        if composite {
            let map = file.resolve(dictionary["Encoding"])
            codes = map.name == nil ? file.contents(of: map).map { PDFCMap($0) } ?? .identity : .identity
            readWidths(file.resolve(descendant["W"]).array ?? [], file)
            usualWidth = file.resolve(descendant["DW"]).number ?? 1000
        } else {
            codes = nil
            readSimple(dictionary, file, descriptor, name: lower)
            if file.resolve(dictionary["Widths"]).array?.isEmpty ?? true {
                standardWidths = .family(lower, isBold: isBold, isSerif: flags & 2 != 0)
            }
        }
    }

    // The glyphs of a Type 3 font are as large as its matrix says; where that says nothing of their size, as its box.
    private static func measures(_ dictionary: [String: PDFObject], _ file: PDFFile) -> (scale: Double, em: Double) {
        let (matrix, box) = (file.numbers(dictionary["FontMatrix"]), file.numbers(dictionary["FontBBox"]))
        guard matrix.count == 6, box.count == 4 else { return (abs(matrix.first ?? 0.001), 1) }
        let height = abs((box[3] - box[1]) * matrix[3])
        return (abs(matrix[0]), height > 0 && !(0.5...2).contains(height) ? height : 1)
    }

    private func readSimple(
        _ dictionary: [String: PDFObject], _ file: PDFFile, _ descriptor: [String: PDFObject], name: String
    ) {
        let rules = file.resolve(dictionary["Encoding"])
        let base = rules.name ?? file.resolve(rules.dictionary?["BaseEncoding"]).name
        encoding = PDFEncoding.table(base, fontName: name)
        if base == nil, let program = file.contents(of: file.resolve(descriptor["FontFile"])) {
            encoding.merge(PDFEncoding.builtIn(program)) { _, own in own }
        }
        var code = 0
        for value in file.resolve(rules.dictionary?["Differences"]).array ?? [] {
            let value = file.resolve(value)
            if let number = value.int { code = number }
            if let glyph = value.name {
                if (0...255).contains(code) { encoding[UInt8(code)] = PDFEncoding.text(ofGlyph: glyph) }
                code += 1
            }
        }
        let first = file.resolve(dictionary["FirstChar"]).int ?? 0
        let list = file.resolve(dictionary["Widths"]).array ?? []
        for (index, width) in list.prefix(256).enumerated() {
            guard let width = file.resolve(width).number, (0...255).contains(first + index) else { continue }
            widths[UInt32(first + index)] = width
        }
    }

    // Widths of glyphs: `c [w1 w2 …]` and `first last w` (9.7.4.3).
    private func readWidths(_ list: [PDFObject], _ file: PDFFile) {
        var ranges: [(low: UInt32, high: UInt32, value: Double)] = []
        defer { widthRanges = PDFCodeRanges(ranges) }
        var index = 0
        while index + 1 < list.count, widths.count + ranges.count < PDFFont.mostWidths {
            guard let first = file.resolve(list[index]).int, (0...0xFFFF).contains(first) else { return }
            let second = file.resolve(list[index + 1])
            if let values = second.array {
                for (offset, width) in values.prefix(0x10000 - first).enumerated() {
                    if let width = file.resolve(width).number { widths[UInt32(first + offset)] = width }
                }
                index += 2
            } else if let last = second.int, index + 2 < list.count, let width = file.resolve(list[index + 2]).number {
                if last >= first { ranges.append((UInt32(first), UInt32(min(last, 0xFFFF)), width)) }
                index += 3
            } else {
                return
            }
        }
    }

    /// Gives the glyphs of a shown string.
    func glyphs(_ bytes: [UInt8]) -> [Glyph] {
        guard let codes else { return bytes.map { glyph(UInt32($0), length: 1) } }
        var glyphs: [Glyph] = []
        var place = 0
        while place < bytes.count {
            let (code, length) = codes.nextCode(bytes, &place)
            glyphs.append(glyph(code, length: length))
        }
        return glyphs
    }

    private func glyph(_ code: UInt32, length: Int) -> Glyph {
        if let known = known[code] { return known }
        let simple = codes == nil ? encoding[UInt8(truncatingIfNeeded: code)] : nil
        let text = toUnicode?.text(code) ?? simple
        let width =
            widths[code] ?? widthRanges.range(of: code)?.value ?? standardWidths?.width(of: text) ?? usualWidth
        let glyph = Glyph(
            text: PDFEncoding.meant(text), width: width * scale,
            isSpace: length == 1 && code == 32)
        known[code] = glyph
        return glyph
    }
}
