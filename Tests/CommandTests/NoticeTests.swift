import Foundation
import Glibc
import Model
import Support
import Synchronization
import Testing

/// What changed, told to others: the file of events and a webhook.
struct NoticeTests {
    private static let secret = "whsec_" + Data("a secret of two dozen letters".utf8).base64EncodedString()

    private static func installation(telling url: String) throws -> Installation {
        try Installation([
            "notify": [
                ["id": "events", "kind": "file", "path": "events.jsonl"],
                ["id": "desk", "kind": "webhook", "url": .string(url), "secret": "env:DESK_SECRET"],
            ]
        ])
    }

    @Test func `a webhook gets the events of the file, signed, and again until it takes them`() async throws {
        let isFirst = Mutex(true)
        let server = try LoopbackServer { _ in
            let refuses = isFirst.withLock { first in
                defer { first = false }
                return first
            }
            return LoopbackServer.Response(refuses ? 500 : 204)
        }
        let place = try Self.installation(telling: server.url("/hook"))
        try await place.start(environment: ["DESK_SECRET": Self.secret])
        try place.drop(PeelReport().text)
        try await place.line("channel desk does not take notices", "500")
        try place.drop(PeelReport(effectiveness: "good").text, as: "edited.txt")
        try await place.line("CHANGED wiltshire")
        // Five seconds by the schedule; five minutes if the machine is so slow that the second attempt failed too.
        try await until("two deliveries", within: .seconds(420)) { server.requests.count >= 3 ? true : nil }
        try await place.line("channel desk takes notices again")
        #expect(try await place.stop() == 0)
        let events = try place.events()
        let ids = events.compactMap { $0["id"]?.string }
        #expect(server.requests.map { $0.headers["webhook-id"] } == [ids[0], ids[0], ids[1]])
        for (request, event) in zip(server.requests.dropFirst(), events) {
            #expect(try JSON.decoded(JSON.self, from: request.body) == event)
            #expect(request.headers["content-type"]?.hasPrefix("application/cloudevents+json") == true)
        }
        try await expectSigned(server.requests, place)
    }

