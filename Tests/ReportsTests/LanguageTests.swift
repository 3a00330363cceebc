import Documents
import Model
import Testing

@testable import Reports

/// The words of a language are no wordings of a publisher: the program has them, and a profile may bring its own.
@Suite struct LanguageTests {
    @Test func `the languages that come with the program are whole`() throws {
        #expect(CommonWords.languages == ["cy", "en"])
        for (language, words) in CommonWords.known {
            for child in Mirror(reflecting: words).children {
                let count =
                    (child.value as? [String])?.count ?? (child.value as? [String: Int])?.count
                    ?? (child.value as? [String: String])?.count ?? 0
                #expect(count > 0, "\(language): \(child.label ?? "")")
            }
        }
        // English pages were read with these.
        #expect(Language("en-GB").dates.months.count == 24 && Language("EN_us").the == ["the"])
        #expect(Language("cy").dates.months["mawrth"] == 3 && Language("cy").dates.months["march"] == 3)
    }

    @Test func `a profile puts its own words in place of the language's, list by list`() {
        let own = Language("en", CommonWords(and: ["n"]))
        #expect(own.and == ["n"] && own.joins == ["n", "but"] && own.the == ["the"])
        #expect(Language("de").and == [])
    }

    @Test func `letters glued to a number of coins, and words before a number, are those of the language`() {
        let own = Language("de", CommonWords(numbering: ["s"], coins: ["ct": "cent"]))
        #expect(own.quantities.coins == ["ct": "cent"] && own.quantities.suffixes["ct"] == 0)
        #expect(Language.english.quantities.coins == ["p": "pence"])
        let tokens = Tokenizer.tokens(of: CanonicalText("See s. 4 and p. 5."), in: 0..<18)
        #expect(Sentence.sentences(of: tokens, own.numbering).count == 2)
        #expect(Sentence.sentences(of: tokens, own.numbering.union(Language.english.numbering)).count == 1)
    }

    @Test(arguments: [
        ("Die Bücherei ist gut bei der Auswahl der Bücher, während sie sonst wenig tut.", ["bestand.auswahl = good"]),
        (
            "Die Bücherei ist gut bei der Auswahl der Bücher und schwach bei der Ausleihe der Bücher.",
            ["bestand.auswahl = good", "bestand.ausleihe = weak"]
        ),
        (
            "Die Bücherei war 2022 schwach bei der Auswahl der Bücher und ist gut bei der Auswahl der Bücher.",
            ["bestand.auswahl = good"]
        ),
    ])
    func `reports in another language are read by a profile that brings its words`(
        sentence: String, judgments: [String]
    ) throws {
        let review = ProfileReview(yaml: LanguageTests.german, file: "büchereien.yaml") { _ in
            ("name,short_name,slug,code,region,aliases\nBücherei Nordmoor,Nordmoor,nordmoor,,,\n", "orte.csv")
        }
        #expect(review.complaints == [])
        let text = """
            Bücherei Nordmoor: Prüfung 2024
            Veröffentlicht am Freitag, 7. Juni 2024
            Bestand
            \(sentence)
            Sie hat mehr als 2 Millionen Bände.
            """
        let document = try DocumentReader.read(Array(text.utf8), hint: .init(name: "bericht.txt"))
        let record = RecordReader(profiles: review.profiles, software: .init(name: "test", version: "1")).record(
            of: document,
            facts: .init(name: "bericht.txt", bytes: 0, sha256: "", sha512: Digest(of: Array(text.utf8))))
        #expect(record.id.rawValue == "reportwatch:de/aufsicht/prufung/2024/nordmoor")
        #expect(record.judgments.map { "\($0.id) = \($0.grade ?? "")" } == judgments)
        #expect(record.published == CalendarDate("2024-06-07"))
        #expect(record.figures.map { "\($0.qualifier.rawValue) \($0.value ?? "")" } == ["at-least 2000000"])
    }

    @Test(arguments: [
        ("common:\n  and: [und]", "common:\n  and: [Und]", "“Und” is not one word in small letters"),
        ("juni: 6", "juni: 13", "a month is 1 to 12"), ("millionen: 6", "millionen: 60", "0 to 15"),
        ("  endings:", "  ending:", "the nearest one here is “endings”"),
    ])
    func `a slip in the words is named`(old: String, new: String, what: String) {
        let review = ProfileReview(
            yaml: LanguageTests.german.replacing(old, with: new, maxReplacements: 1), file: "a.yaml"
        ) { _ in nil }
        #expect(review.complaints.contains { $0.what.contains(what) }, "\(review.complaints)")
    }

    @Test func `a language of which nothing is known is named`() throws {
        var profile = LibraryProfile()
        profile.yaml = profile.yaml.replacing("language: en-GB", with: "language: de")
        let complaints = profile.review().complaints.map(\.description)
        #expect(complaints.contains { $0.hasPrefix("libraries.yaml:4:11: ") && $0.contains("of “de”, only of cy, en") })
    }

    private static let german = """
        id: buechereien
        version: 1
        country: de
        language: de
        common:
          and: [und]
          but: [aber]
          the: [der, die, das]
          # 7. Juni
          of: ["."]
          at: [bei]
          regarding: [bei, in]
          clauses: [aber, während, obwohl, die]
          verdicts: [und, ist, auch]
          was: [war, waren]
          is: [ist, sind]
          endings: [en, er, e]
          magnitudes: { millionen: 6 }
          atLeast: [mehr als, mindestens]
          months: { mai: 5, juni: 6 }
          weekdays: [freitag]
          on: [am]
        publisher: { id: aufsicht, names: [Büchereiaufsicht] }
        hosts: { own: [aufsicht.example] }
        register: { file: orte.csv }
        selves: [die bücherei, sie]
        cycles: [{ id: "2024", year: 2024, scale: drei }]
        scales: { drei: [good, weak, poor] }
        grades: { good: { is: [gut] }, weak: { is: [schwach] }, poor: { is: [schlecht] } }
        statuses: {}
        scopes: { bestand: { words: [bestand] } }
        questions:
          - { id: auswahl, scope: bestand, words: [[auswahl, bücher]] }
          - { id: ausleihe, scope: bestand, words: [[ausleihe]] }
        words: {}
        phrases: { be: "(ist | war {year})" }
        kinds:
          - { kind: prüfung, family: prüfung, signs: [{ title: "^ {subject} : prüfung {cycle} $", weight: 4 }] }
        sections: [{ heading: "^ bestand $", role: pillar, scope: bestand }]
        judgments:
          - { where: [pillar], pattern: "[{self}] [{be}] {grade} bei {topic}" }
        elsewhere: ["war {earlier}"]
        trends: []
        dates: [{ role: published, words: [veröffentlicht] }]
        roles: []
        units: { bände: [bände] }
        figures: [{ pattern: "{value} {unit}" }]
        verbs: {}
        """
}
