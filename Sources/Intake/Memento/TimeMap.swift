package import Model

/// A TimeMap of RFC 7089 in link-format: the captures of one address that an archive holds, or the addresses of the pages on which
/// they stand.
package enum TimeMap {
    /// Reads a TimeMap.
    ///
    /// - Parameters:
    ///   - address: where it was read, which relative links are relative to.
    ///   - range: pages that say of themselves that they hold none of this time are left out.
    package static func read(_ bytes: [UInt8], at address: String, range: ClosedRange<Timestamp>) -> ArchiveListing {
        var listing = ArchiveListing()
        var links = LinkFormat(bytes)
        var original: String?
        while let link = links.next() {
            // "first memento", "last memento" and "first last memento" too.
            if link.has("memento") {
                listing.add(entry(link, at: address))
            } else if link.has("original") {
                original = link.target
            } else if link.has("timemap"), !link.has("self"), isIn(range, link),
                let page = absolute(link.target, at: address), page != address, listing.pages.count < mostPages
            {
                listing.pages.append(page)
            }
        }
        for index in listing.entries.indices { listing.entries[index].original = original }
        return listing
    }

    /// How many pages one list may have.
    package static let mostPages = 200

    private static func entry(_ link: LinkFormat.Link, at address: String) -> ArchiveEntry? {
        guard let date = link.parameters["datetime"], let time = HTTPDate.parse(date),
            let place = absolute(link.target, at: address), var entry = ArchiveEntry(captured: time)
        else { return nil }
        entry.place = place
        return entry
    }

    private static func isIn(_ range: ClosedRange<Timestamp>, _ link: LinkFormat.Link) -> Bool {
        let (from, until) = (link.parameters["from"], link.parameters["until"])
        if let from = from.flatMap({ HTTPDate.parse($0) }), from > range.upperBound { return false }
        if let until = until.flatMap({ HTTPDate.parse($0) }), until < range.lowerBound { return false }
        return true
    }

    private static func absolute(_ target: String, at address: String) -> String? {
        guard let base = WebAddress(address), base.follow(target), ["http", "https"].contains(base.scheme) else {
            return nil
        }
        return base.text
    }
}
