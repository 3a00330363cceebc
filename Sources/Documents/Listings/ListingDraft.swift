import Model

/// A page of a listing while it is read: takes addresses as they are written, each once, within the limits.
struct ListingDraft {
    private(set) var page: ListingPage
    private var known: Set<String> = []
    private var knownFurther: Set<String> = []

    init(_ format: ListingPage.Format) { page = ListingPage(format) }

    mutating func add(_ address: String, stamp: String? = nil, date: Timestamp? = nil, to base: LinkResolver) {
        guard let url = ListingDraft.whole(address, base), known.insert(url).inserted else { return }
        guard page.entries.count < ListingPage.mostEntries else { return cut() }
        page.entries.append(.init(url: url, stamp: stamp.map { String($0.prefix(400)) }, date: date))
    }

    mutating func addFurther(_ address: String, stamp: String? = nil, to base: LinkResolver) {
        guard let url = ListingDraft.whole(address, base), knownFurther.insert(url).inserted else { return }
        guard page.further.count < ListingPage.mostFurther else { return cut() }
        page.further.append(.init(url: url, stamp: stamp.map { String($0.prefix(400)) }))
    }

    mutating func advise(_ change: (inout ListingPage.Advice) -> Void) { change(&page.advice) }

    mutating func cut() { page.isCut = true }

    // A fragment names a place in the same document.
    private static func whole(_ address: String, _ base: LinkResolver) -> String? {
        guard !address.isEmpty, address.utf8.count <= ListingPage.longestAddress else { return nil }
        let url = base.absolute(address)
        let scheme = url.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme == "https://", url.utf8.count <= ListingPage.longestAddress,
            !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
        else { return nil }
        return ListingDraft.spelled(url.prefix { $0 != "#" })
    }

    // Scheme and host are the same in capitals (RFC 3986, section 6.2.2.1); what follows is not.
    private static func spelled(_ url: Substring) -> String {
        let start = url.index(url.firstIndex(of: ":") ?? url.startIndex, offsetBy: 3, limitedBy: url.endIndex)
        let end = url[(start ?? url.startIndex)...].firstIndex { "/?".contains($0) } ?? url.endIndex
        return url[..<end].lowercased() + url[end...]
    }
}
