import Foundation
import Glibc
import Model
import Support
import Synchronization
import Testing

@testable import Intake

/// What names lead to: several addresses, none, and others from one moment to the next. `127.0.0.1` and `::1` stand for hosts on
/// the internet and inside, as each test says.
@Suite("Names and their addresses")
struct NameTests {
    private typealias Response = LoopbackServer.Response
    private static let four: [UInt8] = [127, 0, 0, 1]
    private static let six = [UInt8](repeating: 0, count: 15) + [1]

    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func request(_ port: UInt16, _ path: String = "/", allowsPrivate: Bool = false) -> FetchRequest {
        let settings = HTTPSettings(
            userAgent: "reportwatch-test", timeout: .seconds(60), allowPrivateAddresses: allowsPrivate)
        return FetchRequest(
            url: "http://reports.example:\(port)\(path)", spoolPath: folder.file(UUID().uuidString), settings: settings)
    }

    /// Knows what a script says of names, and which of the two addresses is on the internet.
    private func fetcher(_ script: Script, outside: [UInt8]? = nil) -> Fetcher {
        Fetcher(.init(lookUp: { script.answer(to: $0) }, isPublic: { $0 == outside }))
    }

    // The port may be taken in the other family.
    private func paired<Value>(_ make: () throws -> Value) rethrows -> Value {
        for _ in 1..<20 { if let value = try? make() { return value } }
        return try make()
    }

    // MARK: two families

    @Test(arguments: [4, 6], [false, true])
    func `a name of which one family is dead is fetched by the other, whether that refuses or says nothing`(
        alive: Int, isSilent: Bool
    ) async throws {
        let (server, dead) = try paired {
            let server = try LoopbackServer(version: alive) { _ in Response(text: "page") }
            return (server, try DeadPort(server.port, version: alive == 4 ? 6 : 4, isSilent: isSilent))
        }
        for addresses in [[Self.four, Self.six], [Self.six, Self.four]] {
            let asked = request(dead.port, allowsPrivate: true)
            guard case .body(let exchange, _) = await fetcher(Script([addresses])).fetch(asked) else {
                Issue.record("the other family is not asked")
                continue
            }
            #expect(exchange.connection?.remote == (alive == 4 ? "127.0.0.1" : "::1"))
        }
        #expect(server.requests.count == 2)
    }

    // MARK: inside and outside

    @Test(arguments: [4, 6])
    func `of a name with an address inside and one outside, the one outside is asked and the other never dialled`(
        outside: Int
    ) async throws {
        let (server, inside) = try paired {
            let server = try LoopbackServer(version: outside) { _ in Response(text: "page") }
            let other = outside == 4 ? 6 : 4
            return (server, try LoopbackServer(port: server.port, version: other) { _ in Response(text: "secret") })
        }
        for addresses in [[Self.four, Self.six], [Self.six, Self.four]] {
            let fetcher = fetcher(Script([addresses]), outside: outside == 4 ? Self.four : Self.six)
            let asked = request(server.port)
            guard case .body = await fetcher.fetch(asked) else {
                Issue.record("the address outside is refused with the other")
                continue
            }
            #expect(try String(contentsOfFile: asked.spoolPath, encoding: .utf8) == "page")
        }
        #expect(inside.connections == 0)
    }

    @Test(arguments: [false, true])
    func `where the one outside is dead, its own failure is told and the one inside is still not dialled`(
        isSilent: Bool
    ) async throws {
        let (inside, dead) = try paired {
            let inside = try LoopbackServer { _ in Response(text: "secret") }
            return (inside, try DeadPort(inside.port, version: 6, isSilent: isSilent))
        }
        for addresses in [[Self.four, Self.six], [Self.six, Self.four]] {
            var asked = request(dead.port)
            asked.settings.timeout = .seconds(isSilent ? 2 : 60)
            guard case .failed(let failure) = await fetcher(Script([addresses]), outside: Self.six).fetch(asked) else {
                Issue.record("it was asked")
                continue
            }
            #expect(failure.code == (isSilent ? .timedOut : .refused), "\(failure)")
        }
        #expect(inside.connections == 0)
    }

    // MARK: rebinding

    @Test func `a name that leads inside a moment later gains nothing, by redirects neither`() async throws {
        let (server, inside) = try paired {
            let server = try LoopbackServer { request in
                // Closed after each answer: the next step asks anew where the name leads.
                request.path == "/page"
                    ? Response(manner: .untilClose)
                    : Response(302, headers: ["Location": "/page"], manner: .untilClose)
            }
            return (server, try LoopbackServer(port: server.port, version: 6) { _ in Response(text: "secret") })
        }
        let scripts: [[[[UInt8]]]] = [
            [[Self.four], [Self.six]], [[Self.six], [Self.four]], [[Self.four], [Self.four], [Self.six]],
            [[Self.six, Self.four], [Self.six], [Self.four, Self.six]],
            [[Self.four, Self.six], [Self.six, Self.four]],
        ]
        for answers in scripts {
            let (script, path) = (Script(answers), answers.count == 2 ? "/led" : "/page")
            let fetcher = fetcher(script, outside: Self.four)
            // As many steps as answers, in one request or in one each.
            for expected in path == "/led" ? [answers] : answers.map({ [$0] }) {
                let isInside = expected.contains { !$0.contains(Self.four) }
                switch await fetcher.fetch(request(server.port, path)) {
                case .body: #expect(!isInside, "\(answers)")
                case .failed(let failure):
                    #expect(isInside && failure.code == .privateAddress, "\(answers): \(failure)")
                case .unchanged: Issue.record("unchanged")
                }
            }
            #expect(script.asked.allSatisfy { $0 == "reports.example" } && !script.asked.isEmpty)
        }
        #expect(inside.connections == 0 && !server.requests.isEmpty)
    }

