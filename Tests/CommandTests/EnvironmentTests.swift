import Foundation
import Model
import Support
import Testing

/// What the environment of the daemon says of proxies, which is for other programs.
struct EnvironmentTests {
    private static let page = LoopbackServer.Response(
        headers: ["Content-Type": "text/html"], text: "<title>Letter</title><h1>Letter</h1><p>We inspected it in June.")

    @Test func `proxies of the environment are not used, and the one of the settings is whatever it says`() async throws
    {
        let proxy = try LoopbackServer { _ in .init(502) }
        let server = try LoopbackServer { _ in Self.page }
        let place = try Installation()
        let names = ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"]
        var environment = Dictionary(uniqueKeysWithValues: names.map { ($0, proxy.url("")) })
        let answer = try await place.run(
            Installation.program, ["ingest", server.url("/letter"), "--config", "config.json"], environment: environment
        )
        #expect(answer.code == 0, "\(answer.output) \(answer.errors)")
        #expect(proxy.connections == 0 && server.requests.count == 1)
        // And what it excepts from a proxy is not excepted from ours.
        proxy.answer { $0.method == "CONNECT" ? .init() : Self.page }
        try place.write(settings: [
            "sources": [["id": "a", "url": .string(server.url("/other")), "proxy": .string(proxy.url(""))]]
        ])
        environment = ["no_proxy": "*", "NO_PROXY": "127.0.0.1,localhost"]
        let polled = try await place.run(
            Installation.program, ["poll", "--wait", "--config", "config.json"], environment: environment)
        #expect(polled.code == 0, "\(polled.output) \(polled.errors)")
        #expect(server.requests.count == 1)
        #expect(proxy.requests.map(\.method).contains("GET") || proxy.requests.map(\.method).contains("CONNECT"))
    }
}
