import Foundation
package import Model

// Documents turns the bytes of a capture into blocks and one canonical text, whatever format they came in. It is pure:
// bytes in, values or a refusal out; it opens nothing, runs nothing and never traps on any input. It knows no report.

/// The one way from bytes to a document.
package enum DocumentReader {
    /// The largest document that is read; larger ones are refused before anything is parsed.
    package static let largestDocument = 64 << 20

    /// What is known of some bytes besides the bytes; all of it is only a hint.
    package struct Hint: Hashable, Sendable {
        /// The file name, or the last part of the address.
        package var name: String
        /// The `Content-Type` the server gave, with its charset.
        package var contentType: String?
        /// The address links are relative to.
        package var url: String?

        /// Takes the values that the properties describe.
        package init(name: String = "", contentType: String? = nil, url: String? = nil) {
            self.name = name
            self.contentType = contentType
            self.url = url
        }
    }

    /// Reads bytes into a document.
    ///
    /// - Throws: a refusal with an outcome of the closed list: `empty`, `unsupported`, `too-large`, `out-of-memory`.
    package static func read(_ bytes: [UInt8], hint: Hint = Hint()) throws(Refusal) -> Document {
        guard bytes.count <= largestDocument else { throw .tooLarge(bytes.count) }
        let format = Format.of(bytes)
        let document: Document
        switch format {
        case .html:
            document = try HTMLReader.read(bytes, hint: hint)
        case .plainText:
            document = PlainTextReader.read(TextDecoding.string(from: bytes, declared: hint.charset))
        case .empty:
            throw Refusal(
                .empty, "the file holds no bytes", remedy: "Save or download it again; the copy is empty.")
        case .other(let name):
            throw Refusal(
                .unsupported, "this is \(name), which cannot be read yet",
                remedy: "Save the report as a web page (HTML) or as plain text and drop that in.")
        }
        guard !document.text.scalars.isEmpty else {
            throw Refusal(
                .empty, "the document holds no text",
                remedy: "Open it to see whether the copy is complete and save it again.")
        }
        return document
    }
}

extension Refusal {
    /// The refusal of a document that is larger than what is read.
    package static func tooLarge(_ size: Int) -> Refusal {
        Refusal(
            .tooLarge, "\(size) bytes are more than the \(DocumentReader.largestDocument) that are read",
            remedy: "Split the document, or save only the report itself.")
    }
}

extension DocumentReader.Hint {
    /// The charset of the content type, if it names one.
    var charset: String? {
        guard let contentType, let found = contentType.lowercased().range(of: "charset=") else { return nil }
        let value = contentType[found.upperBound...].prefix { $0 != ";" }
        return value.trimmingCharacters(in: .init(charactersIn: " \"'"))
    }
}
