import Foundation
import Model
import Support
import Testing

@testable import Intake

struct FetcherTests {
    private let folder: TemporaryFolder
    private let fetcher = Fetcher()
    private typealias Response = LoopbackServer.Response

    init() throws { folder = try TemporaryFolder() }

    private var spool: String { folder.file("body") }

    private func request(_ url: String, _ change: (inout FetchRequest) -> Void = { _ in }) -> FetchRequest {
        let settings = HTTPSettings(
            userAgent: "reportwatch-test (+https://example.org)", timeout: .seconds(20), maxBytes: 100_000,
            maxRedirects: 3, allowPrivateAddresses: true)
        var request = FetchRequest(url: url, spoolPath: spool, settings: settings)
        change(&request)
        return request
    }

    private func failure(_ outcome: FetchOutcome) throws -> FetchFailure {
        guard case .failed(let failure) = outcome else {
            Issue.record("not a failure: \(outcome)")
            throw CancellationError()
        }
        #expect(!FileManager.default.fileExists(atPath: spool), "a failed fetch leaves nothing behind")
        #expect(!failure.message.isEmpty && !failure.remedy.isEmpty)
        return failure
    }

    @Test func `a page comes whole, with the facts of its answer`() async throws {
        let server = try LoopbackServer { _ in
            Response(
                headers: [
                    "ETag": "W/\"a-\u{E9}\"", "Last-Modified": "Tue, 01 Mar 2016 10:00:00 GMT",
                    "Content-Type": "text/html; charset=utf-8",
                ],
                body: Array("<h1>PEEL</h1>".utf8))
        }
        guard case .body(let exchange, let size) = await fetcher.fetch(request(server.url("/peel?x=1#top"))) else {
            Issue.record("no body")
            return
        }
        #expect(try String(contentsOfFile: spool, encoding: .utf8) == "<h1>PEEL</h1>")
        #expect(size == 13)
        #expect(exchange.status == 200)
        #expect(exchange.url == server.url("/peel?x=1#top"))
        #expect(exchange.mediaType == "text/html; charset=utf-8")
        #expect(exchange.lastModified == "Tue, 01 Mar 2016 10:00:00 GMT")
        #expect(exchange.etag?.isEmpty == false)
        let asked = try #require(server.requests.first)
        #expect(asked.method == "GET" && asked.path == "/peel?x=1")
        #expect(asked.headers["user-agent"] == "reportwatch-test (+https://example.org)")
        #expect(asked.headers["if-none-match"] == nil)
        #expect(asked.headers["accept-encoding"]?.contains("gzip") == true)
    }

    @Test func `the server's own words go back as conditions, and 304 is unchanged`() async throws {
        let server = try LoopbackServer { request in
            request.headers["if-none-match"] == nil
                ? Response(headers: ["ETag": "W/\"a \u{E9}'\""], text: "x") : Response(304)
        }
        guard case .body(let first, _) = await fetcher.fetch(request(server.url())) else {
            Issue.record("no body")
            return
        }
        let again = request(server.url()) {
            $0.etag = first.etag
            $0.lastModified = "Tue, 1 Mar 2016 10:00:00 +0000 (as sent)"
            $0.spoolPath = folder.file("second")
        }
        guard case .unchanged(let exchange) = await fetcher.fetch(again) else {
            Issue.record("not unchanged")
            return
        }
        #expect(exchange.status == 304)
        let asked = server.requests[1].headers
        // The tag as the server wrote it, byte for byte.
        #expect(asked["if-none-match"] == "W/\"a \u{E9}'\"")
        #expect(asked["if-modified-since"] == "Tue, 1 Mar 2016 10:00:00 +0000 (as sent)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("second")))
    }

    @Test(arguments: [
        (404, FetchFailure.Code.notFound), (410, .gone), (403, .forbidden), (401, .unauthorized),
        (429, .tooManyRequests),
        (500, .serverError), (503, .serverError), (304, .unexpectedStatus), (300, .unexpectedStatus),
        (418, .unexpectedStatus),
    ])
    func `a status that is no success is named`(status: Int, code: FetchFailure.Code) async throws {
        let server = try LoopbackServer { _ in Response(status, headers: ["Retry-After": "90"], text: "an error page") }
        let failure = try failure(await fetcher.fetch(request(server.url())))
        #expect(failure.code == code)
        #expect(failure.status == status)
        #expect(failure.retryAfter == .seconds(90))
        #expect(failure.message.contains("\(status)"))
    }

