@testable import Model
import Testing

@Suite("Evidence")
struct EvidenceTests {
    private let family = "👩‍👩‍👧"
    private var text: CanonicalText {
        CanonicalText("Caf\u{E9} and cafe\u{301}: Heddlu G\u{175}yr\u{2014}\(family) good.\nEnd")
    }

    @Test func `every range is found again at its offsets`() {
        let text = text
        for start in 0...text.scalars.count {
            for end in start...text.scalars.count {
                let evidence = text.evidence(start..<end)
                #expect(text.shows(evidence))
                #expect(evidence.exact.unicodeScalars.count == end - start)
                #expect(evidence.prefix.unicodeScalars.count == min(32, start))
                #expect(evidence.suffix.unicodeScalars.count == min(32, text.scalars.count - end))
            }
        }
    }

    @Test func `offsets count code points, not characters`() {
        let text = CanonicalText("e\u{301}\(family)x")
        #expect(text.scalars.count == 2 + 5 + 1)
        #expect(text.evidence(7..<8).exact == "x")
    }

    @Test func `evidence with other code points is not shown`() {
        let text = CanonicalText("a caf\u{E9} b")
        let good = text.evidence(2..<6)
        #expect(text.shows(good))
        let moved = Evidence(exact: good.exact, prefix: good.prefix, suffix: good.suffix, start: 3, end: 7)
        #expect(!text.shows(moved))
        for (start, end) in [(-1, 2), (4, 2), (0, 99)] {
            #expect(!text.shows(Evidence(exact: "", prefix: "", suffix: "", start: start, end: end)))
        }
    }

    @Test func `a composed and a decomposed letter are not the same evidence`() {
        // Swift calls the two strings equal; offsets and bytes do not.
        let (composed, decomposed) = (CanonicalText("caf\u{E9}s"), CanonicalText("cafe\u{301}s"))
        #expect(!decomposed.shows(composed.evidence(0..<5)))
        #expect(!composed.shows(decomposed.evidence(0..<6)))
    }

    @Test func `lines are ranges without their line feed`() {
        let text = CanonicalText("one\n\ntwo\nthree")
        #expect(text.lines.map { text[$0] } == ["one", "", "two", "three"])
        #expect(CanonicalText("").lines.isEmpty)
    }
}
