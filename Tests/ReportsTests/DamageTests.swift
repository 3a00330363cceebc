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

        /// What some text says at the address of the page; `nil` for what is no document.
        func claims(of text: String) -> Claims? {
            let read = try? ReadReport(Array(text.utf8), name: fixture.name + ".txt", url: fixture.address)
            return read.map { Claims($0.record) }
        }
    }

    // A later line of these pages says what a line above it belongs to: another kind, another day, another body.
    private static let toldLate: Set = [
        "landing/several-police-forces.html", "landing/wording-corrected-note.txt", "ofsted/dates-over-two-lines.txt",
        "ofsted/focused-visit-at-its-address.txt", "ofsted/graded-headings-with-full-stops.html",
        "peel-2016/norfolk-other-reports-dates-of-others.html", "press/single-force-of-2018-19.txt",
        "press/single-force-with-counts.txt",
    ]

    // What a page is says its title, and on pages of others often no more than a line further down; without them it may be
    // taken for what it is about. Cuts begin behind the first two lines of pages that are known.
    @Test(arguments: ReadingFixture.sample)
    func `what is read of a page that breaks off stands in the whole page`(_ fixture: ReadingFixture) throws {
        let page = try Page(fixture)
        let whole = try #require(page.claims(of: page.text))
        guard whole.isRecognised, !DamageTests.toldLate.contains(fixture.path) else { return }
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

    // Only a heading of these pages says whose grades, or of which year, stand below it, or whose page it is.
    private static let toldByHeadings: Set = [
        "elsewhere/commissioner-statement-without-address.txt", "landing/wording-corrected-note.txt",
        "letters/forwarded-by-mail.eml", "ofsted/two-spellings-are-one-grade.txt",
        "overview/grouped-by-region-with-questions.html", "peel-2016/norfolk-other-reports-dates-of-others.html",
        "peel-2016/south-yorkshire-trap-looking-ahead-and-plans.txt",
        "peel-2016/west-mercia-trap-a-dash-of-other-inspections.txt", "press/trap-scale-in-the-notes.txt",
        "summary/trap-earlier-inspections-below.html",
    ]

    @Test(arguments: ReadingFixture.sample)
    func `a page that came to harm on its way says nothing new`(_ fixture: ReadingFixture) throws {
        let page = try Page(fixture)
        let whole = try #require(page.claims(of: page.text))
        for (number, damage) in Damage.all.enumerated() {
            if damage.spoilsHeadings, DamageTests.toldByHeadings.contains(fixture.path) { continue }
            let claims = page.claims(of: damage.applied(to: page.text, seed: UInt64(number)))
            #expect(claims?.inventions(beside: whole) ?? [] == [], "\(damage)")
        }
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
