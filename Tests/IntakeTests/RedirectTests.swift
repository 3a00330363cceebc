import Foundation
import Model
import Support
import Testing

@testable import Intake

struct RedirectTests {
    private let folder: TemporaryFolder
    private let fetcher = Fetcher()
    private typealias Response = LoopbackServer.Response

    init() throws { folder = try TemporaryFolder() }

    private func request(_ url: String, _ change: (inout FetchRequest) -> Void = { _ in }) -> FetchRequest {
        let settings = HTTPSettings(
            userAgent: "reportwatch-test", timeout: .seconds(120), maxBytes: 100_000, allowPrivateAddresses: true)
        var request = FetchRequest(url: url, spoolPath: folder.file(UUID().uuidString), settings: settings)
        change(&request)
        return request
    }

    private func exchange(_ outcome: FetchOutcome) throws -> Exchange {
        guard case .body(let exchange, _) = outcome else {
            Issue.record("no body: \(outcome)")
            throw CancellationError()
        }
        return exchange
    }

    private func failure(_ outcome: FetchOutcome) throws -> FetchFailure {
        guard case .failed(let failure) = outcome else {
            Issue.record("not a failure: \(outcome)")
            throw CancellationError()
        }
        return failure
    }

    @Test func `each step is recorded: what was asked, what it said, who answered and when`() async throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/a?x=1": Response(301, headers: ["Location": "b/"], text: "moved")
            case "/b/": Response(307, headers: ["Location": "../c d?\u{E9}#part"])
            default: Response(text: "found")
            }
        }
        let before = Timestamp.now
        let exchange = try exchange(await fetcher.fetch(request(server.url("/a?x=1"))))
        let steps = try #require(exchange.redirects)
        #expect(steps.map(\.url) == [server.url("/a?x=1"), server.url("/b/")])
        #expect(steps.map(\.status) == [301, 307])
        #expect(steps.map(\.location) == ["b/", "../c d?\u{C3}\u{A9}#part"])
        #expect(steps.allSatisfy { $0.connection == .init(remote: "127.0.0.1", http: "1.1", tls: nil) })
        let times = steps.map(\.asked) + [try #require(exchange.asked)]
        #expect(times == times.sorted() && times[0] >= before && times[2] <= .now)
        #expect(exchange.connection == .init(remote: "127.0.0.1", http: "1.1", tls: nil))
        #expect(exchange.finalURL == server.url("/c%20d?%c3%a9#part"))
        #expect(server.requests.map(\.path) == ["/a?x=1", "/b/", "/c%20d?%c3%a9"])
        // What stands in a record does not depend on the way of a request.
        #expect(exchange.plain.redirects == nil && exchange.plain.asked == nil && exchange.plain.connection == nil)
        #expect(exchange.fresh(for: 7).redirects == steps)
        #expect(try JSON.decoded(Exchange.self, from: JSON.bytes(of: exchange)) == exchange)
    }

    @Test func `a page without redirects has none, and one that errs is no redirect`() async throws {
        let server = try LoopbackServer { request in
            Response(request.path == "/" ? 200 : 404, headers: ["Location": "/elsewhere"], text: "here")
        }
        #expect(try exchange(await fetcher.fetch(request(server.url()))).redirects == nil)
        #expect(try failure(await fetcher.fetch(request(server.url("/x")))).code == .notFound)
        #expect(server.requests.count == 2)
    }

    @Test func `a circle is told as one, however long it is`() async throws {
        let server = try LoopbackServer { request in
            Response(
                302,
                headers: [
                    "Location": ["/a": "/b", "/b": "/a#again", "/deep/c?d=1": "#again"][request.path] ?? request.path
                ])
        }
        for path in ["/a", "/self", "/deep/c?d=1"] {
            let failure = try failure(await fetcher.fetch(request(server.url(path))))
            #expect(failure.code == .redirectLoop && failure.status == 302)
            #expect(failure.message.contains("which was asked before"))
        }
        #expect(server.requests.count == 4)
    }

    @Test func `conditions go to the host whose words they are, and to no other`() async throws {
        let other = try LoopbackServer(version: 6) { request in
            request.headers["if-none-match"] == nil
                ? Response(headers: ["ETag": "\"1\""], text: "other") : Response(304)
        }
        let target = other.url("/there")
        let server = try LoopbackServer { request in
            Response(302, headers: ["Location": request.path == "/out" ? target : "/out"])
        }
        let first = try exchange(
            await fetcher.fetch(
                request(server.url("/in")) {
                    $0.etag = "\"1\""
                    $0.lastModified = "Tue, 01 Mar 2016 10:00:00 GMT"
                }))
        #expect(first.finalURL == target && first.connection?.remote == "::1")
        #expect(server.requests.map { $0.headers["if-none-match"] } == ["\"1\"", "\"1\""])
        #expect(other.requests[0].headers["if-none-match"] == nil)
        #expect(other.requests[0].headers["if-modified-since"] == nil)
        let again = await fetcher.fetch(
            request(server.url("/in")) {
                $0.etag = first.etag
                $0.answeredBy = first.finalURL
            })
        guard case .unchanged(let exchange) = again else {
            Issue.record("not unchanged: \(again)")
            return
        }
        #expect(exchange.redirects?.count == 2)
        #expect(server.requests.suffix(2).allSatisfy { $0.headers["if-none-match"] == nil })
    }

    @Test func `each step is checked anew`() async throws {
        let server = try LoopbackServer { request in
            Response(302, headers: ["Location": String(request.path.dropFirst())])
        }
        for target in [
            "gopher://127.0.0.1/", "dict://127.0.0.1:11211/", "file:///etc/passwd", "//user@127.0.0.1/",
            "http://127.0.0.1:25/", "http://127.0.0.1:6379/", "javascript:alert(1)",
        ] {
            let failure = try failure(await fetcher.fetch(request(server.url("/" + target))))
            #expect(failure.code == .badURL, "\(target): \(failure)")
            #expect(failure.message.hasPrefix(server.url("/")))
        }
        #expect(server.requests.count == 7)
        let closed = try failure(await fetcher.fetch(request(server.url("/http://127.0.0.1:1024/"))))
        #expect(
            closed.code == .refused
                && closed.message.hasSuffix("(redirected from \(server.url("/http://127.0.0.1:1024/")))"))
    }

    @Test func `whoever asks may forbid a step before it is made`() async throws {
        let server = try LoopbackServer { request in
            request.path == "/end" ? Response(text: "end") : Response(302, headers: ["Location": "/end"])
        }
        let outcome = await fetcher.fetch(request(server.url())) { url in
            url == server.url("/end") ? FetchFailure(.forbidden, "not there") : nil
        }
        #expect(try failure(outcome).code == .forbidden)
        #expect(server.requests.count == 1)
        _ = try exchange(await fetcher.fetch(request(server.url())) { _ in nil })
    }

    @Test func `the whole way has one time limit`() async throws {
        let server = try LoopbackServer { request in
            Response(302, headers: ["Location": request.path + "+"], delay: .milliseconds(150))
        }
        let slow = request(server.url()) { $0.settings.timeout = .milliseconds(400) }
        #expect(try failure(await fetcher.fetch(slow)).code == .timedOut)
        #expect(server.requests.count < 5)
        // What whoever asks waits for in between is not the servers' doing.
        server.answer { $0.path == "/end" ? Response(text: "end") : Response(302, headers: ["Location": "/end"]) }
        let patient = request(server.url()) { $0.settings.timeout = .seconds(5) }
        _ = try exchange(
            await fetcher.fetch(patient) { _ in
                try? await Task.sleep(for: .seconds(6))
                return nil
            })
    }

    @Test func `a redirect whose own page breaks off or never ends leads on all the same`() async throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/short": Response(302, headers: ["Location": "/end"], text: "half").with(.shortBy(10))
            case "/long": Response(302, headers: ["Location": "/end"], body: [UInt8](repeating: 65, count: 5_000_000))
            default: Response(text: "end")
            }
        }
        for path in ["/short", "/long"] {
            #expect(try exchange(await fetcher.fetch(request(server.url(path)))).finalURL == server.url("/end"))
        }
    }

    @Test(.enabled(if: SecureServer.isPossible))
    func `protocol and certificates are noted, also over a connection that is used again`() async throws {
        let server = try await SecureServer.started(in: folder.path)
        let fetcher = Fetcher(authorities: server.authority)
        for _ in 1...2 {
            let tls = try #require(try exchange(await fetcher.fetch(request(server.url()))).connection?.tls)
            #expect(tls.version == "TLSv1.3" && tls.cipher?.isEmpty == false)
            let own = try #require(tls.chain.first)
            #expect(own.subject.contains("reports.test") && own.issuer.contains("Test Authority"))
            let days = Double(try #require(own.expires).milliseconds - Timestamp.now.milliseconds) / 86_400_000
            #expect(days > 9 && days < 11)
        }
        #expect(try failure(await self.fetcher.fetch(request(server.url()))).code == .tlsFailed)
    }

    @Test(.enabled(if: SecureServer.isPossible))
    func `a step from https to http is not made`() async throws {
        let server = try await SecureServer.started(in: folder.path)
        let plain = try LoopbackServer { _ in Response(text: "plain") }
        let fetcher = Fetcher(authorities: server.authority)
        let refused = try failure(await fetcher.fetch(request(server.url("/to/\(plain.url())"))))
        #expect(refused.code == .insecureRedirect)
        #expect(plain.requests.isEmpty)
        let other = try failure(await fetcher.fetch(request(server.url("/to/http://127.0.0.1/x"))))
        // Nothing listens at port 443 here: https was tried, and http was not.
        #expect(other.code == .refused && other.message.contains("127.0.0.1"))
        // From http to https is fine.
        plain.answer { _ in Response(301, headers: ["Location": server.url("/page")]) }
        #expect(try exchange(await fetcher.fetch(request(plain.url()))).movedTo == server.url("/page"))
    }

    @Test(.enabled(if: SecureServer.isPossible))
    func `a certificate for another name is a TLS failure`() async throws {
        let server = try await SecureServer.started(in: folder.path, names: "DNS:elsewhere.test")
        let fetcher = Fetcher(authorities: server.authority)
        #expect(try failure(await fetcher.fetch(request(server.url()))).code == .tlsFailed)
    }
}

extension LoopbackServer.Response {
    fileprivate func with(_ manner: Manner) -> Self {
        var response = self
        response.manner = manner
        return response
    }
}
