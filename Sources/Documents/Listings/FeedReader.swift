import Model

/// RSS 0.9 to 2.0, RSS 1.0 and Atom, with what is said of further pages (RFC 5005) and of when to ask again.
struct FeedReader {
    private struct Item {
        let depth: Int
        var link: String?
        /// Not what a reader would open: another form of the item, or its id.
        var secondLink: String?
        var date: Timestamp?
        var marks: [String] = []
    }

    private var fields: XMLFields
    private var draft: ListingDraft
    private let format: ListingPage.Format
    private var item: Item?
    // What links are relative to, by the depth from which it counts.
    private var bases: [(depth: Int, resolver: LinkResolver)]
    private var attributes: [String: String] = [:]
    private var frequency = 1
    private var period: Int?

    static let prefixes = [
        "http://www.w3.org/2005/Atom": "atom", "http://purl.org/rss/1.0/": "rss",
        "http://my.netscape.com/rdf/simple/0.9/": "rss", "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
        "http://purl.org/dc/elements/1.1/": "dc", "http://purl.org/dc/terms/": "dc",
        "http://purl.org/rss/1.0/modules/syndication/": "sy",
    ]

    /// Gives the format of the root element of a feed.
    static func format(ofRoot name: String) -> ListingPage.Format? {
        switch name {
        case "rss": .rss
        case "rdf:RDF": .rdf
        case "atom:feed", "feed": .atom
        default: nil
        }
    }

    static func read(_ bytes: [UInt8], _ format: ListingPage.Format, base: String?) -> ListingPage {
        var reader = FeedReader(bytes, format, base)
        reader.run()
        return reader.draft.page
    }

    private init(_ bytes: [UInt8], _ format: ListingPage.Format, _ base: String?) {
        fields = XMLFields(bytes, prefixes: FeedReader.prefixes)
        draft = ListingDraft(format)
        self.format = format
        bases = [(0, LinkResolver(base: base))]
    }

    private mutating func run() {
        while let step = fields.next() {
            switch step {
            case .open(let name, let attributes): open(plain(name), attributes)
            case .close(let name, let text): close(plain(name), text)
            }
        }
        if let period { draft.advise { $0.seconds = max($0.seconds ?? 0, period / max(1, frequency)) } }
        if fields.isCut { draft.cut() }
    }

    // The names of the formats that have no namespace, or one of their own.
    private func plain(_ name: String) -> String {
        let own = format == .atom ? "atom:" : "rss:"
        return name.hasPrefix(own) ? String(name.dropFirst(own.count)) : name
    }

    private mutating func open(_ name: String, _ attributes: [String: String]) {
        self.attributes = attributes
        if let address = attributes["xml:base"], bases.count < 64 {
            bases.append((fields.depth, LinkResolver(base: base.absolute(address))))
        }
        if name == (format == .atom ? "entry" : "item"), item == nil {
            item = Item(depth: fields.depth)
            if format == .rdf { item?.secondLink = attributes["rdf:about"] }
        } else if name == (format == .atom ? "link" : "atom:link"), let address = attributes["href"] {
            link(address, attributes["rel"]?.lowercased() ?? "alternate")
        }
    }

    private var base: LinkResolver { bases[bases.count - 1].resolver }

    private mutating func link(_ address: String, _ relation: String) {
        if let item {
            guard fields.depth == item.depth + 1, relation == "alternate" else { return }
            let isPage = attributes["type"].map { $0.contains("html") } ?? true
            let whole = base.absolute(address)
            if isPage, item.link == nil { self.item?.link = whole } else { self.item?.secondLink = whole }
        } else if relation == "next" || relation == "prev-archive", fields.depth <= 3 {
            draft.addFurther(address, to: base)
        }
    }

    private mutating func close(_ name: String, _ text: String) {
        if let item, fields.depth == item.depth {
            if let address = item.link ?? item.secondLink {
                let stamp = item.marks.isEmpty ? nil : item.marks.joined(separator: " ")
                draft.add(address, stamp: stamp, date: item.date, to: base)
            }
            self.item = nil
        } else if let item, fields.depth == item.depth + 1 {
            closeField(name, text)
        } else if item == nil {
            closeChannelField(name, text)
        }
        while let last = bases.last, last.depth >= fields.depth, bases.count > 1 { bases.removeLast() }
    }

    private mutating func closeField(_ name: String, _ text: String) {
        guard !text.isEmpty else { return }
        switch name {
        case "link" where format != .atom:
            let whole = base.absolute(text)
            item?.link = whole
        case "guid":
            item?.marks.append(text)
            if attributes["isPermaLink"]?.lowercased() != "false", text.contains("://") { item?.secondLink = text }
        case "id": item?.marks.append(text)
        case "pubDate", "published", "dc:date", "dc:issued":
            if let date = ListingDate.time(text) { item?.date = date }
            if name != "published" { item?.marks.append(text) }
        case "updated", "atom:updated", "dc:modified":
            if item?.date == nil { item?.date = ListingDate.time(text) }
            item?.marks.append(text)
        default: break
        }
    }

    private mutating func closeChannelField(_ name: String, _ text: String) {
        switch name {
        case "ttl":
            if let minutes = Int(text), (1...525_600).contains(minutes) { draft.advise { $0.seconds = minutes * 60 } }
        case "hour":
            // Some count from 1 to 24.
            if let hour = Int(text), (0...24).contains(hour) { draft.advise { $0.skipHours.append(hour % 24) } }
        case "day":
            if let day = FeedReader.days.firstIndex(of: text.prefix(3).lowercased()) {
                draft.advise { $0.skipDays.append(day) }
            }
        case "sy:updatePeriod": period = FeedReader.periods[text.lowercased()]
        case "sy:updateFrequency": frequency = Int(text.prefix(6)) ?? 1
        default: break
        }
    }

    private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let periods = [
        "hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000,
    ]
}
