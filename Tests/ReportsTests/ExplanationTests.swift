import Documents
import Model
import Testing

@testable import Reports

/// What an author is told about a document that a profile does not know, or knows.
@Suite struct ExplanationTests {
    private func nearest(_ text: String, url: String? = nil) throws -> RecognitionExplanation? {
        let document = try DocumentReader.read(Array(text.utf8), hint: .init(name: "a.txt", url: url))
        return RecognitionExplanation.nearest(to: document, url: url, profiles: LibraryProfile().review().profiles)
    }

    @Test func `the signs that fit and those that do not are told, with what is wanting`() throws {
        let found = try #require(
            try nearest("A visit\nThe Inspectorate of Libraries visited Northmoor Library in May.\n"))
        #expect(found.kind == "library-inspection" && found.score == 2)
        #expect(found.signs.filter(\.fits).map(\.type) == ["opening"])
        #expect(found.signs.first(where: \.fits)?.took["subject"] == "northmoor")
        #expect(found.reasons.count == 2 && found.reasons[0].contains("weigh 2; 3 are needed"))
        #expect(found.reasons[1].contains("which cycle"))
    }

    @Test func `a host of somebody else is the first reason`() throws {
        let url = "https://news.example/reports/northmoor/2024"
        let found = try #require(try nearest(LibraryProfile().report, url: url))
        #expect(found.reasons.first?.contains("news.example") == true && found.reasons.count == 1)
    }

    @Test func `what is recognised has no reasons, and the explanation agrees with the record`() throws {
        let profile = LibraryProfile()
        for url in [nil, "https://reports.libraries.example/reports/northmoor/2024"] {
            let found = try #require(try nearest(profile.report, url: url))
            #expect(found.reasons.isEmpty && found.score >= 3)
            #expect(try profile.record(of: profile.report, url: url).kind == found.kind)
        }
    }

    @Test func `signs that contradict each other are a reason`() throws {
        let url = "https://reports.libraries.example/reports/harbour/2024"
        let found = try #require(try nearest(LibraryProfile().report, url: url))
        #expect(found.reasons.first?.contains("contradict") == true, "\(found.reasons)")
    }
}
