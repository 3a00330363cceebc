import Foundation
import Model
import Support
import Synchronization
import Testing

/// A feed that the running daemon follows.
struct ListingTests {
    @Test func `a report that a feed adds is told with its judgments in the same poll, and the stock is known`()
        async throws
    {
        let feed = Mutex("<rss><channel></channel></rss>")
        let server = try LoopbackServer { request in
            request.path == "/feed"
                ? LoopbackServer.Response(
                    headers: ["Content-Type": "application/rss+xml"], text: feed.withLock { $0 })
                : LoopbackServer.Response(headers: ["Content-Type": "text/html"], text: PeelReport().page())
        }
        let place = try Installation([
            "sources": [
                [
                    "id": "news", "listing": .string(server.url("/feed")), "every": "PT6H",
                    "follow": ["match": "/peel/", "every": "PT2H"],
                ]
            ]
        ])
        let ready = try await place.start()
        #expect(ready.contains("fetching 1 URLs (news every 6 h)"), "\(ready)")
        try await until("the first look") { () async throws -> Bool? in
            let state = try await place.run("sources", "--json").json.items.first
            return state?["listing"]?["listed"] == 0 ? true : nil
        }
        feed.withLock {
            $0 =
                "<rss><channel><item><link>/peel/wiltshire/</link></item><item><link>/news/</link></item></channel></rss>"
        }
        let answers = try await place.run("poll", "--wait")
        #expect(answers.output.contains("news: listed (1 listed, 1 new)"), "\(answers.output)")
        #expect(answers.output.contains("archived reportwatch:gb/hmicfrs/peel/2016/wiltshire v1"), "\(answers.output)")
        try await place.line("NEW wiltshire peel 2016 v1: effectiveness requires improvement")
        #expect(try place.events().count == 1)
        let line = try await place.run("sources").output
        #expect(line.contains("1 listed, 1 followed"), "\(line)")
        let next = try await place.run("sources", "--next").output
        #expect(next.contains("news/"), "\(next)")
        #expect(try await place.stop() == 0)
    }
}
