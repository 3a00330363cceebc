import Model
import Support
import Testing

/// One report, exported by an office program to eight formats (Tests/Fixtures/renditions/make): the same record each time.
@Suite("Renditions")
struct RenditionTests {
    @Test(arguments: [
        "report.html", "report.docx", "report.odt", "report.txt", "report.mhtml", "report.eml", "tagged.pdf",
        "untagged.pdf",
    ])
    func `a report says the same in every format`(name: String) throws {
        let original = try ReadReport(Fixtures.bytes("hmicfrs/gloucestershire-2016.txt"))
        let (plain, plainText) = (original.record, original.document.text.string)
        let read = try ReadReport(Fixtures.bytes("renditions/" + name), name: name)
        let record = read.record
        #expect(record.id == plain.id && record.kind == plain.kind && record.title == plain.title)
        #expect(record.sections.map(\.heading) == plain.sections.map(\.heading))
        #expect(record.sections.map(\.level) == plain.sections.map(\.level))
        #expect(record.sections.map(\.question) == plain.sections.map(\.question))
        #expect(record.judgments.map(\.scope) == plain.judgments.map(\.scope))
        #expect(record.judgments.map(\.question) == plain.judgments.map(\.question))
        #expect(record.judgments.map(\.topic) == plain.judgments.map(\.topic))
        #expect(record.judgments.map(\.grade) == plain.judgments.map(\.grade))
        #expect(record.judgments.map(\.status) == plain.judgments.map(\.status))
        #expect(record.judgments.map(\.evidence.count) == plain.judgments.map(\.evidence.count))
        #expect(record.dates.map(\.date) == plain.dates.map(\.date))
        #expect(record.people.map(\.name) == plain.people.map(\.name))
        #expect(record.figures.map(\.label) == plain.figures.map(\.label))
        #expect(record.figures.map(\.value) == plain.figures.map(\.value))
        #expect(record.lists.map { $0.items.map(\.text) } == plain.lists.map { $0.items.map(\.text) })
        #expect(read.allEvidence.allSatisfy { read.document.text.shows($0) })
        // Word for word the same text, so that no format is news against another.
        #expect(read.document.text.string == plainText)
        let isPaged = name.hasSuffix(".pdf")
        #expect(record.judgments.flatMap(\.evidence).allSatisfy { ($0.page != nil) == isPaged })
    }
}
