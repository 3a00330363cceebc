import Foundation
import Model
import Support
import Synchronization
import Testing

@testable import Daemon

/// Listings through the whole pipeline, from a server of ours.
@Suite("Listings")
struct ListingTests {
    /// A site with a feed, or whatever stands at `/feed`, and letters.
    private final class Site: Sendable {
        let server: LoopbackServer

        init() throws {
            let box = Box()
            server = try LoopbackServer { box.answer($0) }
            self.box = box
        }

        final class Box: Sendable {
            let pages = Mutex<[String: LoopbackServer.Response]>([:])

            func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
                let known = pages.withLock { $0[request.path] }
                guard var response = known else { return letter(request.path) }
                let tag = "\"\(Digest(of: response.body).hex.prefix(16))\""
                guard response.status == 200 else { return response }
                if request.headers["if-none-match"] == tag { return LoopbackServer.Response(304) }
                response.headers["ETag"] = tag
                return response
            }

            private func letter(_ path: String) -> LoopbackServer.Response {
                guard path.hasPrefix("/letters/") else { return LoopbackServer.Response(404) }
                let name = path.split(separator: "/").last ?? ""
                return LoopbackServer.Response(
                    headers: ["Content-Type": "text/html"],
                    text: "<title>Letter \(name)</title><h1>Letter \(name)</h1><p>We inspected \(name) in June.")
            }
        }

        private let box: Box

        func put(_ path: String, _ text: String, type: String = "application/xml") {
            box.pages.withLock { $0[path] = LoopbackServer.Response(headers: ["Content-Type": type], text: text) }
        }

        func put(_ path: String, _ response: LoopbackServer.Response) { box.pages.withLock { $0[path] = response } }

        func feed(_ names: String, next: String? = nil) {
            let items = names.map { "<item><link>/letters/\($0)</link></item>" }.joined()
            let more = next.map { "<a:link rel='next' href='\($0)'/>" } ?? ""
            put("/feed", "<rss xmlns:a='http://www.w3.org/2005/Atom'><channel>\(items)\(more)</channel></rss>")
        }

        func sitemap(_ names: String, changed: [String: String] = [:]) {
            let urls = names.map { name in
                let stamp = changed["\(name)"].map { "<lastmod>\($0)</lastmod>" } ?? ""
                return "<url><loc>\(server.url("/letters/\(name)"))</loc>\(stamp)</url>"
            }
            put("/feed", "<urlset>\(urls.joined())</urlset>")
        }

