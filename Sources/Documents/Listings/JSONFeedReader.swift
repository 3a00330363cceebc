import Model

/// JSON Feed 1.0 and 1.1.
enum JSONFeedReader {
    private struct Feed: Decodable {
        struct Item: Decodable {
            let id: JSON?
            let url: String?
            let date_published: String?
            let date_modified: String?
        }

        let version: String
        let items: [Item]
        let next_url: String?
    }

    static func read(_ bytes: [UInt8], base: String?) throws(Refusal) -> ListingPage {
        guard let feed = try? JSON.decoded(Feed.self, from: bytes), feed.version.contains("jsonfeed.org") else {
            throw .noListing("JSON that is no JSON Feed")
        }
        var draft = ListingDraft(.jsonFeed)
        let resolver = LinkResolver(base: base)
        for item in feed.items {
            let id: String? = if case .string(let id)? = item.id { id } else { nil }
            guard let address = item.url ?? id else { continue }
            let marks = [id, item.date_modified ?? item.date_published].compactMap { $0 }
            let date = (item.date_published ?? item.date_modified).flatMap { ListingDate.time($0) }
            draft.add(address, stamp: marks.isEmpty ? nil : marks.joined(separator: " "), date: date, to: resolver)
        }
        if let next = feed.next_url { draft.addFurther(next, to: resolver) }
        return draft.page
    }
}
