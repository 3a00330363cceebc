import Foundation
import Model
import Support
import Testing

@testable import Intake

/// Addresses by which somebody might make the program speak to what only this machine can reach. Behind each stands a real
/// listener, and nobody may reach it.
@Suite("Addresses that lead inside")
struct HostTableTests {
    /// Numbers of this machine, its networks and its cloud, in every form that some program reads as one.
    static let inside = [
        "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0X7F.0x0.0.0x1",
        "017700000001", "0177.0.0.1", "0177.0.0.01", "0x7f.0.0.1", "127.0x0.00.1", "0", "0.0.0.0", "0x0", "00000.0",
        "%31%32%37.0.0.1", "127%2e0%2e0%2e1", "10.0.0.1", "10.1", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "192.168.1", "3232235521", "169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376",
        "169.254.43518",
        "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "198.18.0.1", "198.19.255.255", "192.0.2.1",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::]", "[2001:db8::1]",
        "[fe80::1]", "[fe80::1%25lo]", "[::1%25lo]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[fd20:ce::254]",
        "[ff02::1]", "[100::1]", "[3fff::1]", "[2606:4700::5efe:127.0.0.1]", "[2606:4700::1111%25lo]",
        "localhost", "LOCALHOST", "localhost.", "l%6fcalhost", "localhost%2e", "a.localhost", "a.b.localhost.",
        "localhost.localdomain", "printer.local", "metadata.google.internal", "METADATA.Google.Internal.", "metadata",
        "kubernetes.default.svc.cluster.local", "router.lan", "wiki.corp", "nas.home.arpa", "vault.intranet", "backend",
    ]

    /// What is read in more than one way, or is no host.
    static let unclear = [
        "127.0.0.1.", "0x7f.1.", "2130706433.", "256.256.256.256", "1.2.3.4.5", "999999999999", "08.1", "127.0.0.1.0x",
        "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.0.0.1", "①②⑦.0.0.1", "127%E3%80%820%E3%80%820%E3%80%821",
        "ⓛocalhost", "ＬＯＣＡＬＨＯＳＴ", "loc\u{AD}alhost", "localhost\u{200B}", "лocalhost", "faß.example", "a..b",
        ".localhost",
        "127.0.0.1\\@example.org", "example.org\\@127.0.0.1", "example.org@127.0.0.1", "example.org:80@127.0.0.1",
        "a@b@127.0.0.1", "127.0.0.1%2f@example.org", ":secret@127.0.0.1", "127.0.0.1%00.example.org",
        "127.0.0.1\u{0}.example.org", "127.0.0.1%20", "127.0.0.1\t", "\t127.0.0.1", "127.0.0.1\n", "127.0.\r\n0.1",
        " 127.0.0.1",
        "127.0.0.1,example.org", "127.0.0.1;example.org", "[127.0.0.1]", "[::1", "::1", "[v1.a]", "[::1].example.org",
        "127.0.0.1:80:80", "127.0.0.1\r\nX-Injected: 1",
    ]

    /// Whole addresses.
    static let others = [
        "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "FILE:///etc/passwd", "gopher://127.0.0.1:PORT/_x",
        "dict://127.0.0.1:PORT/d:x", "ftp://127.0.0.1:PORT/", "ftps://127.0.0.1:PORT/", "ldap://127.0.0.1:PORT/",
        "smb://127.0.0.1:PORT/x", "smtp://127.0.0.1:PORT/", "telnet://127.0.0.1:PORT/", "tftp://127.0.0.1:PORT/x",
        "scp://127.0.0.1:PORT/x", "rtsp://127.0.0.1:PORT/x", "imap://127.0.0.1:PORT/", "ws://127.0.0.1:PORT/",
        "data:text/html,x", "javascript:alert(1)", "view-source:http://127.0.0.1:PORT/", "jar:http://127.0.0.1:PORT/!/",
        "http:127.0.0.1:PORT/", "http:/127.0.0.1:PORT/", "http:///127.0.0.1:PORT/", "http:////127.0.0.1:PORT/",
        "http:\\\\127.0.0.1:PORT/", "http://\\127.0.0.1:PORT/", "//127.0.0.1:PORT/", "127.0.0.1:PORT/", "http://",
        "http:///",
        "http://?x", "http://#x", "http://:PORT/", "http://@/", "http://@127.0.0.1:PORT/", "", " ",
        " http://127.0.0.1:PORT/", "\u{FEFF}http://127.0.0.1:PORT/", "h\u{74}tp\u{3A}//127.0.0.1:99999/",
        "https://[::1]:PORT/",
        "https://127.0.0.1:PORT/", "HtTp://127.0.0.1:PORT/",
        "http://127.0.0.1:0/", "http://127.0.0.1:-1/", "http://127.0.0.1:+80/", "http://127.0.0.1:8O/",
    ]

    /// Ports at which something else than HTTP listens.
    static let ports = [21, 22, 23, 25, 53, 110, 143, 389, 445, 465, 587, 2049, 5060, 6000, 6379, 6667, 11211]

    private let folder: TemporaryFolder
    private let request: FetchRequest

    init() throws {
        folder = try TemporaryFolder()
        let settings = HTTPSettings(userAgent: "reportwatch-test", timeout: .seconds(10))
        request = FetchRequest(url: "", spoolPath: folder.file("body"), settings: settings)
    }

    private func refusal(_ url: String, _ fetcher: Fetcher) async -> FetchFailure? {
        var asked = request
        asked.url = url
        guard case .failed(let failure) = await fetcher.fetch(asked) else {
            Issue.record("\(url) was asked")
            return nil
        }
        #expect(failure.remedy.hasSuffix(".") && failure.code.retry == .afterRepair)
        return failure
    }

