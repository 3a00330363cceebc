import Foundation
import Model
import Support
import Testing

@testable import Intake

/// Servers that mean harm, or are broken in a way that does the same.
@Suite("Hostile servers")
struct HostileServerTests {
    private typealias Response = LoopbackServer.Response
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func failure(_ url: String, timeout: Duration = .seconds(10)) async throws -> FetchFailure {
        let settings = HTTPSettings(
            userAgent: "reportwatch-test", timeout: timeout, maxBytes: 200_000, allowPrivateAddresses: true)
        let asked = FetchRequest(url: url, spoolPath: folder.file(UUID().uuidString), settings: settings)
        guard case .failed(let failure) = await Fetcher().fetch(asked) else {
            Issue.record("\(url) is taken")
            throw CancellationError()
        }
        #expect(!FileManager.default.fileExists(atPath: asked.spoolPath))
        return failure
    }

    @Test func `a length that lies, or stands twice, brings nothing`() async throws {
        for lines in ["Content-Length: 900000", "Content-Length: 10\r\nContent-Length: 20"] {
            let server = try LoopbackServer { _ in
                Response(manner: .raw(Array("HTTP/1.1 200 OK\r\n\(lines)\r\n\r\nhello".utf8)))
            }
            let code = try await failure(server.url(), timeout: .seconds(3)).code
            #expect([.tooLarge, .truncated, .connectionFailed].contains(code), "\(lines): \(code)")
        }
    }

    @Test func `a page packed many times over is not unpacked`() async throws {
        let encodings = Array(repeating: "gzip", count: 30).joined(separator: ", ")
        let server = try LoopbackServer { _ in Response(headers: ["Content-Encoding": encodings], text: "x") }
        #expect(try await failure(server.url()).code == .truncated)
    }

    @Test func `what says not modified unasked, or changes its protocol, is no page`() async throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/304": Response(304)
            case "/101":
                Response(manner: .raw(Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhello".utf8)))
            case "/0.9": Response(manner: .raw(Array("<h1>hello</h1>".utf8)))
            default: Response(manner: .raw(Array("HTTP/9.9 200 OK\r\n\r\nhello".utf8)))
            }
        }
        for path in ["/304", "/101", "/0.9", "/9.9"] {
            let code = try await failure(server.url(path), timeout: .seconds(3)).code
            #expect([.unexpectedStatus, .connectionFailed, .timedOut].contains(code), "\(path): \(code)")
        }
    }
}