    @Test func `an endless error page is cut off and its status still known`() async throws {
        let server = try LoopbackServer { _ in Response(500, body: [UInt8](repeating: 65, count: 5_000_000)) }
        #expect(try failure(await fetcher.fetch(request(server.url()))).code == .serverError)
    }

    @Test func `no content is an empty body`() async throws {
        let server = try LoopbackServer { _ in Response(200) }
        guard case .body(_, size: 0) = await fetcher.fetch(request(server.url())) else {
            Issue.record("no empty body")
            return
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: spool)).isEmpty)
    }

    @Test func `a refused port, a silent server and a broken connection have names`() async throws {
        let server = try LoopbackServer { request in
            Response(
                manner: request.path == "/silent"
                    ? .silence : request.path == "/noise" ? .raw(Array("hello".utf8)) : .hangUp)
        }
        let silent = request(server.url("/silent")) { $0.settings.timeout = .milliseconds(300) }
        #expect(try failure(await fetcher.fetch(silent)).code == .timedOut)
        #expect(try failure(await fetcher.fetch(request(server.url("/hang-up")))).code == .connectionFailed)
        #expect(try failure(await fetcher.fetch(request(server.url("/noise")))).code == .connectionFailed)
        #expect(try failure(await fetcher.fetch(request("http://127.0.0.1:1024/"))).code == .refused)
        // A label too long for any name server: fails without asking one.
        let label = String(repeating: "a", count: 70)
        #expect(try failure(await fetcher.fetch(request("http://\(label).example/"))).code == .nameUnknown)
    }

    @Test func `speaking TLS to a server that does not is a TLS failure`() async throws {
        let server = try LoopbackServer { _ in Response(text: "plain") }
        let url = server.url().replacingOccurrences(of: "http:", with: "https:")
        // The server takes the greeting for the start of a head and says nothing, or closes: neither is a success.
        let outcome = await fetcher.fetch(request(url) { $0.settings.timeout = .milliseconds(500) })
        #expect([.tlsFailed, .timedOut].contains(try failure(outcome).code))
    }

    @Test func `a body over the limit is refused, whether its length is told or not`() async throws {
        let large = [UInt8](repeating: 65, count: 100_001)
        let server = try LoopbackServer { Response(body: large, manner: $0.path == "/told" ? .proper : .untilClose) }
        let told = try failure(await fetcher.fetch(request(server.url("/told"))))
        #expect(told.code == .tooLarge && told.message.contains("100001"))
        #expect(try failure(await fetcher.fetch(request(server.url("/untold")))).code == .tooLarge)
        let fits = request(server.url("/told")) { $0.settings.maxBytes = 100_001 }
        guard case .body(_, size: 100_001) = await fetcher.fetch(fits) else {
            Issue.record("a body of exactly the limit is refused")
            return
        }
    }

    @Test func `an encoded body is decoded and the limit counts decoded bytes`() async throws {
        // gzip of 200,000 letters "A": a small bomb of its own.
        let packed = Data(base64Encoded: FetcherTests.packed) ?? Data()
        let server = try LoopbackServer { _ in Response(headers: ["Content-Encoding": "gzip"], body: Array(packed)) }
        #expect(try failure(await fetcher.fetch(request(server.url()))).code == .tooLarge)
        guard case .body(_, let size) = await fetcher.fetch(request(server.url()) { $0.settings.maxBytes = 200_000 })
        else {
            Issue.record("no body")
            return
        }
        #expect(size == 200_000)
        #expect(try String(contentsOfFile: spool, encoding: .utf8) == String(repeating: "A", count: 200_000))
    }

    @Test func `a body shorter than promised is truncated`() async throws {
        let server = try LoopbackServer { request in
            Response(
                body: Array("half a rep".utf8),
                manner: request.path == "/chunks" ? .chunked(complete: false) : .shortBy(10))
        }
        for path in ["/", "/chunks"] {
            let failure = try failure(await fetcher.fetch(request(server.url(path))))
            #expect(failure.code == .truncated)
            #expect(failure.message.contains("10 bytes"))
        }
    }

    @Test func `redirects are followed up to a limit, and only to http and https`() async throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/moved": Response(301, headers: ["Location": "/here"], text: "moved")
            case "/here": Response(headers: ["ETag": "\"2\""], text: "found")
            case "/file": Response(302, headers: ["Location": "file:///etc/passwd"])
            case "/user": Response(302, headers: ["Location": "http://me:secret@127.0.0.1/"])
            default: Response(302, headers: ["Location": request.path + "+"])
            }
        }
        guard case .body(let exchange, size: 5) = await fetcher.fetch(request(server.url("/moved"))) else {
            Issue.record("a redirect is not followed")
            return
        }
        #expect(exchange.finalURL == server.url("/here"))
        #expect(exchange.url == server.url("/moved"))
        #expect(exchange.status == 200 && exchange.etag == "\"2\"")
        #expect(exchange.movedTo == server.url("/here"))
        try FileManager.default.removeItem(atPath: spool)
        #expect(try failure(await fetcher.fetch(request(server.url("/loop")))).code == .tooManyRedirects)
        let file = try failure(await fetcher.fetch(request(server.url("/file"))))
        #expect(file.code == .badURL && file.message.contains("file:///etc/passwd"))
        #expect(try failure(await fetcher.fetch(request(server.url("/user")))).code == .badURL)
    }

    @Test(arguments: [
        ("/301/end", true), ("/308/301/end", true), ("/302/end", false), ("/301/302/end", false), ("/end", false),
    ])
    func `only redirects that are all for good say that a page has moved`(path: String, hasMoved: Bool) async throws {
        let server = try LoopbackServer { request in
            let parts = request.path.split(separator: "/")
            guard let status = Int(parts[0]) else { return Response(text: "found") }
            return Response(status, headers: ["Location": "/" + parts.dropFirst().joined(separator: "/")])
        }
        guard case .body(let exchange, _) = await fetcher.fetch(request(server.url(path))) else {
            Issue.record("\(path) was not followed")
            return
        }
        #expect(exchange.movedTo == (hasMoved ? server.url("/end") : nil))
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://example.org/", "http://me:pw@127.0.0.1/", "http://", "no address", "",
        "http://a b/",
    ])
    func `an address that is not http or https, or holds a password, is refused unasked`(url: String) async throws {
        let failure = try failure(await fetcher.fetch(request(url)))
        #expect(failure.code == .badURL)
        #expect(!failure.message.contains("pw"))
    }

    @Test func `private addresses are refused before a packet leaves, also over a connection that is open already`()
        async throws
    {
        let server = try LoopbackServer { _ in Response(text: "secret") }
        let guarded = { (url: String) in
            self.request(url) { $0.settings.allowPrivateAddresses = false }
        }
        for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433", "0.0.0.0"] {
            let failure = try failure(await fetcher.fetch(guarded("http://\(host):\(server.port)/")))
            #expect(failure.code == .privateAddress, "\(host): \(failure)")
        }
        #expect(server.requests.isEmpty)
        guard case .body = await fetcher.fetch(request(server.url())) else {
            Issue.record("an allowed private address is refused")
            return
        }
        try FileManager.default.removeItem(atPath: spool)
        #expect(try failure(await fetcher.fetch(guarded(server.url("/again")))).code == .privateAddress)
        #expect(server.requests.count == 1)
    }

    @Test func `a spool file that exists is not touched`() async throws {
        let server = try LoopbackServer { _ in Response(text: "new") }
        try folder.write("old", to: "body")
        guard case .failed(let failure) = await fetcher.fetch(request(server.url())) else {
            Issue.record("an existing file is overwritten")
            return
        }
        #expect(failure.code == .spoolFailed)
        #expect(try String(contentsOfFile: spool, encoding: .utf8) == "old")
    }

    @Test func `cancelling the task breaks a transfer off`() async throws {
        let server = try LoopbackServer { _ in Response(manner: .silence) }
        let asked = request(server.url()) { $0.settings.timeout = .seconds(600) }
        let task = Task { await fetcher.fetch(asked) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        // Its own end would be a time-out.
        #expect(try failure(await task.value).code == .cancelled)
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await fetcher.fetch(asked)
        }
        #expect(try failure(await late.value).code == .cancelled)
    }

    @Test func `many transfers run side by side`() async throws {
        let server = try LoopbackServer { Response(body: Array($0.path.utf8), delay: .milliseconds(20)) }
        let sizes = await withTaskGroup(of: Int.self) { group in
            for number in 0..<60 {
                let one = request(server.url("/\(number)")) { $0.spoolPath = folder.file("body \(number)") }
                group.addTask {
                    if case .body(_, let size) = await fetcher.fetch(one) { size } else { -1000 }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sizes == 10 * 2 + 50 * 3)
        for number in [0, 31, 59] {
            #expect(try String(contentsOfFile: folder.file("body \(number)"), encoding: .utf8) == "/\(number)")
        }
    }

    @Test func `a post says what it is told and gives the answer, whatever it is`() async throws {
        let server = try LoopbackServer { request in
            request.path == "/moved"
                ? Response(307, headers: ["Location": "/"]) : Response(503, headers: ["Retry-After": "7"])
        }
        let body = Array(repeating: UInt8(123), count: 2_000_000)
        let outcome = await fetcher.post(
            url: server.url("/hook"),
            headers: ["webhook-id": "e1", "Content-Type": "application/json", "bad\r\nx": "y", "bad": "a\nb: c"],
            body: body, timeout: .seconds(20))
        #expect(outcome == .answered(status: 503, retryAfter: .seconds(7)))
        let asked = try #require(server.requests.first)
        #expect(asked.method == "POST" && asked.path == "/hook" && asked.body == body)
        #expect(asked.headers["webhook-id"] == "e1" && asked.headers["content-type"] == "application/json")
        #expect(asked.headers["bad"] == nil && asked.headers["b"] == nil && asked.headers["expect"] == nil)
        #expect(
            await fetcher.post(url: server.url("/moved"), body: [], timeout: .seconds(20))
                == .answered(status: 307, retryAfter: nil))
        #expect(server.requests.count == 2)
        guard
            case .failed(let failure) = await fetcher.post(
                url: server.url(), body: [], timeout: .seconds(20), allowPrivateAddresses: false)
        else {
            Issue.record("a guarded post to a private address goes through")
            return
        }
        #expect(failure.code == .privateAddress)
    }

    @Test func `a fetcher that was closed has let go of its thread and answers at once`() async {
        let fetcher = Fetcher()
        fetcher.close()
        guard case .failed = await fetcher.post(url: "http://127.0.0.1:9/", body: [], timeout: .seconds(5)) else {
            Issue.record("it answered")
            return
        }
    }

    @Test func `a failure is a problem with its own code`() {
        let problem = FetchFailure(.tooLarge, "too much").problem(at: "http://x/")
        #expect(problem.code.rawValue == "fetch-too-large")
        #expect(problem.location == "http://x/" && problem.retry == .later)
    }

    private static let packed =
        "H4sIAAAAAAACA+3BMQEAAADCoGzrX8oM/kABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAK8B0Wrr"
        + "rEANAwA="
}

struct AddressGuardTests {
    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255", "192.168.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::ffff:10.0.0.1",
        "::127.0.0.1",
        "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1",
    ])
    func `addresses off the public internet are told`(text: String) throws {
        #expect(!AddressGuard.isPublic(try #require(AddressGuard.bytes(ofText: text))))
    }

    @Test(arguments: [
        "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "198.20.0.1", "8.8.8.8",
        "168.63.129.17", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ])
    func `public addresses are told`(text: String) throws {
        #expect(AddressGuard.isPublic(try #require(AddressGuard.bytes(ofText: text))))
    }

    @Test func `what is no address is not public`() {
        #expect(AddressGuard.bytes(ofText: "") == nil)
        #expect(AddressGuard.bytes(ofText: "localhost") == nil)
        #expect(!AddressGuard.isPublic([]))
        #expect(!AddressGuard.isPublic([8, 8, 8]))
    }
}