    @Test func `there are many of them`() {
        #expect(Set(Self.inside + Self.unclear + Self.others).count + Self.ports.count >= 190)
    }

    @Test func `no form of an address inside reaches a socket`() async throws {
        let listeners = try [
            LoopbackServer { _ in .init(text: "secret") }, LoopbackServer(version: 6) { _ in .init(text: "secret") },
        ]
        let fetcher = Fetcher()
        for listener in listeners {
            for host in Self.inside {
                let failure = await refusal("http://\(host):\(listener.port)/", fetcher)
                #expect(failure?.code == .privateAddress, "\(host): \(failure?.message ?? "")")
            }
            for host in Self.unclear {
                let failure = await refusal("http://\(host):\(listener.port)/", fetcher)
                #expect(failure?.code == .badURL, "\(host): \(failure?.message ?? "")")
                #expect(failure?.message.contains("secret") == false)
            }
            for url in Self.others {
                let failure = await refusal(url.replacing("PORT", with: "\(listener.port)"), fetcher)
                #expect([.badURL, .privateAddress].contains(failure?.code), "\(url): \(failure?.message ?? "")")
            }
            #expect(listener.connections == 0)
        }
    }

    @Test func `a port at which something else listens is not asked, wherever it is`() async throws {
        for port in Self.ports {
            for host in ["127.0.0.1", "93.184.215.14", "example.org"] {
                #expect(await refusal("http://\(host):\(port)/", Fetcher())?.code == .badURL, "\(host):\(port)")
            }
        }
    }

    @Test(arguments: [
        "127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "fd00:ec2::254", "0.0.0.0",
    ])
    func `a name is judged by the address that is connected to`(address: String) async throws {
        let listener = try LoopbackServer { _ in .init(text: "secret") }
        let fetcher = Fetcher(names: ["reports.example": [address]])
        let failure = await refusal("http://reports.example:\(listener.port)/", fetcher)
        #expect(failure?.code == .privateAddress)
        #expect(failure?.message.hasPrefix("reports.example:\(listener.port) is ") == true)
        #expect(listener.connections == 0)
    }

    @Test func `a name with one address outside and one inside does not get in by the second`() async throws {
        let listener = try LoopbackServer { _ in .init(text: "secret") }
        // The first is on the internet, where nothing answers in so short a time.
        let fetcher = Fetcher(names: ["reports.example": ["192.88.100.1", "127.0.0.1"]])
        var asked = request
        asked.url = "http://reports.example:\(listener.port)/"
        asked.settings.timeout = .milliseconds(1500)
        guard case .failed = await fetcher.fetch(asked) else {
            Issue.record("it was asked")
            return
        }
        #expect(listener.connections == 0)
    }

    @Test func `a connection that somebody with more rights left open is not used`() async throws {
        let server = try LoopbackServer { _ in .init(text: "page") }
        let fetcher = Fetcher(names: ["reports.example": ["127.0.0.1"]])
        var asked = request
        asked.url = "http://reports.example:\(server.port)/"
        asked.settings.allowPrivateAddresses = true
        guard case .body = await fetcher.fetch(asked) else {
            Issue.record("an allowed address is refused")
            return
        }
        #expect(await refusal(asked.url, fetcher)?.code == .privateAddress)
        #expect(server.requests.count == 1)
    }

    @Test func `a redirect to any of them is refused as if it had been asked for`() throws {
        var first = request
        first.url = "http://reports.example/page"
        for (host, code) in Self.inside.map({ ($0, FetchFailure.Code.privateAddress) })
            + Self.ports.map({ ("example.org:\($0)", .badURL) })
        {
            var chain = RedirectChain(first)
            guard case .refuse(let failure) = chain.take(answer(leadingTo: "http://\(host)/")) else {
                Issue.record("a redirect to \(host) is followed")
                continue
            }
            #expect(failure.code == code, "\(host): \(failure.message)")
        }
        for url in [
            "file:///etc/passwd", "gopher://127.0.0.1/", "//localhost/x", "\\\\127.0.0.1\\x", "http://a@127.0.0.1/",
            "//127。0。0。1/",
        ] {
            var chain = RedirectChain(first)
            switch chain.take(answer(leadingTo: url)) {
            case .refuse(let failure): #expect([.badURL, .privateAddress].contains(failure.code))
            // With a backslash it is a path on the same host.
            case .go: #expect(WebAddress(chain.url)?.host == "reports.example")
            case .stay: Issue.record("\(url) leads nowhere")
            }
        }
    }

    private func answer(leadingTo location: String) -> TransferResult {
        var result = TransferResult()
        for line in ["HTTP/1.1 302 Found\r\n", "Location: \(location)\r\n", "\r\n"] {
            Array(line.utf8).withUnsafeBytes { result.head.take($0) }
        }
        return result
    }

    @Test(arguments: [
        "http://example.org/", "https://example.org:8443/a?b#c", "http://93.184.215.14/", "https://xn--fa-hia.example/",
        "http://[2606:4700::1111]:8080/", "http://a_b.example.org./",
    ])
    func `what is on the internet is not refused for how it is written`(url: String) {
        #expect(AddressRules.failure(of: url, allowsPrivate: false) == nil)
    }

    @Test(arguments: [
        "http://127.0.0.1:8080/", "http://localhost/", "http://nas.local/", "http://backend:3000/", "http://[::1]/",
        "http://[fe80::1%25eth0]/",
    ])
    func `where the settings mean this network, its hosts are asked`(url: String) {
        #expect(AddressRules.failure(of: url, allowsPrivate: true) == nil)
    }
}
