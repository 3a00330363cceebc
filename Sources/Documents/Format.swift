import Foundation
import Model

/// What some bytes are, by their content.
enum Format: Hashable {
    case html
    case plainText
    /// A ZIP file: an office document, or files that were packed.
    case zip
    case flatOpenDocument
    case pdf
    /// A mail, a mailbox, or a web page saved as one.
    case mail
    case warc
    /// A web page as Safari saves it.
    case webArchive
    /// An office document behind a password.
    case encryptedOffice
    case empty
    /// A kind that no reader exists for, named for people.
    case other(String)

    /// Recognises bytes by signature, then by whether they can be text at all.
    static func of(_ bytes: [UInt8]) -> Format {
        if bytes.isEmpty { return .empty }
        if ZIPReader.recognises(bytes) { return .zip }
        if bytes.starts(with: "%PDF-".utf8) { return .pdf }
        if WARCReader.recognises(bytes) { return .warc }
        if MailReader.recognises(bytes) { return .mail }
        // Servers put bytes before a PDF; a text that speaks of PDF has none of its objects.
        if PDFReader.recognises(bytes), PDFFile.firstIndex(of: "endobj", in: bytes, from: 0) != nil { return .pdf }
        if WebArchiveReader.recognises(bytes) { return .webArchive }
        if OfficeReaders.isEncryptedPackage(bytes) { return .encryptedOffice }
        for (name, signature) in signatures where bytes.starts(with: signature) { return .other(name) }
        return ofText(bytes)
    }

    private static func ofText(_ bytes: [UInt8]) -> Format {
        let isText = TextDecoding.isProbablyText(bytes)
        let head = TextDecoding.string(from: Array(bytes.prefix(4096)), declared: nil)
        guard isText else {
            // Browsers pass over the odd NUL of a damaged page.
            return isHTML(head) && TextDecoding.isProbablyText(bytes.filter { $0 != 0 })
                ? .html : .other("a binary file")
        }
        if head.allSatisfy(\.isWhitespace), bytes.count <= 4096 { return .empty }
        if ODTReader.recognisesFlat(bytes) { return .flatOpenDocument }
        return isHTML(head) ? .html : .plainText
    }

    /// Whether files can be packed inside.
    var mayHoldMembers: Bool {
        switch self {
        case .zip, .pdf, .mail, .warc: true
        default: false
        }
    }

    /// Reads bytes of this format.
    func read(
        _ bytes: [UInt8], hint: DocumentReader.Hint, members: inout MemberSink
    ) throws(Refusal) -> Document {
        switch self {
        case .html: return try HTMLReader.read(bytes, hint: hint)
        case .plainText: return PlainTextReader.read(TextDecoding.string(from: bytes, declared: hint.charset))
        case .zip: return try OfficeReaders.read(bytes, members: &members)
        case .pdf: return try PDFReader.read(bytes, members: &members)
        case .mail: return try MailReader.read(bytes, hint: hint, members: &members)
        case .warc: return try WARCReader.read(bytes, members: &members)
        case .webArchive: return try WebArchiveReader.read(bytes, hint: hint, members: &members)
        case .encryptedOffice: throw .encryptedDocument
        case .flatOpenDocument: return ODTReader.readFlat(bytes)
        case .empty:
            throw Refusal(
                .empty, "the file holds no bytes", remedy: "Save or download it again; the copy is empty.")
        case .other(let name):
            throw Refusal(
                .unsupported, "this is \(name), which cannot be read",
                remedy: "Save the report as a web page (HTML), as PDF or as plain text and drop that in.")
        }
    }

    private static let signatures: [(String, [UInt8])] = [
        ("an old Office document", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        ("a gzip archive", [0x1F, 0x8B]),
        ("a PNG picture", [0x89, 0x50, 0x4E, 0x47]),
        ("a JPEG picture", [0xFF, 0xD8, 0xFF]),
        ("a GIF picture", Array("GIF8".utf8)),
        ("a program", [0x7F, 0x45, 0x4C, 0x46]),
        ("an RTF document", Array("{\\rtf".utf8)),
    ]

    // A page begins with mark-up; a text that merely mentions a tag further down stays text.
    private static func isHTML(_ head: String) -> Bool {
        var rest = head.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        while rest.hasPrefix("<!--"), let end = rest.range(of: "-->") {
            rest = rest[end.upperBound...].drop { $0.isWhitespace }
        }
        if rest.hasPrefix("<?xml"), let end = rest.range(of: "?>") {
            rest = rest[end.upperBound...].drop { $0.isWhitespace }
        }
        let start = rest.prefix(64).lowercased()
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<!doctype") && start.contains("html") { return true }
        guard start.hasPrefix("<") else { return false }
        let name = start.dropFirst().prefix { $0.isLetter || $0.isNumber }
        guard let next = start.dropFirst(name.count + 1).first else { return false }
        return elements.contains(String(name)) && (next == ">" || next == "/" || next.isWhitespace)
    }

    private static let elements = Set(HTMLTag.allCases.map(\.name)).subtracting(["other", "math", "svg"])
}
