import Foundation
import Model
import Support
import Testing

@testable import Intake

/// What the settings of a source add to its requests: a proxy, headers. The proxy here also plays the hosts behind it.
@Suite("Proxies and headers of a source")
struct ProxyTests {
    private typealias Response = LoopbackServer.Response
    private let folder: TemporaryFolder
    private let fetcher = Fetcher(names: [
        "reports.example": ["2606:4700::1111", "93.184.215.14"], "inside.example": ["93.184.215.14", "10.0.0.7"],
    ])

    init() throws { folder = try TemporaryFolder() }

    private func request(_ url: String, by proxy: Proxy?, _ headers: [RequestHeader] = []) -> FetchRequest {
        var settings = HTTPSettings(userAgent: "reportwatch-test", timeout: .seconds(60))
        settings.proxy = proxy
        var request = FetchRequest(url: url, spoolPath: folder.file(UUID().uuidString), settings: settings)
        request.headers = headers
        return request
    }

    private func failure(_ outcome: FetchOutcome) -> FetchFailure? {
        if case .failed(let failure) = outcome { return failure }
        Issue.record("not a failure: \(outcome)")
        return nil
    }

    @Test func `a proxy is told an address that was looked up and checked here, and nothing of the host`() async throws
    {
        let proxy = try LoopbackServer { request in
            request.method == "CONNECT" ? Response() : Response(headers: ["ETag": "\"1\""], text: "page")
        }
        let named = Proxy(url: proxy.url(""), user: "watch", password: "hunter2")
        guard case .body(let exchange, _) = await fetcher.fetch(request("http://reports.example/page", by: named))
        else {
            Issue.record("no body")
            return
        }
        // What the proxy said of the connection is no answer of the host.
        #expect(exchange.status == 200 && exchange.etag == "\"1\"")
        #expect(proxy.requests.map { "\($0.method) \($0.path)" } == ["CONNECT 93.184.215.14:80", "GET /page"])
        #expect(proxy.requests[1].headers["host"] == "reports.example")
        #expect(proxy.requests[0].headers["proxy-authorization"] == "Basic d2F0Y2g6aHVudGVyMg==")
        #expect(proxy.requests[1].headers["proxy-authorization"] == nil)
        #expect("\(named)" == proxy.url(""))
    }

    @Test(arguments: [
        "http://inside.example/", "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://0x7f.1/",
        "http://localhost/", "http://metadata.google.internal/",
    ])
    func `what lies inside is no more asked through a proxy than without`(url: String) async throws {
        let proxy = try LoopbackServer { _ in Response(text: "secret") }
        #expect(failure(await fetcher.fetch(request(url, by: Proxy(url: proxy.url("")))))?.code == .privateAddress)
        #expect(proxy.connections == 0)
    }

    @Test func `a name that only the proxy could look up is not asked`() async throws {
        let proxy = try LoopbackServer { _ in Response(text: "secret") }
        // Too long for any name server: the look-up fails at once.
        let url = "http://\(String(repeating: "a", count: 70)).example/"
        #expect(failure(await fetcher.fetch(request(url, by: Proxy(url: proxy.url("")))))?.code == .nameNotResolved)
        #expect(proxy.connections == 0)
    }

    @Test(arguments: [
        "http://127.0.0.1/", "http://inside.example/", "http://[::ffff:10.0.0.1]/", "file:///etc/passwd",
        "http://example.org:25/",
    ])
    func `a redirect that leads inside ends there`(target: String) async throws {
        let proxy = try LoopbackServer { request in
            request.method == "CONNECT" ? Response() : Response(302, headers: ["Location": target])
        }
        let refused = failure(await fetcher.fetch(request("http://reports.example/", by: Proxy(url: proxy.url("")))))
        #expect([.privateAddress, .badURL].contains(refused?.code))
        #expect(proxy.requests.count == 2)
    }

    @Test func `a SOCKS proxy is told an address too, never a name, and by whom it is asked`() async throws {
        let server = try LoopbackServer { _ in Response(headers: ["ETag": "\"1\""], text: "page") }
        for login in [nil, ("watch", "hunter2")] as [(String, String)?] {
            let proxy = try SocksServer(to: server.port, wantsUser: login != nil)
            let named = Proxy(url: "socks5://127.0.0.1:\(proxy.port)", user: login?.0, password: login?.1)
            guard case .body(let exchange, _) = await fetcher.fetch(request("http://reports.example/page", by: named))
            else {
                Issue.record("no body")
                continue
            }
            #expect(exchange.status == 200 && exchange.finalURL == "http://reports.example/page")
            let user = login.map { "\($0.0):\($0.1)" }
            #expect(proxy.targets == [.init(kind: 1, address: "93.184.215.14", port: 80, user: user)])
            #expect(server.requests.last?.headers["host"] == "reports.example")
        }
    }

