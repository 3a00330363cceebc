import Changes
import Model
import Testing

/// A change that is too long to be told item by item: what is listed then, and what is said of the rest.
struct ChangeLimitTests {
    private static func paragraphs(_ count: Int) -> [Sample.Piece] {
        (0..<count).map { .paragraph("Row \($0) says that the library lends tools on day \($0 * 7).") }
    }

    /// A new edition: another grade, another figure, another date, and many more paragraphs.
    private func edition(_ count: Int) -> Sample {
        var sample = Sample.northmoor.replacing("runs well is good", with: "runs well is inadequate")
            .replacing("efficiency good", with: "efficiency inadequate").replacing("1.2 million", with: "1.3 million")
            .replacing("1200000", with: "1300000").replacing("testing", with: "not testing")
        sample.parts[0].pieces.insert(contentsOf: Self.paragraphs(count), at: 0)
        return sample
    }

    private func change(_ old: Sample, _ new: Sample, _ limit: ChangeLimit) -> Change {
        Comparison.change(from: old.reading, to: new.reading, within: limit)
    }

    private let ten = ChangeLimit(items: 10, letters: .max, quotation: .max)

    @Test func `grades and values are listed before passages, and the rest is counted by class`() {
        let whole = change(.northmoor, edition(50), .none)
        let short = change(.northmoor, edition(50), ten)
        #expect(whole.omitted.isEmpty && !whole.summary.contains("not listed"))
        #expect(short.items.count == 10)
        for kind in [ChangeClass.judgmentChanged, .figureChanged] {
            #expect(short.items.count { $0.kind == kind } == whole.items.count { $0.kind == kind })
            #expect(short.omitted[kind] == nil)
        }
        #expect(short.omitted.values.reduce(10, +) == whole.items.count)
        #expect(short.summary == whole.summary + "; \(whole.items.count - 10) of \(whole.items.count) items not listed")
        #expect(short.severity == whole.severity && short.quiet == whole.quiet)
        // In the same order, of the passages the most severe and then the first.
        var left = short.items[...]
        for item in whole.items where item == left.first { left.removeFirst() }
        #expect(left.isEmpty)
        #expect(short.items.filter { $0.kind == .negationChanged }.count == 1)
        #expect(short.items.filter { $0.kind == .textAdded }.first?.to?.hasPrefix("Row 0 ") == true)
    }

    @Test func `what is left out is as severe as ever`() {
        let one = ChangeLimit(items: 1, letters: .max, quotation: .max)
        var (old, new) = (Sample.northmoor, Sample.northmoor)
        old.parts[0].pieces += [.fact("Staff", "12")]
        new = old.replacing("testing", with: "not testing").replacing("Staff: 12", with: "")
        new.title = "Northmoor, revised"
        let change = change(old, new, one)
        #expect(change.items.map(\.severity) == [.low])
        #expect(change.omitted[.negationChanged] == 1)
        #expect(change.severity == .high && change.isNews)
    }

    @Test func `all items together quote so much and no more`() {
        let change = change(.northmoor, edition(500), ChangeLimit(items: .max, letters: 5000, quotation: .max))
        #expect(change.items.count < 60 && change.items.contains { $0.kind == .judgmentChanged })
        #expect((change.omitted[.textAdded] ?? 0) > 440)
    }

    @Test func `of a passage without end the beginning is quoted, and found again`() throws {
        var new = Sample.northmoor
        let long = String(repeating: "The tools — all of them — are lent. ", count: 2000)
        new.parts[0].pieces.append(.paragraph(long))
        let reading = new.reading
        let limit = ChangeLimit(items: .max, letters: .max, quotation: 1000)
        let change = Comparison.change(from: Sample.northmoor.reading, to: reading, within: limit)
        let item = try #require(change.items.first)
        #expect(change.items.count == 1 && item.cut == true)
        #expect(item.to == String(long.prefix(1000)))
        let evidence = try #require(item.after)
        #expect(evidence.exact == item.to && reading.text.shows(evidence))
        #expect(change.summary == self.change(.northmoor, new, .none).summary)
    }

    @Test(arguments: [0, 1, 32, 33]) func `evidence is cut at any place`(rest: Int) {
        let text = CanonicalText(String(repeating: "é", count: 40) + String(repeating: "x", count: 100 + rest) + "end")
        let evidence = text.evidence(40..<140 + rest).beginning(100)
        #expect(evidence.exact.count == 100 && text.shows(evidence))
    }

    @Test func `a report and itself differ in nothing, whatever the limit`() {
        let none = ChangeLimit(items: 0, letters: 0, quotation: 0)
        for limit in [none, .event, .none] {
            let change = change(edition(3000), edition(3000), limit)
            #expect(change.items.isEmpty && change.omitted.isEmpty && change.summary.isEmpty)
        }
    }

    @Test func `fifty thousand paragraphs make an event that can be read`() {
        let change = change(.northmoor, edition(50_000), .event)
        #expect(change.items.count == ChangeLimit.event.items)
        #expect(change.items.contains { $0.kind == .judgmentChanged })
        #expect((change.omitted[.textAdded] ?? 0) > 48_000)
    }
}
