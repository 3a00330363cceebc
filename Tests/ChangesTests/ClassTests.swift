import Changes
import Model
import Testing

/// At least one case for each class that a comparison can give, with its summary.
@Suite struct ClassTests {
    struct Case: CustomTestStringConvertible {
        let kind: ChangeClass
        let old: Sample
        let new: Sample
        let path: String
        let from: String?
        let to: String?
        let summary: String

        init(
            _ kind: ChangeClass, _ old: Sample, _ new: Sample, _ path: String, from: String? = nil,
            to: String? = nil, _ summary: String
        ) {
            self.kind = kind
            self.old = old
            self.new = new
            self.path = path
            self.from = from
            self.to = to
            self.summary = summary
        }

        init(
            _ kind: ChangeClass, _ new: Sample, _ path: String, from: String? = nil, to: String? = nil,
            _ summary: String
        ) {
            self.init(kind, .northmoor, new, path, from: from, to: to, summary)
        }

        var testDescription: String { "\(kind.rawValue): \(summary)" }
    }

    private static let base = Sample.northmoor
    private static let plan = "The new plan for the moors sets out how patrols reach every farm."
    private static let notice = "This report was withdrawn on 3 May 2018 while we check some of its data."
    private static let correction = "Please note: wording corrected on 4 June 2018 in the paragraph on patrols."
    private static let mending = "A reader wrote to us and the table of patrols is now right."
    private static let twoPlans = base.adding(.paragraph(plan), to: "Context")

    static let judgments: [Case] = [
        Case(
            .judgmentChanged,
            base.replacing(
                "<j effectiveness good|The extent to which the force keeps people safe is good>",
                with: "<j effectiveness good|X>"),
            base.replacing(
                "<j effectiveness good|The extent to which the force keeps people safe is good>",
                with: "<j effectiveness outstanding|X>"
            ).replacing(
                "<j effectiveness good|Northmoor Police is good at",
                with: "<j effectiveness outstanding|Northmoor Police is outstanding at"),
            "/judgments/effectiveness", from: "good", to: "outstanding", "effectiveness: good → outstanding (better)"),
        Case(
            .judgmentGraded,
            base.replacing(
                "<j efficiency good|The extent to which the force runs well is good>",
                with: "<j efficiency none|The extent to which the force runs well is not yet graded>"
            ).replacing(
                "<j efficiency good|Northmoor Police has been assessed as good in the way it runs>",
                with: "Northmoor Police has been assessed as good in the way it runs"),
            base.replacing(
                "<j efficiency good|Northmoor Police has been assessed as good in the way it runs>",
                with: "Northmoor Police has been assessed as good in the way it runs"),
            "/judgments/efficiency", from: "not yet graded", to: "good",
            "efficiency: not yet graded → good (first grade)"),
        Case(
            .judgmentRemoved,
            base.replacing(". Calls wait too long.", with: ""),
            base.replacing(". Calls wait too long.", with: "").dropping("protects vulnerable"),
            "/judgments/effectiveness.protecting-vulnerable-people", from: "inadequate",
            "protecting vulnerable people: inadequate (removed)"),
    ]

