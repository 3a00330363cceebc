import Documents
import Model
import Testing

@testable import Reports

/// A profile that is not sound says so, all of it, each with its place.
@Suite struct ProfileTests {
    @Test func `the built-in profiles are sound`() throws {
        #expect(try ProfileLibrary.builtIn().first?.version == ProfileVersion(id: "hmicfrs", version: 5))
        // The program trusts them, so that no start looks them through again.
        for bytes in [PackageResources.hmicfrs_yaml, PackageResources.ofsted_ilacs_yaml] {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(ProfileLibrary.review(yaml: text, file: "built-in.yaml").complaints == [])
        }
    }

    @Test func `the example that teaches the language is sound and reads what the page says`() throws {
        let example = LibraryProfile()
        #expect(example.review().complaints == [])
        let record = try example.record(of: example.report)
        #expect(record.id.rawValue == "reportwatch:gb/library-inspectorate/inspection/2024/northmoor")
        #expect(
            record.judgments.map { "\($0.id) = \($0.verdict)" } == [
                "welcome = not yet graded", "collections = sound", "collections.childrens-books = weak",
                "welcome.borrowing = excellent",
            ])
        // The sentence and the row of the table say the same.
        #expect(record.judgments[2].evidence.map { $0.exact.prefix(8) } == ["It needs", "Children"])
        #expect(record.judgments[1].trend == "better than before")
        #expect(
            record.findings.map { "\($0.id), \($0.due?.description ?? "")" } == [
                "recommendation-ask-children-what-they-read, 2025-03-31"
            ])
        #expect(record.warnings.map(\.code) == ["key-fact-without-value"])
    }

    @Test func `some values of a list are a verdict as all of them are`() throws {
        var profile = LibraryProfile()
        let judgments = try profile.record(of: profile.report).judgments
        profile.yaml = profile.yaml.replacing("{grade} | {needs} )", with: "{grade:sound,weak} | {needs:weak} )")
            .replacing("{scope} is {status}", with: "{scope} is {status:not-yet-graded}")
        #expect(profile.review().complaints == [])
        #expect(try profile.record(of: profile.report).judgments == judgments)
    }

    @Test func `a graded heading names a scope by its words too`() throws {
        var profile = LibraryProfile()
        profile.yaml = profile.yaml.replacing(
            "elsewhere:", with: "gradedHeadings: [\"^ {thing} : {grade} $\"]\nelsewhere:")
        let page = """
            <html><body><h1>Northmoor Library: inspection 2024</h1><p>The Inspectorate of Libraries visited Northmoor Library.</p>
            <h2>Welcome: sound</h2><p>Books are there.</p></body></html>
            """
        #expect(try profile.record(of: page).judgments.map { "\($0.id) = \($0.verdict)" } == ["welcome = sound"])
    }

    @Test func `the name of the site is no part of a page's title where the profile says so`() throws {
        var profile = LibraryProfile()
        let page = """
            <html><head><title>Northmoor Library: inspection 2024 – The Inspectorate – Home</title></head><body><p>Books</p>
            <p>The Inspectorate of Libraries visited Northmoor Library in May.</p></body></html>
            """
        #expect(try profile.record(of: page).kind == "document")
        profile.yaml = profile.yaml.replacing("selves:", with: "pages: { titleEnds: [\" – The Ins\"] }\nselves:")
        #expect(try profile.record(of: page).id.rawValue.hasSuffix("2024/northmoor"))
    }

    @Test(arguments: [
        // what stood there, what stands there now, the piece of it that is complained about, what is said
        ("{scope} is {status}", "{scpe} is {status}", "\"{scpe}", "the nearest one is “scope”"),
        ("not-yet-graded: [", "someday-graded: [", "someday", "no status of a judgment"),
        ("year: 2024, scale: libraries-4", "year: 2024, scale: libraries-5", "libraries-5", "“libraries-4”"),
        ("{scope} is {status}", "{scope} is ({status}", "\"{scope} is", ") is missing"),
        ("( is [still] {grade}", "( is [still {grade}", "\"( is", "cannot be read"),
        ("| {needs} )\"", "| {needs} {verdict} )\"", "verdict:", "holds itself"),
        ("role: findings", "rolle: findings", "rolle", "the nearest one here is “role”"),
        ("finding: recommendation", "finding:", "finding: }", "says nothing"),
        ("scope: welcome }", "scope: welcom }", "welcom }", "“welcome”"),
        (
            "questions:\n  - { id: childrens-books, scope: collections",
            "questions:\n  - { id: childrens-books, scope: c", "c,",
            "there is no scope"
        ),
        ("where: [opening, pillar]", "where: [opening, pilar]", "pilar]", "“pillar”"),
        ("{scope} is {status}\"", "{scope} is {status}\", topicHas: trend", "trend }", "no “{topic}”"),
        ("{scope} is {status}", "{scope} is there", "\"{scope} is there", "it can state nothing"),
        ("excellent: { is", "excellant: { is", "excellant", "a step of no scale"),
        ("[excellent, sound, weak, failing]", "[excellent, sound, weak, failed]", "failed", "no wording for “failed”"),
        ("[Inspectorate of Libraries]", "[\"\"]", "\"\"]", "empty"),
        ("[the library, it]", "[the library, “”]", "“”]", "holds no word"),
        ("scales:", "comparable: [[\"2024\", \"2025\"]]\nscales:", "\"2025\"", "there is no cycle “2025”"),
        (
            "- { path: \"/reports/{subject}/{cycle}\"", "- { path: \"/reports/{subjct}/{cycle}\"", "\"/reports",
            "“subject”"
        ),
        ("weight: 3 }", "weight: none }", "none", "a whole number is wanted"),
        ("selves: [the library, it]", "selves: the library", "the library", "“selves”: a list is wanted"),
        ("selves:", "selfs:", "id: libraries", "“selves” is missing; is “selfs” in line"),
        ("file: libraries.csv", "file: library.csv", "library.csv", "cannot be read"),
        ("roles: [", "pages: { main: [\"a b\"] }\nroles: [", "\"a b\"", "no selector"),
        ("id: libraries\n", "id: libraries\n  oops: [\n", "", "no YAML"),
        ("family: inspection\n", "family: inspection\n    cycle: many\n", "many", "of one cycle"),
        ("family: inspection\n", "family: inspection\n    cycle: optional\n", "optional", "give its “scale”"),
        (
            "family: inspection\n", "family: inspection\n    scale: libraries-4\n", "libraries-4\n    signs",
            "the scale of its cycle"
        ),
        ("family: inspection\n", "family: inspection\n    badgeQuestion: borow\n", "borow\n", "no question “borow”"),
        (
            "family: inspection\n", "family: inspection\n    badgeQuestion: borrowing\n", "borrowing\n    signs",
            "“subject: many”"
        ),
        ("family: inspection\n", "family: inspection\n    scope: welcom\n", "welcom\n", "no scope “welcom”"),
        ("{scope} is {status}\" }", "{scope} is {status}\", scope: welcom }", "welcom }", "no scope “welcom”"),
        ("{scope} is {status}\" }", "{scope} is {status}\", question: borow }", "borow }", "“borrowing”"),
        ("{scope} is {status}", "{bodies} are {status}", "\"{bodies}", "needs a “scope”"),
        ("  welcome: { words", "  other: { words: [] }\n  welcome: { words", "other", "nothing says what “other”"),
        ("trends:\n", "counts: [in areas]\ntrends:\n", "in areas", "takes “{count}”"),
        ("[reports.libraries.example]", "[libraries.example], parameters: [view]", "parameters", "at “home”"),
        ("id: \"2026\", year: 2026", "id: \"{year}\", year: 2026", "\"{year}\"", "“yearly: { scale: … }”"),
        ("id: \"2026\", year: 2026", "id: \"2026\", year: 0", "0, scale", "a year is 1990 to 2100"),
        ("version: 1", "version: 1\nversion: 2", "", "given more than once: “version”"),
    ])
    func `a slip is named with its place`(old: String, new: String, piece: String, words: String) throws {
        var profile = LibraryProfile()
        try #require(profile.yaml.contains(old))
        profile.yaml = profile.yaml.replacing(old, with: new, maxReplacements: 1)
        let complaints = profile.review().complaints.map(\.description)
        let place = piece.isEmpty ? "libraries.yaml:" : try #require(profile.place(of: piece)) + ": "
        #expect(complaints.contains { $0.hasPrefix(place) && $0.contains(words) }, "\(complaints)")
    }

    @Test func `all complaints are told at once, in the order of the file`() throws {
        var profile = LibraryProfile()
        for (old, new) in [
            ("{scope} is {status}", "{scpe} is {status}"), ("[young, readers]", "[]"), ("weight: 3", "weight: -1"),
        ] {
            profile.yaml = profile.yaml.replacing(old, with: new)
        }
        let review = profile.review()
        #expect(review.profiles.isEmpty)
        #expect(review.complaints.count == 3)
        #expect(review.complaints.map(\.line) == review.complaints.map(\.line).sorted())
    }

    @Test func `what is to be used says the first complaints and how to see all`() throws {
        let problem = Problem.unsound(
            (1...5).map { ProfileComplaint(file: "a.yaml", line: $0, column: 1, what: "no") }, file: "a.yaml")
        #expect(problem.code == .profileUnsound && problem.location == "a.yaml")
        #expect(problem.what.contains("a.yaml:1:1: no; a.yaml:2:1: no; a.yaml:3:1: no; and 2 more"))
        #expect(problem.remedy.contains("profile check"))
    }

    @Test func `a kind that no document can be is named`() throws {
        var profile = LibraryProfile()
        profile.yaml = profile.yaml.replacing("{publisher} visited {subject}", with: "{publisher} visited")
            .replacing("^ {subject} [:] inspection {cycle} $", with: "inspection")
            .replacing("/reports/{subject}/{cycle}", with: "/reports").replacing("weight: 2", with: "weight: 1")
            .replacing("weight: 3", with: "weight: -2")
        let said = profile.review().complaints.map(\.what)
        for words in ["3 are needed", "which body", "which cycle", "a number from 0 to 100"] {
            #expect(said.contains { $0.contains(words) }, "\(said)")
        }
    }

    @Test(arguments: [
        ("name,short_name", "name,shortname", "libraries.csv:1:6: column 2 of a register is “short_name”"),
        (",region,aliases", ",region", "libraries.csv:1:1: column 6"),
        ("harbour,,South,", "northmoor,,South,", "libraries.csv:3:33: the slug “northmoor” stands in line 2 too"),
        ("harbour,,South,", "har bour,,South,", "“har bour” is no slug"),
        ("harbour,,South,", "harbour,,South,Northmoor library", "stands for two bodies: it is a name of line 2 too"),
        ("harbour,,South,", "harbour,,South,Port|", "a name is empty"),
        ("harbour,,South,", "harbour,South", "libraries.csv:3:1: this line has 4 columns, not 6"),
    ])
    func `a slip in a register is named with its place`(old: String, new: String, words: String) throws {
        var profile = LibraryProfile()
        try #require(profile.csv.contains(old))
        profile.csv = profile.csv.replacing(old, with: new)
        let complaints = profile.review().complaints.map(\.description)
        #expect(complaints.contains { $0.contains(words) }, "\(complaints)")
    }

    @Test func `a profile that would fill the memory is refused`() throws {
        let levels = (1...30).map { "l\($0): &l\($0) [\(String(repeating: "*l\($0 - 1), ", count: 9))]" }
        let bomb = "l0: &l0 [a, b]\n" + levels.joined(separator: "\n")
        #expect(ProfileReview(yaml: bomb, file: "a") { _ in nil }.complaints.first?.what.contains("at most") == true)
        let deep = "a: " + String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(ProfileReview(yaml: deep, file: "a") { _ in nil }.complaints.first?.what.contains("deep") == true)
        var phrases = LibraryProfile()
        let chain = (1...7).map { "  p\($0): \"" + String(repeating: "{p\($0 + 1)} ", count: 40) + "\"\n" }.joined()
        phrases.yaml = phrases.yaml.replacing("phrases:\n", with: "phrases:\n" + chain + "  p8: x\n")
        #expect(phrases.review().complaints.contains { $0.what.contains("too long") })
    }
}
