import Testing

@testable import Intake

/// Patterns of addresses, and what they let through.
struct AddressPatternTests {
    private let kent = "https://www.example.org/reports/2026/kent.html?part=1"

    @Test func `a pattern is part of an address; stars stand for what is left open`() throws {
        for text in [
            "/reports/", "/REPORTS/", "reports/*/kent", "/reports/**part=1$", "^https://www.example.org/", "kent.html?",
            "^**kent**$", "*kent*", "/2026/kent.html?part=1$",
        ] {
            #expect(try #require(AddressPattern(text)).matches(kent), "\(text)")
        }
        for text in ["/report/", "reports/*kent", "^/reports/", "kent$", "reports*part", ".htm?", "k.nt"] {
            #expect(try !#require(AddressPattern(text)).matches(kent), "\(text)")
        }
        for text in ["", "^", "*", "**", "^$", "***", String(repeating: "a", count: 501)] {
            #expect(AddressPattern(text) == nil, "\(text)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `no pattern takes long`() throws {
        let pattern = try #require(AddressPattern(String(repeating: "*a**", count: 100) + "c$"))
        let address = String(repeating: "a", count: 2048) + "b"
        let found = (0..<20).contains { _ in pattern.matches(address) }
        #expect(!found)
    }

    @Test func `an address is kept to the hosts of its listing unless told`() throws {
        var follow = Follow()
        follow.match = [try #require(AddressPattern("/reports/"))]
        follow.exclude = [try #require(AddressPattern(".pdf$"))]
        #expect(follow.isReport(kent, hosts: ["example.org"]))
        #expect(!follow.isReport(kent, hosts: ["example.com"]))
        #expect(!follow.isReport("https://example.org/reports/a.pdf", hosts: ["example.org"]))
        #expect(!follow.isReport("https://example.org/news/", hosts: ["example.org"]))
        #expect(!follow.isReport("https://example.org.evil.example/reports/", hosts: ["example.org"]))
        follow.hosts = ["example.com"]
        #expect(follow.isReport("https://www.example.com/reports/a", hosts: ["example.org"]))
    }
}
