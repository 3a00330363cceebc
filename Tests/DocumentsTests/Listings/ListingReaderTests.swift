import Foundation
import Model
import Support
import Testing

@testable import Documents

/// Pages of listings in every format that is read.
struct ListingReaderTests {
    private let base = "https://inspectors.example/news/feed/"

    private func read(_ text: String, at address: String? = nil) throws -> ListingPage {
        try ListingReader.read(Array(text.utf8), address: address ?? base)
    }

    @Test func `RSS gives links, what marks their state, dates, and advice`() throws {
        let page = try read(
            """
            <?xml version="1.0"?>
            <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
              xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
            <title>Reports</title><link>https://inspectors.example/</link><ttl>90</ttl>
            <skipHours><hour>0</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>
            <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
            <atom:link rel="self" href="https://inspectors.example/feed/"/><atom:link rel="next" href="?page=2"/>
            <item><title>Kent &amp; others</title><link> /reports/kent?a=1&amp;b=2#top </link>
              <guid isPermaLink="false">k-1</guid><pubDate>Tue, 03 Mar 2026 09:30:00 +0100</pubDate></item>
            <item><guid>https://inspectors.example/reports/essex</guid><dc:date>2026-03-02</dc:date></item>
            <item><title>No address</title></item>
            <item><link><![CDATA[https://inspectors.example/reports/kent?a=1&b=2]]></link></item>
            </channel></rss>
            """)
        #expect(page.format == .rss && !page.isCut)
        #expect(
            page.entries == [
                .init(
                    url: "https://inspectors.example/reports/kent?a=1&b=2",
                    stamp: "k-1 Tue, 03 Mar 2026 09:30:00 +0100", date: Timestamp("2026-03-03T08:30:00Z")),
                .init(
                    url: "https://inspectors.example/reports/essex",
                    stamp: "https://inspectors.example/reports/essex 2026-03-02",
                    date: Timestamp("2026-03-02T00:00:00Z")),
            ])
        #expect(page.further.map(\.url) == ["https://inspectors.example/news/feed/?page=2"])
        #expect(page.advice.seconds == 5400 && page.advice.skipHours == [0, 0] && page.advice.skipDays == [0])
    }

    @Test func `an address is one in capitals too, where they mean nothing`() throws {
        let page = try read(
            "htTps://Inspectors.Example/A?B\nhttps://inspectors.example/A?B\nHTTPS://INSPECTORS.example\n")
        #expect(page.entries.map(\.url) == ["https://inspectors.example/A?B", "https://inspectors.example"])
    }

    @Test func `RSS 1_0 and RSS without a namespace are read`() throws {
        let rdf = try read(
            """
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
              xmlns:dc="http://purl.org/dc/elements/1.1/">
            <channel rdf:about="https://inspectors.example/"><link>https://inspectors.example/</link></channel>
            <item rdf:about="https://inspectors.example/a"><dc:date>2026-03-02T10:00Z</dc:date></item>
            <item rdf:about="urn:x"><link>https://inspectors.example/b</link></item></rdf:RDF>
            """)
        #expect(rdf.format == .rdf)
        #expect(rdf.entries.map(\.url) == ["https://inspectors.example/a", "https://inspectors.example/b"])
        #expect(rdf.entries[0].date == Timestamp("2026-03-02T10:00:00Z"))
        let old = try read("<rss version='0.91'><channel><item><link>b</link></item></channel></rss>")
        #expect(old.entries.map(\.url) == ["https://inspectors.example/news/feed/b"])
    }

    @Test func `Atom gives the page of an entry, not its other forms, relative to xml:base`() throws {
        let page = try read(
            """
            <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/x/">
            <link rel="alternate" href="/"/><link rel="next" href="page2"/><link rel="prev-archive" href="2025"/>
            <entry xml:base="deep/"><id>tag:1</id><link rel="edit" href="no"/><link type="application/pdf" href="a.pdf"/>
              <link href="a"/><published>2026-01-02T03:04:05Z</published><updated>2026-02-02T03:04:05.5Z</updated>
              <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><a href="w">w</a></div></content></entry>
            <entry><id>tag:2</id><link type="application/pdf" href="b.pdf"/><updated>2026-02-01T00:00:00+01:00</updated></entry>
            </feed>
            """)
        #expect(page.format == .atom)
        #expect(page.entries.map(\.url) == ["https://other.example/x/deep/a", "https://other.example/x/b.pdf"])
        #expect(page.entries[0].stamp == "tag:1 2026-02-02T03:04:05.5Z")
        #expect(page.entries[0].date == Timestamp("2026-01-02T03:04:05Z"))
        #expect(page.entries[1].date == Timestamp("2026-01-31T23:00:00Z"))
        #expect(page.further.map(\.url) == ["https://other.example/x/page2", "https://other.example/x/2025"])
    }

    @Test func `JSON Feed is read`() throws {
        let page = try read(
            #"""
            {"version": "https://jsonfeed.org/version/1.1", "title": "t", "next_url": "?p=2", "items": [
              {"id": "1", "url": "/a", "date_published": "2026-03-02T00:00:00Z", "date_modified": "2026-03-04T00:00:00Z"},
              {"id": 7, "url": "/b"}, {"id": "https://inspectors.example/c"}, {"id": "none"}]}
            """#)
        #expect(page.format == .jsonFeed)
        let urls =
            ["a", "b", "c"].map { "https://inspectors.example/" + $0 } + ["https://inspectors.example/news/feed/none"]
        #expect(page.entries.map(\.url) == urls)
        #expect(page.entries[0].stamp == "1 2026-03-04T00:00:00Z")
        #expect(page.further.count == 1)
        #expect(throws: Refusal.self) { try read(#"{"version": "1", "items": []}"#) }
    }

    @Test func `sitemaps and indexes of sitemaps are read, packed or not, under any name of their namespace`() throws {
        let text = """
            <urlset xmlns="https://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/image">
            <url><image:image><image:loc>https://inspectors.example/p.png</image:loc></image:image>
            <loc>https://inspectors.example/a</loc><lastmod>2026-03</lastmod></url>
            <url><loc>https://inspectors.example/b</loc></url><url><lastmod>2026</lastmod></url></urlset>
            """
        let page = try read(text)
        #expect(page.format == .sitemap)
        #expect(page.entries.map(\.url) == ["https://inspectors.example/a", "https://inspectors.example/b"])
        #expect(page.entries[0].stamp == "2026-03" && page.entries[0].date == Timestamp("2026-03-01T00:00:00Z"))
        let index = try read(
            """
            <s:sitemapindex xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:sitemap>
            <s:loc>/s1.xml.gz</s:loc><s:lastmod>2026-01-01</s:lastmod></s:sitemap></s:sitemapindex>
            """)
        #expect(index.format == .sitemapIndex && index.entries.isEmpty)
        #expect(index.further == [.init(url: "https://inspectors.example/s1.xml.gz", stamp: "2026-01-01")])
        let lines = try read(
            "https://inspectors.example/a\r\nhttps://inspectors.example/b\nhttps://inspectors.example/a\n")
        #expect(lines.format == .text && lines.entries.count == 2)
    }

    @Test func `an index page gives its links in order, and the next page by its relation, class or words`() throws {
        let body = { (next: String) in
            """
            <!doctype html><base href="/list/"><title>Reports</title><nav><a href="#main">Skip</a></nav>
            <p><a href="a">A</a> <a href="/b?x=1&amp;y=2">B</a> <a href="mailto:x@y.example">Mail</a>
            <a href="javascript:go()">Go</a> <a href="a#part">A again</a></p>\(next)
            """
        }
        for next in [
            "<a rel='next nofollow' href='?p=2'>2</a>", "<ul><li class='next'><a href='?p=2'>On</a></ul>",
            "<a class='pagination__next' href='?p=2'>On</a>",
            "<a href='?p=2'><span>Next</span> page <b>&rsaquo;</b></a>",
            "<link rel=next href='?p=2'>", "<a href='?p=2'>Nesaf</a>",
        ] {
            let page = try read(body(next))
            #expect(page.format == .page)
            #expect(
                page.entries.map(\.url) == [
                    "https://inspectors.example/list/a", "https://inspectors.example/b?x=1&y=2",
                ])
            #expect(page.further.map(\.url) == ["https://inspectors.example/list/?p=2"], "\(next)")
        }
        let page = try read(body("<a href='n'>What comes next for policing</a>"))
        #expect(page.further.isEmpty && page.entries.count == 3)
    }

    @Test func `what cannot be a listing is refused, and what breaks off is known to`() throws {
        for text in ["", "  \n", "just words", "{\"a\": 1}", "<svg></svg>", "%PDF-1.4"] {
            #expect(throws: Refusal.self, "\(text)") { try read(text) }
        }
        let cut = try read("<rss><channel><item><link>/a</link></item><item><link>/b")
        #expect(cut.isCut && cut.entries.count == 1)
        #expect(throws: Refusal.self) { try ListingReader.read([0x1F, 0x8B, 8, 0, 0], address: nil) }
    }

    @Test(.timeLimit(.minutes(1)))
    func `hostile feeds cost little and give no more than the limits`() throws {
        let bomb = """
            <!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
            <rss><channel><item><link>https://inspectors.example/&b;&x;</link></item></channel></rss>
            """
        #expect(try read(bomb).entries.allSatisfy { !$0.url.contains("root:") && $0.url.utf8.count < 100 })
        let many = (0...(ListingPage.mostEntries + 5)).map { "<url><loc>https://a.example/\($0)</loc></url>" }.joined()
        let page = try read("<urlset>" + many + "</urlset>")
        #expect(page.entries.count == ListingPage.mostEntries && page.isCut)
        let deep = "<rss><channel>" + String(repeating: "<item><link>", count: 300_000)
        #expect(try read(deep).isCut)
        let bases =
            "<feed xmlns='http://www.w3.org/2005/Atom'>" + String(repeating: "<entry xml:base='a/'>", count: 5000)
        #expect(try read(bases).entries.isEmpty)
        let long = "<rss><channel><item><link>https://a.example/" + String(repeating: "x", count: 3_000_000)
        #expect(try read(long + "</link></item></channel></rss>").entries.isEmpty)
        for address in [
            "file:///etc/passwd", "javascript:x", "http://a.example/ b\nc", "//", "http:", "ftp://a.example/x",
        ] {
            let page = try read("<rss><channel><item><link>\(address)</link></item></channel></rss>")
            #expect(page.entries.allSatisfy { $0.url.hasPrefix("http") && !$0.url.contains("\n") }, "\(address)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `damaged feeds never trap`() throws {
        let text = "<rss xmlns:a='b'><channel><ttl>5</ttl><item><link>/a</link><guid>x</guid></item></channel></rss>"
        for seed in 0..<500 {
            var seeded = Seeded(seed: UInt64(seed))
            var bytes = Array(text.utf8)
            for _ in 0..<4 {
                bytes[Int.random(in: bytes.indices, using: &seeded)] = UInt8.random(in: 0...255, using: &seeded)
            }
            bytes.removeLast(Int.random(in: 0..<20, using: &seeded))
            _ = try? ListingReader.read(bytes, address: base)
        }
    }

    @Test func `dates are read in the forms of feeds and of sitemaps`() {
        for (text, time) in [
            ("2026", "2026-01-01T00:00:00Z"), ("2026-03-02T10:20+01:00", "2026-03-02T09:20:00Z"),
            ("2026-03-02T10:20:30.25-0230", "2026-03-02T12:50:30Z"), ("2 Mar 26 10:20 EST", "2026-03-02T15:20:00Z"),
            ("Mon, 02 March 2026 10:20:30 GMT", "2026-03-02T10:20:30Z"), ("Mon,2 Mar 2026", "2026-03-02T00:00:00Z"),
        ] {
            #expect(ListingDate.time(text) == Timestamp(time), "\(text)")
        }
        for text in [
            "", "soon", "2026-13-01", "2026-02-30", "-5", "99999999999999999999", "Mon, 40 Mar 2026", "T10:20",
            "a b c d", "T", "-", "-T-", "TThu, 3",
        ] {
            #expect(ListingDate.time(text) == nil, "\(text)")
        }
    }

    @Test func `a feed's advice puts the next question past the hours that it skips`() {
        var advice = ListingPage.Advice()
        // A Thursday, 15:06 in UTC.
        let now = Timestamp(milliseconds: 1_480_000_000_000)
        #expect(advice.freshFor(now: now, wait: .seconds(60)) == nil)
        advice.seconds = 7200
        #expect(advice.freshFor(now: now, wait: .seconds(60)) == .seconds(7200))
        advice.skipHours = [17, 18]
        #expect(
            advice.freshFor(now: now, wait: .seconds(60)).map { now.advanced(by: $0) }
                == Timestamp("2016-11-24T19:00:00Z"))
        advice.skipDays = [4, 5]
        #expect(
            advice.freshFor(now: now, wait: .seconds(60)).map { now.advanced(by: $0) }
                == Timestamp("2016-11-26T00:00:00Z"))
        advice.skipDays = Array(0..<7)
        #expect(advice.freshFor(now: now, wait: .seconds(60)) == .seconds(7200))
    }
}
