import Catalogue
import Model
import Support
import Synchronization
import Testing

@testable import Daemon

/// Listings, their pages and their reports in the turns of their hosts, by what each host lets be asked.
@Suite("Listings and politeness")
struct ListingPolitenessTests {
    /// Pages by path; whatever else is asked for is a letter.
    private final class Site: Sendable {
        private final class Box: Sendable { let pages = Mutex<[String: LoopbackServer.Response]>([:]) }

        private let box = Box()
        let server: LoopbackServer

        init() throws {
            let box = box
            server = try LoopbackServer { request in
                if let page = box.pages.withLock({ $0[request.path] }) { return page }
                if request.path == "/robots.txt" { return LoopbackServer.Response(404) }
                return LoopbackServer.Response(
                    headers: ["Content-Type": "text/html"],
                    text: "<title>Letter</title><h1>Letter</h1><p>We inspected \(request.path) in June.")
            }
        }

        func put(_ path: String, _ response: LoopbackServer.Response) { box.pages.withLock { $0[path] = response } }

        func feed(_ names: String, next: String? = nil, at path: String = "/feed") {
            let items = names.map { "<item><link>/letters/\($0)</link></item>" }.joined()
            let more = next.map { "<a:link rel='next' href='\($0)'/>" } ?? ""
            let text = "<rss xmlns:a='http://www.w3.org/2005/Atom'><channel>\(items)\(more)</channel></rss>"
            put(path, LoopbackServer.Response(headers: ["Content-Type": "application/xml"], text: text))
        }

        var paths: [String] { server.requests.map(\.path) }
    }

