import Model
import Support
import Testing

@testable import Catalogue

@Suite struct PassageTests {
    private let index: SearchIndex
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        index = try SearchIndex(fillingAt: folder.file("search.sqlite"))
    }

    private func passage(_ words: String, _ text: String, width: Int = 60) throws -> Passage {
        let bytes = Array(text.utf8)
        let passage = try #require(
            try index.passage(for: SearchQuery(words), in: bytes, length: bytes.count, width: width))
        let canonical = CanonicalText(text)
        #expect(([passage.place] + passage.matches).allSatisfy { canonical.shows($0) })
        #expect(passage.place.range.count <= width)
        return passage
    }

    @Test func `the passage is where most of the words stand, whole words only`() throws {
        let text = """
            Zoë Hartley’s force
            The force has officers. There are many things to say of them before anything else is said.
            Its vetting of officers — as the tŷ says — requires improvement, which it has known for a long time by now.
            """
        let passage = try passage("officers \"requires improvement\" vetting", text, width: 80)
        #expect(passage.place.exact.hasPrefix("Its vetting of officers — as the tŷ says — requires improvement"))
        #expect(passage.matches.map(\.exact) == ["vetting", "officers", "requires improvement"])
    }

    @Test func `a form of a word and its beginning are shown as they stand`() throws {
        #expect(try passage("inspections", "One Inspection was made.").matches.map(\.exact) == ["Inspection"])
        #expect(try passage("insp*", "An INSPECTOR inspected.").matches.map(\.exact) == ["INSPECTOR", "inspected"])
        #expect(try passage("\"of the for\"*", "Much of the-force.").matches.map(\.exact) == ["of the-force"])
    }

    @Test func `without any of the words it is the first line`() throws {
        let passage = try passage("elsewhere", "Wiltshire 2016\nThe force is good.")
        #expect(passage.place.exact == "Wiltshire 2016" && passage.matches.isEmpty)
        #expect(try index.passage(for: SearchQuery("x"), in: [], length: 0, width: 60) == nil)
    }

    @Test func `what is not indexed is not shown`() throws {
        let text = Array("The first part. The second part.".utf8)
        let passage = try #require(try index.passage(for: SearchQuery("second"), in: text, length: 15, width: 60))
        #expect(passage.matches.isEmpty)
    }

    @Test func `every place that is shown is found again, whatever the text`() throws {
        var generator = Seeded(seed: 3)
        let pieces = ["force", "forces", "the", " ", "\n", "ŷ", "🚓", "é", "e\u{301}", "—", ". ", "x", "improvement "]
        var shown = 0
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 1...60, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let passage = try passage("force improve*", text, width: Int.random(in: 20...50, using: &generator))
            shown += passage.matches.count
        }
        #expect(shown > 200)
    }
}
