import Catalogue
import Intake
import Model
import Support
import Synchronization
import Testing

@testable import Daemon

/// Where redirects lead is a host like any other: with its robots.txt, its pauses, its places, and its wish to be left alone.
@Suite("Redirects and politeness")
struct RedirectPolitenessTests {
    private typealias Response = LoopbackServer.Response
    private static let letter = Response(
        headers: ["Content-Type": "text/html"],
        text: "<title>Letter</title><h1>Letter</h1><p>We inspected the force in June.")

    /// Hosts on one port, told apart by their names: `here.localhost` and `there.localhost`.
    private static func host(_ request: LoopbackServer.Request) -> String {
        String((request.headers["host"] ?? "").prefix { $0 != "." })
    }

    private func paths(_ server: LoopbackServer) -> [String] {
        server.requests.map { Self.host($0) + $0.path }
    }

    private func rig(_ server: LoopbackServer, _ sources: [String: String], http: String = "") throws -> Rig {
        let list = sources.sorted { $0.key < $1.key }.map { id, place in
            let (host, path) = (place.prefix { $0 != "/" }, place.drop { $0 != "/" })
            return #"{"id": "\#(id)", "url": "http://\#(host).localhost:\#(server.port)\#(path)", "every": "PT1H"}"#
        }
        return try Rig(
            #"{"notify": [], "sources": [\#(list.joined(separator: ", "))], "availability": {"hostWait": "PT0S"},"#
                + #" "http": {"perHostDelay": "PT0.02S", "allowPrivateAddresses": true\#(http)}}"#)
    }

    /// A server where `/to/HOST/PATH` leads there, and robots.txt of `there` is as given.
    private func server(robots: Response, there: Response = letter) throws -> LoopbackServer {
        let port = Mutex<UInt16>(0)
        let server = try LoopbackServer { request in
            let (host, steps) = (Self.host(request), request.path.split(separator: "/"))
            if request.path == "/robots.txt" { return host == "there" ? robots : Response(404) }
            guard steps.first == "to", steps.count > 2 else { return host == "there" ? there : Self.letter }
            let target = "http://\(steps[1]).localhost:\(port.withLock { $0 })/\(steps[2...].joined(separator: "/"))"
            return Response(302, headers: ["Location": target])
        }
        port.withLock { $0 = server.port }
        return server
    }

    private func state(_ rig: Rig, _ id: String) throws -> SourceState? {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        return try runtime.catalogue.source(id)
    }

    @Test(.timeLimit(.minutes(5)))
    func `robots.txt of a host that a redirect leads to is asked before, once, and bars it`() async throws {
        let server = try server(robots: .init(text: "User-agent: *\nDisallow: /closed\n"))
        let rig = try rig(server, ["a": "here/to/there/closed", "b": "here/to/there/open"])
        for _ in 0..<2 {
            try await rig.pass()
            rig.wait(.seconds(7200))
        }
        let asked = paths(server)
        #expect(!asked.contains("there/closed"))
        #expect(asked.count { $0 == "there/robots.txt" } == 1 && asked.count { $0 == "there/open" } == 2)
        let barred = try #require(try state(rig, "a"))
        #expect(barred.state == .blocked && barred.code == "robots-disallowed")
        #expect(barred.lastProblem?.contains("there.localhost:\(server.port)/robots.txt") == true)
        #expect(barred.lastProblem?.contains("line 2, “Disallow: /closed”") == true)
        #expect(try state(rig, "b")?.state == .healthy)
        // A redirect on one host asks for its file no more often.
        #expect(asked.count { $0 == "here/robots.txt" } == 1)
    }

    @Test(.timeLimit(.minutes(5)), arguments: [429, 503])
    func `who asks for patience behind a redirect is left alone, and not the host that led there`(status: Int)
        async throws
    {
        let server = try server(
            robots: .init(404), there: .init(status, headers: ["Retry-After": "36000"]))
        let rig = try rig(server, ["a": "here/to/there/x", "b": "there/y", "c": "here/z"])
        try await rig.pass()
        rig.wait(.seconds(7200))
        try await rig.pass()
        let asked = paths(server).filter { !$0.hasSuffix("robots.txt") }
        #expect(asked.count { $0.hasPrefix("there/") } == 1, "\(asked)")
        #expect(asked.count { $0 == "here/z" } == 2)
        rig.wait(.seconds(36_000))
        try await rig.pass()
        // The first that is asked then says it again.
        #expect(paths(server).count { $0 == "there/x" || $0 == "there/y" } == 2)
    }

    @Test(.timeLimit(.minutes(5))) func `a person's visit asks no robots.txt there, and honours its wish`() async throws
    {
        let server = try server(robots: .init(text: "User-agent: *\nDisallow: /"))
        let rig = try rig(server, [:])
        let runtime = try rig.run()
        let url = "http://here.localhost:\(server.port)/to/there/x"
        _ = await runtime.ingest([url])
        #expect(paths(server) == ["here/to/there/x", "there/x"])
        await runtime.poller.leaveAlone("there.localhost", for: .seconds(3600))
        guard case .deferred(let problem) = await runtime.ingest([url]).first?.verdict else {
            Issue.record("the host was asked")
            return
        }
        #expect(problem.code.rawValue == "host-resting")
        #expect(paths(server).dropFirst(2) == ["here/to/there/x"])
        try runtime.close()
    }

    @Test(.timeLimit(.minutes(5))) func `hosts that lead to each other do not wait for each other for ever`()
        async throws
    {
        let server = try server(robots: .init(404))
        var sources: [String: String] = [:]
        for number in 0..<6 {
            sources["a\(number)"] = "here/to/there/\(number)"
            sources["b\(number)"] = "there/to/here/\(number)"
        }
        let rig = try rig(server, sources)
        let runtime = try rig.run()
        await runtime.poller.runOnce()
        #expect(try runtime.catalogue.sources().allSatisfy { $0.state == .healthy && $0.failures == 0 })
        #expect(await runtime.poller.places.isEmpty)
        #expect(await !runtime.poller.pauses.isFull("here.localhost"))
        try runtime.close()
    }
}

extension SourcePoller {
    /// As if a host had asked for it.
    fileprivate func leaveAlone(_ host: String, for duration: Duration) {
        _ = wishes.take(
            .init(.tooManyRequests, "m", status: 429, retryAfter: duration), host, "http://\(host)/", now: now())
    }
}
