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
    var array: [PDFObject]? { if case .array(let value) = self { value } else { nil } }

    /// The dictionary, also that of a stream.
    var dictionary: [String: PDFObject]? {
        switch self {
        case .dictionary(let value), .stream(let value, _): value
        default: nil
        }
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