    static let records: [Case] = [
        Case(
            .findingAdded, base.dropping("six months"), base, "/findings/estates",
            to: "Within six months the force should publish a plan for its buildings.",
            "recommendation added: “Within six months the force should publish a plan for its…”"),
        Case(
            .findingRemoved, base, base.dropping("six months"), "/findings/estates",
            from: "Within six months the force should publish a plan for its buildings.",
            "recommendation removed: “Within six months the force should publish a plan for its…”"),
        Case(
            .findingReworded, base.replacing("six months", with: "nine months"), "/findings/estates",
            from: "Within six months the force should publish a plan for its buildings.",
            to: "Within nine months the force should publish a plan for its buildings.",
            "recommendation reworded (+1 −1 words): “Within nine months the force should publish a plan for its…”"),
        Case(
            .personChanged, base.replacing("Jane Marlow", with: "Omar Field"), "/people/inspector-of-constabulary",
            from: "Jane Marlow", to: "Omar Field", "inspector of constabulary: Jane Marlow → Omar Field"),
        Case(
            .dateMoved, base.replacing("2016-11-03", with: "2017-01-05"), "/dates/last-updated.efficiency",
            from: "2016-11-03", to: "2017-01-05", "Efficiency last updated 2016-11-03 → 2017-01-05"),
        Case(
            .figureChanged, base.replacing("4,310", with: "4,405"), "/figures/workforce", from: "4310", to: "4405",
            "Workforce: 4,310 → 4,405"),
        Case(
            .figureChanged, base.replacing("<f 1200000 people|1.2 million>", with: "<f 1300000 people|1.3 million>"),
            "/figures/people", from: "1200000", to: "1300000", "Context: 1.2 million → 1.3 million"),
        Case(
            .linkChanged,
            base.adding(.paragraph("See <l https://example.org/a|the data>."), to: "Context"),
            base.adding(.paragraph("See <l https://example.org/b|the data>."), to: "Context"),
            "/links/the-data", from: "https://example.org/a", to: "https://example.org/b",
            "link “the data”: https://example.org/a → https://example.org/b"),
    ]

    static let texts: [Case] = [
        Case(
            .sectionAdded,
            adding(Sample.Part(heading: "Hate crime", pieces: [.paragraph(plan), .paragraph("It is early to say.")])),
            "/sections/hate-crime", to: "Hate crime", "section added: Hate crime"),
        Case(
            .sectionRemoved, adding(Sample.Part(heading: "Hate crime", pieces: [.paragraph(plan)])), base,
            "/sections/hate-crime", from: "Hate crime", "section removed: Hate crime"),
        Case(
            .sectionRenamed, base.renaming("Context", to: "About the force area"), "/sections/about-the-force-area",
            from: "Context", to: "About the force area", "section renamed: Context → About the force area"),
        Case(
            .textAdded, twoPlans, "/sections/context", to: plan,
            "Context: paragraph added “The new plan for the moors sets out how patrols reach every…”"),
        Case(
            .textRemoved, twoPlans, base, "/sections/context", from: plan,
            "Context: paragraph removed “The new plan for the moors sets out how patrols reach every…”"),
        Case(
            .textEdited, base.replacing("every plan daily", with: "every plan weekly"), "/sections/context",
            from: "Officers review every plan daily and report to the chief constable.",
            to: "Officers review every plan weekly and report to the chief constable.", "Context: “daily” → “weekly”"),
        Case(
            .negationChanged, base.replacing("is testing a", with: "is not testing a"), "/sections/context",
            from: "The force works with the ambulance service and is testing a shared control room for all calls.",
            to: "The force works with the ambulance service and is not testing a shared control room for all calls.",
            "Context: “is testing” → “is not testing”"),
        Case(
            .listItemAdded, base.adding(.bullet("how the force will guard its data."), to: "Looking ahead", at: 2),
            "/sections/looking-ahead", to: "how the force will guard its data.",
            "Looking ahead: bullet added “how the force will guard its data.”"),
        Case(
            .listItemRemoved, base.dropping("its vehicles"), "/sections/looking-ahead",
            from: "how the force will look after its vehicles; and",
            "Looking ahead: bullet removed “how the force will look after its vehicles; and”"),
        Case(
            .correctionNoted, base.adding(.paragraph(correction), to: "Effectiveness"), "/sections/effectiveness",
            to: correction, "correction noted: “\(correction)”"),
        Case(
            .correctionNoted, base.adding(.paragraph("<n correction|\(mending)>"), to: "Effectiveness"),
            "/sections/effectiveness", to: mending, "correction noted: “\(mending)”"),
        Case(
            .withdrawn, introduced(notice), "/", from: "published", to: "withdrawn", "withdrawn: “\(notice)”"),
        Case(
            .restored, introduced(notice), base, "/", from: "withdrawn", to: "published",
            "restored: the notice of withdrawal is gone"),
        Case(
            .titleChanged, titled("Northmoor 2016/17"), "/title", from: "Northmoor 2016", to: "Northmoor 2016/17",
            "title: Northmoor 2016 → Northmoor 2016/17"),
        Case(
            .sectionRemoved, base, headless("Looking ahead"), "/sections/looking-ahead", from: "Looking ahead",
            "section removed: Looking ahead"),
    ]

