import Changes
import Model
import Testing

/// Two renditions of one edition laid side by side.
@Suite struct RenditionTests {
    private let page = Sample.northmoor

    private func change(to other: Sample) -> Change { page.reading.change(to: other.reading) }

    @Test func `grades that both state and state differently disagree, with both passages`() throws {
        let other = page.replacing(
            "<j efficiency good|The extent to which the force runs well is good>",
            with: "<j efficiency inadequate|The extent to which the force runs well is inadequate>"
        ).replacing(
            "<j efficiency good|Northmoor Police has been assessed as good",
            with: "<j efficiency inadequate|Northmoor Police has been assessed as inadequate")
        let change = change(to: other)
        let found = try #require(Renditions.disagreement(in: change, between: ("v1 (text/html)", "application/pdf")))
        #expect(found.items.map(\.kind) == [.renditionsDisagree])
        #expect(found.severity == .high && !found.quiet)
        let item = try #require(found.items.first)
        #expect(item.path == "/judgments/efficiency" && item.from == "good" && item.to == "inadequate")
        let (before, after) = (try #require(item.before), try #require(item.after))
        #expect(page.reading.text.shows(before) && other.reading.text.shows(after))
        #expect(
            found.summary
                == "v1 (text/html) and application/pdf state different things: efficiency: good / inadequate")
        #expect(Renditions.areOneEdition(change))
    }

    @Test func `what is only worded otherwise, or only stated by one, is no disagreement`() {
        let other = page.replacing("daily", with: "weekly").adding(.paragraph("A note at the foot."), to: "Context")
        #expect(Renditions.disagreement(in: change(to: other), between: ("a", "b")) == nil)
    }
}
