import Foundation
import Glibc
import Model
import Support
import Synchronization
import Testing

@testable import Intake

/// The server that most publishers have, in the ways in which they set it up.
@Suite("A real nginx", .enabled(if: Nginx.isPossible, "nginx is not installed (apt-get install nginx-light)"))
struct NginxTests {
    private static let page =
        "<h1>Letter</h1>" + String(repeating: "<p>We inspected the force in June.</p>\n", count: 200)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func request(_ url: String, _ change: (inout FetchRequest) -> Void = { _ in }) -> FetchRequest {
        let settings = HTTPSettings(
            userAgent: "reportwatch-test", timeout: .seconds(60), allowPrivateAddresses: true)
        var request = FetchRequest(url: url, spoolPath: folder.file(UUID().uuidString), settings: settings)
        change(&request)
        return request
    }

    @Test(
        arguments: ["exact", "before"],
        ["", "gzip on; gzip_min_length 1; gzip_vary on;", "etag off;", "add_header X-No 1; etag on;"])
    func `an unchanged page moves no body, whatever validators there are and however dates are compared`(
        dates: String, directives: String
    ) async throws {
        let server = try Nginx(in: folder.path, "if_modified_since \(dates); \(directives)")
        try server.put(Self.page, at: "/letter.html")
        let fetcher = Fetcher()
        guard case .body(let first, let size) = await fetcher.fetch(request(server.url("/letter.html"))) else {
            Issue.record("no body")
            return
        }
        #expect(size == Self.page.utf8.count)
        #expect((first.etag == nil) == directives.contains("etag off") && first.lastModified != nil)
        #expect((first.etag?.hasPrefix("W/") ?? false) == directives.contains("gzip"), "\(first.etag ?? "")")
        for _ in 1...2 {
            let again = request(server.url("/letter.html")) {
                ($0.etag, $0.lastModified) = (first.etag, first.lastModified)
            }
            guard case .unchanged = await fetcher.fetch(again) else {
                Issue.record("not unchanged")
                return
            }
        }
        // Only one of the two is enough as well.
        for (etag, date) in [(first.etag, nil), (nil, first.lastModified)] where etag != nil || date != nil {
            let again = request(server.url("/letter.html")) { ($0.etag, $0.lastModified) = (etag, date) }
            guard case .unchanged = await fetcher.fetch(again) else {
                Issue.record("not unchanged with \(etag ?? date ?? "")")
                return
            }
        }
        let tag = (first.etag ?? "-").replacing("\"", with: "\\x22")
        let moved = try await until { server.log.count >= 4 ? server.log.dropFirst() : nil }
        #expect(moved.allSatisfy { $0.hasPrefix("304 0 ") })
        // The server's own words, and no date of ours.
        #expect(
            moved.prefix(2).allSatisfy { $0 == "304 0 [\(tag)] [\(first.lastModified ?? "")] /letter.html" }, "\(moved)"
        )
        // What has changed is told although the old words are sent.
        try server.put(Self.page + "<p>And in July.</p>", at: "/letter.html")
        let changed = request(server.url("/letter.html")) {
            ($0.etag, $0.lastModified) = (
                first.etag, directives.contains("etag off") ? "Tue, 01 Mar 2016 10:00:00 GMT" : first.lastModified
            )
        }
        let outcome = await fetcher.fetch(changed)
        if dates == "exact" || first.etag != nil {
            guard case .body = outcome else {
                Issue.record("a changed page is unchanged: \(outcome)")
                return
            }
        }
    }

    // nginx writes its log after the answer.
    @discardableResult
    private func until<Value>(_ found: () -> Value?) async throws -> Value {
        for _ in 1...250 {
            if let value = found() { return value }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CancellationError()
    }

    @Test func `a file that is cut short while it is sent is truncated`() async throws {
        let server = try Nginx(in: folder.path, "sendfile on; limit_rate 20k; limit_rate_after 1k;")
        try server.put(String(repeating: "We inspected the force. ", count: 60_000), at: "/long.html")
        let asked = request(server.url("/long.html"))
        async let outcome = Fetcher().fetch(asked)
        // While it comes, however slow the machine is: the whole would take a minute.
        _ = try await until { FileManager.default.contents(atPath: asked.spoolPath)?.isEmpty == false ? true : nil }
        server.cut("/long.html", to: 5000)
        guard case .failed(let failure) = await outcome else {
            Issue.record("half a file is taken")
            return
        }
        #expect(failure.code == .truncated)
        #expect(!FileManager.default.fileExists(atPath: asked.spoolPath))
    }

    @Test(.enabled(if: Certificates.isPossible, "openssl is not installed"))
    func `TLS that is not as it must be is a failure with its reason, and no page`() async throws {
        try Certificates.make(in: folder.path)
        let fetcher = Fetcher(authorities: folder.file("authority.pem"))
        for (certificate, directives, word) in [
            ("good.pem", "", nil), ("expired.pem", "", "expired"),
            ("elsewhere.pem", "", "alternative certificate subject name"),
            ("alone.pem", "", "self-signed"),
            ("good.pem", "ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;", ""),
        ] {
            let server = try Nginx(in: folder.path, directives, tls: certificate)
            try server.put(Self.page, at: "/letter.html")
            let outcome = await fetcher.fetch(request(server.url("/letter.html", scheme: "https")))
            guard let word else {
                guard case .body = outcome else { throw CancellationError() }
                continue
            }
            guard case .failed(let failure) = outcome else {
                Issue.record("\(certificate) \(directives) is believed")
                continue
            }
            #expect(failure.code == .tlsFailed, "\(failure)")
            #expect(word.isEmpty || failure.message.contains(word), "\(failure.message)")
        }
    }

    @Test(
        .enabled(
            if: Nginx.speaksHTTP2 && Certificates.isPossible, "nginx was built without HTTP/2, or there is no openssl"))
    func `HTTP/2 is spoken where the server can, and told in the exchange and its archive`()
        async throws
    {
        try Certificates.make(in: folder.path)
        let server = try Nginx(in: folder.path, "gzip on; gzip_min_length 1;", tls: "good.pem", http2: true)
        try server.put(Self.page, at: "/letter.html")
        let fetcher = Fetcher(authorities: folder.file("authority.pem"))
        let asked = request(server.url("/letter.html", scheme: "https")) {
            $0.exchangePath = folder.file("exchange.warc.gz")
        }
        guard case .body(let first, let size) = await fetcher.fetch(asked) else {
            Issue.record("no body")
            return
        }
        #expect(size == Self.page.utf8.count && first.connection?.http == "2")
        #expect(
            first.connection?.tls?.version.hasPrefix("TLSv1.") == true && first.connection?.tls?.chain.isEmpty == false)
        let kept = try Validators.output(of: "/usr/bin/gzip", ["-dc", folder.file("exchange.warc.gz")], input: Data())
        let archive = String(decoding: kept, as: UTF8.self)
        #expect(archive.contains("WARC-Protocol: h2\r\n") && archive.contains("\r\nHTTP/1.1 200"))
        // The same again is unchanged, many at once too.
        let outcomes = await withTaskGroup(of: FetchOutcome.self) { group in
            for _ in 0..<20 {
                let again = request(asked.url) { ($0.etag, $0.lastModified) = (first.etag, first.lastModified) }
                group.addTask { await fetcher.fetch(again) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for outcome in outcomes {
            guard case .unchanged(let exchange) = outcome else {
                Issue.record("not unchanged: \(outcome)")
                continue
            }
            #expect(exchange.connection?.http == "2" && exchange.connection?.tls == first.connection?.tls)
        }
        let lines = try await until { server.protocols.count >= 21 ? server.protocols : nil }
        #expect(lines.allSatisfy { $0.hasPrefix("HTTP/2.0 ") })
        guard let warcio = Validators.wanted(Validators.found("warcio"), "warcio") else { return }
        let answer = try await Tool.run(warcio, ["check", "-v", folder.file("exchange.warc.gz")])
        #expect(answer.code == 0, "\(answer.output)")
    }

    @Test(
        .enabled(
            if: Nginx.speaksHTTP2 && Certificates.isPossible, "nginx was built without HTTP/2, or there is no openssl"))
    func `how a connection was secured is known to who joins it and has his answer first`() async throws {
        try Certificates.make(in: folder.path)
        let isReleased = Atomic(false)
        let behind = try LoopbackServer { request in
            while request.path == "/long", !isReleased.load(ordering: .relaxed) { usleep(10_000) }
            return .init(text: request.path)
        }
        let port = try LoopbackServer.portForAnother()
        let certificate = folder.file("good.pem")
        let server = try Nginx(
            in: folder.path,
            """
            server {
              listen 127.0.0.1:\(port) ssl http2; ssl_certificate \(certificate); ssl_certificate_key \(certificate);
              location / { proxy_pass http://127.0.0.1:\(behind.port); }
            }
            """)
        // On a machine that has no time for this test the first may be silent for longer than anybody waits for an answer.
        for attempt in 1...10 {
            isReleased.store(false, ordering: .relaxed)
            let fetcher = Fetcher(authorities: folder.file("authority.pem"))
            let (asked, logged) = (behind.requests.count, server.protocols.count)
            async let first = fetcher.fetch(request("https://127.0.0.1:\(port)/long"))
            try await until { behind.requests.count > asked ? true : nil }
            let second = await fetcher.fetch(request("https://127.0.0.1:\(port)/letter"))
            isReleased.store(true, ordering: .relaxed)
            guard case .body(let joined, _) = second, case .body(let opened, _) = await first else {
                #expect(attempt < 10, "no body: \(second)")
                continue
            }
            #expect(joined.connection?.tls?.chain.isEmpty == false && joined.connection == opened.connection)
            let lines = try await until { server.protocols.count >= logged + 2 ? server.protocols.suffix(2) : nil }
            #expect(Set(lines.map { $0.split(separator: " ")[1] }).count == 1, "\(lines)")
            break
        }
    }

    @Test(.enabled(if: Certificates.isPossible, "openssl is not installed"))
    func `a connection that takes up the session of an earlier one shows the same certificates`() async throws {
        try Certificates.make(in: folder.path)
        let server = try Nginx(
            in: folder.path, "keepalive_timeout 0; ssl_session_cache shared:s:1m; ssl_session_tickets on;",
            tls: "good.pem")
        try server.put(Self.page, at: "/letter.html")
        let fetcher = Fetcher(authorities: folder.file("authority.pem"))
        var seen: Set<Exchange.TLS?> = []
        for _ in 1...3 {
            guard
                case .body(let exchange, _) = await fetcher.fetch(request(server.url("/letter.html", scheme: "https")))
            else {
                Issue.record("no body")
                return
            }
            seen.insert(exchange.connection?.tls)
        }
        #expect(seen.count == 1 && seen.first??.chain.isEmpty == false, "\(seen)")
        #expect(Set(server.protocols.map { $0.split(separator: " ")[1] }).count == 3)
    }
}
