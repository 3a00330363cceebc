import Foundation
import Model
import Support
import Testing

/// By which road an address is asked that somebody wants once.
struct RoadTests {
    private static let page = LoopbackServer.Response(
        headers: ["Content-Type": "text/html"], text: "<title>Letter</title><h1>Letter</h1><p>We inspected it in June.")

    @Test(arguments: ["/letter", "/other"])
    func `ingest takes the road and the headers of the source on that server`(path: String) async throws {
        let server = try LoopbackServer { _ in Self.page }
        let proxy = try LoopbackServer { $0.method == "CONNECT" ? .init() : Self.page }
        let place = try Installation([
            "sources": [
                [
                    "id": "letter", "url": .string(server.url("/letter")), "proxy": .string(proxy.url("")),
                    "headers": ["X-Reader": "desk"],
                ]
            ]
        ])
        let answer = try await place.run("ingest", server.url(path))
        #expect(answer.code == 0, "\(answer.output) \(answer.errors)")
        #expect(server.connections == 0)
        let asked = try #require(proxy.requests.last)
        #expect(asked.method == "GET" && asked.path.hasSuffix(path) && asked.headers["x-reader"] == "desk")
    }

    @Test func `ingest of another server goes straight`() async throws {
        let (server, other) = (try LoopbackServer { _ in Self.page }, try LoopbackServer { _ in Self.page })
        let proxy = try LoopbackServer { _ in .init(502) }
        let place = try Installation([
            "sources": [["id": "letter", "url": .string(server.url("/letter")), "proxy": .string(proxy.url(""))]]
        ])
        let answer = try await place.run("ingest", other.url("/letter"))
        #expect(answer.code == 0, "\(answer.output) \(answer.errors)")
        #expect(proxy.connections == 0 && other.requests.count == 1)
    }
}
