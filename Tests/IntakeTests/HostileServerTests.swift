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

    @Test(
        arguments: [
            ("900000", .tooLarge), ("5, 6", .connectionFailed), ("5\r\nContent-Length: 6", .connectionFailed),
            ("6\r\nContent-Length: 5", .connectionFailed), ("-5", .connectionFailed), ("+5", .connectionFailed),
            ("five", .connectionFailed), ("0x5", .connectionFailed), ("5 5", .connectionFailed),
            ("5,", .connectionFailed),
            ("99999999999999999999999", .tooLarge), ("9223372036854775807", .tooLarge), ("6", .truncated),
        ] as [(String, FetchFailure.Code)])
    func `a length that lies or cannot be brings nothing, and is not waited for`(
        length: String, code: FetchFailure.Code
    ) async throws {
        let server = try LoopbackServer { _ in
            Response(manner: .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\nhello".utf8)))
        }
        let failure = try await failure(server.url(), timeout: .seconds(60))
        #expect(failure.code == code, "\(length): \(failure)")
    }

    @Test func `a length that was written down twice is one, and chunks need none`() async throws {
        for head in [
            "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "Content-Length: 5, 5\r\n\r\nhello",
            "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        ] {
            let server = try LoopbackServer { _ in Response(manner: .raw(Array("HTTP/1.1 200 OK\r\n\(head)".utf8))) }
            let settings = HTTPSettings(
                userAgent: "reportwatch-test", timeout: .seconds(60), allowPrivateAddresses: true)
            let asked = FetchRequest(
                url: server.url(), spoolPath: folder.file(UUID().uuidString), settings: settings)
            guard case .body(_, let size) = await Fetcher().fetch(asked) else {
                Issue.record("\(head) is not taken")
                continue
            }
            #expect(size == 5)
        }
    }

    @Test func `a port of another service is refused with what helps there`() async throws {
        let failure = try await failure("http://127.0.0.1:25/")
        #expect(failure.code == .badURL && failure.remedy.contains("port") && !failure.remedy.contains("user name"))
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