    @Test(arguments: [
        "http://inside.example/", "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://localhost/",
        "http://\(String(repeating: "a", count: 70)).example/",
    ])
    func `what lies inside, or only a SOCKS proxy could look up, is not asked through it`(url: String) async throws {
        let server = try LoopbackServer { _ in Response(text: "secret") }
        let proxy = try SocksServer(to: server.port)
        // Even one that would be handed names is not.
        for scheme in ["socks5", "socks5h"] {
            let named = Proxy(url: "\(scheme)://127.0.0.1:\(proxy.port)")
            let code = failure(await fetcher.fetch(request(url, by: named)))?.code
            #expect(code == .privateAddress || code == .nameNotResolved)
        }
        #expect(proxy.targets.isEmpty && server.connections == 0)
    }

    @Test func `what a SOCKS proxy may be told is an address with a port`() {
        #expect(Proxy.isAddress("socks5://127.0.0.1:1080"))
        for url in [
            "socks5h://127.0.0.1:1080", "socks4a://127.0.0.1:1080", "socks5://u:p@127.0.0.1:1080", "socks5://h",
        ] {
            #expect(!Proxy.isAddress(url), "\(url)")
        }
    }

    @Test(.enabled(if: SecureServer.isPossible, "openssl or python3 is not installed"))
    func `an HTTPS proxy must show a certificate that is believed, and its TLS is not the host's`() async throws {
        let server = try LoopbackServer { _ in Response(text: "page") }
        let proxy = try await SecureServer.started(in: folder.path, to: server.port)
        let named = Proxy(url: "https://127.0.0.1:\(proxy.port)")
        let names = ["reports.example": ["93.184.215.14"]]
        let stranger = failure(await fetcher.fetch(request("http://reports.example/", by: named)))
        #expect(stranger?.code == .tlsFailed && proxy.targets.isEmpty, "\(stranger.map { "\($0)" } ?? "")")
        let friend = Fetcher(authorities: proxy.authority, names: names)
        guard case .body(let exchange, _) = await friend.fetch(request("http://reports.example/", by: named)) else {
            Issue.record("no body")
            return
        }
        #expect(proxy.targets == ["93.184.215.14:80"])
        #expect(exchange.connection?.tls == nil && exchange.status == 200)
    }

    @Test func `a proxy that refuses is told as such`() async throws {
        let proxy = try LoopbackServer { _ in Response(407) }
        let refused = failure(await fetcher.fetch(request("http://reports.example/", by: Proxy(url: proxy.url("")))))
        #expect(refused?.code == .connectionFailed && refused?.message.contains("407") == true)
    }

    @Test func `headers of a source go to its own host, and to no other that it leads to`() async throws {
        let other = try LoopbackServer(version: 6) { _ in Response(text: "other") }
        let target = other.url("/there")
        let server = try LoopbackServer { request in
            Response(302, headers: ["Location": request.path == "/out" ? target : "/out"])
        }
        let headers = ["X-Key": "k1", "Authorization": "Bearer t1", "Cookie": "s=1"].sorted { $0.key < $1.key }
            .compactMap { RequestHeader($0.key, $0.value, isSecret: true) }
        var asked = request(server.url("/in"), by: nil, headers)
        asked.settings.allowPrivateAddresses = true
        guard case .body = await fetcher.fetch(asked) else {
            Issue.record("no body")
            return
        }
        for request in server.requests {
            #expect(request.headers["x-key"] == "k1" && request.headers["authorization"] == "Bearer t1")
            #expect(request.headers["cookie"] == "s=1")
        }
        #expect(server.requests.count == 2)
        #expect(Set(other.requests[0].headers.keys).isDisjoint(with: ["x-key", "authorization", "cookie"]))
        // Another port is another server.
        let next = try LoopbackServer { _ in Response(text: "next") }
        server.answer { _ in Response(302, headers: ["Location": next.url()]) }
        _ = await fetcher.fetch(asked)
        #expect(next.requests.count == 1 && next.requests[0].headers["authorization"] == nil)
        #expect(headers.allSatisfy { !"\($0)".contains("1") })
    }

    @Test(arguments: [
        ("X", "a\r\nInjected: 1"), ("X", "a\nb"), ("X", "a\u{0}b"), ("X\r\nInjected", "1"), ("X:", "1"), ("X Y", "1"),
        ("", "1"), ("X", ""), ("Ж", "1"),
    ])
    func `a header that would break out of its line is none`(name: String, value: String) {
        #expect(RequestHeader(name, value) == nil)
    }
}
