import Foundation
import Glibc
import Model
import Support
import Synchronization
import Testing

/// Two hundred sources on five hosts, and a daemon that is killed and started again: the server's own log is the referee.
///
/// Whoever is slow here, this machine or the server, only makes the pauses longer: nothing but lower bounds is judged.
@Suite(.serialized) struct PolitenessTests {
    private static let sources = 200
    private static let stops = CrashTests.isTorture ? 60 : 6

    @Test(.timeLimit(.minutes(CrashTests.isTorture ? 60 : 12)))
    func `no limit of any host is broken, whatever is killed when`() async throws {
        let referee = Referee(seed: UInt64.random(in: 0...UInt64.max))
        let server = try LoopbackServer { referee.answer($0) }
        let place = try Installation()
        for stop in 0..<Self.stops {
            try start(place, referee, server)
            try await Task.sleep(for: .milliseconds(Int.random(in: 100...4000)))
            try await self.stop(place, stop % 3 == 2 ? SIGTERM : SIGKILL, referee)
        }
        try start(place, referee, server)
        let open = Set((0..<Self.sources).filter { $0 % 4 != 3 }.map { "/open/\($0)" })
        try await until("a request to every open source", within: .seconds(600)) {
            open.isSubset(of: Set(referee.visits.map(\.path))) ? true : nil
        }
        try await stop(place, SIGTERM, referee)
        // There was something to judge.
        let visits = referee.visits
        #expect(visits.count { $0.rest != nil } > 3 && visits.count { $0.path == "/robots.txt" } >= Referee.hosts.count)
        #expect(Set(visits.map(\.run)).count > 2)
        #expect(visits.contains { $0.path == "/open/near" } && visits.contains { $0.path == "/open/far" })
        let faults = referee.faults()
        #expect(
            faults.isEmpty,
            "seed \(referee.seed), \(faults.count) faults:\n\(faults.prefix(10).joined(separator: "\n"))")
        #expect(try await place.run("verify").code == 0)
    }

    @Test func `no more requests are under way at a host than are allowed, and none beside that for its robots.txt`()
        async throws
    {
        let open = Mutex((now: 0, most: 0, before: 0, paths: Set<String>()))
        let server = try LoopbackServer { request in
            let isRobots = request.path == "/robots.txt"
            open.withLock { open in
                open.now += 1
                open.most = max(open.most, open.now)
                if !isRobots, open.paths.isEmpty { open.before += 1 }
            }
            usleep(20_000)
            open.withLock { open in
                open.now -= 1
                open.paths.insert(request.path)
            }
            return isRobots ? .init(text: "User-agent: *\nDisallow: /closed") : .init(404)
        }
        let list = (0..<60).map { number -> JSON in
            ["id": .string("s\(number)"), "url": .string(server.url("/\(number)")), "every": "PT20H"]
        }
        let place = try Installation([
            "sources": .array(list), "notify": [], "http": ["perHostConcurrency": 3, "respectRobots": true],
        ])
        try place.launch()
        try await until("all to be asked") { open.withLock { $0.paths.count == 61 } ? true : nil }
        #expect(try await place.stop() == 0)
        let (most, before) = open.withLock { ($0.most, $0.before) }
        #expect(most <= 3 && before == 0)
        #expect(server.requests.count == 61)
    }

    // Each run names itself in its requests, so that one that arrives late is known for what it is.
    private func start(_ place: Installation, _ referee: Referee, _ server: LoopbackServer) throws {
        let list = (0..<Self.sources).map { number -> JSON in
            let host = Referee.hosts[number % Referee.hosts.count].name
            let path = number % 4 == 3 ? "/closed/\(number)" : "/open/\(number)"
            return [
                "id": .string("s\(number)"), "url": .string("http://\(host):\(server.port)\(path)"), "every": "PT1S",
            ]
        }
        try place.write(settings: [
            "sources": .array(list), "notify": [],
            "http": [
                "perHostDelay": "PT0.04S", "respectRobots": true,
                "userAgent": .string("reportwatch/\(referee.run) (tests@example.org)"),
            ],
        ])
        try place.launch()
    }

    private func stop(_ place: Installation, _ signal: Int32, _ referee: Referee) async throws {
        referee.isStopping()
        let code = try await place.stop(signal)
        // Before it is ready it ends by the signal itself.
        #expect(code == 128 + signal || code == 0, "\(place.log.suffix(5))")
        referee.hasStopped(awaited: try awaited(place))
    }

    // The hosts of which the last answer may not have reached the daemon: it says so itself, for its next start.
    private func awaited(_ place: Installation) throws -> Set<String> {
        guard place.exists("State/asked") else { return [] }
        let lines = String(decoding: try place.bytes("State/asked"), as: UTF8.self).split(separator: "\n")
        return Set(lines.filter { $0.hasPrefix("+") }.compactMap { $0.split(separator: " ").last.map(String.init) })
    }
}

