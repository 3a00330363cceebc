import Foundation
import Model
import Support
import Testing

@testable import Intake

/// A server of other people's that does each thing a server can do, when it is asked for it.
@Suite(
    "A real httpbin, fetched",
    .enabled(if: Httpbin.isInstalled, "httpbin is not installed (make install-validators)"))
struct HttpbinTests {
    private let folder: TemporaryFolder
    private let fetcher = Fetcher()

    init() throws { folder = try TemporaryFolder() }

    private func fetch(_ path: String, _ change: (inout FetchRequest) -> Void = { _ in }) async throws -> FetchOutcome {
        let settings = HTTPSettings(
            userAgent: "reportwatch-test (+https://example.org)", timeout: .seconds(60), maxBytes: 50_000,
            allowPrivateAddresses: true)
        var request = FetchRequest(
            url: try await Httpbin.shared.value.url(path), spoolPath: folder.file("body"), settings: settings)
        change(&request)
        try? FileManager.default.removeItem(atPath: request.spoolPath)
        return await fetcher.fetch(request)
    }

    private func page(
        _ path: String, _ change: (inout FetchRequest) -> Void = { _ in }
    ) async throws -> (exchange: Exchange, body: [UInt8]) {
        let outcome = try await fetch(path, change)
        guard case .body(let exchange, let size) = outcome else {
            Issue.record("\(path) brought no body: \(outcome)")
            throw CancellationError()
        }
        let body = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("body"))))
        #expect(body.count == size)
        return (exchange, body)
    }

    private func echo(
        _ path: String, _ change: (inout FetchRequest) -> Void = { _ in }
    ) async throws -> [String: JSON] {
        let body = try await page(path, change).body
        guard case .object(let fields) = try JSON.decoded(JSON.self, from: body) else { throw CancellationError() }
        return fields
    }

    private func failure(
        _ path: String, _ change: (inout FetchRequest) -> Void = { _ in }
    ) async throws -> FetchFailure {
        let outcome = try await fetch(path, change)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(path) is no failure: \(outcome)")
            throw CancellationError()
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("body")), "\(path) leaves something behind")
        return failure
    }

    // MARK: bodies

    @Test(arguments: [("/gzip", "gzipped"), ("/deflate", "deflated"), ("/brotli", "brotli")])
    func `a body that is packed is unpacked`(path: String, sign: String) async throws {
        #expect(try await echo(path)[sign] == .bool(true))
    }

    @Test func `a body in chunks without a length comes whole`() async throws {
        #expect(try await page("/stream-bytes/20000?chunk_size=700").body.count == 20_000)
        let lines = try await page("/stream/12").body.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 12 && lines.allSatisfy { $0.last == UInt8(ascii: "}") })
    }

    @Test func `a whole answer that names a range is taken, and only the whole is asked for`() async throws {
        let (exchange, body) = try await page("/range/1000?chunk_size=64")
        #expect(exchange.status == 200 && exchange.etag == "range1000")
        #expect(body == (0..<1000).map { UInt8(ascii: "a") + UInt8($0 % 26) })
    }

    @Test func `a body over the limit is refused, with a length and without`() async throws {
        #expect(try await failure("/bytes/50001").code == .tooLarge)
        #expect(try await failure("/stream-bytes/50001?chunk_size=1000").code == .tooLarge)
        #expect(try await page("/bytes/50000").body.count == 50_000)
        #expect(try await page("/stream-bytes/50000").body.count == 50_000)
    }

    // MARK: time

    @Test(arguments: ["/delay/10", "/drip?duration=10&numbytes=10&delay=0"])
    func `who takes longer than the limit is given up, whether silent or dripping`(path: String) async throws {
        #expect(try await failure(path) { $0.settings.timeout = .milliseconds(300) }.code == .timedOut)
    }

    @Test func `a slow drip within the limit comes whole`() async throws {
        let body = try await page("/drip?duration=0.3&numbytes=6&delay=0").body
        #expect(body == [UInt8](repeating: UInt8(ascii: "*"), count: 6))
    }

    // MARK: conditions

    @Test func `the server's own tag goes back, and 304 brings no body`() async throws {
        let first = try await page("/etag/letter-1").exchange
        let tag = try #require(first.etag)
        guard case .unchanged(let second) = try await fetch("/etag/letter-1", { $0.etag = tag }) else {
            Issue.record("not unchanged")
            return
        }
        #expect(second.status == 304 && !FileManager.default.fileExists(atPath: folder.file("body")))
        _ = try await page("/etag/letter-1") { $0.etag = "\"another\"" }
    }

    @Test func `either of tag and date is enough of a condition`() async throws {
        let first = try await page("/cache").exchange
        for (tag, date) in [(first.etag, nil), (nil, first.lastModified), (first.etag, first.lastModified)] {
            let outcome = try await fetch("/cache") { ($0.etag, $0.lastModified) = (tag, date) }
            guard case .unchanged = outcome else {
                Issue.record("not unchanged with \(tag ?? date ?? "")")
                continue
            }
        }
    }

    @Test(arguments: [(60, 60), (86_400, 86_400), (0, nil)])
    func `how long an answer calls itself good is kept as advice`(said: Int, kept: Int?) async throws {
        #expect(try await page("/cache/\(said)").exchange.freshFor == kept)
    }

    // MARK: what is sent

    @Test func `it sees our name, what the source adds and nothing else`() async throws {
        let sent = try await echo("/headers") {
            $0.headers = [RequestHeader("Accept-Language", "cy"), RequestHeader("X-Key", "k1", isSecret: true)]
                .compactMap { $0 }
        }
        guard case .object(let headers)? = sent["headers"] else { throw CancellationError() }
        #expect(headers["User-Agent"] == .string("reportwatch-test (+https://example.org)"))
        #expect(headers["Accept-Language"] == .string("cy") && headers["X-Key"] == .string("k1"))
        let usual = ["Accept", "Accept-Encoding", "Accept-Language", "Host", "User-Agent", "X-Key"]
        #expect(headers.keys.sorted() == usual)
        #expect(RequestHeader("X-Key", "k1\r\nX-Other: 1") == nil && RequestHeader("X-Key\r\nX-Other", "1") == nil)
    }

    @Test(arguments: ["%0d%0aX-Other:%201", "%0aX-Other:%201", "%00"])
    func `what is encoded in an address stays one`(words: String) async throws {
        let sent = try await echo("/anything?q=\(words)")
        guard case .object(let headers)? = sent["headers"] else { throw CancellationError() }
        #expect(headers["X-Other"] == nil)
        guard case .object(let asked)? = sent["args"] else { throw CancellationError() }
        #expect(asked["q"] == words.removingPercentEncoding.map { .string($0) })
    }

    @Test func `a cookie that a server sets is not carried to the next step`() async throws {
        let sent = try await echo("/cookies/set?session=1")
        #expect(sent["cookies"] == .object([:]))
        let own = try await echo("/cookies") {
            $0.headers = [RequestHeader("Cookie", "s=t1", isSecret: true)].compactMap { $0 }
        }
        #expect(own["cookies"] == .object(["s": .string("t1")]))
    }

    // MARK: redirects

    @Test(arguments: ["/redirect/3", "/relative-redirect/3", "/absolute-redirect/3"])
    func `a chain of redirects is followed and told step by step`(path: String) async throws {
        let exchange = try await page(path).exchange
        let server = try await Httpbin.shared.value
        #expect(exchange.redirects?.map(\.status) == [302, 302, 302])
        #expect(exchange.redirects?.first?.url == server.url(path))
        #expect(exchange.finalURL == server.url("/get") && exchange.movedTo == nil)
    }

    @Test(arguments: [301, 308, 302, 303, 307])
    func `only what has moved for good has moved`(status: Int) async throws {
        let exchange = try await page("/redirect-to?url=/html&status_code=\(status)").exchange
        let there = try await Httpbin.shared.value.url("/html")
        #expect(exchange.finalURL == there)
        #expect(exchange.movedTo == ([301, 308].contains(status) ? there : nil))
    }

    @Test func `a way that is too long, leads in a circle or out of the web is not gone`() async throws {
        #expect(try await failure("/redirect/6").code == .tooManyRedirects)
        #expect(try await page("/redirect/5").exchange.redirects?.count == 5)
        #expect(try await failure("/redirect-to?url=%23again").code == .redirectLoop)
        for target in ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/x", "http://u:p@127.0.0.1/"] {
            #expect(try await failure("/redirect-to?url=\(target)").code == .badURL, "\(target)")
        }
    }
}
