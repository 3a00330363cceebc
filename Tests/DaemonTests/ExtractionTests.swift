import Changes
import Documents
import Model
import Reports
import Support
import Testing

/// Two readers of one page lose different lines of it. A judgment that one of them cannot read is neither removed nor new, and never another.
@Suite struct ExtractionTests {
    // These say two things of one judgment; which of them is read depends on the lines that are left.
    private static let saidTwice: Set = [
        "peel-2016/bedfordshire-the-page-contradicts-itself.txt",
        "peel-2018/force-page-legitimacy-carried-over-in-note.txt",
    ]

    // Hardly anything but short lines: without them nothing is left that could tell one page from another, or state a grade.
    private static let allHeadings: Set = [
        "child-protection/graded-per-area.txt", "elsewhere/report-copied-by-docslib.html",
        "crime-data-integrity/title-with-hyphen-and-no-address.txt",
        "child-protection/areas-with-their-grades-behind-colons.txt",
        "fire/third-round-areas-listed-behind-their-grade.txt", "peel-2018/whole-report-table-a-cell-a-line.txt",
        "peel-2021/names-alone-below-one-grade-of-a-row.txt", "summary/pillars-with-pictures-as-words.txt",
    ]

    // A cell beside the middle of another: blank lines alone tell which lines are one row, and without them each cell runs
    // through the other.
    private static let toldByBlankLines: Set = ["ofsted/grades-centred-in-columns.txt"]

    private static let library = Result { try ProfileLibrary.builtIn() }

    private func reading(_ bytes: [UInt8], _ fixture: ReadingFixture, name: String) throws -> Reading {
        let document = try DocumentReader.read(bytes, hint: .init(name: name, url: fixture.address))
        let reader = RecordReader(
            profiles: try ExtractionTests.library.get(), software: .init(name: "test", version: "1"))
        let facts = RecordReader.Facts(
            name: name, url: fixture.address, bytes: bytes.count, sha256: sha256Hex(bytes), sha512: Digest(of: bytes))
        return Reading(record: reader.record(of: document, facts: facts), text: document.text)
    }

    @Test(arguments: ReadingFixture.sample.filter { !saidTwice.union(allHeadings).contains($0.path) })
    func `between two extractions of one page no judgment changes, comes or goes`(_ fixture: ReadingFixture) throws {
        let bytes = try fixture.bytes()
        let original = try reading(bytes, fixture, name: fixture.name)
        let text = fixture.isPlain ? String(decoding: bytes, as: UTF8.self) : original.text.string
        let whole = fixture.isPlain ? original : try reading(Array(text.utf8), fixture, name: "page.txt")
        for extraction in Damage.extractions {
            if extraction.name == "blank lines dropped", Self.toldByBlankLines.contains(fixture.path) { continue }
            let damaged = extraction.applied(to: text, seed: 1)
            // One grade that goes, with nothing else, may have been taken away.
            if extraction.name == "bare grades lost", text.lineCount - damaged.lineCount == 1 { continue }
            guard let other = try? reading(Array(damaged.utf8), fixture, name: "page.txt") else { continue }
            // Another identity is another report, and compared with nothing.
            guard other.record.id == whole.record.id else { continue }
            for change in [
                Comparison.change(from: whole, to: other), Comparison.change(from: other, to: whole),
            ] {
                // Grades that come alone, with nothing else, are news: nobody can know that a reader was blind before.
                let comes = extraction.name == "bare grades lost"
                let moved = change.items.filter {
                    $0.path.hasPrefix("/judgments/") && !($0.from == nil && comes)
                }
                #expect(moved.map(\.path) == [], "\(extraction)")
            }
        }
    }
}

extension String {
    fileprivate var lineCount: Int { split(separator: "\n", omittingEmptySubsequences: false).count }
}
