import Catalogue
import Model
import Testing

/// What a listing names, in the catalogue.
@Suite struct ListingTests {
    private let sample: Sample
    private var catalogue: CatalogueDatabase { sample.catalogue }

    init() throws { sample = try Sample() }

    private func item(_ name: String, position: Int, isFollowed: Bool = true) -> ListingItem {
        var item = ListingItem(
            listing: "news", key: "a.example/\(name)", source: "news/\(name)", url: "https://a.example/\(name)",
            page: "https://a.example/feed", position: position, firstSeen: minute(1))
        item.isFollowed = isFollowed
        return item
    }

    private func record(_ change: (inout ListingUpdate) -> Void) throws {
        var page = ListingPageState(
            url: "https://a.example/feed", format: .rss, digest: digest("feed"), read: minute(1))
        page.further = [.init(url: "https://a.example/feed?p=2", stamp: "1")]
        page.advice.skipHours = [3]
        var update = ListingUpdate(
            state: ListingState(
                id: "news", url: "https://a.example/feed", rules: "r", taken: minute(1), pages: [page]))
        change(&update)
        var batch = RecordedBatch()
        batch.listing = update
        try catalogue.record(batch)
    }

    @Test func `a look comes back as it was recorded, and changes what differs`() throws {
        #expect(try catalogue.listing("news") == nil && catalogue.listingCounts("news") == nil)
        var second = item("b", position: 1, isFollowed: false)
        (second.stamp, second.date, second.isStock, second.isUnlisted, second.missing) = ("s", minute(3), true, true, 2)
        try record { $0.items = [item("a", position: 0), second] }
        let state = try #require(try catalogue.listing("news"))
        #expect(state.items == [item("a", position: 0), second] && state.pages.first?.advice.skipHours == [3])
        #expect(try catalogue.followedItems(of: "news", url: "https://a.example/feed").map(\.source) == ["news/a"])
        #expect(try catalogue.followedItems(of: "news", url: "https://other.example/").isEmpty)
        #expect(try catalogue.isStock("news/b") && !catalogue.isStock("news/a") && !catalogue.isStock("met"))
        let counts = try #require(try catalogue.listingCounts("news"))
        #expect((counts.listed, counts.followed, counts.unlisted) == (1, 1, 1))
        try record { update in
            update.dropped = ["a.example/b"]
            update.items = [item("a", position: 5)]
        }
        #expect(try catalogue.listing("news")?.items == [item("a", position: 5)])
    }

    @Test func `what has something new is due at once; another address starts over; it goes with its source`() throws {
        var state = SourceState(id: "news/a", url: "https://a.example/a", changedAt: minute(1))
        state.nextCheck = minute(90)
        try catalogue.save(state)
        try record { update in
            update.items = [item("a", position: 0)]
            update.due = ["news/a"]
        }
        #expect(try catalogue.source("news/a")?.nextCheck == Timestamp(milliseconds: 0))
        try record { $0.startsOver = true }
        #expect(try catalogue.listing("news")?.items.isEmpty == true)
        try catalogue.dropSource("news")
        #expect(try catalogue.listing("news") == nil)
    }
}