    @Test(arguments: [true, false])
    func `a test goes over the channel itself, with the daemon or without`(isRunning: Bool) async throws {
        let server = try LoopbackServer { request in LoopbackServer.Response(request.path == "/hook" ? 204 : 403) }
        let place = try Installation([
            "notify": [
                ["id": "events", "kind": "file", "path": "events.jsonl", "minSeverity": "high"],
                ["id": "desk", "kind": "webhook", "url": .string(server.url("/hook")), "secret": "env:DESK_SECRET"],
                ["id": "barred", "kind": "webhook", "url": .string(server.url("/other"))],
            ]
        ])
        let secret = ["DESK_SECRET": Self.secret]
        if isRunning { try await place.start(environment: secret) }
        func tried(_ arguments: String...) async throws -> Installation.Answer {
            try await place.run(Installation.program, ["notify", "test"] + arguments, environment: secret)
        }
        let desk = try await tried("desk", "--json")
        let said = try desk.json
        #expect(desk.code == 0 && said["accepted"] == true && said["message"] == "answered 204")
        #expect(server.requests.map { $0.headers["webhook-id"] } == [said["event"]?.string])
        try await expectSigned(server.requests, place)
        let barred = try await tried("barred")
        #expect(barred.code == 2 && barred.output.contains("barred: not accepted") && barred.output.contains("403"))
        let file = try await tried("events")
        #expect(file.code == 0 && file.output.contains("events: accepted (written to "))
        let event = try #require(try place.events().last)
        #expect(event["type"] == "reportwatch.channel.tested.v1" && event["subject"] == "channel:events")
        let unknown = try await tried("dsk")
        #expect(unknown.code == 64 && unknown.errors.contains("the nearest one is “desk”"))
        // What was tried is no news for anybody else, and nothing is tried again.
        #expect(try place.events().count == 1)
        #expect(server.requests.count == 2)
        if isRunning { #expect(try await place.stop() == 0) }
    }

    @Test func `nothing is lost while the receiver is away, whatever ends the daemon`() async throws {
        // It ends the daemon in the middle of the first delivery, however fast the machine is.
        let victim = Mutex<Installation?>(nil)
        let server = try LoopbackServer { _ in
            let daemon = victim.withLock { $0 }
            daemon?.signal(SIGKILL)
            return LoopbackServer.Response(daemon == nil ? 204 : 500)
        }
        let place = try Self.installation(telling: server.url("/hook"))
        victim.withLock { $0 = place }
        try await place.start(environment: ["DESK_SECRET": Self.secret])
        try place.drop(PeelReport().text)
        try await until("the first delivery", within: .seconds(60)) { place.isAlive ? nil : true }
        try await place.stop(SIGKILL)
        victim.withLock { $0 = nil }
        try await place.start(environment: ["DESK_SECRET": Self.secret])
        try place.drop(PeelReport(effectiveness: "good").text, as: "edited.txt")
        try await until("two more deliveries", within: .seconds(60)) { server.requests.count >= 3 ? true : nil }
        #expect(try await place.stop() == 0)
        let ids = try place.events().compactMap { $0["id"]?.string }
        #expect(ids.count == 2)
        // At least once, in order: an answer that the kill cut off may make one more.
        var heard: [String] = []
        for id in server.requests.compactMap({ $0.headers["webhook-id"] }) where heard.last != id { heard.append(id) }
        #expect(heard == ids)
        let status = try await place.run("status", "--json").json
        let desk = try #require(status["channels"]?.items.first { $0["id"] == "desk" })
        #expect(desk["pending"] == 0 && desk["dead"] == 0 && desk["delivered"] == 2)
    }

    @Test func `a channel hears only of its subjects and from its severity on`() async throws {
        let place = try Installation([
            "notify": [
                ["id": "surrey", "kind": "file", "path": "surrey.jsonl", "subjects": ["surrey"]],
                ["id": "grave", "kind": "file", "path": "grave.jsonl", "minSeverity": "high"],
            ]
        ])
        let surrey = PeelReport(shortName: "Surrey", force: "Surrey Police")
        for report in [surrey, PeelReport(), PeelReport(insertion: "now ")] {
            try place.folder.write(report.text, to: "report.txt")
            #expect(try await place.run("ingest", "report.txt").code == 0)
        }
        #expect(try place.events("surrey.jsonl").map { $0["subject"] } == ["reportwatch:gb/hmicfrs/peel/2016/surrey"])
        let types = try place.events("grave.jsonl").map { $0["type"]?.string }
        #expect(types == ["reportwatch.report.discovered.v1", "reportwatch.report.discovered.v1"])
    }

    @Test func `a secret that is not there is said before anything starts`() async throws {
        let place = try Self.installation(telling: "http://127.0.0.1:1/hook")
        let answer = try await place.run("run", "--once")
        #expect(answer.code == 78 && answer.errors.contains("env:DESK_SECRET"), "\(answer.errors)")
    }

    // By the library of the standard where it is installed, else by Python's own HMAC.
    private func expectSigned(_ requests: [LoopbackServer.Request], _ place: Installation) async throws {
        let found = Validators.webhooksPython ?? Validators.jsonPatchPython
        guard let python = Validators.wanted(found, "the Python module standardwebhooks") else { return }
        let script = """
            import base64, hashlib, hmac, json, sys
            secret, headers, body = sys.argv[1], json.loads(sys.argv[2]), open("body.json", "rb").read()
            try:
                from standardwebhooks.webhooks import Webhook
                Webhook(secret).verify(body.decode(), headers)
            except ImportError:
                signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
                mac = hmac.new(base64.b64decode(secret[6:]), signed, hashlib.sha256).digest()
                assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
            """
        for request in requests {
            let headers = String(decoding: try JSON.bytes(of: request.headers), as: UTF8.self)
            try Data(request.body).write(to: URL(fileURLWithPath: place.folder.file("body.json")))
            let answer = try await place.run(python, ["-c", script, Self.secret, headers])
            #expect(answer.code == 0, "\(answer.errors)")
        }
    }
}
