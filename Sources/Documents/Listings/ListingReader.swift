package import Model

/// The one way from bytes to a page of a listing, whatever format it came in. Pure, as ``DocumentReader``.
package enum ListingReader {
    /// Reads bytes, packed by gzip or not.
    ///
    /// - Parameters:
    ///   - address: what addresses in it are relative to.
    ///   - contentType: what the server says; only its charset counts.
    /// - Throws: a refusal: `empty`, `truncated`, `unsupported`, `too-large`.
    package static func read(
        _ bytes: [UInt8], address: String?, contentType: String? = nil
    ) throws(Refusal) -> ListingPage {
        let bytes = try unpacked(bytes)
        guard bytes.count <= DocumentReader.largestDocument else { throw .tooLarge(bytes.count) }
        guard let first = bytes.first(where: { ![0x09, 0x0A, 0x0D, 0x20, 0xEF, 0xBB, 0xBF].contains($0) }) else {
            throw Refusal(.empty, "the listing holds no bytes", remedy: "Open it in a browser; the copy is empty.")
        }
        if first == UInt8(ascii: "{") { return try JSONFeedReader.read(bytes, base: address) }
        let root = root(of: bytes)
        if let format = root.flatMap(FeedReader.format(ofRoot:)) {
            return FeedReader.read(bytes, format, base: address)
        }
        if let format = root.flatMap(SitemapReader.format(ofRoot:)) {
            return SitemapReader.read(bytes, format, base: address)
        }
        let charset = DocumentReader.Hint(contentType: contentType).charset
        switch Format.of(bytes) {
        case .html: return try IndexPageReader.read(bytes, charset: charset, base: address)
        case .plainText where startsWithAddress(bytes.dropFirst(bytes.first == 0xEF ? 3 : 0)):
            return SitemapReader.readLines(TextDecoding.string(from: bytes, declared: charset), base: address)
        case .other(let name): throw .noListing(name)
        default: throw .noListing("no feed, no sitemap and no page with links")
        }
    }

    private static func startsWithAddress(_ bytes: ArraySlice<UInt8>) -> Bool {
        String(decoding: bytes.prefix(4), as: UTF8.self).lowercased() == "http"
    }

    private static func root(of bytes: [UInt8]) -> String? {
        var tokens = XMLTokens(Array(bytes.prefix(64 << 10)), prefixes: FeedReader.prefixes)
        while let token = tokens.next() {
            if case .start(let name, _) = token { return name }
            if case .text(let text) = token, !text.allSatisfy({ $0.isWhitespace || $0 == "\u{FEFF}" }) { return nil }
        }
        return nil
    }

    private static func unpacked(_ bytes: [UInt8]) throws(Refusal) -> [UInt8] {
        guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
        let result = Inflate.all(in: bytes[...], .gzip, limit: DocumentReader.largestDocument)
        guard !result.isCut else { throw .tooLarge(DocumentReader.largestDocument + 1) }
        guard result.isWhole else {
            throw Refusal(.truncated, "the packed listing breaks off", remedy: "Wait: the check is repeated by itself.")
        }
        return result.bytes
    }
}

extension Refusal {
    static func noListing(_ what: String) -> Refusal {
        Refusal(
            .unsupported, "this is \(what)",
            remedy: "Give the address of a feed, a sitemap or a page with links as “listing”.")
    }
}
