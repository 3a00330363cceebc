import Foundation
import Model
import Support
import Testing

@testable import Reports

/// Documents in the shape of the real ones, in sentences of ours, each with what a careful reader takes from it.
// One after the other: reading is work for a processor, and other tests wait for theirs.
@Suite(.serialized) struct GoldenTests {
    /// A document of `Tests/Fixtures/reading`, and its golden reading beside it.
    struct Golden: CustomTestStringConvertible, Sendable {
        let path: String
        var testDescription: String { path }
    }

    /// What stands in the golden file: how the document came, and what it says.
    struct Expected: Codable {
        var address: String?
        var reading: CompactReading
    }

    static let all: [Golden] = {
        let root = Fixtures.path("reading")
        let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".json") }.sorted().map { Golden(path: String($0.dropLast(5))) }
    }()

    @Test(arguments: GoldenTests.all)
    func `every document is read as its golden reading says`(_ golden: Golden) throws {
        let path = "reading/" + golden.path
        let expected = try JSONDecoder().decode(
            Expected.self, from: Data(try Fixtures.bytes(path + ".json")))
        let read = try ReadReport(
            Fixtures.bytes(path), name: golden.path.split(separator: "/").last.map(String.init) ?? "report.txt",
            url: expected.address)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let found = String(decoding: try encoder.encode(CompactReading(read.record)), as: UTF8.self)
        let wanted = String(decoding: try encoder.encode(expected.reading), as: UTF8.self)
        #expect(found == wanted)
        for evidence in read.allEvidence { #expect(read.document.text.shows(evidence)) }
    }

    @Test func `there are two hundred of them`() {
        #expect(GoldenTests.all.count >= 200)
    }
}
