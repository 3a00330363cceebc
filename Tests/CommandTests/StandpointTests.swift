import Foundation
import Model
import Support
import Testing

/// What a report said then, and what was known of it then, asked of the program.
@Suite("Then and now", .timeLimit(.minutes(5)))
struct StandpointTests {
    private let server: LoopbackServer
    private static let report = "wiltshire peel 2016"

    init() throws {
        server = try LoopbackServer { _ in
            .init(headers: ["Content-Type": "text/html; charset=utf-8"], text: PeelReport(effectiveness: "good").page())
        }
    }

    private var url: String { server.url("/report/") }

    private func installation() throws -> Installation {
        try Installation(["sources": [["id": "page", "url": .string(url), "every": "PT1S"]]])
    }

    private func grade(_ place: Installation, _ arguments: String...) async throws -> String? {
        let answer = try await place.run(Installation.program, ["show", "--json"] + arguments)
        guard answer.code == 0 else { return answer.errors }
        let judgments = try #require(answer.json["judgments"]).items
        return judgments.first { $0["id"] == "effectiveness" }?["grade"]?.string
    }

    @Test func `what it said then and what was known then are two questions`() async throws {
        let place = try installation()
        #expect(try await place.run("run", "--once").code == 0)
        let first = try #require(try await place.run("reports", "--json").json.items.first?["archived"]?.string)
        // History arrives after the report itself.
        let late = Pywb.Capture(url, at: "2016-03-01T10:00:00Z", PeelReport(effectiveness: "inadequate").page())
        try place.drop(late.record, as: "late.warc")
        #expect(try await place.run("run", "--once").code == 0)
        #expect(try await grade(place, Self.report) == "good")
        #expect(try await grade(place, "\(Self.report)@2016-07-01") == "inadequate")
        #expect(try await grade(place, "\(Self.report)@2016-02-28")?.contains("unknown-report") == true)
        // The older answer stays what it was.
        let known = try await grade(place, "\(Self.report)@2016-07-01", "--known", first)
        #expect(known?.contains("as known at \(first)") == true, "\(known ?? "")")
        #expect(try await grade(place, Self.report, "--known", first) == "good")
        #expect(try await grade(place, "\(Self.report)@v2", "--known", first)?.contains("as known at") == true)
        let diff = try await place.run("diff", "\(Self.report)@2016-07-01", Self.report)
        #expect(diff.code == 0 && diff.output.contains("inadequate → good"), "\(diff.output)\(diff.errors)")
        #expect(try await place.run("diff", "\(Self.report)@2016-07-01", Self.report, "--known", first).code == 2)
        let then = try await place.run("grades", "--at", "2016-07-01", "--csv")
        let lines = then.lines.filter { $0.contains(",effectiveness,") }
        #expect(!lines.isEmpty && lines.allSatisfy { $0.contains(",inadequate,") }, "\(then.output)")
        let unknown = try await place.run("grades", "--at", "2016-07-01", "--known", first)
        #expect(unknown.output.isEmpty && unknown.errors.contains("no grades"), "\(unknown.output)\(unknown.errors)")
        #expect(try await place.run("grades", "--known", "yesterday").code == 64)
        // It is so after a rebuild.
        #expect(try await place.run("rebuild").code == 0)
        #expect(try await grade(place, "\(Self.report)@2016-07-01") == "inadequate")
        #expect(try await grade(place, "\(Self.report)@2016-07-01", "--known", first)?.contains("as known at") == true)
    }

    @Test func `what a web archive says against the page itself is kept, and never counts as what the report said`()
        async throws
    {
        let place = try installation()
        try await place.start()
        try await place.line("NEW \(Self.report) v1")
        let seen = server.requests.count
        try await until("a check that begins after another") { server.requests.count > seen + 1 ? true : nil }
        let between = Timestamp.now.description
        let next = server.requests.count
        try await until("checks after it") { server.requests.count > next + 2 ? true : nil }
        let other = Pywb.Capture(url, at: between, PeelReport(effectiveness: "inadequate").page())
        try place.drop(other.record, as: "other.warc")
        try await until("v2") { place.names(in: "Archive/wiltshire/peel-2016").contains("v2") ? true : nil }
        #expect(try await place.stop() == 0)
        let data = try place.json("Archive/wiltshire/peel-2016/v2/content/change.json")["data"]
        #expect(data?["history"] == true && data?["contradicted"] == true)
        for question in [Self.report, "\(Self.report)@\(between)", "\(Self.report)@2100-01-01"] {
            #expect(try await grade(place, question) == "good", "\(question)")
        }
        #expect(try await grade(place, "\(Self.report)@v2") == "inadequate")
        #expect(try await place.run("rebuild").code == 0)
        #expect(try await grade(place, "\(Self.report)@\(between)") == "good")
        #expect(try await place.run("verify", "--all").code == 0)
    }
}
