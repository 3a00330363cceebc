import Foundation
import Model
import Support
import Testing

/// A page and its PDF: each is compared with what itself said before, whether or not that is a version.
struct FollowedRenditionTests {
    private let server: LoopbackServer
    private let place: Installation

    init() throws {
        server = try LoopbackServer { _ in .init(404) }
        let sources = ["page", "pdf"].map { [server] id -> JSON in
            ["id": .string(id), "url": .string(server.url("/" + id)), "every": "24h"]
        }
        place = try Installation(["sources": .array(sources)])
    }

    /// - Parameter isReworded: whether the PDF differs in words that the publisher changed for print.
    private func publish(page: PeelReport, pdf: PeelReport, isReworded: Bool = true) {
        var printed = pdf
        if isReworded { printed.extraBullet = "how the force reads what is printed here;" }
        let body = printed.pdf
        server.answer { request in
            request.path == "/page"
                ? .init(headers: ["Content-Type": "text/html; charset=utf-8"], text: page.page())
                : .init(headers: ["Content-Type": "application/pdf"], body: body)
        }
    }

    /// Checks sources in turn; gives what was told since, by type.
    private func check(_ sources: String...) async throws -> [String] {
        let before = place.names(in: "State").contains("catalogue.sqlite") ? try await events().count : 0
        for source in sources { #expect(try await place.run("poll", source, "--wait").code == 0) }
        return try await events().dropFirst(before).compactMap { event in
            event["type"]?.string.map { String($0.split(separator: ".")[2]) }
        }
    }

    private func events(_ arguments: String...) async throws -> [JSON] {
        let answer = try await place.run(Installation.program, ["changes", "--json"] + arguments)
        #expect(answer.code == 0, "\(answer.errors)")
        return try answer.lines.map { try JSON.decoded(JSON.self, from: Array($0.utf8)) }
    }

    private func change(_ version: String) throws -> JSON? {
        try place.json("Archive/wiltshire/peel-2016/\(version)/content/change.json")["data"]
    }

    private func text(_ path: String) throws -> String { String(decoding: try place.bytes(path), as: UTF8.self) }

    private func expectSound(versions: [String]) async throws {
        #expect(place.names(in: "Archive/wiltshire/peel-2016").filter { $0.hasPrefix("v") }.sorted() == versions)
        #expect(try await place.run("verify").code == 0)
        #expect(try await place.run("rebuild").code == 0)
        let files = versions.dropFirst().map { "Archive/wiltshire/peel-2016/\($0)/content/change.json" }
        try await place.expectValid(files, against: "change")
    }

    @Test func `an edit of the PDF alone is told, with both passages, and the page that follows tells nothing`()
        async throws
    {
        let (report, edited) = (PeelReport(), PeelReport(insertion: "now "))
        publish(page: report, pdf: report)
        #expect(try await check("page", "pdf", "pdf") == ["discovered"])
        let first = try await events("--all")
        #expect(first.dropFirst().first?["rule"] == "other-rendition", "\(first)")

        publish(page: report, pdf: edited)
        #expect(try await check("pdf", "pdf") == ["changed"])
        let told = try #require(try change("v3"))
        #expect(told["fromVersion"] == "v2" && told["items"]?.items.count == 1, "\(told)")
        let item = try #require(told["items"]?.items.first)
        #expect(item["words"]?["added"] == ["now"])
        let before = try text("Archive/wiltshire/peel-2016/v2/content/text.txt")
        #expect(try before.contains(#require(item["before"]?["exact"]?.string)))
        let kept = try #require(try change("v2"))
        #expect(kept["history"] == true)
        #expect(kept["summary"]?.string?.hasPrefix("application/pdf beside v1, as it stood ") == true)

        publish(page: edited, pdf: edited)
        #expect(try await check("page", "pdf") == [])
        #expect(try await events("--all").contains { $0["detail"]?.string?.contains("told with v3") == true })

        // What the page said last is no version either.
        let later = PeelReport(insertion: "now ", remark: "Some of its roads are rural.")
        publish(page: later, pdf: edited)
        #expect(try await check("page", "pdf") == ["changed"])
        let items = try #require(try change("v5")?["items"]?.items)
        #expect(items.count == 1 && items[0]["words"]?["added"] == ["Some"], "\(items)")
        try await expectSound(versions: ["v1", "v2", "v3", "v4", "v5"])
    }

    @Test func `a PDF that follows its page tells nothing, and one that leaves it says what the page states`()
        async throws
    {
        let report = PeelReport()
        let edited = PeelReport(efficiencyUpdated: "05/01/2017", insertion: "now ")
        publish(page: report, pdf: report)
        #expect(try await check("page", "pdf") == ["discovered"])
        publish(page: edited, pdf: report)
        #expect(try await check("page", "pdf") == ["changed"])
        publish(page: edited, pdf: edited)
        #expect(try await check("page", "pdf") == [])
        let all = try await events("--all")
        #expect(all.last?["detail"]?.string?.contains("told with v2") == true, "\(all.suffix(2))")

        var graded = edited
        graded.effectiveness = "good"
        publish(page: edited, pdf: graded)
        #expect(try await check("pdf", "page", "pdf") == ["changed"])
        let told = try #require(try change("v4"))
        #expect(told["fromVersion"] == "v3")
        let items = told["items"]?.items ?? []
        #expect(items.map { $0["class"] } == ["judgment-changed", "renditions-disagree"], "\(items)")
        #expect(items.last?["from"] == "requires improvement" && items.last?["to"] == "good")
        #expect(items.last?["beside"] == "v2")
        let page = try text("Archive/wiltshire/peel-2016/v2/content/text.txt")
        #expect(try page.contains(#require(items.last?["before"]?["exact"]?.string)))
        #expect(told["summary"]?.string?.contains("disagrees with v2 in effectiveness: requires") == true, "\(told)")
        try await expectSound(versions: ["v1", "v2", "v3", "v4"])
    }

    @Test(arguments: [true, false])
    func `a PDF that stays behind disagrees once, and is silent when it follows`(isReworded: Bool) async throws {
        let (report, graded) = (PeelReport(), PeelReport(effectiveness: "good"))
        publish(page: report, pdf: report, isReworded: isReworded)
        #expect(try await check("page", "pdf") == ["discovered"])
        publish(page: graded, pdf: report, isReworded: isReworded)
        #expect(try await check("page", "pdf", "pdf", "page") == ["changed", "disagreeing"])
        publish(page: graded, pdf: graded, isReworded: isReworded)
        #expect(try await check("pdf", "page") == [])
        try await expectSound(versions: ["v1", "v2", "v3"])
    }

    @Test func `a dropped PDF with the words of the page is followed too, and edits of both are told of both`()
        async throws
    {
        let report = PeelReport()
        publish(page: report, pdf: report)
        #expect(try await check("page") == ["discovered"])
        for (number, insertion) in ["", "", "seldom "].enumerated() {
            try Data(PeelReport(insertion: insertion).pdf).write(
                to: URL(fileURLWithPath: place.folder.file("\(number).pdf")))
            #expect(try await place.run("ingest", "\(number).pdf").code == 0)
        }
        publish(page: PeelReport(insertion: "now "), pdf: report)
        #expect(try await check("page") == ["changed"])
        let told = try await events().compactMap { $0["data"]?["summary"]?.string }
        #expect(told.count == 3 && told[1].contains("added “seldom”") && told[2].contains("added “now”"), "\(told)")
        try await expectSound(versions: ["v1", "v2", "v3"])
    }
}
