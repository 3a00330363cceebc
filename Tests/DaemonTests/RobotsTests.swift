import Catalogue
import Model
import Support
import Synchronization
import Testing

@testable import Daemon

/// What hosts let be asked, by a daemon whose clock the test has in its hand.
@Suite("Sources and robots.txt")
struct RobotsTests {
    private static let letter = LoopbackServer.Response(
        headers: ["Content-Type": "text/html"],
        text: "<title>Letter</title><h1>Letter</h1><p>We inspected the force in June.")

    private func rig(_ server: LoopbackServer, http: String = "", _ sources: (id: String, rest: String)...) throws
        -> Rig
    {
        let list = sources.map { source in
            #"{"id": "\#(source.id)", "url": "\#(server.url("/" + source.id))", "every": "PT1H"\#(source.rest)}"#
        }
        return try Rig(
            #"{"notify": [], "sources": [\#(list.joined(separator: ", "))],"#
                + #" "http": {"perHostDelay": "PT0.02S", "allowPrivateAddresses": true\#(http)}}"#)
    }

    private func server(_ robots: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Response) throws
        -> LoopbackServer
    {
        try LoopbackServer { $0.path == "/robots.txt" ? robots($0) : Self.letter }
    }

    private func paths(_ server: LoopbackServer) -> [String] { server.requests.map(\.path) }

    private func states(_ rig: Rig) throws -> [SourceState] {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        return try runtime.catalogue.sources()
    }

    @Test func `it is read before anything else, once a day, across restarts, and on condition`() async throws {
        let server = try server { request in
            request.headers["if-none-match"] == "\"1\""
                ? .init(304) : .init(headers: ["ETag": "\"1\""], text: "User-agent: *\nDisallow: /b")
        }
        let rig = try rig(server, ("a", ""), ("b", ""), ("c", ""))
        try await rig.pass()
        #expect(paths(server) == ["/robots.txt", "/a", "/c"])
        rig.wait(.seconds(8000))
        try await rig.pass()
        #expect(paths(server).dropFirst(3) == ["/a", "/c"])
        rig.wait(.seconds(80_000))
        try await rig.pass()
        #expect(paths(server).dropFirst(5) == ["/robots.txt", "/a", "/c"])
        #expect(server.requests.last { $0.path == "/robots.txt" }?.headers["if-none-match"] == "\"1\"")
        rig.wait(.seconds(80_000))
        try await rig.pass()
        #expect(paths(server).dropFirst(8) == ["/a", "/c"])
    }

    @Test func `what is barred is told once with the line and the remedy, and asked when the file has changed`()
        async throws
    {
        let text = Mutex("User-agent: *\nDisallow: /a\n")
        let server = try server { _ in .init(text: text.withLock { $0 }) }
        let rig = try rig(server, ("a", ""), ("b", ""))
        for _ in 0..<3 {
            try await rig.pass()
            rig.wait(.seconds(7000))
        }
        #expect(!paths(server).contains("/a"))
        let barred = try states(rig)[0]
        #expect(barred.state == .blocked && barred.code == "robots-disallowed" && barred.lastStatus == nil)
        let problem = try #require(barred.lastProblem)
        #expect(problem.contains("line 2, “Disallow: /a”") && problem.contains("permission"), "\(problem)")
        let told = try rig.state().filter { $0.contains("source.failing") }
        #expect(told == ["event reportwatch.source.failing.v1 source:a"])
        text.withLock { $0 = "User-agent: *\nDisallow: /c\n" }
        rig.wait(.seconds(86_400))
        // The other source finds it; this one is due with that.
        try await rig.pass()
        try await rig.pass()
        #expect(paths(server).contains("/a"))
        #expect(try states(rig)[0].state == .healthy)
    }

    @Test(arguments: [404, 403, 401, 410, 400])
    func `where there is none nothing is barred`(status: Int) async throws {
        let server = try server { _ in .init(status, text: "User-agent: *\nDisallow: /") }
        let rig = try rig(server, ("a", ""))
        try await rig.pass()
        rig.wait(.seconds(8000))
        try await rig.pass()
        #expect(paths(server) == ["/robots.txt", "/a", "/a"])
    }

    @Test(arguments: [500, 503, 429])
    func `a host that cannot say what may be asked is asked for nothing else, and again later`(status: Int) async throws
    {
        let isWell = Mutex(false)
        let server = try server { _ in isWell.withLock { $0 } ? .init(404) : .init(status) }
        let rig = try rig(server, ("a", ""), ("b", ""))
        let runtime = try rig.run()
        await runtime.poller.runOnce()
        #expect(paths(server) == ["/robots.txt"])
        let state = try #require(try runtime.catalogue.source("a"))
        #expect(state.failures == 1 && state.lastProblem?.contains("/robots.txt answered \(status)") == true)
        isWell.withLock { $0 = true }
        rig.wait(.seconds(8000))
        await runtime.poller.runOnce()
        #expect(paths(server).dropFirst() == ["/robots.txt", "/a", "/b"])
        #expect(try runtime.catalogue.source("a")?.failures == 0)
        try runtime.close()
    }

    @Test func `as long as it cannot be had the one from before counts`() async throws {
        let isWell = Mutex(true)
        let server = try server { _ in isWell.withLock { $0 } ? .init(text: "User-agent: *\nDisallow: /b") : .init(500)
        }
        let rig = try rig(server, ("a", ""), ("b", ""))
        try await rig.pass()
        isWell.withLock { $0 = false }
        rig.wait(.seconds(90_000))
        try await rig.pass()
        #expect(paths(server) == ["/robots.txt", "/a", "/robots.txt", "/a"])
        #expect(try states(rig).map(\.state) == [.healthy, .blocked])
    }

    @Test func `a wish to be left alone counts there as elsewhere, and by ingest`() async throws {
        let server = try server { _ in .init(503, headers: ["Retry-After": "7200"]) }
        let rig = try rig(server, ("a", ""))
        for _ in 0..<3 {
            try await rig.pass()
            rig.wait(.seconds(2300))
        }
        let runtime = try rig.run()
        #expect(paths(server) == ["/robots.txt"])
        guard case .deferred(let problem) = await runtime.ingest([server.url("/other")]).first?.verdict else {
            Issue.record("the host was asked")
            return
        }
        #expect(problem.code.rawValue == "host-resting")
        #expect(paths(server) == ["/robots.txt"])
        try runtime.close()
    }

    @Test func `five redirects are followed, and a person, a host of one's own and a switch need no file`() async throws
    {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/robots.txt": .init(301, headers: ["Location": "/1"])
            case "/1", "/2", "/3", "/4":
                .init(302, headers: ["Location": "/\((Int(request.path.dropFirst()) ?? 0) + 1)"])
            case "/5": .init(text: "User-agent: *\nDisallow: /")
            default: Self.letter
            }
        }
        let rig = try rig(server, http: #", "maxRedirects": 0"#, ("a", ""), ("own", #", "respectRobots": false"#))
        try await rig.pass()
        #expect(Set(paths(server)).isSuperset(of: ["/5", "/own"]) && !paths(server).contains("/a"))
        let runtime = try rig.run()
        _ = await runtime.ingest([server.url("/a")])
        #expect(paths(server).last == "/a")
        try runtime.close()
        let free = try self.rig(server, http: #", "respectRobots": false"#, ("a", ""))
        let count = server.requests.count
        try await free.pass()
        #expect(paths(server).dropFirst(count) == ["/a"])
    }

    @Test func `a pause that the host asks for is kept`() async throws {
        let server = try server { _ in .init(text: "User-agent: *\nCrawl-delay: 0.05") }
        let rig = try rig(server, ("a", ""), ("b", ""))
        let runtime = try rig.run()
        await runtime.poller.runOnce()
        let host = runtime.settings.sources[0].host
        let rest = await runtime.poller.pauses.rest(of: host)
        let asked = try #require(await runtime.poller.pauses.lastAsked(host))
        #expect(rest == asked.advanced(by: .milliseconds(51)))
        #expect(paths(server) == ["/robots.txt", "/a", "/b"])
        try runtime.close()
    }
}
