import Model

/// A page, or a frame of one, in a file that a browser saved.
struct SavedPage {
    let content: [UInt8]
    /// The media type that the file states, without parameters.
    let type: String
    let charset: String?
    /// Where it was loaded from, if that was on the web.
    let address: String?

    init(content: [UInt8], type: String, charset: String?, address: String?) {
        (self.content, self.type, self.charset) = (content, type.lowercased(), charset)
        self.address = address.flatMap { $0.hasPrefix("http://") || $0.hasPrefix("https://") ? $0 : nil }
    }

    /// Reads the page. One that only arranges frames says nothing itself: what it says stands in them.
    ///
    /// - Throws: `truncated` when this is no page.
    func document(
        mediaType: String, hint: DocumentReader.Hint, frames: () -> [SavedPage]
    ) throws(Refusal) -> Document {
        guard isPage else {
            throw Refusal(
                .truncated, "the saved page has no page in it", remedy: "Open the page in a browser and save it again.")
        }
        var document = try read(hint)
        if document.blocks.isEmpty {
            var builder = CanonicalTextBuilder()
            for frame in frames() where frame.isPage { builder.append(try frame.read(hint)) }
            (document.blocks, document.links, document.text) = (builder.blocks, builder.links, builder.text)
        }
        document.mediaType = mediaType
        document.canonicalURL = document.canonicalURL ?? address
        return document
    }

    private var isPage: Bool { type == "text/html" || type == "application/xhtml+xml" }

    private func read(_ hint: DocumentReader.Hint) throws(Refusal) -> Document {
        var hint = hint
        hint.contentType = charset.map { "text/html; charset=\($0)" }
        hint.url = address ?? hint.url
        return try HTMLReader.read(content, hint: hint)
    }
}
