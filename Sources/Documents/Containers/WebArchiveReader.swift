import Model

/// A web page as Safari saves it (`.webarchive`): a property list with the page, with what it needs, and with such a list
/// for each of its frames.
enum WebArchiveReader {
    // Honest pages have a few.
    private static let mostFrames = 100

    static func recognises(_ bytes: [UInt8]) -> Bool {
        guard let list = BinaryPropertyList(bytes) else { return false }
        return list.value("WebMainResource", in: list.top) != nil
    }

    static func read(_ bytes: [UInt8], hint: DocumentReader.Hint, members: inout MemberSink) throws(Refusal)
        -> Document
    {
        guard let list = BinaryPropertyList(bytes), let page = page(of: list.top, in: list) else {
            throw Refusal(
                .truncated, "the web archive has no page in it", remedy: "Open the page in a browser and save it again."
            )
        }
        return try page.document(mediaType: "application/x-webarchive", hint: hint) { frames(of: list) }
    }

    private static func page(of archive: Int, in list: BinaryPropertyList) -> SavedPage? {
        guard let resource = list.value("WebMainResource", in: archive),
            let content = list.data(list.value("WebResourceData", in: resource))
        else { return nil }
        func string(_ key: String) -> String? { list.string(list.value(key, in: resource)) }
        return SavedPage(
            content: Array(content), type: string("WebResourceMIMEType") ?? "text/html",
            charset: string("WebResourceTextEncodingName"), address: string("WebResourceURL"))
    }

    // The frames of the page, then those of its frames; one that holds itself is one frame.
    private static func frames(of list: BinaryPropertyList) -> [SavedPage] {
        var archives = [list.top]
        var known = Set(archives)
        var next = 0
        while next < archives.count, archives.count <= mostFrames {
            let inner = list.array(list.value("WebSubframeArchives", in: archives[next]))
            archives += inner.filter { known.insert($0).inserted }
            next += 1
        }
        return archives.dropFirst().prefix(mostFrames).compactMap { page(of: $0, in: list) }
    }
}
