import Model

/// An OpenDocument text (ODF 1.3 part 3), packed or as one flat XML file.
enum ODTReader {
    static func read(_ package: OfficePackage) throws(Refusal) -> Document {
        if let manifest = try? package.part("META-INF/manifest.xml"),
            String(decoding: manifest, as: UTF8.self).contains("encryption-data")
        {
            throw .encryptedDocument
        }
        guard let content = try package.part("content.xml") else {
            throw Refusal(.truncated, "the document has no text part", remedy: "Save or download the document again.")
        }
        let styles = try package.part("styles.xml")
        return document(content, styles: styles, meta: try? package.part("meta.xml"))
    }

    /// Whether bytes are an OpenDocument text as one XML file.
    static func recognisesFlat(_ bytes: [UInt8]) -> Bool {
        guard bytes.prefix(64).contains(UInt8(ascii: "<")), bytes.prefix(2000).contains(UInt8(ascii: ":")) else {
            return false
        }
        let head = String(decoding: bytes.prefix(2000).map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self)
        return head.contains("<office:document") && head.contains("urn:oasis:names:tc:opendocument")
    }

    static func readFlat(_ bytes: [UInt8]) -> Document { document(bytes, styles: bytes, meta: bytes) }

    private static func document(_ content: [UInt8], styles: [UInt8]?, meta: [UInt8]?) -> Document {
        let known = OpenDocumentStyles([styles, content].compactMap { $0 })
        var walk = OpenDocumentWalk(styles: known)
        walk.walk(content, inside: "office:text")
        var page = OpenDocumentWalk(styles: known)
        if let styles { page.walk(styles, inside: "style:master-page") }
        let facts = CoreProperties(meta)
        var furniture: [String] = []
        for line in page.builder.lines where !furniture.contains(line) {
            furniture.append(line)
        }
        return Document(
            mediaType: "application/vnd.oasis.opendocument.text", title: facts.title,
            language: facts.language ?? known.language, blocks: walk.builder.blocks, links: walk.builder.links,
            text: walk.builder.text, furniture: furniture, outcome: walk.isCut ? .partial : .read,
            warnings: walk.isCut ? [.cutText] : [])
    }
}