    @Test func `nor by a connection that stands`() async throws {
        let (server, inside) = try paired {
            let server = try LoopbackServer { _ in Response(text: "page") }
            return (server, try LoopbackServer(port: server.port, version: 6) { _ in Response(text: "secret") })
        }
        let fetcher = fetcher(Script([[Self.four], [Self.six]]), outside: Self.four)
        guard case .body = await fetcher.fetch(request(server.port)) else {
            Issue.record("no body")
            return
        }
        for _ in 1...3 { _ = await fetcher.fetch(request(server.port)) }
        #expect(inside.connections == 0)
    }

    @Test func `a proxy is told the address that was checked, whatever the name says a moment later`() async throws {
        let proxy = try LoopbackServer { request in
            request.method == "CONNECT"
                ? Response() : Response(302, headers: ["Location": "http://reports.example/page"])
        }
        let out: [UInt8] = [93, 184, 215, 14]
        for inside in [Self.four, [10, 0, 0, 7], Self.six] {
            // The first step is looked up once, checked and told; the second leads inside.
            let script = Script([[out], [inside], [out]])
            var asked = request(80, "/led")
            asked.settings.proxy = Proxy(url: proxy.url(""))
            guard case .failed(let failure) = await fetcher(script, outside: out).fetch(asked) else {
                Issue.record("a redirect led inside")
                continue
            }
            #expect(failure.code == .privateAddress && script.asked.count == 2, "\(failure)")
        }
        let told = proxy.requests.filter { $0.method == "CONNECT" }.map(\.path)
        #expect(told == Array(repeating: "93.184.215.14:80", count: 3))
    }

    // MARK: no address

    @Test(arguments: [
        (HostLookup.Answer.absent, FetchFailure.Code.nameUnknown, Problem.Retry.afterRepair, "no such host"),
        (.silent, .nameNotResolved, .later, "name server"),
    ])
    func `that there is no such name is told from that nobody could say`(
        answer: HostLookup.Answer, code: FetchFailure.Code, retry: Problem.Retry, remedy: String
    ) async throws {
        let fetcher = Fetcher(.init(lookUp: { _ in answer }))
        // Too long for any name server: the look-up fails at once.
        var asked = request(80)
        asked.url = "http://\(String(repeating: "a", count: 70)).example/"
        guard case .failed(let failure) = await fetcher.fetch(asked),
            case .failed(let posted) = await fetcher.post(url: asked.url, body: [], timeout: .seconds(60))
        else {
            Issue.record("not a failure")
            return
        }
        for failure in [failure, posted] {
            #expect(failure.code == code && failure.code.retry == retry && failure.remedy.contains(remedy))
            #expect(failure.message.hasPrefix("no address for aaa"), "\(failure.message)")
        }
    }

    @Test(arguments: [
        (EAI_NONAME, HostLookup.Answer.absent), (-5, .absent), (-9, .absent), (EAI_AGAIN, .silent), (EAI_FAIL, .silent),
        (EAI_SYSTEM, .silent), (EAI_MEMORY, .silent),
    ])
    func `what the system says of a name has one of the two meanings`(code: Int32, answer: HostLookup.Answer) {
        #expect(HostLookup.failure(code) == answer)
    }

    @Test func `the system knows the addresses of this machine, and none of a name that cannot be`() async {
        #expect(await HostLookup.answer(of: "127.0.0.1") == .found([Self.four]))
        #expect(await HostLookup.answer(of: String(repeating: "a", count: 70) + ".example") == .absent)
    }
}

/// What a name server says of any name, a list for each question, the last again and again; remembers what it was asked.
private final class Script: Sendable {
    private let state: Mutex<(answers: [[[UInt8]]], asked: [String])>

    init(_ answers: [[[UInt8]]]) { state = Mutex((answers, [])) }

    var asked: [String] { state.withLock { $0.asked } }

    func answer(to name: String) -> HostLookup.Answer {
        state.withLock { state in
            state.asked.append(name)
            return .found(state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0])
        }
    }
}

/// A port of this machine at which nobody answers: connections are refused, or wait for ever in a queue that is full.
private final class DeadPort {
    struct CannotHold: Error {}

    let port: UInt16
    private var sockets: [Int32] = []

    init(_ port: UInt16, version: Int, isSilent: Bool) throws {
        self.port = port
        let family = version == 6 ? AF_INET6 : AF_INET
        var bytes = [UInt8](repeating: 0, count: version == 6 ? 28 : 16)
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: sa_family_t(family), as: sa_family_t.self) }
        (bytes[2], bytes[3]) = (UInt8(port >> 8), UInt8(port & 0xFF))
        if version == 6 { bytes[23] = 1 } else { bytes.replaceSubrange(4..<8, with: [127, 0, 0, 1]) }
        // A port that is bound is nobody else's, and refuses as long as nobody listens.
        let listener = try open(family)
        let isBound = bytes.withUnsafeBytes { raw in
            raw.withMemoryRebound(to: sockaddr.self) { bind(listener, $0.baseAddress, socklen_t(raw.count)) == 0 }
        }
        guard isBound else { throw CannotHold() }
        guard isSilent else { return }
        guard listen(listener, 0) == 0 else { throw CannotHold() }
        for _ in 1...3 {
            let waiting = try open(family)
            _ = fcntl(waiting, F_SETFL, O_NONBLOCK)
            bytes.withUnsafeBytes { raw in
                raw.withMemoryRebound(to: sockaddr.self) { _ = connect(waiting, $0.baseAddress, socklen_t(raw.count)) }
            }
        }
    }

    deinit { sockets.forEach { close($0) } }

    private func open(_ family: Int32) throws -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw CannotHold() }
        sockets.append(descriptor)
        return descriptor
    }
}
