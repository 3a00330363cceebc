import Changes
import Model
import Testing

/// Findings whose name is a heading of the text.
@Suite struct NamedFindingTests {
    @Test func `a heading that names a new finding is told once`() {
        let heading = "The force should look after its vehicles"
        var sample = Sample.northmoor
        sample.parts.insert(
            .init(heading: heading, level: 2, pieces: [.paragraph("Many of them stood in the rain.")]), at: 1)
        let reading = sample.reading
        var record = reading.record
        guard let section = record.sections.first(where: { $0.heading == heading }) else {
            Issue.record("the sample has no such section")
            return
        }
        let range = section.start..<section.end - 1
        record.findings.append(
            Finding(
                id: "area-for-improvement-look-after-vehicles", kind: "area-for-improvement", text: reading.text[range],
                section: section.id, evidence: reading.text.evidence(range)))
        let change = Sample.northmoor.reading.change(to: Reading(record: record, text: reading.text))
        #expect(change.items.map(\.kind) == [.findingAdded])
    }
}
