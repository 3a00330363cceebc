import Model
import Support
import Testing

@testable import Reports

/// What a document is, and whose.
@Suite struct IdentityTests {
    private let opening =
        "This is HMIC’s third PEEL (police effectiveness, efficiency and legitimacy) assessment of Kent Police."

    @Test func `a dropped text is known by its title and first lines`() throws {
        let record = try ReadReport("Kent 2016\n\(opening)\nContext\nA county by the sea.\n").record
        #expect(record.id.rawValue == "reportwatch:gb/hmicfrs/peel/2016/kent")
        #expect(record.id.folder == "kent/peel-2016")
        #expect(record.profile?.id == "hmicfrs")
    }

    @Test func `a lost title does not lose the report`() throws {
        #expect(try ReadReport("\(opening)\nContext\nA county by the sea.\n").record.id.folder == "kent/peel-2016")
    }

    @Test func `the page, the text and every address of a report are one report`() throws {
        let page = "<html><body><main><h1>Kent 2016</h1><p>\(opening)</p></main></body></html>"
        let addresses = [
            nil, "http://www.justiceinspectorates.gov.uk/hmic/peel-assessments/peel-2016/kent/",
            "https://hmicfrs.justiceinspectorates.gov.uk/peel-assessments/peel-2016/kent",
            "http://127.0.0.1:8080/somewhere.html",
        ]
        for address in addresses {
            #expect(try ReadReport(page, url: address).record.id.folder == "kent/peel-2016")
        }
    }

    @Test func `another publisher that repeats the words is a document`() throws {
        let record = try ReadReport("Kent 2016\n\(opening)\n", url: "https://www.kent.police.uk/news/peel-2016/").record
        #expect(record.kind == "document")
        #expect(record.judgments.isEmpty)
        #expect(record.id.isDocument)
    }

    @Test func `the day with which a letter of nobody known begins is not its title`() throws {
        let letter = "12 June 2024\n\nDear Dana,\n\nWe came back in April and found four of six things done.\n"
        let record = try ReadReport(letter).record
        #expect(record.title == nil && !record.sections.contains { $0.heading.contains("2024") })
        #expect(try ReadReport("12 June 2024 in Kent\n\nDear Dana,\n\nWe came back.\n").record.title != nil)
    }

    @Test func `a pillar's own page is a part of its own`() throws {
        let record = try ReadReport(
            "Kent PEEL 2016\nEffectiveness\nHow effective is the force at keeping people safe and reducing crime?\nLast updated 02/03/2017\nKent Police is good at keeping people safe and reducing crime.\n"
        ).record
        #expect(record.kind == "peel-pillar-page")
        #expect(record.id.rawValue == "reportwatch:gb/hmicfrs/peel/2016/kent/effectiveness")
        #expect(record.judgments.map(\.grade) == ["good"])
    }

    @Test func `Welsh and other names of a force are its names`() throws {
        let profiles = try ProfileLibrary.builtIn()
        let register = try #require(profiles.first?.register)
        #expect(register.entries.count == 62)
        let tokens = Tokenizer.tokens(of: CanonicalText("Heddlu Gogledd Cymru"), in: 0..<20)
        #expect(register.subjects(in: tokens, at: 0).map(\.value) == ["north-wales"])
    }

    @Test func `the same bytes give the same record, byte for byte`() throws {
        let bytes = try Fixtures.bytes("hmicfrs/gloucestershire-2016.txt")
        let first = try JSON.bytes(of: ReadReport(bytes).record)
        #expect(try JSON.bytes(of: ReadReport(bytes).record) == first)
    }
}
