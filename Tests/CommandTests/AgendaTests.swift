import Foundation
import Model
import Support
import Testing

/// `reportwatch sources --next`, and the settings that say when.
struct AgendaTests {
    private static let sources: JSON = [
        ["id": "often", "url": "https://one.example/", "every": "PT7H", "jitter": "PT0S"],
        ["id": "noon", "url": "https://two.example/", "at": "daily 12:00 Europe/London", "jitter": "PT0S"],
    ]

    @Test func `before the first run all is to be asked now, and then by the plan`() async throws {
        let place = try Installation(["sources": Self.sources])
        let items = try await place.run("sources", "--next", "--json").json.items
        #expect(items.count == 6, "\(items)")
        #expect(items.prefix(2).map { $0["why"] } == ["never-checked", "never-checked"])
        let times = items.compactMap { $0["time"]?.string }
        #expect(times == times.sorted() && times.count == items.count)
        let noon = try #require(items.first { $0["why"] == "at" })
        #expect(noon["source"] == "noon" && noon["at"] == "daily 12:00 Europe/London")
        #expect(noon["zone"] == "Europe/London" && noon["localTime"]?.string?.hasSuffix("T12:00:00") == true)
        let text = try await place.run("sources", "--next")
        #expect(text.code == 0 && text.errors.isEmpty)
        #expect(text.lines.count == items.count)
        let line = try #require(text.lines.first { $0.contains("\tat daily") })
        #expect(line.contains("Z\tnoon\tat daily 12:00 Europe/London\t") && line.hasSuffix("T12:00:00 Europe/London"))
        #expect(!place.exists("State"))
    }

    @Test func `without sources there is nothing to say`() async throws {
        let answer = try await Installation().run("sources", "--next")
        #expect(answer.code == 0 && answer.output.isEmpty && answer.errors == "no sources are configured\n")
        #expect(try await Installation().run("sources", "--next", "--json").json.items.isEmpty)
    }

    @Test func `after a check the plan has what the servers said`() async throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/fresh":
                LoopbackServer.Response(
                    headers: ["Content-Type": "text/html", "Cache-Control": "public, max-age=36000"],
                    text: PeelReport().page())
            case "/gone": LoopbackServer.Response(404)
            default: LoopbackServer.Response(503, headers: ["Retry-After": "7200"])
            }
        }
        let list: [JSON] = ["fresh", "gone", "later"].map {
            ["id": .string($0), "url": .string(server.url("/" + $0)), "every": "PT8H", "jitter": "PT0S"]
        }
        let place = try Installation(["sources": .array(list)])
        #expect(try await place.run("run", "--once").code == 0)
        let items = try await place.run("sources", "--next", "--json").json.items
        let firsts = try ["gone", "later", "fresh"].map { id in try #require(items.first { $0["source"]?.string == id })
        }
        #expect(firsts.map { $0["why"] } == ["retry-after", "retry-after", "fresh"])
        let states = try await place.run("sources", "--json").json.items
        let fresh = try #require(states.first { $0["id"] == "fresh" })
        let times = try ["lastChecked", "nextCheck"].map { try #require(Timestamp(fresh[$0]?.string ?? "")) }
        #expect(times[1].milliseconds - times[0].milliseconds == 36_000_000)
        #expect(firsts[2]["time"] == fresh["nextCheck"])
        // Nothing is due.
        #expect(try await place.run("run", "--once").code == 0)
        #expect(server.requests.count == 3)
    }

    @Test func `a schedule that cannot be read is told with what to write`() async throws {
        let place = try Installation([
            "sources": [
                ["id": "a", "url": "https://one.example/", "at": ["weekdays 00:01 Europe/Londn", "weekdays 00:01"]],
                ["id": "b", "url": "https://one.example/", "every": "6 hours", "jitter": "P2D"],
            ]
        ])
        for command in [["config", "check"], ["sources", "--next"], ["run", "--once"]] {
            let answer = try await place.run(Installation.program, command)
            #expect(answer.code == 78 && answer.output.isEmpty)
            for words in [
                "sources[0].at[0]", "“Europe/Londn” is no time zone", "Did you mean Europe/London?", "sources[0].at[1]",
                "names no time zone", "sources[1].every", "PT6H, PT0.5S, 6h or 500ms, 1 s or longer",
                "sources[1].jitter", "6 h or shorter",
            ] { #expect(answer.errors.contains(words), "\(words) in \(answer.errors)") }
        }
    }

    @Test func `the daemon says when it asks, and shows settings that read back`() async throws {
        let place = try Installation(["sources": Self.sources])
        let shown = try await place.run("config", "show")
        #expect(shown.code == 0)
        #expect(try shown.json["sources"]?.items.last?["at"]?.items == ["daily 12:00 Europe/London"])
        try place.folder.write(shown.output, to: "shown.json")
        #expect(try await place.run("config", "check", "--config", "shown.json").code == 0)
        try await place.expectValid(["shown.json", "config.json"], against: "config")
    }
}
