import Foundation
import Model
import Support
import Testing

@testable import Intake

/// Bodies in the codings that browsers offer, packed by other people's programs.
@Suite("Content codings")
struct CodingTests {
    private typealias Response = LoopbackServer.Response
    private static let brotli = Validators.python(with: "brotlicffi")
    private static let zstd = Validators.python(with: "zstandard")

    private let folder: TemporaryFolder
    private let fetcher = Fetcher(software: "reportwatch test")
    init() throws { folder = try TemporaryFolder() }

    private func fetch(_ url: String, maxBytes: Int = 30_000_000) async -> FetchOutcome {
        let settings = HTTPSettings(
            userAgent: "reportwatch-test", timeout: .seconds(120), maxBytes: maxBytes, allowPrivateAddresses: true)
        return await fetcher.fetch(
            FetchRequest(
                url: url, spoolPath: folder.file("body"), exchangePath: folder.file("exchange"), settings: settings))
    }

    private func failure(_ url: String, maxBytes: Int = 30_000_000) async -> FetchFailure.Code? {
        guard case .failed(let failure) = await fetch(url, maxBytes: maxBytes) else { return nil }
        #expect((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) == [])
        return failure.code
    }

    private static func packed(_ data: Data, _ coding: String) throws -> [UInt8] {
        let scripts = [
            "br": "import brotlicffi; pack = brotlicffi.compress", "gzip": "import gzip; pack = gzip.compress",
            "deflate": "import zlib; pack = zlib.compress",
            // As servers that stream do it: without the size in the head.
            "zstd": "import zstandard; pack = zstandard.ZstdCompressor(write_content_size=False).compress",
        ]
        let python = try #require(coding == "br" ? brotli : coding == "zstd" ? zstd : Validators.found("python3"))
        let script = "import sys\n\(scripts[coding] ?? "")\nsys.stdout.buffer.write(pack(sys.stdin.buffer.read()))"
        return Array(try Validators.output(of: python, ["-c", script], input: data))
    }

    @Test(
        .enabled(if: brotli != nil && zstd != nil, "the Python modules brotlicffi and zstandard are not installed"),
        arguments: ["gzip", "deflate", "br", "zstd"])
    func `a packed body is asked for, read, and held to the limits of what it unpacks to`(coding: String) async throws {
        let rows = (0..<5_000).map { "<tr><td>\($0 &* 2_654_435_761 % 99_991)</td><td>Good</td></tr>\n" }.joined()
        let page = Data(("<h1>Letter</h1><table>\n" + rows).utf8)
        let whole = try Self.packed(page, coding)
        let bomb = try Self.packed(Data(count: 20_000_000), coding)
        #expect(whole.count < page.count / 2 && bomb.count < 80_000)
        let server = try LoopbackServer { request in
            let headers = ["Content-Type": "text/html", "Content-Encoding": coding]
            return switch request.path {
            case "/bomb": Response(headers: headers, body: bomb)
            case "/cut": Response(headers: headers, body: Array(whole.prefix(whole.count / 2)))
            case "/chunks": Response(headers: headers, body: whole, manner: .chunked(complete: true))
            default: Response(headers: headers, body: whole)
            }
        }
        for path in ["/page", "/chunks"] {
            guard case .body(_, size: page.count) = await fetch(server.url(path)) else {
                Issue.record("\(coding) is not read")
                return
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("body"))) == page)
            for name in ["body", "exchange"] { try FileManager.default.removeItem(atPath: folder.file(name)) }
        }
        let offered = try #require(server.requests.first?.headers["accept-encoding"])
        #expect(offered.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.contains(coding))
        // It came in few bytes; what it becomes counts.
        #expect(await failure(server.url("/page"), maxBytes: page.count - 1) == .tooLarge)
        #expect(await failure(server.url("/bomb")) == .decompressionBomb)
        #expect(await failure(server.url("/bomb"), maxBytes: 500_000) == .tooLarge)
        // Of the others the end cannot be seen, if the server says that it sent all.
        if coding == "gzip" { #expect(await failure(server.url("/cut")) == .truncated) }
    }
}