/// A server of five hosts that wants to be left alone now and then, notes by its own clock what it is asked, and judges it.
private final class Referee: Sendable {
    struct Host {
        let name: String
        /// Answers to its robots.txt: the first ones, and those from then on.
        let robots: @Sendable (_ times: Int) -> LoopbackServer.Response
        let delay: Duration
    }

    struct Visit {
        let host: String
        let path: String
        let begun: Timestamp
        var ended: Timestamp?
        /// Until when the answer asks to be left alone.
        var rest: Timestamp?
        var isFile = false
        /// The start of the daemon that it belongs to.
        let run: Int
    }

    static let text = "User-agent: *\nDisallow: /closed/\n"
    static let hosts: [Host] = [
        Host(name: "plain.localhost", robots: { _ in .init(text: text) }, delay: .milliseconds(40)),
        Host(
            name: "slow.localhost", robots: { _ in .init(text: text + "Crawl-delay: 0.15\n") },
            delay: .milliseconds(150)),
        Host(
            name: "ours.localhost",
            robots: { _ in .init(text: "User-agent: *\nDisallow: /\n\nUser-agent: Reportwatch\nDisallow: /closed\n") },
            delay: .milliseconds(40)),
        Host(
            name: "broken.localhost", robots: { times in times < 2 ? .init(500) : .init(text: text) },
            delay: .milliseconds(40)),
        Host(
            name: "busy.localhost",
            robots: { times in times < 1 ? .init(429, headers: ["Retry-After": "2"]) : .init(text: text) },
            delay: .milliseconds(40)),
    ]

    private struct Log {
        var visits: [Visit] = []
        var random: Seeded
        var run = 0
        /// When the daemon of a run was told to stop.
        var stops: [Int: Timestamp] = [:]
        /// The visits whose answer it may not have got.
        var lost: Set<Int> = []
    }

    let seed: UInt64
    private let log: Mutex<Log>

    init(seed: UInt64) {
        self.seed = seed
        log = Mutex(Log(random: Seeded(seed: seed)))
    }

    /// The start of the daemon that is under way, counted from 0.
    var run: Int { log.withLock { $0.run } }

    var visits: [Visit] { log.withLock { $0.visits } }

    func isStopping() { log.withLock { $0.stops[$0.run] = .now } }

    func hasStopped(awaited: Set<String>) {
        log.withLock { log in
            for host in awaited {
                if let last = log.visits.lastIndex(where: { $0.host == host && $0.run == log.run }) {
                    log.lost.insert(last)
                }
            }
            log.run += 1
        }
    }

