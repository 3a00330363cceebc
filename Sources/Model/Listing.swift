/// What one page of a listing says: a feed, a sitemap or an index page. All of it is data from outside.
package struct ListingPage: Hashable, Sendable, Codable {
    /// What kind of page it is, by its content.
    package enum Format: String, Hashable, Sendable, Codable {
        case rss, atom, sitemap
        /// RSS 1.0, which is RDF.
        case rdf
        case jsonFeed = "json-feed"
        case sitemapIndex = "sitemap-index"
        /// Addresses, one in a line.
        case text
        /// A web page with links.
        case page

        /// Whether it shows the newest of what there is, so that what is old drops out at its end.
        package var isWindow: Bool {
            switch self {
            case .rss, .atom, .rdf, .jsonFeed: true
            case .sitemap, .sitemapIndex, .text, .page: false
            }
        }
    }

    /// One address that the page names.
    package struct Entry: Hashable, Sendable, Codable {
        /// The whole address in one spelling, as it can be asked.
        package var url: String
        /// What tells it from others: the one address of a document that its publisher has moved about.
        package var key: String
        /// What the page says of its state, such as `lastmod`: when it differs the address has something new.
        package var stamp: String?
        package var date: Timestamp?

        /// Takes the values that the properties describe.
        package init(url: String, key: String? = nil, stamp: String? = nil, date: Timestamp? = nil) {
            (self.url, self.key, self.stamp, self.date) = (url, key ?? url, stamp, date)
        }
    }

    /// What a feed says of how often it is worth asking for.
    package struct Advice: Hashable, Sendable, Codable {
        /// `ttl`, or the period of updates.
        package var seconds: Int?
        /// Hours of the day in UTC in which nothing new comes.
        package var skipHours: [Int] = []
        /// Days of the week in which nothing new comes; 0 is Sunday.
        package var skipDays: [Int] = []

        /// Gives advice that says nothing.
        package init() {}
    }

    package var format: Format
    /// In the order of the page, each address once.
    package var entries: [Entry] = []
    /// The pages that go on from here: the next one, or the sitemaps of an index.
    package var further: [Entry] = []
    package var advice = Advice()
    /// Whether the page ended in the middle, or names more than is taken: then what it lacks is unknown.
    package var isCut = false

    /// Gives a page that names nothing yet.
    package init(_ format: Format) { self.format = format }

    /// At most so many addresses are taken from one page, as sitemaps may have.
    package static let mostEntries = 50_000
    /// At most so many pages are taken from one page.
    package static let mostFurther = 1000
    /// Longer addresses are none.
    package static let longestAddress = 2048
}

extension ListingPage.Advice {
    /// For how long from a time on there is no use in asking, where the next question would come after `wait`; `nil` where
    /// nothing is said. A feed that skips every hour is not believed.
    package func freshFor(now: Timestamp, wait: Duration) -> Duration? {
        let told = seconds.map { Duration.seconds($0) }
        let first = max(told ?? .zero, wait)
        for hours in 0..<(7 * 24) {
            let time = hours == 0 ? now.advanced(by: first) : hour(now.advanced(by: first), plus: hours)
            guard isSkipped(time) else {
                return hours == 0 ? told : .milliseconds(time.milliseconds - now.milliseconds)
            }
        }
        return told
    }

    private static let hour: Int64 = 3_600_000

    private func hour(_ time: Timestamp, plus hours: Int) -> Timestamp {
        Timestamp(milliseconds: (time.milliseconds / Self.hour + Int64(hours)) * Self.hour)
    }

    private func isSkipped(_ time: Timestamp) -> Bool {
        let hours = max(0, time.milliseconds / Self.hour)
        // 1 January 1970 was a Thursday.
        return skipHours.contains(Int(hours % 24)) || skipDays.contains(Int((hours / 24 + 4) % 7))
    }
}