    private static func adding(_ part: Sample.Part) -> Sample {
        var copy = base
        copy.parts.insert(part, at: 2)
        return copy
    }

    private static func introduced(_ words: String) -> Sample {
        var copy = base
        copy.intro.insert(.paragraph(words), at: 0)
        return copy
    }

    private static func titled(_ title: String) -> Sample {
        var copy = base
        copy.title = title
        return copy
    }

    private static func headless(_ heading: String) -> Sample {
        var copy = base
        guard let index = copy.parts.firstIndex(where: { $0.heading == heading }) else { return base }
        let part = copy.parts.remove(at: index)
        copy.parts[index - 1].pieces += part.pieces
        return copy
    }

    @Test(arguments: judgments + records + texts)
    func `a change of one thing is an item of its class and a summary that names it`(sample: Case) throws {
        let (old, new) = (sample.old.reading, sample.new.reading)
        let change = old.change(to: new)
        #expect(change.summary == sample.summary)
        let item = try #require(change.items.first { $0.kind == sample.kind })
        #expect(item.path == sample.path)
        #expect(item.from == sample.from)
        #expect(item.to == sample.to)
        #expect(item.severity == sample.kind.severity)
        if let before = item.before { #expect(old.text.shows(before)) }
        if let after = item.after { #expect(new.text.shows(after)) }
        #expect(change.items.count == 1)
    }

    @Test(arguments: [
        "We have withdrawn this report while we look at its figures again.",
        "This publication has been temporarily withdrawn.", "Withdrawn on 3 May 2018", "Withdrawn: 3 May 2018",
    ])
    func `a notice of withdrawal is known in many words`(words: String) {
        let change = Self.base.reading.change(to: Self.introduced(words).reading)
        #expect(change.items.map(\.kind) == [.withdrawn])
        let back = Self.introduced(words).reading.change(to: Self.base.reading)
        #expect(back.items.map(\.kind) == [.restored])
    }

    @Test(arguments: [
        "This report has not been withdrawn.", "The force has withdrawn its plan for the moors.",
        "Withdrawn officers came back to their posts in May.",
    ])
    func `a sentence that merely speaks of withdrawing is no notice`(words: String) {
        let change = Self.base.reading.change(to: Self.introduced(words).reading)
        #expect(change.items.map(\.kind) == [.textAdded])
    }

    @Test func `every class has the severity of the contract`() {
        let high: Set<ChangeClass> = [
            .judgmentGraded, .judgmentChanged, .judgmentRemoved, .findingAdded, .findingRemoved, .findingReworded,
            .withdrawn, .restored, .reverted, .correctionNoted, .renditionsDisagree, .negationChanged,
        ]
        let low: Set<ChangeClass> = [.dateMoved, .linkChanged, .titleChanged]
        let none: Set<ChangeClass> = [.furnitureChanged, .layoutChanged, .bytesChanged]
        for kind in ChangeClass.allCases {
            let expected: Severity =
                high.contains(kind) ? .high : low.contains(kind) ? .low : none.contains(kind) ? .none : .medium
            #expect(kind.severity == expected, "\(kind.rawValue)")
            #expect(ChangeItem(kind, path: "/").severity == expected)
        }
    }

    @Test func `every class that a comparison gives has a case here`() {
        let covered = Set((Self.judgments + Self.records + Self.texts).map(\.kind))
        let elsewhere: Set<ChangeClass> = [
            .reverted, .renditionsDisagree, .furnitureChanged, .layoutChanged, .bytesChanged,
        ]
        #expect(covered.union(elsewhere) == Set(ChangeClass.allCases))
    }
}