        func asked(_ path: String) -> Int { server.requests.filter { $0.path == path }.count }
    }

    private func rig(_ site: Site, follow: String = "{}", notify: String = "[]") throws -> Rig {
        try Rig(
            #"{"notify": \#(notify), "sources": [{"id": "news", "listing": "\#(site.server.url("/feed"))", "every": "PT1H","#
                + #" "follow": \#(follow)}], "availability": {"goneAfter": "PT0S"},"#
                + #" "http": {"perHostDelay": "PT0S", "allowPrivateAddresses": true}}"#)
    }

    private func events(_ rig: Rig) throws -> [String] {
        try rig.state().filter { $0.hasPrefix("event") }.map { line in
            line.split(separator: " ").dropFirst().joined(separator: " ").replacing("reportwatch.", with: "")
        }
    }

    private func pass(_ rig: Rig, hours: Int = 2) async throws {
        rig.wait(.seconds(hours * 3600))
        try await rig.pass()
    }

    @Test(.timeLimit(.minutes(5)))
    func `stock is taken; what is added is fetched and told in the same pass, what vanishes is told, order is not`()
        async throws
    {
        let site = try Site()
        site.sitemap("abc")
        let rig = try rig(site)
        try await rig.pass()
        let stock = try events(rig)
        #expect(stock.filter { $0.contains("discovered") }.count == 3 && stock.first == "source.stocked.v1 source:news")
        site.sitemap("dcba")
        try await pass(rig)
        let added = try events(rig).dropFirst(stock.count)
        #expect(
            added == ["report.discovered.v1 reportwatch:document/http-127-0-0-1-\(site.server.port)-letters-d"],
            "\(added)")
        let before = site.server.requests.count
        site.sitemap("abcd")
        try await pass(rig)
        #expect(try events(rig).count == stock.count + 1 && site.server.requests.count == before + 1)
        try await pass(rig)
        #expect(site.server.requests.last?.headers["if-none-match"] != nil)
        site.sitemap("abd")
        try await pass(rig)
        #expect(try events(rig).last?.hasPrefix("report.unlisted.v1") == true)
        site.sitemap("abcd")
        try await pass(rig)
        #expect(try events(rig).last?.hasPrefix("report.relisted.v1") == true)
        #expect(try events(rig).count == stock.count + 3)
        rig.expectRest()
    }

    @Test(.timeLimit(.minutes(5)))
    func `another lastmod asks for the report at once, on condition`() async throws {
        let site = try Site()
        site.sitemap("ab", changed: ["a": "2026-01-01", "b": "2026-01-01"])
        let rig = try rig(site)
        try await rig.pass()
        site.sitemap("ab", changed: ["a": "2026-01-02", "b": "2026-01-01"])
        try await pass(rig)
        #expect(site.asked("/letters/a") == 2 && site.asked("/letters/b") == 1)
        try await pass(rig, hours: 30)
        #expect(site.asked("/letters/b") == 2)
    }

    @Test(.timeLimit(.minutes(5)))
    func `an emptied, a shrunken and an unreadable listing are soft failures, told once`() async throws {
        let site = try Site()
        site.sitemap("abcdefgh")
        let rig = try rig(site)
        try await rig.pass()
        let stock = try events(rig).count
        for text in [
            "<urlset></urlset>", "", "words", "<urlset><url><loc>http://elsewhere.invalid/x</loc></url></urlset>",
        ] {
            site.put("/feed", text)
            try await pass(rig, hours: 20)
        }
        let failing = try events(rig).dropFirst(stock)
        #expect(failing == ["source.failing.v1 source:news"], "\(failing)")
        site.sitemap("abcdefgh")
        try await pass(rig, hours: 20)
        #expect(try events(rig).last == "source.recovered.v1 source:news")
        site.sitemap("ab")
        try await pass(rig)
        #expect(try events(rig).last == "source.failing.v1 source:news")
        // It holds, over two checks.
        try await pass(rig, hours: 20)
        #expect(try events(rig).filter { $0.contains("unlisted") }.count == 6)
    }

    @Test(.timeLimit(.minutes(5)))
    func `pages are followed to the end, and a shift between them is no news`() async throws {
        let site = try Site()
        let page = { (names: String, next: Int?) in
            "<!doctype html><title>Reports</title><h1>Reports</h1><a href='/about'>About</a>"
                + names.map { "<a href='/letters/\($0)'>\($0)</a>" }.joined()
                + (next.map { "<a rel=next href='/feed?p=\($0)'>Next</a>" } ?? "") + "</html>"
        }
        let put = { (pages: [String]) in
            for (number, names) in pages.enumerated() {
                let next = number + 1 < pages.count ? number + 2 : nil
                site.put(number == 0 ? "/feed" : "/feed?p=\(number + 1)", page(names, next), type: "text/html")
            }
        }
        put(["ab", "cd", "e"])
        let rig = try rig(site, follow: #"{"match": "/letters/"}"#)
        try await rig.pass()
        let stock = try events(rig).count
        #expect(stock == 6 && site.asked("/about") == 0)
        put(["xa", "bc", "de"])
        try await pass(rig)
        #expect(try events(rig).count == stock + 1)
        put(["xa", "bd", "e"])
        try await pass(rig)
        #expect(try events(rig).count == stock + 1)
        try await pass(rig)
        #expect(try events(rig).last?.hasPrefix("report.unlisted.v1") == true)
        site.put("/feed?p=2", LoopbackServer.Response(503))
        try await pass(rig)
        #expect(try events(rig).filter { $0.contains("unlisted") }.count == 1)
    }

    @Test(.timeLimit(.minutes(5)))
    func `indexes of sitemaps lead to sitemaps, which are asked again only when they have changed`() async throws {
        let site = try Site()
        let index = { (stamp: String) in
            "<sitemapindex><sitemap><loc>/s1</loc><lastmod>\(stamp)</lastmod></sitemap>"
                + "<sitemap><loc>/s2</loc><lastmod>2026</lastmod></sitemap>"
                + "<sitemap><loc>http://elsewhere.invalid/s3</loc></sitemap></sitemapindex>"
        }
        let map = { (names: String) in
            "<urlset>" + names.map { "<url><loc>/letters/\($0)</loc></url>" }.joined() + "</urlset>"
        }
        site.put("/feed", index("2026-01"))
        site.put("/s1", map("ab"))
        site.put("/s2", map("c"))
        let rig = try rig(site)
        try await rig.pass()
        #expect(try events(rig).count == 4)
        site.put("/feed", index("2026-02"))
        site.put("/s1", map("abx"))
        try await pass(rig)
        #expect(try events(rig).count == 5 && site.asked("/s1") == 2 && site.asked("/s2") == 1)
    }

    @Test(.timeLimit(.minutes(5)))
    func `with depth 2 the pages that a listing names are looked at for reports`() async throws {
        let site = try Site()
        site.put(
            "/feed", "<rss><channel><item><link>/pub/1</link></item><item><link>/news/1</link></item></channel></rss>")
        let publication = { (names: String) in
            "<!doctype html><title>Publication</title><h1>Publication</h1>"
                + names.map { "<a href='/letters/\($0)'>Read \($0)</a>" }.joined() + "<a href='/pub/2'>Other</a></html>"
        }
        site.put("/pub/1", publication("ab"), type: "text/html")
        site.put("/pub/2", publication("z"), type: "text/html")
        let rig = try rig(site, follow: #"{"match": "/letters/", "via": "/pub/", "depth": 2}"#)
        try await rig.pass()
        #expect(try events(rig).count == 3 && site.asked("/news/1") == 0 && site.asked("/pub/2") == 0)
        site.put(
            "/feed", "<rss><channel><item><link>/pub/2</link></item><item><link>/pub/1</link></item></channel></rss>")
        try await pass(rig)
        #expect(try events(rig).count == 4 && site.asked("/pub/1") == 1)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a listing that has moved is told once and followed where it is`() async throws {
        let site = try Site()
        site.sitemap("ab")
        let rig = try rig(site)
        try await rig.pass()
        let stock = try events(rig).count
        site.put("/new", "<urlset><url><loc>/letters/a</loc></url><url><loc>/letters/b</loc></url></urlset>")
        site.put("/feed", LoopbackServer.Response(301, headers: ["Location": "/new"]))
        try await pass(rig)
        try await pass(rig)
        #expect(try events(rig).dropFirst(stock) == ["report.moved.v1 source:news"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `a stop between what was found and what is fetched loses nothing and tells nothing twice`() async throws {
        let site = try Site()
        site.sitemap("a")
        let rig = try rig(site)
        try await rig.pass()
        site.sitemap("abc")
        rig.wait(.seconds(7200))
        do {
            let runtime = try rig.run()
            let source = try #require(rig.settings.sources.first)
            #expect(await runtime.poller.begin(source))
            #expect(await runtime.poller.check(source).outcome == .listed)
            try runtime.close()
        }
        #expect(site.asked("/letters/b") == 0)
        // Dies while the first of them is archived.
        do {
            let runtime = try rig.run()
            rig.die(after: 1)
            await runtime.runOnce()
            try? runtime.close()
        }
        #expect(rig.hasDied)
        rig.die(after: nil)
        try await rig.pass()
        try await pass(rig)
        let found = try events(rig).filter { $0.hasSuffix("letters-b") || $0.hasSuffix("letters-c") }
        #expect(found.count == 2, "\(found)")
        rig.expectRest()
    }

    @Test(.timeLimit(.minutes(5)))
    func `the stock alerts no webhook, what comes after does`() async throws {
        let site = try Site()
        let desk = try LoopbackServer { _ in LoopbackServer.Response(200) }
        site.sitemap("ab")
        let rig = try rig(
            site,
            notify:
                #"[{"id": "desk", "kind": "webhook", "url": "\#(desk.url())"}, {"id": "e", "kind": "file", "path": "e.jsonl"}]"#
        )
        try await rig.pass()
        #expect(
            desk.requests.count == 1
                && desk.requests.first.map { String(decoding: $0.body, as: UTF8.self) }?.contains("stocked") == true)
        #expect(try rig.text("e.jsonl").split(separator: "\n").count == 3)
        site.sitemap("abc")
        try await pass(rig)
        #expect(desk.requests.count == 2)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a report that vanishes with its page is withdrawn, and other hosts are left alone`() async throws {
        let site = try Site()
        site.put(
            "/feed",
            "<urlset><url><loc>/letters/a</loc></url><url><loc>/letters/b</loc></url><url><loc>http://elsewhere.invalid/letters/c</loc></url></urlset>"
        )
        let rig = try rig(site)
        try await rig.pass()
        let stock = try events(rig).count
        #expect(stock == 3)
        site.sitemap("a")
        site.put("/letters/b", LoopbackServer.Response(404))
        try await pass(rig)
        try await pass(rig)
        let told = try events(rig).dropFirst(stock).map { $0.prefix { $0 != " " } }
        #expect(told == ["report.unlisted.v1", "source.failing.v1", "report.withdrawn.v1"], "\(told)")
    }
}
