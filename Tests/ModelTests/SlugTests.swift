import Model
import Support
import Testing

@Suite("Slugs and report ids")
struct SlugTests {
    @Test(arguments: [
        ("Avon and Somerset", "avon-and-somerset"), ("2018/19", "2018-19"), ("Dyfed–Powys", "dyfed-powys"),
        ("Heddlu Gŵyr", "heddlu-gwyr"), ("Cafe\u{301} Café", "cafe-cafe"), ("King’s Lynn's", "kings-lynns"),
        ("  --x--  ", "x"), ("", "unnamed"), ("…", "unnamed"), ("日本", "unnamed"),
        ("https://example.org/a?b=c&d", "https-example-org-a-b-c-d"), ("ﬁne", "fine"),
    ])
    func `letters keep their base, everything else is one dash`(text: String, slug: String) {
        #expect(Slug.of(text) == slug)
    }

    @Test func `a slug is valid whatever the name`() {
        var generator = Seeded(seed: 7)
        let alphabet = Array("aZ9 -_/.é’ŵ👮🏽‍♀️日\u{301}\n")
        for _ in 0..<2000 {
            let text = String(
                (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "a"
                })
            let slug = Slug.of(text)
            #expect(Slug.isValid(slug), "\(text.debugDescription)")
            #expect(Slug.of(slug) == slug)
        }
    }

    @Test(arguments: 70...90)
    func `a dash at the edge does not make a slug too long`(length: Int) {
        let slug = Slug.of(String(repeating: "a", count: length) + " b")
        #expect(slug.utf8.count <= 80)
        #expect(length > 78 || slug == String(repeating: "a", count: length) + "-b")
    }

    @Test func `a name that is cut ends with eight digits of its SHA-256`() {
        let name = String(repeating: "a", count: 79) + " b"
        #expect(Slug.of(name) == String(repeating: "a", count: 71) + "-c218fcc9")
    }

    @Test func `two long addresses with one beginning are two documents`() {
        let beginning = "https://www.example.org/publications/" + String(repeating: "long-", count: 12)
        let (first, second) = (ReportID(document: beginning + "north"), ReportID(document: beginning + "south"))
        #expect(first != second)
        #expect(first.folder != second.folder)
        #expect(ReportID(first.rawValue) == first)
    }

    @Test func `an id names its folder and is spoken`() {
        let id = ReportID(
            country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2018/19", subject: "Avon and Somerset",
            part: "Leadership", language: "cy")
        #expect(id.rawValue == "reportwatch:gb/hmicfrs/peel/2018-19/avon-and-somerset/leadership/cy")
        #expect(id.folder == "avon-and-somerset/peel-2018-19-leadership-cy")
        #expect(id.spoken == "avon-and-somerset peel 2018-19 leadership cy")
        let undated = ReportID(country: "gb", publisher: "p", family: "f", cycle: nil, subject: "s")
        #expect(undated.rawValue == "reportwatch:gb/p/f/undated/s")
        let document = ReportID(document: "Letter (final).txt")
        #expect(document.rawValue == "reportwatch:document/letter-final-txt")
        #expect(document.folder == "documents/letter-final-txt")
        #expect(document.spoken == "document letter-final-txt")
        #expect(document.isDocument && !id.isDocument)
    }

    @Test(arguments: [
        "", "reportwatch:", "reportwatch:document", "reportwatch:document/", "reportwatch:document/a/b",
        "reportwatch:a/b/c/d", "reportwatch:a/b/c/d/..", "reportwatch:a/b/c/d/e/f/g/h", "reportwatch:a//c/d/e",
        "reportwatch:A/b/c/d/e", "other:a/b/c/d/e", "reportwatch:a/b/c/d/e\n",
        "reportwatch:document/" + String(repeating: "a", count: 81),
    ])
    func `what is no id is refused`(text: String) {
        #expect(ReportID(text) == nil)
    }

    @Test func `a long part does not make two folders one`() {
        let part = String(repeating: "p", count: 78)
        let ids = ["north", "south"].map {
            ReportID(country: "gb", publisher: "x", family: "f", cycle: "2016", subject: "s", part: part + $0)
        }
        #expect(Set(ids.map(\.folder)).count == 2)
        for id in ids { #expect(id.folder.split(separator: "/").allSatisfy { Slug.isValid(String($0)) }) }
    }

    @Test func `version numbers read back and nothing else does`() {
        for number in [1, 2, 9, 10, 200, 1_000_000] {
            #expect(VersionNumber(text: VersionNumber(number).description) == VersionNumber(number))
        }
        for wrong in ["", "v", "1", "v0", "v01", "v-1", "v+1", "V1", "v1 ", "v1.0", "v99999999999999999999"] {
            #expect(VersionNumber(text: wrong) == nil, "\(wrong)")
        }
        #expect(VersionNumber(2) < VersionNumber(10))
        #expect(VersionNumber(2).next == VersionNumber(3))
    }
}
