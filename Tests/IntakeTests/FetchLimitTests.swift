import Foundation
import Model
import Support
import Testing

@testable import Intake

/// Servers that go on and on, each in its own way.
struct FetchLimitTests {
    private let folder: TemporaryFolder
    private let fetcher = Fetcher()
    private typealias Response = LoopbackServer.Response

    init() throws { folder = try TemporaryFolder() }

    private func failure(
        _ url: String, maxBytes: Int = 100_000, timeout: Duration = .seconds(120)
    ) async throws -> FetchFailure {
        let settings = HTTPSettings(
            userAgent: "reportwatch-test", timeout: timeout, maxBytes: maxBytes, allowPrivateAddresses: true)
        let request = FetchRequest(
            url: url, spoolPath: folder.file("body"), exchangePath: folder.file("exchange"), settings: settings)
        guard case .failed(let failure) = await fetcher.fetch(request) else {
            Issue.record("not a failure")
            throw CancellationError()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        return failure
    }

    private static func packed(_ data: Data) -> [UInt8] {
        Array((try? Validators.output(of: "/usr/bin/gzip", ["-9c"], input: data)) ?? Data())
    }

    @Test func `a small body that unpacks to a huge one is broken off long before the limit`() async throws {
        let bomb = Self.packed(Data(count: 30_000_000))
        let server = try LoopbackServer { _ in Response(headers: ["Content-Encoding": "gzip"], body: bomb) }
        let failure = try await failure(server.url(), maxBytes: 50_000_000)
        #expect(failure.code == .decompressionBomb && failure.retryAfter == nil)
        #expect(!failure.remedy.isEmpty)
    }

    @Test func `a page that repeats itself is no bomb`() async throws {
        let row = "<tr><td>Adequate</td><td>Good</td></tr>\n"
        let rows = (0..<60_000).map { "\(row)<!-- \($0 &* 2_654_435_761 % 99_991) -->" }.joined()
        let page = Self.packed(Data(rows.utf8))
        let server = try LoopbackServer { _ in Response(headers: ["Content-Encoding": "gzip"], body: page) }
        // Too large for this limit, and not for its ratio.
        #expect(try await failure(server.url(), maxBytes: 2_000_000).code == .tooLarge)
    }

    @Test func `a packed body of which nothing comes out does not go on`() async throws {
        // The head of gzip, then stored blocks without a byte in them.
        let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        let some = Array((0..<1_000).map { _ in [0, 0, 0, 0xFF, 0xFF] as [UInt8] }.joined())
        let empty = head + Array((0..<1_000).map { _ in some }.joined())
        let server = try LoopbackServer { request in
            Response(request.path == "/error" ? 500 : 200, headers: ["Content-Encoding": "gzip"], body: empty)
                .untilClose
        }
        #expect(try await failure(server.url()).code == .tooLarge)
    }

    @Test func `heads have a limit, whether in one answer or in many`() async throws {
        let server = try LoopbackServer { request in
            let bytes =
                request.path == "/many"
                ? String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 20_000)
                : "HTTP/1.1 200 OK\r\n"
                    + String(repeating: "X-A: \(String(repeating: "a", count: 500))\r\n", count: 2_000)
            return Response(manner: .raw(Array(bytes.utf8)))
        }
        for path in ["/one", "/many"] { #expect(try await failure(server.url(path)).code == .headTooLarge, "\(path)") }
    }

    @Test func `a slow drip is cut off, by its speed and by the time it takes`() async throws {
        let server = try LoopbackServer { _ in
            Response(body: [UInt8](repeating: 65, count: 400), manner: .drip(.milliseconds(100)))
        }
        #expect(try await failure(server.url(), timeout: .milliseconds(600)).code == .timedOut)
        let slow = try await failure(server.url(), timeout: .seconds(20))
        #expect(slow.code == .timedOut && slow.message.contains("too slow"))
    }
}

extension LoopbackServer.Response {
    fileprivate var untilClose: Self {
        var response = self
        response.manner = .untilClose
        return response
    }
}
