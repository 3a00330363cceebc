import Foundation
import Glibc
import Model
import Support
import Synchronization
import Testing

/// `reportwatch poll`: sources checked now, by the daemon or without one.
struct PollTests {
    private static func page(_ report: PeelReport = PeelReport()) -> LoopbackServer.Response {
        LoopbackServer.Response(
            headers: ["Content-Type": "text/html; charset=utf-8"], text: report.page(notice: "We use cookies."))
    }

    // So seldom that no check but those that are asked for comes between.
    private static func settings(_ sources: [String: String]) -> [String: JSON] {
        let list = sources.sorted { $0.key < $1.key }.map { id, url -> JSON in
            ["id": .string(id), "url": .string(url), "every": "PT20H"]
        }
        return ["sources": .array(list)]
    }

    @Test func `the daemon checks at once, and what it found is told when the command returns`() async throws {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Installation(Self.settings(["page": server.url("/peel/wiltshire/")]))
        try await place.start()
        try await place.line("NEW wiltshire peel 2016 v1")
        server.answer { _ in Self.page(PeelReport(effectiveness: "good")) }
        let answer = try await place.run("poll", "--wait")
        #expect(answer.code == 0, "\(answer.errors)")
        #expect(answer.lines.count == 1)
        #expect(
            answer.output.hasPrefix("page: archived reportwatch:gb/hmicfrs/peel/2016/wiltshire v2 (effectiveness: "))
        #expect(try place.events().map { $0["type"] }.last == "reportwatch.report.changed.v1")
        #expect(place.exists("Archive/wiltshire/peel-2016/v2"))
        let again = try await place.run("poll", "page", "page", "--wait", "--json")
        let items = try again.json.items
        #expect(
            items.count == 1 && items[0]["outcome"] == "nothing-new" && items[0]["version"] == "v2", "\(again.output)")
        let count = server.requests.count
        let asked = try await place.run("poll")
        #expect(asked.output == "page: asked\n" && asked.code == 0)
        try await until("one more request") { server.requests.count == count + 1 ? true : nil }
        #expect(try await place.stop() == 0)
        #expect(!place.exists("State/poll.socket"))
    }

    @Test func `without a daemon the command checks by itself`() async throws {
        let server = try LoopbackServer { $0.path == "/none" ? LoopbackServer.Response(404) : Self.page() }
        let place = try Installation(
            Self.settings(["page": server.url("/peel/wiltshire/"), "none": server.url("/none")]))
        let answer = try await place.run("poll")
        #expect(answer.code == 0, "\(answer.errors)")
        let lines = answer.lines.sorted()
        #expect(lines.count == 2 && lines[0].hasPrefix("none: failed (not-found: "), "\(lines)")
        #expect(lines[1].hasPrefix("page: archived reportwatch:gb/hmicfrs/peel/2016/wiltshire v1"))
        #expect(try place.events().count == 2)
        #expect(answer.errors.contains("NEW wiltshire peel 2016 v1"))
        #expect(try await place.run("poll", "page", "--wait").lines.count == 1)
        #expect(server.requests.map(\.path).filter { $0 == "/none" }.count == 1)
    }

    @Test func `a source that is not in the settings is named with the nearest one, and nothing is asked`() async throws
    {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Installation(Self.settings(["met-2016": server.url("/a"), "essex": server.url("/b")]))
        let answer = try await place.run("poll", "essex", "met-2061")
        #expect(answer.code == 64)
        #expect(answer.errors.contains("no source “met-2061”; the nearest one is “met-2016”"), "\(answer.errors)")
        #expect(server.requests.isEmpty && answer.output.isEmpty)
        let none = try Installation()
        let empty = try await none.run("poll", "--wait")
        #expect(empty.code == 0 && empty.errors.contains("no sources are configured"))
    }

    @Test func `a server that asked to be left alone is, by all its addresses and after a restart`() async throws {
        let server = try LoopbackServer { _ in LoopbackServer.Response(429, headers: ["Retry-After": "3600"]) }
        let settings = Self.settings(["one": server.url("/one"), "two": server.url("/two")])
        let place = try Installation(settings.merging(["availability": ["hostWait": "PT0S"]]) { $1 })
        try await place.start()
        try await place.line("SOURCE FAILING", "too-many-requests")
        for _ in 1...2 {
            let answer = try await place.run("poll", "--wait")
            #expect(answer.code == 0)
            #expect(
                answer.lines.count == 2 && answer.lines.allSatisfy { $0.contains(": not-asked (the server asked ") })
        }
        #expect(try await place.run("poll", "two").output.hasPrefix("two: not-asked "))
        #expect(try await place.stop(SIGKILL) == 128 + SIGKILL)
        #expect(try await place.run("poll", "--json").json.items.allSatisfy { $0["until"]?.string != nil })
        let once = try await place.run("run", "--once")
        #expect(once.code == 0, "\(once.errors)")
        #expect(server.requests.count == 1, "\(server.requests.map(\.path))")
    }

    @Test func `a rest that is nearly over is waited for, and a broken page silences no other`() async throws {
        let isWell = Flag()
        let server = try LoopbackServer { request in
            if request.path == "/busy", !isWell.isSet {
                isWell.set()
                return LoopbackServer.Response(503, headers: ["Retry-After": "2"])
            }
            return request.path == "/down" ? LoopbackServer.Response(403, headers: ["Retry-After": "900"]) : Self.page()
        }
        let place = try Installation(
            Self.settings(["busy": server.url("/busy"), "down": server.url("/down")]))
        let first = try await place.run("poll")
        let sorted = first.lines.sorted()
        #expect(sorted.count == 2 && sorted[0].contains("busy: failed (server-error: "), "\(first.output)")
        #expect(sorted[1].contains("down: failed (forbidden: "), "\(first.output)")
        let second = try await place.run("poll").lines.sorted()
        #expect(second.count == 2 && second[0].hasPrefix("busy: archived ") && second[1].hasPrefix("down: not-asked "))
    }

    @Test(arguments: [SIGTERM, SIGKILL])
    func `a daemon that ends meanwhile is said, and what is asked again is found`(_ signal: Int32) async throws {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Installation(
            Self.settings(["page": server.url("/peel/wiltshire/")]).merging(["http": ["timeout": "PT5M"]]) { $1 })
        try await place.start()
        try await place.line("NEW wiltshire")
        server.answer { _ in LoopbackServer.Response(manner: .silence) }
        async let waiting = place.run("poll", "--wait")
        // The daemon asks again only because it has heard the command.
        try await until("a second request") { server.requests.count > 1 ? true : nil }
        try await place.stop(signal)
        let answer = try await waiting
        #expect(answer.code == 2)
        let words = signal == SIGKILL ? answer.errors : answer.output
        #expect(words.contains(signal == SIGKILL ? "[poll-interrupted]" : "page: stopped"), "\(answer)")
        server.answer { _ in Self.page(PeelReport(effectiveness: "good")) }
        try await place.start()
        #expect(try await place.run("poll", "--wait").output.hasPrefix("page: "))
        #expect(place.exists("Archive/wiltshire/peel-2016/v2"))
        #expect(try await place.stop() == 0)
    }

    @Test func `the door is for its owner alone, however deep it lies, and garbage closes only its own connection`()
        async throws
    {
        let server = try LoopbackServer { _ in Self.page() }
        let deep = (1...12).map { "folder-number-\($0)" }.joined(separator: "/")
        let place = try Installation(
            Self.settings(["page": server.url("/peel/wiltshire/")]).merging([
                "state": ["path": .string(deep + "/State")]
            ]) { $1 })
        try await place.start()
        let path = deep + "/State/poll.socket"
        let facts = try FileManager.default.attributesOfItem(atPath: place.folder.file(path))
        #expect((facts[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        for words in ["GET / HTTP/1.1\r\n\r\n", "{}\n", "\u{0}\n", "{\"sources\":[\"x\"],\"waits\":1}\n", ""] {
            let script = """
                import os, socket, sys
                os.chdir(os.path.dirname(sys.argv[1])); s = socket.socket(socket.AF_UNIX); s.settimeout(20)
                s.connect("poll.socket"); s.send(sys.argv[2].encode()); s.shutdown(socket.SHUT_WR); print(s.recv(100))
                """
            let answer = try await place.run("/usr/bin/python3", ["-c", script, path, words])
            #expect(answer.output == "b''\n", "\(words) \(answer)")
        }
        #expect(try await place.run("poll", "--wait").output.hasPrefix("page: nothing-new "))
        #expect(try await place.stop() == 0)
    }

    @Test func `a channel that takes nothing is said`() async throws {
        let server = try LoopbackServer { _ in Self.page() }
        let place = try Installation(
            Self.settings(["page": server.url("/peel/wiltshire/")]).merging([
                "notify": [["id": "desk", "kind": "file", "path": "there/is/no/folder.jsonl"]]
            ]) { $1 })
        try place.folder.write("in the way", to: "there")
        let answer = try await place.run("poll")
        #expect(answer.code == 2 && answer.output.hasPrefix("page: archived "))
        #expect(answer.errors.contains("reportwatch: channel desk does not take notices: "), "\(answer.errors)")
    }
}

/// Set once, by whichever thread comes first.
private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
}
