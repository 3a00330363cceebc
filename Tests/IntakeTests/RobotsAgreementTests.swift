import Foundation
import Support
import Testing

@testable import Intake

/// Generated files, and Google's own parser beside ours.
@Suite struct RobotsAgreementTests {
    private static let python = Validators.python(with: "robotstxt")

    private struct Case: Codable {
        let text: Data
        let agent: String
        let url: String
    }

    @Test(.enabled(if: python != nil, "the Python module robotstxt (fast-robotstxt) is not installed"))
    func `5,000 files are read as Google's parser reads them`() throws {
        var random = Seeded(seed: 9309)
        let cases = (0..<5000).flatMap { _ -> [Case] in
            let text = Self.file(&random)
            return (0..<4).map { _ in
                Case(
                    text: text, agent: Self.pick(Self.agents, &random), url: "https://example.org" + Self.path(&random))
            }
        }
        let script = """
            import base64, json, sys, robotstxt
            matcher = robotstxt.RobotsMatcher()
            for case in json.load(sys.stdin):
                text = base64.b64decode(case["text"]).decode("utf-8")
                print(int(matcher.is_allowed(text, case["agent"], case["url"])))
            """
        let input = try JSONEncoder().encode(cases)
        let output = try Validators.output(of: try #require(Self.python), ["-c", script], input: input)
        let answers = String(decoding: output, as: UTF8.self).split(separator: "\n").map { $0 == "1" }
        try #require(answers.count == cases.count)
        var differing: [Case] = []
        for (item, answer) in zip(cases, answers) {
            let isAllowed = Robots(Array(item.text), userAgent: item.agent).rule(barring: item.url) == nil
            if isAllowed != answer { differing.append(item) }
        }
        let barred = answers.filter { !$0 }.count
        #expect(barred > 1000 && barred < 19_000, "\(barred) barred: the cases do not tell much")
        let shown = differing.prefix(5).map {
            "\($0.url) \($0.agent)\n\(String(decoding: $0.text, as: UTF8.self).debugDescription)"
        }
        #expect(differing.isEmpty, "\(differing.count) differ: \(shown.joined(separator: "\n"))")
    }

    // MARK: what is generated

    private static let agents = ["reportwatch", "ReportWatch", "FooBot", "foo-bot", "other_bot"]

    private static func pick<Item>(_ items: [Item], _ random: inout Seeded) -> Item {
        items[Int.random(in: items.indices, using: &random)]
    }

    private static func file(_ random: inout Seeded) -> Data {
        let end = pick(["\n", "\n", "\r\n", "\r"], &random)
        let lines = (0..<Int.random(in: 1...14, using: &random)).map { _ in line(&random) }
        let mark = Int.random(in: 0..<8, using: &random) == 0 ? "\u{FEFF}" : ""
        let tail = Bool.random(using: &random) ? end : ""
        return Data((mark + lines.joined(separator: end) + tail).utf8)
    }

    private static func line(_ random: inout Seeded) -> String {
        let pad = { (random: inout Seeded) in pick(["", "", "", " ", "\t", "  "], &random) }
        let colon = pick([":", ":", ":", ": ", " : ", " ", "::"], &random)
        let note = pick(["", "", "", "", " # note", "#"], &random)
        let (key, value): (String, String)
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6:
            key = pick(["User-agent", "user-agent", "USER-AGENT", "Useragent", "User agent"], &random)
            let names = agents + ["*", "*", "*", "reportwatch/1.0", "reportwatch 2", "* all", "report", "", "x"]
            value = pick(names, &random)
        case 6..<14: (key, value) = (pick(["Disallow", "disallow", "DISALLOW", "Disalow"], &random), pattern(&random))
        case 14..<17: (key, value) = (pick(["Allow", "allow"], &random), pattern(&random))
        case 17: (key, value) = ("Sitemap", "https://example.org/sitemap.xml")
        case 18: (key, value) = ("Noindex", "/")
        default: return pick(["", "   ", "# a remark", "Disallow", "a line of prose", "\u{0}", "<p>x</p>"], &random)
        }
        return pad(&random) + key + colon + pad(&random) + value + pad(&random) + note
    }

    // Escaped signs that have a meaning of their own (%2F) and broken escapes (%2) are left out: RFC 9309 tells them from the
    // signs, the parser does not.
    private static let pieces = [
        "a", "b", "ab", "/", "/", "?", "=", "&", ".pdf", "%61", "%20", "%C3%A9", "-", "~", ";",
    ]

    private static func pattern(_ random: inout Seeded) -> String {
        let signs = pieces + ["*", "*", "**", "$", "é", "%c3%a9", "%7E", "%62"]
        let body = (0..<Int.random(in: 0...5, using: &random)).map { _ in pick(signs, &random) }.joined()
        return pick(["/", "/", "/", "/", "", "*"], &random) + body + pick(["", "", "", "$", "*"], &random)
    }

    private static func path(_ random: inout Seeded) -> String {
        let body = (0..<Int.random(in: 0...6, using: &random)).map { _ in pick(pieces, &random) }.joined()
        // A query of nothing is none to the parser.
        return "/" + body + (body.last == "?" ? "a" : "") + pick(["", "", "", "#a"], &random)
    }
}
