import Documents
import Model
import Testing

@testable import Reports

/// One profile, several editions: a variant is the profile with some keys replaced or added to.
@Suite struct VariantTests {
    private func profile(_ variants: String) throws -> LibraryProfile {
        var profile = LibraryProfile()
        profile.yaml += "variants:\n" + variants
        return profile
    }

    @Test func `a variant replaces keys, adds to maps entry by entry, and to lists in front`() throws {
        let review = try profile(
            """
              - id: halls
                register: { file: halls.csv }
                language: cy
                +words: { trend: [as before] }
                +grades: { weak: { is: [thin] } }
                +roles: [Inspector of Halls]
                +publisher: { names: [Hall Inspectorate] }
            """
        ).review(["halls.csv": "name,short_name,slug,code,region,aliases\nTown Hall,Hall,hall,,,\n"])
        #expect(review.complaints == [])
        let (base, halls) = (try #require(review.profiles.first), try #require(review.profiles.last))
        #expect(review.profiles.map(\.variant) == [nil, "halls"])
        #expect(base.version == halls.version)
        #expect(halls.profile.language == "cy" && base.profile.language == "en-GB")
        #expect(halls.register.entries.map(\.subject.slug) == ["hall"] && base.register.entries.count == 2)
        #expect(halls.profile.words["trend"] == ["as before"])
        #expect(halls.profile.grades["weak"]?.is == ["thin"])
        #expect(halls.profile.grades["sound"] == base.profile.grades["sound"])
        #expect(halls.profile.roles == ["Inspector of Halls"] + base.profile.roles)
        #expect(halls.profile.publisher == .init(id: "library-inspectorate", names: ["Hall Inspectorate"]))
        #expect(halls.profile.kinds == base.profile.kinds)
    }

    @Test func `a document that only a variant knows is read by it`() throws {
        let profile = try profile(
            """
              - id: cy
                language: cy
                +grades: { sound: { is: [cadarn] } }
                kinds:
                  - kind: library-inspection
                    family: inspection
                    signs: [{ title: "^ {subject} [:] arolygiad {cycle} $", weight: 3 }]
                judgments: [{ where: [opening], pattern: "{scope} yn {grade}" }]
            """)
        let record = try profile.record(of: "Northmoor Library: arolygiad 2024\nCollections yn cadarn.\n")
        #expect(record.language == "cy" && record.profile == ProfileVersion(id: "libraries", version: 1))
        #expect(record.judgments.map(\.verdict) == ["sound"])
        #expect(try profile.record(of: profile.report).language == "en-GB")
    }

    @Test func `editions in two languages name each other where the page of the first links to the other`() throws {
        let host = "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/"
        func page(_ link: String, _ title: String = "An inspection of Gwent Police") -> String {
            """
            <html><body><main><h1>PEEL 2021/22 – \(title)</h1><p>The report is there in Welsh too.</p>
            <p><a href="\(host)\(link)">Read it in Welsh</a></p></main></body></html>
            """
        }
        let english = try ReadReport(page("heddlu-gwent-2021-22/"), url: host + "gwent-2021-22/").record
        let welsh = try ReadReport(
            page("gwent-2021-22/", "Arolygiad o Heddlu Gwent"), url: host + "heddlu-gwent-2021-22/"
        ).record
        #expect(english.sameWorkAs == [welsh.id] && welsh.sameWorkAs == [english.id] && welsh.language == "cy")
        // Another year and another force are other works.
        for link in ["heddlu-gwent-2023-25/", "heddlu-de-cymru-2021-22/", "gwent-2021-22/"] {
            #expect(try ReadReport(page(link), url: host + "gwent-2021-22/").record.sameWorkAs == nil)
        }
    }

    @Test(arguments: [
        ("- { version: 2, id: a }", "cannot replace “version”"),
        ("- { language: cy }", "a variant needs an “id”"),
        ("- { id: a, langage: cy }", "the nearest one here is “language”"),
        ("- { id: a, +grades: [x] }", "“+grades” is put over something of another shape"),
        ("- { id: a }\n  - { id: a }", "“a” is the id of two variants"),
        ("- cy", "a variant is a map of keys"),
        ("- { id: a, words: {} }", "“{trend}” is neither a slot nor a word list nor a phrase"),
        ("- { id: a, cycles: [{ id: \"2025\", year: 2025, scale: four }] }", "there is no scale “four”"),
        ("- { id: a, register: { file: b.csv } }", "the register “b.csv” cannot be read (in the variant “a”)"),
    ])
    func `a slip in a variant is named with its place`(variant: String, words: String) throws {
        let profile = try profile("  " + variant + "\n")
        let review = profile.review()
        #expect(review.profiles.isEmpty)
        #expect(review.complaints.contains { $0.what.contains(words) }, "\(review.complaints.map(\.description))")
        // What is wrong in it is told of the variant, and nothing twice.
        #expect(Set(review.complaints).count == review.complaints.count)
    }

    @Test func `what is wrong in the profile itself is not told again of each variant`() throws {
        var profile = try profile("  - { id: a, language: cy }\n")
        profile.yaml = profile.yaml.replacing("{scope} is {status}", with: "{scpe} is {status}")
        #expect(profile.review().complaints.count == 1)
    }

    @Test(arguments: [
        ("2024", "2024", true), ("2024", "2026", true), ("2024", "2028", false), ("2028", "2028", true),
        ("2024", "2030", false), ("2024", "1999", nil),
    ])
    func `the publisher says which cycles compare, and different scales never do`(
        first: String, second: String, expected: Bool?
    ) throws {
        var profile = try profile(
            """
              - id: later
                cycles: [{ id: "2028", year: 2028, scale: libraries-4 }, { id: "2030", year: 2030, scale: two }]
                +scales: { two: [sound, weak] }
            """)
        let (before, after) = (try report(first, profile), try report(second, profile))
        let ungrouped = profile.review().profiles
        profile.yaml = profile.yaml.replacing(
            "scales:\n", with: "comparable: [[\"2024\", \"2026\", \"2030\"], [\"2028\"]]\nscales:\n", maxReplacements: 1
        )
        let review = profile.review()
        #expect(review.complaints == [])
        #expect(ProfileLibrary.areComparable(before, after, in: review.profiles) == expected)
        // Without groups the scale alone decides.
        let (old, same, other) = (
            try report("2024", profile), try report("2028", profile), try report("2030", profile)
        )
        #expect(ProfileLibrary.areComparable(old, same, in: ungrouped) == true)
        #expect(ProfileLibrary.areComparable(old, other, in: ungrouped) == false)
    }

    private func report(_ cycle: String, _ profile: LibraryProfile) throws -> Record {
        try profile.record(
            of: "Northmoor Library: inspection \(cycle)\nThe Inspectorate of Libraries visited Northmoor Library.\n")
    }

    @Test func `which cycles compare is said by the variant that reads the report`() throws {
        let fire = try ["2018/19", "2021/22"].map { cycle in
            try ReadReport("Avon: fire and rescue service inspection \(cycle)\nIt is a service.\n").record
        }
        let police = try [
            "PEEL: police effectiveness, efficiency and legitimacy 2018/19 – Kent\nIt is a force.\n",
            "PEEL 2021/22\nOur inspection assessed how good Kent Police is in nine areas of policing.\n",
        ].map { try ReadReport($0).record }
        #expect(fire.map(\.cycle) == ["2018/19", "2021/22"] && police.map(\.cycle) == ["2018/19", "2021/22"])
        let profiles = try ProfileLibrary.builtIn()
        #expect(ProfileLibrary.areComparable(fire[0], fire[1], in: profiles) == true)
        #expect(ProfileLibrary.areComparable(police[0], police[1], in: profiles) == false)
        // Two families are two scales of things, whatever the steps are called.
        #expect(ProfileLibrary.areComparable(police[0], fire[1], in: profiles) == false)
    }
}
