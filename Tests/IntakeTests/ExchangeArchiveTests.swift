import Documents
import Foundation
import Model
import Support
import Testing

@testable import Intake

/// The exchange as a web archive: what other people's programs and our own reader make of it.
struct ExchangeArchiveTests {
    private let folder: TemporaryFolder
    private let fetcher = Fetcher(software: "reportwatch test")
    private typealias Response = LoopbackServer.Response
    private static let warcio = Validators.found("warcio")
    private static let pywb = Validators.found("pywb")

    init() throws { folder = try TemporaryFolder() }

    private var body: String { folder.file("input") }
    private var archive: String { folder.file("exchange.warc.gz") }

    private func fetch(
        _ url: String, with fetcher: Fetcher? = nil, _ change: (inout FetchRequest) -> Void = { _ in }
    ) async -> FetchOutcome {
        let settings = HTTPSettings(
            userAgent: "reportwatch-test (+https://example.org)", timeout: .seconds(120), maxBytes: 20_000_000,
            allowPrivateAddresses: true)
        var request = FetchRequest(url: url, spoolPath: body, exchangePath: archive, settings: settings)
        change(&request)
        return await (fetcher ?? self.fetcher).fetch(request)
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// The archive without its packing.
    private func text() async throws -> String {
        let plain = try await Tool.run("/usr/bin/gzip", ["-dc", archive])
        #expect(plain.code == 0)
        return plain.output
    }

    /// What our own reader takes out of it.
    private func members() throws -> [Member] {
        let taken = Taken()
        var sink = MemberSink { taken.members.append($0) }
        _ = try DocumentReader.read(bytes(archive), members: &sink)
        return taken.members
    }

    private final class Taken { var members: [Member] = [] }

    /// Holds the archive to other people's checks, and to reading back what was fetched.
    private func expectSound(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try members().last?.bytes == bytes(body), sourceLocation: sourceLocation)
        #expect(Set(names) == ["input", "exchange.warc.gz"], sourceLocation: sourceLocation)
        guard let warcio = Validators.wanted(Self.warcio, "warcio", sourceLocation: sourceLocation) else { return }
        let check = try await Tool.run(warcio, ["check", "-v", archive])
        #expect(
            check.code == 0 && !check.output.contains("no digest"), "\(check.output)", sourceLocation: sourceLocation)
    }

    private static let page =
        "<!DOCTYPE html><h1>PEEL</h1>\n" + String(repeating: "<p>The force is good.</p>\n", count: 300)

    private static func gzip(_ text: String) -> [UInt8] {
        Array((try? Validators.output(of: "/usr/bin/gzip", ["-c"], input: Data(text.utf8))) ?? Data())
    }

    @Test func `request and answer stand there as they passed the line`() async throws {
        let server = try LoopbackServer { _ in
            Response(headers: ["Content-Type": "text/html", "X-Odd": "caf\u{E9}"], text: Self.page)
        }
        guard case .body = await fetch(server.url("/peel?x=1#top"), { $0.etag = "\"old\"" }) else {
            Issue.record("no body")
            return
        }
        try await expectSound()
        let text = try await text()
        #expect(text.hasPrefix("WARC/1.1\r\nWARC-Type: warcinfo\r\n"))
        #expect(text.contains("software: reportwatch test\r\nformat: WARC File Format 1.1\r\n"))
        #expect(text.contains("\r\n\r\nGET /peel?x=1 HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
        #expect(text.contains("\r\nIf-None-Match: \"old\"\r\n"))
        #expect(text.contains("\r\n\r\nHTTP/1.1 200 Answer\r\nContent-Length: \(Self.page.utf8.count)\r\n"))
        #expect(text.contains("X-Odd: caf\u{E9}\r\n"))
        #expect(text.contains("WARC-Target-URI: \(server.url("/peel?x=1"))\r\nWARC-IP-Address: 127.0.0.1\r\n"))
        #expect(text.contains("WARC-Protocol: http/1.1\r\n"))
        #expect(text.components(separatedBy: "WARC-Concurrent-To: <urn:uuid:").count == 3)
    }

    @Test func `a coded body stands there as it came, in its chunks`() async throws {
        let packed = Self.gzip(Self.page)
        let server = try LoopbackServer { request in
            Response(
                headers: ["Content-Type": "text/html", "Content-Encoding": "gzip"], body: packed, delay: .zero,
                manner: request.path == "/chunks" ? .chunked(complete: true) : .proper)
        }
        for path in ["/whole", "/chunks"] {
            guard case .body(_, Self.page.utf8.count) = await fetch(server.url(path)) else {
                Issue.record("no body")
                return
            }
            try await expectSound()
            #expect(try bytes(body) == Array(Self.page.utf8))
            let raw = Array(try Validators.output(of: "/usr/bin/gzip", ["-dc", archive], input: Data()))
            let wanted = path == "/chunks" ? Array("\(String(packed.count, radix: 16))\r\n".utf8) + packed : packed
            #expect(raw.firstRange(of: Array("\r\n\r\n".utf8) + wanted) != nil)
            for name in names { try FileManager.default.removeItem(atPath: folder.file(name)) }
        }
    }

    @Test func `what not every reader can unpack is kept decoded, and says so`() async throws {
        let server = try LoopbackServer { _ in
            Response(headers: ["Content-Type": "text/html", "Content-Encoding": "br"], body: Self.brotli)
        }
        guard case .body(_, size: 600) = await fetch(server.url()) else {
            Issue.record("no body")
            return
        }
        try await expectSound()
        let text = try await text()
        #expect(text.contains("X-Archive-Orig-Content-Encoding: br\r\n"))
        #expect(text.contains("X-Archive-Orig-Content-Length: \(Self.brotli.count)\r\n"))
        #expect(text.contains("\r\nContent-Length: 600\r\n\r\n<h1>brotli</h1>"))
    }

    @Test func `each redirect is a request and an answer of its own`() async throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/a": Response(301, headers: ["Location": "/b"], text: "moved for good")
            case "/b": Response(302, headers: ["Location": "/\u{E9}"], body: [UInt8](repeating: 65, count: 100_000))
            default: Response(headers: ["Content-Type": "text/html"], text: "<p>here")
            }
        }
        guard case .body = await fetch(server.url("/a")) else {
            Issue.record("no body")
            return
        }
        try await expectSound()
        let text = try await text()
        let targets = text.components(separatedBy: "\r\n").filter { $0.hasPrefix("WARC-Target-URI: ") }
        #expect(
            targets.map { $0.dropFirst(17 + server.url("").count) } == ["/a", "/a", "/b", "/b", "/%c3%a9", "/%c3%a9"])
        #expect(text.contains("\r\n\r\nmoved for good\r\n\r\n"))
        // Each record can be read without those before it.
        if let warcio = Validators.wanted(Self.warcio, "warcio") {
            let again = try await Tool.run(warcio, ["recompress", archive, folder.file("again.warc.gz")])
            #expect(again.output.contains("7 records read"), "\(again.output)")
        }
        #expect(text.components(separatedBy: "WARC-Truncated: length").count == 2)
    }

    @Test func `cookies and credentials are not kept`() async throws {
        let server = try LoopbackServer { _ in
            let head = """
                HTTP/1.1 200 OK\r\nSet-Cookie: sid=hunter2; Path=/\r\nset-cookie:\tother=hunter2\r\nX-Auth-Token: hunter2\r
                 hunter2\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>
                """
            return Response(manner: .raw(Array(head.utf8)))
        }
        guard case .body(let exchange, _) = await fetch(server.url()) else {
            Issue.record("no body")
            return
        }
        try await expectSound()
        let text = try await text()
        #expect(!text.contains("hunter2"))
        #expect(text.contains("Set-Cookie: sid=redacted\r\nset-cookie:\tother=redacted\r\nX-Auth-Token: redacted\r\n"))
        #expect(!String(decoding: try JSON.bytes(of: exchange), as: UTF8.self).contains("hunter2"))
        let head = HTTPHead(Array("GET / HTTP/2\r\nAuthorization: Basic aa\r\nCookie: a=b\r\nAccept: */*\r\n\r\n".utf8))
        #expect(
            String(decoding: head.bytes, as: UTF8.self)
                == "GET / HTTP/1.1\r\nAuthorization: redacted\r\nCookie: redacted\r\nAccept: */*\r\n\r\n")
    }

    @Test func `only what became a body leaves an exchange, and nothing else is left`() async throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/404": Response(404, text: "none")
            case "/304": Response(304)
            case "/short": Response(body: Array("half".utf8), manner: .shortBy(10))
            case "/large": Response(body: [UInt8](repeating: 65, count: 100_000), manner: .untilClose)
            default: Response(302, headers: ["Location": "/404"])
            }
        }
        for path in ["/404", "/304", "/short", "/large", "/redirect"] {
            let outcome = await fetch(server.url(path)) {
                $0.etag = "\"1\""
                $0.settings.maxBytes = 50_000
            }
            if case .body = outcome { Issue.record("\(path) brought a body") }
            #expect(names == [], "\(path)")
        }
    }

    @Test func `a large body goes through in pieces`() async throws {
        let piece = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        let large = Array((0..<1_200).map { _ in piece }.joined())
        let server = try LoopbackServer { _ in Response(headers: ["Content-Type": "application/pdf"], body: large) }
        guard case .body = await fetch(server.url()) else {
            Issue.record("no body")
            return
        }
        try await expectSound()
    }

    @Test(.enabled(if: SecureServer.isPossible))
    func `how a connection was secured stands there`() async throws {
        let server = try await SecureServer.started(in: folder.path)
        let fetcher = Fetcher(authorities: server.authority)
        guard case .body = await fetch(server.url(), with: fetcher) else {
            Issue.record("no body")
            return
        }
        let text = try await text()
        #expect(text.contains("WARC-Protocol: tls/1.3\r\nWARC-Cipher-Suite: TLS_"))
    }

    @Test(.enabled(if: pywb != nil, "pywb is not installed"), .timeLimit(.minutes(5)))
    func `pywb replays it`() async throws {
        let packed = Self.gzip(Self.page)
        let server = try LoopbackServer { request in
            request.path == "/a"
                ? Response(301, headers: ["Location": "/b"])
                : Response(
                    headers: ["Content-Type": "text/html", "Content-Encoding": "gzip"], body: packed,
                    manner: .chunked(complete: true))
        }
        guard case .body = await fetch(server.url("/a")) else {
            Issue.record("no body")
            return
        }
        let manager = try #require(Validators.found("wb-manager"))
        let made = try await Tool.run(manager, ["init", "peel"], in: folder.path)
        #expect(made.code == 0, "\(made.output)")
        let added = try await Tool.run(manager, ["add", "peel", archive], in: folder.path)
        #expect(added.code == 0, "\(added.output)")
        let port = try LoopbackServer.portForAnother()
        let child = try Spawned(
            try #require(Self.pywb), ["-b", "127.0.0.1", "-p", String(port)], in: folder.path)
        defer { child.signal(SIGKILL) }
        let replay = "http://127.0.0.1:\(port)/peel/id_/" + server.url("/b")
        var outcome = FetchOutcome.failed(FetchFailure(.refused, "not asked yet"))
        for attempt in 1...200 {
            outcome = await fetch(replay) {
                $0.spoolPath = folder.file("replay \(attempt)")
                $0.exchangePath = nil
            }
            // It listens a moment before it answers.
            guard case .failed(let failure) = outcome, [.refused, .connectionFailed].contains(failure.code) else {
                break
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        guard case .body(let exchange, _) = outcome else {
            Issue.record("not replayed: \(outcome)")
            return
        }
        let replayed = try #require(names.first { $0.hasPrefix("replay") })
        #expect(try bytes(folder.file(replayed)) == Array(Self.page.utf8))
        #expect(exchange.mediaType?.contains("text/html") == true)
    }

    // "<h1>brotli</h1>" forty times, packed with brotli.
    private static let brotli: [UInt8] = [
        27, 87, 2, 0, 28, 7, 110, 76, 205, 110, 78, 107, 188, 230, 241, 65, 163, 211, 47, 49, 98, 114, 50, 141, 237,
        173, 2, 42, 172, 130, 129, 164, 253, 1, 7, 4,
    ]
}
