/// A value of a PDF file (ISO 32000-1, 7.3).
indirect enum PDFObject: Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case string([UInt8])
    case name(String)
    case array([PDFObject])
    case dictionary([String: PDFObject])
    /// A dictionary and where its bytes begin in the file.
    case stream([String: PDFObject], Int)
    case reference(Int, Int)
    /// A word that is no value: an operator, `obj`, `endobj`, `R`.
    case keyword(String)

    var number: Double? { if case .number(let value) = self { value } else { nil } }
    var int: Int? { number.flatMap { $0.magnitude < 1e15 ? Int($0) : nil } }
    var name: String? { if case .name(let value) = self { value } else { nil } }
    var string: [UInt8]? { if case .string(let value) = self { value } else { nil } }
    /// The number of the object that a reference leads to.
    var referenced: Int? { if case .reference(let number, _) = self { number } else { nil } }
    var array: [PDFObject]? { if case .array(let value) = self { value } else { nil } }

    /// The dictionary, also that of a stream.
    var dictionary: [String: PDFObject]? {
        switch self {
        case .dictionary(let value), .stream(let value, _): value
        default: nil
        }
    }
}

/// An object as it stands in a file: `12 0 obj …` (7.3.10).
struct PDFIndirectObject {
    let number: Int
    let generation: Int
    let value: PDFObject

    /// Reads an object, of a number if one is asked for; the lexer stands behind what was read, also where that is none.
    init?(_ lexer: inout PDFLexer, number asked: Int? = nil) {
        guard let number = lexer.next()?.int, asked == nil || asked == number, let generation = lexer.next()?.int,
            lexer.next() == .keyword("obj"), let value = lexer.next()
        else { return nil }
        self.number = number
        self.generation = generation
        self.value = PDFIndirectObject.stream(value, lexer) ?? value
    }

    private static func stream(_ value: PDFObject, _ lexer: PDFLexer) -> PDFObject? {
        var after = lexer
        guard case .dictionary(let dictionary) = value, after.next() == .keyword("stream") else { return nil }
        var start = after.place
        if start < after.bytes.count, after.bytes[start] == 0x0D { start += 1 }
        if start < after.bytes.count, after.bytes[start] == 0x0A { start += 1 }
        return .stream(dictionary, start)
    }

    /// Where the bytes of a stream end: after its stated length, if `endstream` follows there; else before that word
    /// (writers often state it wrongly).
    static func endOfStream(in bytes: [UInt8], from start: Int, stated length: Int?) -> Int {
        if let length, length >= 0, length <= bytes.count - start {
            var lexer = PDFLexer(bytes, at: start + length)
            if lexer.next() == .keyword("endstream") { return start + length }
        }
        return PDFFile.firstIndex(of: "endstream", in: bytes, from: start) ?? bytes.count
    }
}

/// Which parts of a tree were met already: each reference is followed once, so that no tree leads into itself.
struct PDFVisited {
    private var seen: Set<Int> = []

    mutating func isNew(_ object: PDFObject?) -> Bool {
        guard let number = object?.referenced else { return true }
        return seen.insert(number).inserted
    }
}

/// Text strings of a PDF outside its pages: UTF-16 or UTF-8 with a mark, else close to Latin (7.9.2.2).
enum PDFTextString {
    static func decoded(_ bytes: [UInt8]) -> String {
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
            || bytes.starts(with: [0xEF, 0xBB, 0xBF])
        {
            return TextDecoding.string(from: bytes, declared: nil)
        }
        return TextDecoding.string(from: bytes, declared: "windows-1252")
    }
}
