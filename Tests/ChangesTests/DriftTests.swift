import Changes
import Model
import Testing

/// What cannot be read any more is unknown and named as such; it is never removed.
@Suite struct DriftTests {
    private let base = Sample.northmoor

    // A report whose questions are graded by a word on a line of its own.
    private var badges: Sample {
        var sample = base
        sample.parts[2].pieces += [
            .paragraph("Does the force find those who need help?"), .paragraph("<j effectiveness.finding good|Good>"),
            .paragraph("Patrols know every farm and call on each of them twice a year."),
            .paragraph("Does the force catch those who do harm?"),
            .paragraph("<j effectiveness.catching inadequate|Inadequate>"),
            .paragraph("Cases wait for months because nobody looks at the list of them."),
        ]
        return sample
    }

    // The reading of a sample by somebody who is blind to some judgments.
    private func blind(_ sample: Sample, to ids: Set<String>) -> Reading {
        let reading = sample.reading
        var record = reading.record
        record.judgments.removeAll { ids.contains($0.id) }
        return Reading(record: record, text: reading.text)
    }

    @Test func `a judgment whose sentence stands and is not read is named with what stands there now`() throws {
        let new = blind(
            base.replacing("daily", with: "weekly"), to: ["legitimacy", "effectiveness.protecting-vulnerable-people"])
        let change = base.reading.change(to: new)
        #expect(change.items.map(\.kind) == [.textEdited])
        #expect(
            change.unread.map(\.path) == [
                "/judgments/legitimacy", "/judgments/effectiveness.protecting-vulnerable-people",
            ])
        let first = try #require(change.unread.first)
        #expect(first.before.exact.contains("requires improvement"))
        #expect(first.after?.exact.contains("treats people fairly requires improvement") == true)
        let words = Announcement.drifted(change.unread)
        #expect(
            words.hasPrefix("can no longer be read: judgments legitimacy, judgments effectiveness.protecting-"),
            "\(words)")
    }

    @Test func `the same text read with less is no change and says what is lost`() {
        let change = base.reading.change(to: blind(base, to: ["efficiency"]))
        #expect(change.items.isEmpty)
        #expect(change.unread.map(\.path) == ["/judgments/efficiency"])
    }

    @Test func `a judgment whose sentence is gone is removed`() {
        let gone = base.dropping("How the force protects vulnerable people")
        let change = base.reading.change(to: gone.reading)
        #expect(change.items.map(\.kind).contains(.judgmentRemoved))
        #expect(change.unread.isEmpty)
    }

    @Test func `badges that all went at once are unknown, one that went alone is removed`() {
        let all = badges.dropping("<j effectiveness.finding").dropping("<j effectiveness.catching")
        let change = badges.reading.change(to: all.reading)
        #expect(change.items.isEmpty, "\(change.summary)")
        #expect(change.unread.map(\.path) == ["/judgments/effectiveness.finding", "/judgments/effectiveness.catching"])
        let one = badges.reading.change(to: badges.dropping("<j effectiveness.finding").reading)
        #expect(one.items.map(\.kind) == [.judgmentRemoved])
        #expect(one.unread.isEmpty)
    }

    @Test func `what a person, a date or a key fact said is unknown too while its line stands`() {
        let reading = base.reading
        var record = reading.record
        (record.people, record.figures) = ([], [])
        let change = reading.change(to: Reading(record: record, text: reading.text))
        #expect(change.items.isEmpty)
        #expect(change.unread.map(\.path).contains("/people/inspector-of-constabulary"), "\(change.unread.map(\.path))")
    }

    @Test func `another profile reads another record, and that is no drift`() {
        var record = blind(base, to: ["efficiency"]).record
        record.profile = .init(id: "hmicfrs", version: 9)
        let change = base.reading.change(to: Reading(record: record, text: base.reading.text))
        #expect(change.items.isEmpty)
        #expect(change.unread.isEmpty)
    }

    @Test func `a judgment that is read again is news only if it says something else than when it was last read`()
        throws
    {
        let known = try #require(base.reading.record.judgments.first { $0.id == "efficiency" })
        let hidden = blind(base, to: ["efficiency"])
        let before = Reading(
            record: hidden.record, text: CanonicalText("Nothing of it stands here.\n"), remembered: [known])
        let same = Comparison.change(from: before, to: base.reading).items.filter { $0.path == "/judgments/efficiency" }
        #expect(same.isEmpty)
        let other = base.replacing(
            "<j efficiency good|Northmoor Police has been assessed as good in",
            with: "<j efficiency inadequate|Northmoor Police has been assessed as inadequate in"
        )
        .replacing(
            "<j efficiency good|The extent to which the force runs well is good>",
            with: "<j efficiency inadequate|The extent to which the force runs well is inadequate>")
        let items = Comparison.change(from: before, to: other.reading).items.filter {
            $0.path == "/judgments/efficiency"
        }
        #expect(items.map(\.kind) == [.judgmentChanged])
        #expect(items.first?.from == "good" && items.first?.to == "inadequate")
        #expect(items.first?.before == nil)
    }
}
