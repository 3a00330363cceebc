import Foundation
import Model
import Support
import Testing

@testable import Reports

/// A damaged page says less than the whole one, or the same: never something else.
@Suite struct DamageTests {
    private static let isLong = ProcessInfo.processInfo.environment["REPORTWATCH_TORTURE"] != nil

    /// A fixture as plain text, as another reader of the page would hand it on.
    private struct Page {
        let fixture: ReadingFixture
        let text: String

        init(_ fixture: ReadingFixture) throws {
            self.fixture = fixture
            let bytes = try fixture.bytes()
            text =
                fixture.isPlain
                ? String(decoding: bytes, as: UTF8.self)
                : try ReadReport(bytes, name: fixture.name, url: fixture.address).document.text.string
        }

        /// What the page says undamaged: as text, and in its own mark-up.
        func whole() throws -> Claims {
            Claims(
                try read(text).record,
                marked: try ReadReport(fixture.bytes(), name: fixture.name, url: fixture.address).record)
        }

        /// Reads some text at the address of the page.
        func read(_ text: String) throws -> ReadReport {
            try ReadReport(Array(text.utf8), name: fixture.name + ".txt", url: fixture.address)
        }

        /// What some text says at the address of the page; `nil` for what is no document.
        func claims(of text: String) -> Claims? {
            (try? read(text)).map { Claims($0.record) }
        }
    }

    // Cuts begin behind the first two lines: what is left of a title may be that of another page. A page of others that is cut
    // before the line that gives it away is still none of the publisher's.
    @Test(arguments: ReadingFixture.sample)
    func `what is read of a page that breaks off stands in the whole page`(_ fixture: ReadingFixture) throws {
        let page = try Page(fixture)
        let whole = try page.whole()
        let characters = Array(page.text)
        var random = Seeded(seed: 17)
        let lineEnds = characters.indices.filter { characters[$0].isNewline }
        guard let first = lineEnds.dropFirst().first else { return }
        let places =
            DamageTests.isLong
            ? Array(characters.indices)
            : (0..<12).map { _ in characters.indices.randomElement(using: &random) ?? 0 } + lineEnds
        for end in places where end >= first {
            let cut = String(characters[..<end])
            guard let claims = page.claims(of: cut) else { continue }
            let invented = claims.inventions(beside: whole) + claims.inventedDetails(beside: whole, of: cut)
            #expect(invented == [], "cut behind “\(cut.suffix(60))”")
        }
    }

    // Two lists of grades for the same areas, one below the other, and only the headings say that the second is of an earlier
    // round. Without them nobody can know which one is of now: both are kept, the first as the judgment, and a warning says
    // that they disagree.
    // In the other the title names one body and the only sentence of weight another: the page is nobody's. Without the title
    // nothing contradicts the sentence; no judgment is read by it.
    private static let toldByHeadings: Set = [
        "summary/trap-earlier-inspections-below.html",
        "identity/one-sentence-names-the-neighbour-without-an-address.txt",
    ]

    // Its title is a headline with the grade. A title is what a page is about; below the text, the second time, it is a
    // sentence as any other, and says the same.
    private static let headlines: Set = ["press/efficiency-2016-one-force-as-a-file.txt"]

    @Test(arguments: ReadingFixture.sample)
    func `a page that came to harm on its way says nothing new`(_ fixture: ReadingFixture) throws {
        let page = try Page(fixture)
        let whole = try page.whole()
        let damages =
            DamageTests.toldByHeadings.contains(fixture.path) ? Damage.all.filter { !$0.spoilsHeadings } : Damage.all
        for (number, damage) in damages.enumerated() {
            if damage.name == "the whole text twice", DamageTests.headlines.contains(fixture.path) { continue }
            for round in 0..<(DamageTests.isLong && damage.isRandom ? 20 : 1) {
                let claims = page.claims(of: damage.applied(to: page.text, seed: UInt64(number + 100 * round)))
                #expect(claims?.inventions(beside: whole) ?? [] == [], "\(damage), round \(round)")
            }
        }
    }

    // Headings without mark-up have no levels: what comes behind the notes to editors is a part of them.
    private static let notesLast: Set = ["press/effectiveness-2016-heading-twice-per-force.txt"]

