import Changes
import Model
import Testing

/// The cases a reader of reports meets, as a whole change.
@Suite struct NewsTests {
    private let base = Sample.northmoor

    /// A pillar grade changed in its summary sentence, one section date moved, one word inserted, one bullet added.
    private var edited: Sample {
        base
            .replacing(
                "<j effectiveness good|The extent to which the force keeps people safe is good>",
                with:
                    "<j effectiveness requires-improvement|The extent to which the force keeps people safe requires improvement>"
            )
            .replacing("2016-11-03", with: "2017-01-05")
            .replacing("ambulance service", with: "local ambulance service")
            .adding(.bullet("how the force will guard its data."), to: "Looking ahead", at: 2)
    }

    @Test func `an edited copy names each edit from what to what and nothing else`() {
        let change = base.reading.change(to: edited.reading)
        #expect(change.items.map(\.kind) == [.judgmentChanged, .textEdited, .listItemAdded, .dateMoved])
        #expect(
            change.summary == "effectiveness: good → requires improvement (worse); Context: added “local”; "
                + "Looking ahead: bullet added “how the force will guard its data.”; and 1 more")
        #expect(change.severity == .high)
        #expect(!change.quiet)
        #expect(change.items[1].words == ChangeItem.Words(added: ["local"], removed: []))
    }

    @Test func `the grade that an edit left standing elsewhere is no news in either direction`() {
        let new = edited.reading
        #expect(new.record.judgments.contains { $0.disagreesWith == "effectiveness" })
        let there = base.reading.change(to: new).items.filter { $0.path.hasPrefix("/judgments") }
        #expect(there.map(\.path) == ["/judgments/effectiveness"])
        let back = new.change(to: base.reading).items.filter { $0.path.hasPrefix("/judgments") }
        #expect(back.map(\.path) == ["/judgments/effectiveness"])
        #expect(back.first?.to == "good")
    }

    @Test func `a grade stated elsewhere that neither was there before is told under its own id`() {
        let new = base.replacing(
            "<j effectiveness good|Northmoor Police is good at",
            with: "<j effectiveness inadequate|Northmoor Police is inadequate at")
        let change = base.reading.change(to: new.reading)
        #expect(change.items.map(\.path) == ["/judgments/effectiveness.elsewhere"])
        #expect(change.items.first?.from == "good")
        #expect(change.items.first?.to == "inadequate")
    }

    @Test func `a return to the first text is headed by the version it returned to`() throws {
        let back = edited.reading.change(to: base.reading)
        let change = Comparison.reverted(back, to: VersionNumber(1), asOf: Timestamp("2017-03-01T09:00:00Z"))
        let first = try #require(change.items.first)
        #expect(first.kind == .reverted)
        #expect(first.path == "/")
        #expect(first.to == "v1")
        #expect(
            change.summary.hasPrefix(
                "reverted to v1, as it stood 2017-03-01; effectiveness: requires improvement → good (better); "))
        #expect(Array(change.items.dropFirst()) == back.items)
        #expect(Comparison.reverted(back, to: VersionNumber(1), asOf: nil).summary.hasPrefix("reverted to v1; "))
    }

    @Test func `a sentence that changed only by what the record tells makes no item of text`() {
        let changes = [
            base.replacing(
                "<j efficiency good|The extent to which the force runs well is good>",
                with: "<j efficiency inadequate|The extent to which the force runs well is judged inadequate>"),
            base.replacing("Jane Marlow", with: "Omar Field"),
            base.replacing("<f 1200000 people|1.2 million>", with: "<f 1300000 people|1.3 million>"),
        ].map { base.reading.change(to: $0.reading).items.map(\.kind) }
        #expect(changes == [[.judgmentChanged], [.personChanged], [.figureChanged]])
    }

    @Test func `a sentence that changed in other words too is told as well`() {
        let new = base.replacing(
            "<j efficiency good|Northmoor Police has been assessed as good in the way it runs>. Its buildings are in order.",
            with:
                "<j efficiency good|Northmoor Police has been assessed as good in the way it runs>. Its buildings are in bad order."
        )
        .replacing("<f 1200000 people|1.2 million> people, most", with: "<f 1300000 people|1.3 million> people, few")
        let change = base.reading.change(to: new.reading)
        #expect(change.items.map(\.kind) == [.figureChanged, .textEdited, .textEdited])
        #expect(change.items[1].words == ChangeItem.Words(added: ["1.3", "few"], removed: ["1.2", "most"]))
    }

    @Test func `figures of two sentences are not taken for one that moved`() {
        let old = base.adding(
            .paragraph(
                "Of all calls <f 12 percent|12 percent> were late. The force spends more each year on its fleet of cars."
            ), to: "Context")
        let new = base.adding(
            .paragraph(
                "Of all calls many were late. The force spends <f 40 percent|40 percent> more each year on its fleet of cars."
            ), to: "Context")
        #expect(old.reading.change(to: new.reading).items.map(\.kind) == [.textEdited])
    }

    @Test(arguments: [
        ("does listen", "does not listen", ChangeClass.negationChanged),
        ("can listen", "cannot listen", .negationChanged),
        ("did listen", "didn’t listen", .negationChanged),
        ("with care", "without care", .negationChanged),
        ("has a plan", "has no plan", .negationChanged),
        ("has acted", "has never acted", .negationChanged),
        ("said that it", "said neither that it", .negationChanged),
        ("yn gwrando", "ddim yn gwrando", .negationChanged),
        ("yn gwrando", "heb wrando", .negationChanged),
        ("yn gwrando", "yn peidio â gwrando", .negationChanged),
        ("mae’n gwrando", "nid yw’n gwrando", .negationChanged),
        ("yn fwy na hynny", "yn llai na hynny", .textEdited),
        ("does not listen", "doesn't listen", .textEdited),
        ("can not listen", "cannot listen", .textEdited),
        ("does not listen", "does not hear", .textEdited),
        ("was noted", "was knotted", .textEdited),
    ])
    func `a not gained or lost is told as such and a not kept is none`(old: String, new: String, kind: ChangeClass) {
        let frame = "The inspectors wrote that the force \(old) to people in the streets of the town."
        let before = base.adding(.paragraph(frame), to: "Context")
        let after = base.adding(.paragraph(frame.replacing(old, with: new)), to: "Context")
        #expect(before.reading.change(to: after.reading).items.map(\.kind) == [kind])
        #expect(after.reading.change(to: before.reading).items.map(\.kind) == [kind])
    }

    @Test func `a grade that is withheld is told once, however the sentence says it`() {
        let old = base.adding(
            .paragraph("<j effectiveness.helping-victims good|Northmoor Police is good at helping victims>."),
            to: "Effectiveness")
        let new = base.adding(
            .paragraph(
                "<j effectiveness.helping-victims none|Northmoor Police has not yet been graded for helping victims>."),
            to: "Effectiveness")
        #expect(old.reading.change(to: new.reading).items.map(\.kind) == [.judgmentChanged])
    }

    @Test func `grades of different scales are never called better or worse`() {
        var new = base.replacing(
            "<j efficiency good|The extent to which the force runs well is good>",
            with: "<j efficiency adequate|The extent to which the force runs well is adequate>")
        new.scale = "hmicfrs-5"
        #expect(base.reading.change(to: new.reading).summary.hasPrefix("efficiency: good → adequate"))
        #expect(!base.reading.change(to: new.reading).summary.contains("(worse)"))
        var old = base
        old.scale = "hmicfrs-5"
        #expect(old.reading.change(to: new.reading).summary.contains("good → adequate (worse)"))
    }

    @Test func `a grade carried over says so where the word is the same`() {
        var new = base.adding(.paragraph("This judgment stands from an earlier inspection."), to: "Efficiency")
        new.statuses["efficiency"] = .carriedOver
        let items = base.reading.change(to: new.reading).items
        #expect(items.first?.kind == .judgmentChanged)
        #expect(items.first?.to == "good (carried over)")
    }

    @Test func `a question keeps its judgment when its topic is worded anew`() {
        let new = base.replacing(
            "<j effectiveness.protecting-vulnerable-people inadequate|How the force protects vulnerable people",
            with:
                "<j effectiveness.protecting-all-vulnerable-people inadequate|How the force protects all vulnerable people"
        )
        #expect(base.reading.change(to: new.reading).items.map(\.kind) == [.textEdited])
    }

    @Test func `content that changes without a date is quiet and a date alone is not`() {
        #expect(base.reading.change(to: base.replacing("daily", with: "weekly").reading).quiet)
        #expect(!base.reading.change(to: base.replacing("2016-11-03", with: "2016-12-03").reading).quiet)
        #expect(!base.reading.change(to: base.reading).quiet)
    }

    @Test func `a date that appears or goes has one side only`() {
        let bare = base.dropping("2016-11-03")
        let come = bare.reading.change(to: base.reading)
        #expect(come.items.map(\.kind) == [.dateMoved])
        #expect(come.items.first?.from == nil)
        #expect(come.summary == "Efficiency last updated 2016-11-03 (new)")
        #expect(base.reading.change(to: bare.reading).summary == "Efficiency last updated 2016-11-03 (removed)")
    }

    @Test func `a day of publication outside the text is a date too`() {
        var (old, new) = (base, base.replacing("daily", with: "weekly"))
        old.published = "2017-03-02"
        new.published = "2017-03-09"
        let change = old.reading.change(to: new.reading)
        #expect(change.items.map(\.path) == ["/sections/context", "/published"])
        #expect(change.summary == "Context: “daily” → “weekly”; published 2017-03-02 → 2017-03-09")
    }

    @Test func `a key fact that loses its value or its label says so`() {
        let empty = base.replacing("£212m", with: "").reading
        #expect(base.reading.change(to: base.dropping("Cost").reading).summary == "Cost: £212m (removed)")
        #expect(empty.change(to: empty).items.isEmpty)
    }

    @Test func `edits of one section are folded and what is beyond three clauses is counted`() {
        var old = base
        old.parts = (1...9).map { number in
            Sample.Part(
                heading: "Part \(number)",
                pieces: [
                    .paragraph("Passage one of part \(number) tells of roads and bridges."),
                    .paragraph("Passage two of part \(number) tells of rivers and boats."),
                ])
        }
        let new = old.replacing("roads and", with: "old roads and new").replacing(
            "rivers and boats", with: "lakes and boats")
        let change = old.reading.change(to: new.reading)
        #expect(change.items.count == 18)
        #expect(change.summary.hasPrefix("Part 1: 2 paragraphs edited (+3 −1 words); Part 2: "))
        #expect(change.summary.hasSuffix("; and 12 more"))
        #expect(change.summary.split(separator: "; ").count == 4)
    }

    @Test func `a section that was renamed keeps its dates and edits`() {
        let new = base.renaming("Efficiency", to: "Use of resources").replacing("in order", with: "in good order")
        let change = base.reading.change(to: new.reading)
        #expect(change.items.map(\.kind) == [.sectionRenamed, .textEdited])
        #expect(change.items.last?.path == "/sections/use-of-resources")
    }

    @Test func `an edited bullet is an edit and not one gone and one new`() {
        let change = base.reading.change(to: base.replacing("its new detectives", with: "its detectives").reading)
        #expect(change.items.map(\.kind) == [.textEdited])
        #expect(change.items.first?.from == "how the force will train its new detectives;")
        #expect(change.summary == "Looking ahead: removed “new”")
    }

    @Test func `a title that is a heading too is told once`() {
        let titled = { (title: String) in
            var sample = self.base
            sample.title = title
            sample.parts.insert(
                Sample.Part(heading: title, level: 1, pieces: [.paragraph("What we found in this force.")]), at: 0)
            return sample.reading
        }
        #expect(titled("Northmoor 2016").change(to: titled("Northmoor 2017")).items.map(\.kind) == [.titleChanged])
    }

    @Test
    func `a heading that a publisher puts over old text or new is a section, and one that is taken is a section gone`()
    {
        var old = base
        old.parts[0].pieces.append(.paragraph("The harbour has its own patrol boats and its own office."))
        var new = base
        new.parts.insert(
            Sample.Part(
                heading: "Harbour", pieces: [.paragraph("The harbour has its own patrol boats and its own office.")]),
            at: 1)
        #expect(old.reading.change(to: new.reading).items.map(\.kind) == [.sectionAdded])
        #expect(base.reading.change(to: new.reading).items.map(\.kind) == [.sectionAdded])
        #expect(new.reading.change(to: old.reading).items.map(\.kind) == [.sectionRemoved])
    }

    @Test func `headings that come or go all at once are layout`() {
        var without = base
        without.intro += base.parts.flatMap(\.pieces)
        without.parts = []
        for (old, new) in [(base.reading, without.reading), (without.reading, base.reading)] {
            let headings = old.change(to: new).items.filter { $0.path.hasPrefix("/sections/") }
            #expect(headings.map(\.kind) == base.parts.map { _ in .layoutChanged })
        }
    }

    @Test(arguments: [
        ("The board met 12 times in May.", "The board met 14 times in May.", ["number"]),
        ("The board met on 1 May 2017 in York.", "The board met on 2 May 2017 in York.", ["date"]),
        ("By March 2024 the force should act.", "By June 2024 the force should act.", ["date"]),
        ("We spoke with Anne Howarth at length.", "We spoke with Anne Wells at length.", ["name"]),
        ("Its work is good there.", "Its work is adequate there.", ["grade"]),
        ("The force has shown it cares.", "The force has not shown it cares.", ["negation"]),
        ("They meet daily. Officers listen well.", "They meet weekly. Sergeants listen well.", []),
        ("Ten of 12 people in Hull agreed.", "Ten of 13 people in Goole agreed.", ["name", "number"]),
    ])
    func `an edit says whether it touches a number, a date, a name, a grade or a not`(
        old: String, new: String, kinds: [String]
    ) {
        let change = base.adding(.paragraph(old), to: "Context").reading
            .change(to: base.adding(.paragraph(new), to: "Context").reading)
        #expect(change.items.count == 1)
        #expect(change.items.first?.touches ?? [] == kinds, "\(change.summary)")
    }
}
