import Foundation
import Model
import Support
import Testing

/// What was asked and answered, kept as a web archive with each version that was fetched.
struct ExchangeTests {
    private static func page(_ report: PeelReport) -> LoopbackServer.Response {
        LoopbackServer.Response(headers: ["Content-Type": "text/html; charset=utf-8"], text: report.page())
    }

    private let kept = "content/source/exchange.warc.gz"

    @Test func `each fetched version has its exchange, and dropping that again is a duplicate`() async throws {
        let server = try LoopbackServer { request in
            request.path == "/report/"
                ? Self.page(PeelReport())
                : LoopbackServer.Response(301, headers: ["Location": "/report/", "Set-Cookie": "sid=hunter2"])
        }
        let place = try Installation(["sources": [["id": "page", "url": .string(server.url("/old")), "every": "PT1S"]]])
        try await place.start()
        try await place.line("NEW wiltshire peel 2016 v1")
        // Other exchanges with the same page make no version.
        let count = server.requests.count
        try await until("more requests") { server.requests.count >= count + 4 ? true : nil }
        server.answer { _ in Self.page(PeelReport(effectiveness: "good")) }
        try await place.line("CHANGED wiltshire peel 2016 v1→v2")
        let versions = ["v1", "v2"].map { "Archive/wiltshire/peel-2016/\($0)/" }
        for version in versions {
            try await check(place.folder.file(version + kept), place.bytes(version + "content/source/page.html"))
        }
        let exchange = try place.json(versions[0] + "content/source/exchange.json")
        #expect(exchange["redirects"]?.items.count == 1)
        #expect(exchange["connection"]?["remote"] == "127.0.0.1")
        try place.drop(Data(place.bytes(versions[1] + kept)), as: "saved.warc.gz")
        try await until("the dropped archive is gone") {
            place.names(in: "Inbox") == ["Failed"] || place.names(in: "Inbox") == [] ? true : nil
        }
        #expect(try await place.stop() == 0)
        #expect(place.names(in: "Archive/wiltshire/peel-2016").filter { $0.hasPrefix("v") } == ["v1", "v2"])
        // An answer that came in the moment of the stop was claimed, and is taken through by the next run.
        #expect(try await place.run("run", "--once").code == 0)
        #expect(place.names(in: "State/work") == [])
        let verified = try await place.run("verify", "--all")
        #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
    }

    private func check(_ archive: String, _ page: [UInt8]) async throws {
        let text = try await Tool.run("/usr/bin/gzip", ["-dc", archive]).output
        #expect(text.contains(String(decoding: page, as: UTF8.self)) && !text.contains("hunter2"))
        guard let warcio = Validators.wanted(Validators.found("warcio"), "warcio") else { return }
        let answer = try await Tool.run(warcio, ["check", "-v", archive])
        #expect(answer.code == 0 && !answer.output.contains("no digest"), "\(answer.output)")
    }
}
