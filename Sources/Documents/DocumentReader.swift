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
        /// What the pages of some publishers look like.
        package var pageRules: [PageRules] = []

        /// Takes the values that the properties describe.
        package init(
            name: String = "", contentType: String? = nil, url: String? = nil, pageRules: [PageRules] = []
        ) {
            self.name = name
            self.contentType = contentType
            self.url = url
            self.pageRules = pageRules
        }
    }

    /// Reads bytes into a document. What is packed inside goes to the sink, unread: each is a capture of its own.
    ///
    /// - Throws: a refusal with an outcome of the closed list: `empty`, `encrypted`, `no-text-layer`, `truncated`,
    ///   `unsupported`, `too-large`, `out-of-memory`.
    package static func read(
        _ bytes: [UInt8], hint: Hint = Hint(), members: inout MemberSink
    ) throws(Refusal) -> Document {
        guard bytes.count <= largestDocument else { throw .tooLarge(bytes.count) }
        var document = try Format.of(bytes).read(bytes, hint: hint, members: &members)
        guard !document.text.scalars.isEmpty else {
            throw Refusal(
                .empty, "the document holds no text",
                remedy: "Open it to see whether the copy is complete and save it again.")
        }
        document.text.pageStarts = pageStarts(document.blocks)
        return document
    }

    /// Reads bytes into a document; what is packed inside is passed over.
    package static func read(_ bytes: [UInt8], hint: Hint = Hint()) throws(Refusal) -> Document {
        var members = MemberSink()
        return try read(bytes, hint: hint, members: &members)
    }

    /// Whether files can be packed inside some bytes, so that they need a share of what may come out.
    package static func mayHoldMembers(_ bytes: [UInt8]) -> Bool { Format.of(bytes).mayHoldMembers }

    /// How many bytes of a document are its head.
    package static let head = 16_384

    /// Whether files can be packed inside a document, by its head alone: never `false` where there are some. It looks for
    /// signatures and reads nothing.
    package static func mayHoldMembers(head: [UInt8]) -> Bool {
        ZIPReader.recognises(head) || PDFReader.recognises(head) || MailReader.recognises(head)
            || head.starts(with: "WARC/".utf8) || head.starts(with: [0x1F, 0x8B])
    }

    private static func pageStarts(_ blocks: [Block]) -> [Int] {
        var starts: [Int] = []
        for block in blocks {
            guard let page = block.page, page > starts.count else { continue }
            starts += Array(repeating: block.range.lowerBound, count: page - starts.count)
        }
        return starts
    }
}

extension Refusal {
    /// The refusal of a document that is larger than what is read.
    package static func tooLarge(_ size: Int) -> Refusal {
        Refusal(
            .tooLarge, "\(size) bytes are more than the \(DocumentReader.largestDocument >> 20) MiB that are read",
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

    /// The rules for a page: those of the host it came from, or, for a page that was dropped, of the host it names itself.
    func pageRules(for canonicalURL: String?) -> PageRules? {
        guard !pageRules.isEmpty else { return nil }
        for address in [url, canonicalURL].compactMap({ $0 }) {
            guard let host = URL(string: address)?.host()?.lowercased() else { continue }
            if let rules = PageRules.together(pageRules.filter { $0.hosts.contains(host) }) { return rules }
        }
        return nil
    }
}