    // MARK: what is answered

    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        let name = String((request.headers["host"] ?? "").prefix { $0 != ":" })
        let agent = request.headers["user-agent"] ?? ""
        let run = Int(agent.dropFirst("reportwatch/".count).prefix { $0.isNumber }) ?? 0
        let (index, times, chance, wait) = log.withLock { log -> (Int, Int, Int, UInt32) in
            let times = log.visits.count { $0.host == name && $0.path == "/robots.txt" }
            log.visits.append(Visit(host: name, path: request.path, begun: .now, run: run))
            let chance = Int.random(in: 0..<40, using: &log.random)
            return (log.visits.count - 1, times, chance, UInt32.random(in: 0...30_000, using: &log.random))
        }
        usleep(wait)
        var response = LoopbackServer.Response(404)
        if request.path == "/robots.txt" {
            response = Referee.hosts.first { $0.name == name }?.robots(times) ?? .init(404)
        } else if chance < 2 {
            let date = Timestamp(milliseconds: (Timestamp.now.milliseconds / 1000 + 2) * 1000)
            let wish = chance == 0 ? "1" : Referee.text(of: date)
            response = .init(chance == 0 ? 503 : 429, headers: ["Retry-After": wish])
        } else if chance < 6 {
            // On this host, or to another one, there also to what is barred: a redirect is a request like any other.
            let port = (request.headers["host"] ?? "").drop { $0 != ":" }
            let other = Referee.hosts[chance % Referee.hosts.count].name
            let path = ["/open/near", "/open/far", "/closed/far", "/open/far"][chance - 2]
            response = .init(302, headers: ["Location": chance == 2 ? path : "http://\(other)\(port)\(path)"])
        }
        let (isFile, wish) = (request.path == "/robots.txt" && response.status == 200, response.headers["Retry-After"])
        log.withLock { log in
            let now = Timestamp.now
            log.visits[index].ended = now
            log.visits[index].isFile = isFile
            log.visits[index].rest = wish.map { wish in
                Int(wish).map { now.advanced(by: .seconds($0)) } ?? Referee.date(wish) ?? now
            }
        }
        return response
    }

    private static func formatter() -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter
    }

    private static func text(of time: Timestamp) -> String {
        formatter().string(from: Date(timeIntervalSince1970: Double(time.milliseconds) / 1000))
    }

    private static func date(_ text: String) -> Timestamp? {
        formatter().date(from: text).map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1000)) }
    }

    // MARK: what is judged

    func faults() -> [String] {
        let log = log.withLock { $0 }
        return Referee.hosts.flatMap { host in
            let visits = log.visits.enumerated().filter { $0.element.host == host.name }
            return Referee.manners(visits, host, log) + Referee.robots(visits, log)
        }
    }

    // One after another, with the pause between, and nothing while it is to be left alone. A daemon that was told to stop breaks
    // off what is under way, so it counts from then on; what it never heard it cannot heed.
    private static func manners(
        _ visits: [(offset: Int, element: Visit)], _ host: Host, _ log: Log
    ) -> [String] {
        var faults: [String] = []
        var free = Timestamp(milliseconds: 0)
        var rest = Timestamp(milliseconds: 0)
        for (index, visit) in visits {
            let stop = log.stops[visit.run]
            // Sent before the stop, and late on its way.
            if let stop, stop <= visit.begun { continue }
            // Clocks are read in milliseconds, here and there.
            let begun = visit.begun.advanced(by: .milliseconds(2))
            if begun < free { faults.append("\(host.name)\(visit.path) at \(visit.begun), not before \(free)") }
            if begun < rest { faults.append("\(host.name)\(visit.path) at \(visit.begun), at rest until \(rest)") }
            let ended = [visit.ended, stop].compactMap { $0 }.min() ?? visit.begun
            free = max(free, max(visit.begun, ended).advanced(by: host.delay))
            if let wish = visit.rest, !log.lost.contains(index) { rest = max(rest, wish) }
        }
        return faults
    }

    private static func robots(_ visits: [(offset: Int, element: Visit)], _ log: Log) -> [String] {
        var faults: [String] = []
        var isKnown = false
        for (index, visit) in visits {
            if visit.path == "/robots.txt" {
                if isKnown { faults.append("\(visit.host)/robots.txt was asked for again at \(visit.begun)") }
                isKnown = isKnown || visit.isFile && !log.lost.contains(index)
            } else if visit.path.hasPrefix("/closed/") {
                faults.append("\(visit.host)\(visit.path) is barred and was asked at \(visit.begun)")
            } else if !visits.contains(where: { $0.element.isFile && $0.element.begun < visit.begun }) {
                faults.append("\(visit.host)\(visit.path) was asked at \(visit.begun) before its robots.txt")
            }
        }
        return faults
    }
}