    @Test(arguments: ReadingFixture.sample.filter { !notesLast.contains($0.path) })
    func `sections in another order say the same`(_ fixture: ReadingFixture) throws {
        let page = try Page(fixture)
        let read = try page.read(page.text)
        let starts = read.record.sections.filter { $0.level == 2 }.map(\.start)
        guard let first = starts.first else { return }
        let text = read.document.text
        let sections = zip(starts, starts.dropFirst() + [text.scalars.count]).map { text[$0..<$1] }
        var random = Seeded(seed: 5)
        for _ in 0..<(DamageTests.isLong ? 10 : 2) {
            // The last line keeps a text whose last section ends without a mark from looking as if it broke off.
            let moved =
                text[0..<first] + sections.shuffled(using: &random).joined(separator: "\n") + "\nThe visit is over."
            let claims = try #require(page.claims(of: moved))
            #expect(try claims.inventions(beside: page.whole()) == [])
            // What a page is stands near its top: it may be gone from there.
            guard claims.isRecognised else { continue }
            #expect(claims.verdicts == Claims(read.record).verdicts)
        }
    }

    private static let wrappedTitles: Set = ["letters/of-2014-addressee-above-the-greeting.txt"]

    @Test(arguments: ReadingFixture.sample)
    func `a page with each line twice says everything once`(_ fixture: ReadingFixture) throws {
        let page = try Page(fixture)
        let once = try page.read(page.text).record
        let damage = try #require(Damage.all.first { $0.name == "each line twice" })
        let twice = try page.read(damage.applied(to: page.text, seed: 0)).record
        // Of a text that was wrapped at a width the title is no longer to be had: it is read as nobody's, or what has only its
        // title for a name is named by what is left of it.
        guard Claims(twice).isRecognised || !Claims(once).isRecognised else { return }
        if !DamageTests.wrappedTitles.contains(fixture.path) { #expect(twice.id == once.id) }
        #expect(twice.judgments.map(\.id) == once.judgments.map(\.id))
        #expect(Claims(twice).verdicts == Claims(once).verdicts)
        #expect(twice.findings.map(\.id) == once.findings.map(\.id))
        #expect(twice.findings.map(\.due) == once.findings.map(\.due))
    }

    @Test func `where headings or line feeds are lost a warning says what is unknown`() throws {
        let page = """
            Wiltshire PEEL 2016
            Effectiveness
            How effective is the force at keeping people safe and reducing crime?
            Good
            Wiltshire Police is good at keeping people safe and reducing crime.
            """
        let url = "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2016/wiltshire/effectiveness/"
        func codes(_ text: String) throws -> [String] { try ReadReport(text, url: url).record.warnings.map(\.code) }
        #expect(try codes(page) == [])
        let lines = page.split(separator: "\n")
        #expect(try codes((lines[..<1] + lines[3...]).joined(separator: "\n")) == ["grade-unplaced"])
        #expect(try codes("Wiltshire PEEL 2016\nThe force is good.") == ["grade-unplaced"])
        #expect(
            try codes((lines[..<1] + ["Much is done. " + lines[1]] + lines[3...]).joined(separator: "\n"))
                == ["headings-run-together"])
        #expect(try codes((lines[..<3] + lines[4...].dropLast()).joined(separator: "\n")) == ["missing-question"])
        let rows = "Area\tGrade\nEffectiveness\tGood Efficiency\tInadequate"
        #expect(try codes(page + "\n" + rows) == ["rows-run-together"])
    }

    @Test(arguments: ["and", "and at", "and is", "and the library", "(", ", and", "as it was not in 20", ""])
    func `a sentence that breaks off states nothing`(end: String) throws {
        let profile = LibraryProfile()
        let text =
            "Northmoor Library: inspection 2024\nThe Inspectorate of Libraries visited Northmoor Library in May."
            + "\nCollections\nThe library is sound at choosing and keeping books"
        #expect(try profile.record(of: text + " " + end).judgments == [])
        #expect(try profile.record(of: text + ".").judgments.map(\.verdict) == ["sound"])
    }

    @Test func `any flipped bit is read without a trap`() throws {
        let fixtures = try ReadingFixture.all.filter { try DamageTests.isLong || $0.bytes().count < 700 }
        var random = Seeded(seed: 23)
        for _ in 0..<(DamageTests.isLong ? 100_000 : 1_000) {
            let fixture = try #require(fixtures.randomElement(using: &random))
            var bytes = try fixture.bytes()
            bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            guard let read = try? ReadReport(bytes, name: fixture.name, url: fixture.address) else { continue }
            #expect(read.allEvidence.allSatisfy { read.document.text.shows($0) }, "\(fixture)")
        }
    }

    @Test(arguments: ReadingFixture.sample)
    func `the same bytes give the same record to the byte`(_ fixture: ReadingFixture) throws {
        let records = try (0..<2).map { _ in
            try JSON.bytes(of: ReadReport(fixture.bytes(), name: fixture.name, url: fixture.address).record)
        }
        #expect(records[0] == records[1])
    }
}
