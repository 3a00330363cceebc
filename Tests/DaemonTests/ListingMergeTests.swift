import Catalogue
import Intake
import Model
import Testing

@testable import Daemon

/// What a look at a listing means, in a table of looks.
@Suite("Listings: what a look means")
struct ListingMergeTests {
    private let now = Timestamp(milliseconds: 1_480_000_000_000)
    private let source = Settings.Source(
        id: "news", url: "https://a.example/feed", schedule: Schedule(every: .seconds(3600)), follow: Follow(),
        respectsRobots: true)

    private func look(
        _ names: String, _ format: ListingPage.Format = .sitemap, pages: Int = 1, stamps: [String: String] = [:],
        days: [String: Int] = [:]
    ) -> ListingLook {
        var look = ListingLook()
        look.seen = names.map { name in
            let url = "https://a.example/\(name)"
            let date = days["\(name)"].map { Timestamp(milliseconds: Int64($0) * 86_400_000) }
            return .init(
                entry: .init(url: url, stamp: stamps["\(name)"], date: date), page: "https://a.example/feed")
        }
        look.named = look.seen.count
        look.pages = (0..<pages).map {
            ListingPageState(url: "https://a.example/\($0)", format: format, digest: Digest(of: []), read: now)
        }
        return look
    }

    private func merge(
        _ look: ListingLook, after known: ListingState?, _ follow: Follow = Follow(), acceptsLoss: Bool = false
    ) -> (ListingMerge, ListingState) {
        let merge = ListingMerge(
            look, of: source, known: known,
            .init(follow: follow, hosts: ["a.example"], now: now, acceptsLoss: acceptsLoss))
        var state = merge.update.state
        state.items = merge.items
        return (merge, state)
    }

    private func names(_ items: [ListingItem]) -> String { String(items.map { $0.url.last ?? "?" }.sorted()) }

    @Test func `the first look takes stock; then what is new is news, and order is none`() {
        let (first, stock) = merge(look("abc"), after: nil)
        #expect(first.isStocktaking && first.added.isEmpty && first.update.startsOver && first.items.count == 3)
        let (second, state) = merge(look("cdab"), after: stock)
        #expect(names(second.added) == "d" && second.unlisted.isEmpty && !second.update.startsOver)
        let (third, _) = merge(look("badc"), after: state)
        #expect(third.added.isEmpty && third.unlisted.isEmpty && third.update.due.isEmpty)
        let (fourth, _) = merge(look("cdab"), after: state)
        #expect(fourth.update.items.isEmpty)
    }

    @Test func `what is missing is news where the look was complete, and comes back once`() {
        let (_, stock) = merge(look("abcd"), after: nil)
        var partial = look("abc")
        partial.isComplete = false
        #expect(merge(partial, after: stock).0.unlisted.isEmpty)
        let (second, state) = merge(look("abc"), after: stock)
        #expect(names(second.unlisted) == "d" && second.update.due.count == 1)
        let (third, later) = merge(look("abc"), after: state)
        #expect(third.unlisted.isEmpty)
        #expect(names(merge(look("abcd"), after: later).0.relisted) == "d")
    }

    @Test func `among several pages an item must be missing twice`() {
        let (_, stock) = merge(look("abcd", pages: 2), after: nil)
        let (second, state) = merge(look("abd", pages: 2), after: stock)
        #expect(second.unlisted.isEmpty)
        let (third, _) = merge(look("abd", pages: 2), after: state)
        #expect(names(third.unlisted) == "c")
        #expect(merge(look("abcd", pages: 2), after: state).0.relisted.isEmpty)
    }

    @Test func `what leaves a feed at its end is not missing, what leaves it in the middle is`() {
        let (_, stock) = merge(look("abcd", .rss), after: nil)
        let (second, state) = merge(look("xabc", .rss), after: stock)
        #expect(second.unlisted.isEmpty && names(second.added) == "x")
        let (third, _) = merge(look("xac", .rss), after: state)
        #expect(names(third.unlisted) == "b")
        let (fourth, _) = merge(look("wxyz", .rss), after: state)
        #expect(fourth.unlisted.isEmpty && fourth.verdict == .sound)
        let days = ["a": 9, "b": 8, "c": 7, "d": 6]
        let (_, dated) = merge(look("dcba", .rss, days: days), after: nil)
        #expect(merge(look("cba", .rss, days: days), after: dated).0.unlisted.isEmpty)
        #expect(names(merge(look("dba", .rss, days: days), after: dated).0.unlisted) == "c")
    }

    @Test func `an empty or shrunken listing is a soft failure, after which all stands; a loss that lasts is believed`()
    {
        let (_, stock) = merge(look("abcdefgh"), after: nil)
        let (empty, kept) = merge(look(""), after: stock)
        #expect(empty.verdict == .empty && empty.unlisted.isEmpty && kept.items == stock.items)
        let (shrunk, state) = merge(look("abz"), after: stock)
        #expect(shrunk.verdict == .shrunk(lost: 6, of: 8) && shrunk.unlisted.isEmpty && names(shrunk.added) == "z")
        let (accepted, _) = merge(look("abz"), after: state, acceptsLoss: true)
        #expect(accepted.verdict == .sound && names(accepted.unlisted) == "cdefgh")
        #expect(merge(look("a"), after: merge(look("abc"), after: nil).1).0.verdict == .sound)
    }

    @Test func `a feed that begins empty is sound, a page without a link that is meant is not`() {
        let (feed, state) = merge(look("", .rss), after: nil)
        #expect(feed.verdict == .sound)
        #expect(names(merge(look("a", .rss), after: state).0.added) == "a")
        #expect(merge(look("", .page), after: nil).0.verdict == .empty)
    }

    @Test func `another stamp brings an item up again, and other rules take stock anew`() throws {
        let (_, stock) = merge(look("ab", stamps: ["a": "1", "b": "1"]), after: nil)
        let (second, _) = merge(look("ab", stamps: ["a": "2", "b": "1"]), after: stock)
        #expect(second.update.due.count == 1 && second.update.items.count == 1)
        var follow = Follow()
        follow.exclude = [try #require(AddressPattern("/b$"))]
        let (third, _) = merge(look("ac"), after: stock, follow)
        #expect(third.isStocktaking && third.added.isEmpty && third.update.dropped == ["https://a.example/b"])
        #expect(third.unlisted.isEmpty && !third.update.startsOver)
    }

    @Test func `a stock that could not be taken whole goes on being taken`() {
        var broken = look("ab")
        (broken.hasFailed, broken.isComplete) = (true, false)
        let (_, state) = merge(broken, after: nil)
        let (second, _) = merge(look("abcd"), after: state)
        #expect(second.isStocktaking && second.added.isEmpty && second.items.count == 4)
    }

    @Test func `of more than the limit the newest are followed`() {
        var follow = Follow()
        follow.limit = 2
        let days = ["a": 1, "b": 5, "c": 3]
        let (first, stock) = merge(look("abc", days: days), after: nil, follow)
        #expect(names(first.items.filter(\.isFollowed)) == "bc")
        let (second, _) = merge(look("abcd", days: days), after: stock, follow)
        #expect(names(second.items.filter(\.isFollowed)) == "bd")
    }
}
