import Foundation
import Support
import Testing

@testable import Intake

/// What a robots.txt lets be asked.
@Suite struct RobotsTests {
    private func allows(_ text: String, _ path: String, agent: String = "reportwatch/0.1.0 (a@b.org)") -> Bool {
        Robots(Array(text.utf8), userAgent: agent).rule(barring: "https://example.org" + path) == nil
    }

    @Test(arguments: [
        ("", "/a", true), ("User-agent: *\nDisallow:", "/a", true), ("User-agent: *\nDisallow: /", "/a", false),
        ("User-agent: *\nDisallow: /", "/robots.txt", true), ("User-agent: *\nDisallow: /", "", false),
        // The longest match decides, and of two as long the one that allows.
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", false),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/ab", true),
        ("User-agent: *\nAllow: /p\nDisallow: /", "/q", false),
        ("User-agent: *\nDisallow: /a", "/A", true),
        // Signs.
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", true),
        ("User-agent: *\nDisallow: /*.pdf", "/x/y.pdf?z", false), ("User-agent: *\nDisallow: /a$", "/a", false),
        ("User-agent: *\nDisallow: /a$", "/ab", true), ("User-agent: *\nDisallow: /a$b", "/a$b", false),
        ("User-agent: *\nDisallow: /a*b*c", "/axxcxxbxxc", false),
        ("User-agent: *\nDisallow: /a*b*c", "/axxcxxb", true),
        ("User-agent: *\nDisallow: *b", "/ab", false), ("User-agent: *\nDisallow: b", "/b", true),
        ("User-agent: *\nDisallow: /a*a$", "/a", true), ("User-agent: *\nDisallow: /a*a$", "/aa", false),
        // Ways of writing.
        (
            "User-agent: *\nDisallow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par",
            "/foo/bar?qux=taz&baz=http://foo.bar?tar&par", false
        ),
        ("User-agent: *\nDisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false),
        ("User-agent: *\nDisallow: /foo/bar/%e3%83%84", "/foo/bar/%E3%83%84", false),
        ("User-agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false),
        ("User-agent: *\nDisallow: /foo/bar/baz", "/foo/bar/%62%61%7A", false),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", true), ("User-agent: *\nDisallow: /a-%2A.html", "/a-*.html", false),
        ("User-agent: *\nDisallow: /a", "/b#/a", true), ("User-agent: *\nDisallow: /?q", "?q", false),
    ])
    func `a path may be asked or not`(text: String, path: String, isAllowed: Bool) {
        #expect(allows(text, path) == isAllowed, "\(text) \(path)")
    }

    @Test(arguments: [
        // A group for this program counts alone, wherever it stands, together with all others for it.
        ("User-agent: *\nDisallow: /\n\nUser-agent: ReportWatch\nDisallow: /a", "/b", true),
        (
            "User-agent: reportwatch\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: REPORTWATCH/2\nDisallow: /b",
            "/b", false
        ),
        ("User-agent: reportwatch\nUser-agent: x\nDisallow: /a", "/a", false),
        ("User-agent: x\nUser-agent: *\nDisallow: /a", "/a", false),
        ("User-agent: report\nDisallow: /", "/a", true), ("User-agent: reportwatcher\nDisallow: /", "/a", true),
        ("User-agent: reportwatch\nDisallow:\nUser-agent: *\nDisallow: /", "/a", true),
        ("User-agent: reportwatch\n\n\nDisallow: /a", "/a", false), ("Disallow: /\nUser-agent: x", "/a", true),
        ("User-agent: * and all\nDisallow: /a", "/a", false), ("User-agent: *bot\nDisallow: /a", "/a", true),
        // Lines.
        ("\u{FEFF}User-agent: *\nDisallow: /a", "/a", false), ("User-agent: *\r\nDisallow: /a\r\n", "/a", false),
        ("User-agent: *\rDisallow: /a\r", "/a", false), ("  USER-AGENT :\t* # all\n disallow:/a#b", "/a", false),
        ("User-agent *\nDisallow /a", "/a", false), ("User-agent: *\nDisallow this and /a", "/a", true),
        ("Useragent: *\nDissallow: /a", "/a", false), ("<html><body>Not found: go home</body>", "/a", true),
        ("User-agent: *\nSitemap: https://x/s.xml\nDisallow: /a", "/a", false),
    ])
    func `the lines of a file are read as they are written`(text: String, path: String, isAllowed: Bool) {
        #expect(allows(text, path) == isAllowed, "\(text) \(path)")
    }

    @Test(
        arguments: [
            ("User-agent: *\nCrawl-delay: 7", 7.0), ("User-agent: *\nCrawl-delay: 0.5\nCrawl-delay: 2.5", 2.5),
            ("User-agent: *\nCrawl-delay: 9\nUser-agent: reportwatch\nDisallow:", nil),
            ("User-agent: *\nCrawl-delay: 9\nUser-agent: reportwatch\nCrawl-delay: 3", 3), ("Crawl-delay: 3", nil),
            ("User-agent: *\nCrawl-delay: soon", nil), ("User-agent: *\nCrawl-delay: -1", nil),
            ("User-agent: *\nCrawl-delay: nan", nil), ("User-agent: *\nCrawl-delay: 1e99", 3600),
            ("User-agent: *\nCrawl-delay: 99999999999999999999999999", 3600),
        ] as [(String, Double?)])
    func `a pause is taken from the group that counts, an hour at most`(text: String, seconds: Double?) {
        let robots = Robots(Array(text.utf8), userAgent: "reportwatch")
        #expect(robots.crawlDelay == seconds.map { .seconds($0) })
    }

    @Test func `the line that bars is named`() throws {
        let text = "# ours\r\nUser-agent: *\r\nAllow: /\r\nDisallow: /reports/ # drafts\r\n"
        let rule = try #require(Robots(Array(text.utf8), userAgent: "x").rule(barring: "http://h/reports/1"))
        #expect(rule.line == 4 && rule.text == "/reports/")
    }

    @Test func `of a file that is too long the beginning counts, and no line that is cut`() {
        let head = "User-agent: *\nDisallow: /early\n"
        let filler = String(repeating: "#", count: Robots.mostBytes - head.utf8.count - "\nDisallow: /la".utf8.count)
        let text = head + filler + "\nDisallow: /late\n"
        #expect(!allows(text, "/early") && allows(text, "/late") && allows(text, "/la"))
    }

    @Test(.timeLimit(.minutes(1))) func `files made to take long do not`() {
        let stars =
            "User-agent: *\n"
            + String(repeating: "Disallow: /" + String(repeating: "*a", count: 1000) + "b\n", count: 250)
        #expect(allows(stars, "/" + String(repeating: "a", count: 2000)))
        let lines = "User-agent: *\n" + String(repeating: "Disallow: /a\n", count: 39_000)
        #expect(!allows(lines, "/a"))
        #expect(allows(String(repeating: "\r", count: 600_000), "/a"))
        #expect(allows(String(decoding: (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }, as: UTF8.self), "/a"))
    }
}
