import Catalogue
import Intake
import Model

/// The way through the pages of a listing, one request after another: pure. Pages that are known not to have changed are
/// taken as they were.
struct ListingWalk {
    /// One page to be asked for.
    struct Page: Hashable, Sendable {
        let url: String
        /// What the page that names it says of its state.
        var stamp: String?
        /// Whether it is no part of the listing but stands between it and the reports.
        var isBetween = false
        /// As it was read last, where that still counts.
        var known: ListingPageState?
        /// Whether the page before it named something new; of the first page always.
        var isAwaited = true
        /// Whether an index names it, and not the page before it.
        var isChild = false
    }

    /// What came of asking.
    enum Answer: Sendable {
        case unchanged(Exchange)
        case read(ListingPage, Exchange, Digest)
        case failed
        /// Its host's robots.txt keeps it from being asked, now and later.
        case barred
    }

    private(set) var look = ListingLook()
    private let follow: Follow
    /// The hosts that are the listing's own.
    private(set) var hosts: Set<String>
    private let now: Timestamp
    private let items: [String: [ListingItem]]
    private let knownKeys: Set<String>
    private let pages: [String: ListingPageState]
    private var queue: [Page]
    private var asked: Set<String> = []
    private var seen: Set<String> = []
    private var requests = 0

    /// No look asks for more pages.
    static let mostPages = 200
    /// Of so many pages all are looked at each time.
    private static let fewPages = 5
    /// After so long a page is asked for, whatever was said of it.
    private static let longestRest = Duration.seconds(86_400)
    /// After so long it is asked for without a condition.
    static let longestTrust = Duration.seconds(7 * 86_400)

    init(_ source: Settings.Source, _ follow: Follow, known: ListingState?, now: Timestamp) {
        (self.follow, self.now) = (follow, now)
        hosts = [Follow.name(ofHost: Addresses.host(of: source.url))]
        let known = known.flatMap { $0.url == source.url && $0.rules == follow.rules ? $0 : nil }
        items = Dictionary(grouping: (known?.items ?? []).filter { $0.missing == 0 }) { $0.page }
        knownKeys = Set(known?.items.map(\.key) ?? [])
        pages = Dictionary((known?.pages ?? []).map { ($0.url, $0) }) { first, _ in first }
        queue = [Page(url: source.url)]
    }

    /// Gives the next page that has to be asked for; `nil` at the end.
    mutating func next() -> Page? {
        while !queue.isEmpty {
            var page = queue.removeFirst()
            guard asked.insert(page.url).inserted else { continue }
            page.known = pages[page.url]
            if let known = page.known, mayRest(page, known) {
                takeKnown(page, known)
                // What has slipped onto such a page since was not seen there.
                if !page.isBetween, page.stamp == nil { look.isComplete = false }
                continue
            }
            guard requests < ListingWalk.mostPages else {
                look.isComplete = false
                return nil
            }
            requests += 1
            return page
        }
        return nil
    }

    private func mayRest(_ page: Page, _ known: ListingPageState) -> Bool {
        let isFresh = known.looked.advanced(by: page.isBetween ? follow.every : ListingWalk.longestRest) > now
        guard isFresh, page.stamp == known.stamp else { return false }
        if page.isBetween { return true }
        return page.stamp != nil || !page.isChild && !page.isAwaited && pages.count > ListingWalk.fewPages
    }

    /// Takes what came of a page.
    mutating func take(_ answer: Answer, of page: Page) {
        switch answer {
        case .failed, .barred:
            look.isComplete = false
            if case .barred = answer { look.barred += 1 } else { look.hasFailed = true }
            // What is known of it stays, and it is asked for again the next time.
            if let known = page.known { look.pages.append(known) }
        case .unchanged(let exchange):
            guard var known = page.known else { return }
            admit(exchange)
            (known.looked, known.stamp) = (now, page.stamp)
            takeKnown(page, known)
        case .read(let read, let exchange, let digest):
            admit(exchange)
            take(read, exchange, digest, of: page)
        }
    }

    // Where the listing itself is led to is its own place too.
    private mutating func admit(_ exchange: Exchange) {
        if requests == 1 { hosts.insert(Follow.name(ofHost: Addresses.host(of: exchange.finalURL))) }
    }

    private mutating func take(_ read: ListingPage, _ exchange: Exchange, _ digest: Digest, of page: Page) {
        var state = ListingPageState(url: page.url, format: read.format, digest: digest, read: now)
        (state.etag, state.lastModified, state.stamp) = (exchange.etag, exchange.lastModified, page.stamp)
        state.answeredBy = exchange.finalURL
        (state.advice, state.isCut) = (read.advice, read.isCut)
        if !page.isBetween {
            state.further = read.further.filter { hosts.contains(Follow.name(ofHost: Addresses.host(of: $0.url))) }
        }
        look.read.insert(page.url)
        look.named += read.entries.count
        var isNews = pages.isEmpty
        for entry in read.entries {
            if follow.isReport(entry.url, hosts: hosts) {
                if !knownKeys.contains(entry.key) { isNews = true }
                see(entry, on: page.url)
            } else if !page.isBetween, follow.isPage(entry.url, hosts: hosts) {
                state.between.append(entry)
            }
        }
        goOn(from: page, state, isNews: isNews)
    }

    private mutating func takeKnown(_ page: Page, _ known: ListingPageState) {
        let items = items[page.url] ?? []
        look.named += items.count
        for item in items {
            see(.init(url: item.url, key: item.key, stamp: item.stamp, date: item.date), on: page.url)
        }
        goOn(from: page, known, isNews: false)
    }

    private mutating func see(_ entry: ListingPage.Entry, on page: String) {
        if seen.insert(entry.key).inserted { look.seen.append(.init(entry: entry, page: page)) }
    }

    private mutating func goOn(from page: Page, _ state: ListingPageState, isNews: Bool) {
        look.pages.append(state)
        if state.isCut { look.isComplete = false }
        let isIndex = state.format == .sitemapIndex
        for entry in state.further {
            queue.append(Page(url: entry.url, stamp: entry.stamp, isAwaited: isNews, isChild: isIndex))
        }
        for entry in state.between { queue.append(Page(url: entry.url, stamp: entry.stamp, isBetween: true)) }
    }
}