    private func rig(
        _ site: Site, source: String = "", http: String = "", follow: String = #"{"match": "/letters/"}"#
    ) throws -> Rig {
        try Rig(
            #"{"notify": [], "sources": [{"id": "news", "listing": "\#(site.server.url("/feed"))", "every": "PT1H","#
                + #" "follow": \#(follow)\#(source)}], "availability": {"hostWait": "PT0S"},"#
                + #" "http": {"perHostDelay": "PT0S", "allowPrivateAddresses": true\#(http)}}"#)
    }

    private func until(_ what: String, _ look: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(240)
        while !look() {
            try #require(ContinuousClock.now < deadline, "waited in vain for \(what)")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func state(_ rig: Rig, _ id: String = "news") throws -> SourceState? {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        return try runtime.catalogue.source(id)
    }

    @Test(.timeLimit(.minutes(5)))
    func `pages and reports are asked as robots.txt lets them be, and a barred page is no trouble of the listing`()
        async throws
    {
        let site = try Site()
        site.put("/robots.txt", .init(text: "User-agent: *\nDisallow: /letters/b\nDisallow: /feed?p="))
        site.feed("ab", next: "/feed?p=2")
        site.feed("z", at: "/feed?p=2")
        let rig = try rig(site)
        try await rig.pass()
        #expect(site.paths == ["/robots.txt", "/feed", "/letters/a"])
        #expect(try state(rig)?.state == .healthy)
        site.feed("abc", next: "/feed?p=2")
        rig.wait(.seconds(7200))
        let runtime = try rig.run()
        await runtime.poller.runOnce()
        #expect(site.paths.dropFirst(3) == ["/feed", "/letters/c"])
        // The stock was taken, although a page of it cannot be seen: what comes now is news.
        let known = try #require(try runtime.catalogue.listing("news"))
        #expect(known.items.filter { !$0.isStock }.map(\.url) == [site.server.url("/letters/c")])
        let states = try runtime.catalogue.sources()
        #expect(states.filter { $0.state == .blocked }.map(\.url) == [site.server.url("/letters/b")])
        try runtime.close()
    }

    @Test(.timeLimit(.minutes(5)))
    func `reports that are barred make one notice, however many, and another one when that was over`() async throws {
        let site = try Site()
        let names = "abcdefghijkl"
        site.put("/robots.txt", .init(text: "User-agent: *\nDisallow: /letters/"))
        site.feed(names)
        let rig = try rig(site)
        for _ in 0..<2 {
            try await rig.pass()
            rig.wait(.seconds(90_000))
        }
        #expect(site.paths.allSatisfy { !$0.hasPrefix("/letters/") })
        let failing = { try rig.state().filter { $0.contains("source.failing") } }
        #expect(try failing() == ["event reportwatch.source.failing.v1 source:news"])
        // What a report was barred by is over when all of them are well: nobody is told that each is back.
        site.put("/robots.txt", .init(text: "User-agent: *\nAllow: /"))
        for _ in 0..<2 {
            try await rig.pass()
            rig.wait(.seconds(90_000))
        }
        #expect(Set(site.paths).isSuperset(of: names.map { "/letters/\($0)" }))
        #expect(try rig.state().allSatisfy { !$0.contains("source.recovered") })
        site.put("/robots.txt", .init(text: "User-agent: *\nDisallow: /letters/"))
        rig.wait(.seconds(90_000))
        try await rig.pass()
        #expect(try failing().count == 2)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a barred listing is not asked and told once; respectRobots of a listing is also that of its reports`()
        async throws
    {
        let site = try Site()
        site.put("/robots.txt", .init(text: "User-agent: *\nDisallow: /"))
        site.feed("a")
        let barred = try rig(site)
        for _ in 0..<2 {
            try await barred.pass()
            barred.wait(.seconds(7200))
        }
        #expect(site.paths == ["/robots.txt"])
        let problem = try state(barred)?.lastProblem
        #expect(problem?.hasPrefix("robots-disallowed: ") == true, "\(problem ?? "-")")
        #expect(try barred.state() == ["event reportwatch.source.failing.v1 source:news"])
        let own = try rig(site, source: #", "respectRobots": false"#)
        try await own.pass()
        #expect(site.paths.dropFirst() == ["/feed", "/letters/a"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `a report on another host waits for that host's robots.txt`() async throws {
        let site = try Site()
        let there = "http://there.localhost:\(site.server.port)/letters/a"
        site.put("/feed", .init(text: "<urlset><url><loc>\(there)</loc></url></urlset>"))
        let rig = try rig(site, follow: #"{"hosts": ["there.localhost:\#(site.server.port)"]}"#)
        try await rig.pass()
        #expect(site.paths == ["/robots.txt", "/feed", "/robots.txt", "/letters/a"])
        #expect(site.server.requests.suffix(2).allSatisfy { $0.headers["host"]?.hasPrefix("there.") == true })
    }

    @Test(.timeLimit(.minutes(5)), arguments: [429, 503])
    func
        `a page that asks for patience rests the host: neither further pages nor reports are asked, also after a restart`(
            status: Int
        ) async throws
    {
        let site = try Site()
        site.feed("a", next: "/feed?p=2")
        site.put("/feed?p=2", .init(status, headers: ["Retry-After": "3600"]))
        let rig = try rig(site, http: #", "respectRobots": false"#)
        try await rig.pass()
        #expect(site.paths == ["/feed", "/feed?p=2"])
        rig.wait(.seconds(3000))
        try await rig.pass()
        #expect(site.paths.count == 2)
        site.feed("b", at: "/feed?p=2")
        rig.wait(.seconds(700))
        try await rig.pass()
        #expect(Set(site.paths.dropFirst(2)).isSuperset(of: ["/letters/a"]))
        rig.wait(.seconds(7200))
        try await rig.pass()
        #expect(site.paths.contains("/letters/b"))
    }

    @Test(.timeLimit(.minutes(5)))
    func `a page without an answer is of that page alone`() async throws {
        let site = try Site()
        site.feed("a", next: "/feed?p=2")
        site.put("/feed?p=2", .init(503))
        let rig = try rig(site, http: #", "respectRobots": false"#)
        try await rig.pass()
        #expect(site.paths == ["/feed", "/feed?p=2", "/letters/a"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `the running daemon takes up what a listing adds, and leaves alone what it follows no more`() async throws {
        let site = try Site()
        site.feed("a")
        let rig = try rig(
            site, http: #", "respectRobots": false"#, follow: #"{"match": "/letters/", "limit": 1, "every": "PT1H"}"#)
        let runtime = try rig.run()
        let poller = runtime.poller
        let running = Task { await poller.run() }
        let asked = { (path: String) in site.paths.filter { $0 == path }.count }
        try await until("the stock") { asked("/letters/a") == 1 }
        site.feed("ba")
        rig.wait(.seconds(7200))
        try await until("the new one") { asked("/letters/b") == 1 }
        let count = asked("/letters/a")
        for step in 2...4 {
            try await until("the next round") {
                rig.wait(.seconds(60))
                return asked("/letters/b") >= step
            }
        }
        #expect(asked("/letters/a") == count)
        running.cancel()
        await running.value
        try runtime.close()
    }

    @Test(.timeLimit(.minutes(5)))
    func `what was checked while it stood in the queue is not asked again`() async throws {
        let site = try Site()
        let list = ["a", "b"].map { #"{"id": "\#($0)", "url": "\#(site.server.url("/" + $0))", "every": "PT1H"}"# }
        let rig = try Rig(
            #"{"notify": [], "sources": [\#(list.joined(separator: ", "))],"#
                + #" "http": {"perHostDelay": "PT0S", "respectRobots": false, "allowPrivateAddresses": true}}"#)
        let runtime = try rig.run()
        let begun = await runtime.poller.begunSources()
        #expect(begun.map(\.id) == ["a"])
        // As an answer that was slow to read is recorded when it has been read.
        var late = SourceState(id: "b", url: site.server.url("/b"), changedAt: runtime.stages.now())
        (late.lastChecked, late.nextCheck) = (runtime.stages.now(), runtime.stages.now().advanced(by: .seconds(3600)))
        try runtime.catalogue.save(late)
        for source in begun { await runtime.poller.check(source) }
        #expect(await runtime.poller.begunSources().isEmpty)
        #expect(site.paths == ["/a"])
        try runtime.close()
    }

    @Test(.timeLimit(.minutes(5)))
    func `what somebody waits for is left to him by the schedule`() async throws {
        let site = try Site()
        site.feed("abc")
        let rig = try rig(site, http: #", "respectRobots": false"#)
        let runtime = try rig.run()
        let poller = runtime.poller
        let answers = Mutex<[PollAnswer]>([])
        async let polled: Void = poller.poll(rig.settings.sources) { new in answers.withLock { $0 += new } }
        try await until("the listing to be asked for") { !site.paths.isEmpty }
        let running = Task { await poller.run() }
        await polled
        running.cancel()
        await running.value
        let outcomes = answers.withLock { $0.map(\.outcome) }
        #expect(outcomes.count { $0 == .archived } == 3, "\(outcomes)")
        #expect(site.paths.count == 4, "\(site.paths)")
        try runtime.close()
    }
}
