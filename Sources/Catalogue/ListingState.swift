package import Model

/// What is known of a listing since its last whole look.
package struct ListingState: Hashable, Sendable {
    package let id: String
    /// The address that was looked at; of another one all of this says nothing.
    package let url: String
    /// Which addresses were meant, as a text that differs when others are.
    package let rules: String
    /// When its stock was taken: what was there then is no news.
    package let taken: Timestamp
    package var pages: [ListingPageState]
    package var items: [ListingItem]

    /// Takes the values that the properties describe.
    package init(
        id: String, url: String, rules: String, taken: Timestamp, pages: [ListingPageState] = [],
        items: [ListingItem] = []
    ) {
        (self.id, self.url, self.rules, self.taken) = (id, url, rules, taken)
        (self.pages, self.items) = (pages, items)
    }
}

/// One page of a listing as it was read last; of a page that is unchanged since, its items are those that name it.
package struct ListingPageState: Hashable, Sendable, Codable {
    package let url: String
    package var format: ListingPage.Format
    package var etag: String?
    package var lastModified: String?
    /// The address, after redirects, whose words these two are.
    package var answeredBy: String?
    package var digest: Digest
    /// What the index that names it said of its state.
    package var stamp: String?
    /// When it was last read whole, and when it was last known to say the same.
    package var read: Timestamp
    package var looked: Timestamp
    /// The pages that go on from it.
    package var further: [ListingPage.Entry] = []
    /// The pages that stand between the listing and its reports.
    package var between: [ListingPage.Entry] = []
    package var advice = ListingPage.Advice()
    /// Whether it ended in the middle.
    package var isCut = false

    /// Takes what every page has.
    package init(url: String, format: ListingPage.Format, digest: Digest, read: Timestamp) {
        (self.url, self.format, self.digest, self.read) = (url, format, digest, read)
        looked = read
    }
}

/// One address that a listing names, or has named.
package struct ListingItem: Hashable, Sendable {
    package let listing: String
    /// What tells it from others.
    package let key: String
    /// The id under which it is asked as a source of its own.
    package let source: String
    package var url: String
    /// The page on which it was seen last, and its place among all.
    package var page: String
    package var position: Int
    package var stamp: String?
    package var date: Timestamp?
    package var firstSeen: Timestamp
    /// Whether it was there when the stock was taken.
    package var isStock = false
    /// Whether it is asked for; of more than the limit only the newest are.
    package var isFollowed = false
    /// Whether it was told to be listed no more.
    package var isUnlisted = false
    /// How many looks in a row did not find it.
    package var missing = 0

    /// Takes what every item has.
    package init(
        listing: String, key: String, source: String, url: String, page: String, position: Int, firstSeen: Timestamp
    ) {
        (self.listing, self.key, self.source, self.url) = (listing, key, source, url)
        (self.page, self.position, self.firstSeen) = (page, position, firstSeen)
    }
}

/// What one look at a listing changes.
package struct ListingUpdate: Hashable, Sendable {
    /// The state without its items.
    package var state: ListingState
    /// Whether all that was known before is of another address, and goes.
    package var startsOver = false
    /// The items that are new or differ.
    package var items: [ListingItem] = []
    /// The keys of items that are not meant any more.
    package var dropped: [String] = []
    /// The sources of items that have something new and are asked at once.
    package var due: [String] = []

    /// Takes the state.
    package init(state: ListingState) { self.state = state }
}

/// How much a listing names.
package struct ListingCounts: Hashable, Sendable {
    /// Addresses that it names now.
    package let listed: Int
    /// Addresses that are asked for.
    package let followed: Int
    /// Addresses that were told to be listed no more.
    package let unlisted: Int
}
