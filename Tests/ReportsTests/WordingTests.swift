import Model
import Testing

@testable import Reports

/// One wording at a time: what is a judgment, and what only looks like one.
@Suite struct WordingTests {
    private func judgments(_ sentence: String, pillar: String = "Effectiveness", cycle: String = "2016") throws
        -> [Judgment]
    {
        let text = """
            Kent \(cycle)
            This is HMIC’s third PEEL (police effectiveness, efficiency and legitimacy) assessment of Kent Police.
            \(pillar)
            How effective is the force at keeping people safe and reducing crime?
            Last updated 02/03/2017
            \(sentence)
            """
        return try ReadReport(text).record.judgments
    }

    @Test(arguments: [
        ("Kent Police is good at keeping people safe and reducing crime.", "good"),
        (
            "The force requires improvement in respect of its effectiveness at keeping people safe and reducing crime.",
            "requires-improvement"
        ),
        (
            "Kent Police has been assessed as requiring improvement in respect of its effectiveness.",
            "requires-improvement"
        ),
        ("Overall, the effectiveness of Kent Police requires improvement.", "requires-improvement"),
        (
            "Kent Police is judged to be outstanding in the effectiveness with which it keeps people safe and reduces crime.",
            "outstanding"
        ),
        ("HMIC has assessed that Kent Police requires improvement.", "requires-improvement"),
        ("The constabulary was graded ‘inadequate’ at keeping people safe and reducing crime.", "inadequate"),
        ("Good", "good"),
        ("Requires improvement", "requires-improvement"),
    ])
    func `a pillar's grade is read in every wording`(sentence: String, grade: String) throws {
        let found = try judgments(sentence)
        #expect(found.map(\.id) == ["effectiveness"])
        #expect(found.first?.grade == grade)
    }

    @Test(arguments: [
        "The force is very good at keeping people safe and reducing crime.",
        "Last year, we judged the force to be good at keeping people safe and reducing crime.",
        "In 2015, we found that the force was good at keeping people safe and reducing crime.",
        "We asked whether the force is good at keeping people safe and reducing crime.",
        "Our crime data integrity inspection found that the force is inadequate at recording crime.",
        "The force has good processes in place, and none of the teams were doing a good enough job.",
        "Its inadequate approach to keeping vulnerable people safe is a cause of concern.",
        "Forces are graded outstanding, good, requires improvement or inadequate.",
        "Some features of its approach are good.",
    ])
    func `what only looks like a grade is no judgment`(sentence: String) throws {
        #expect(try judgments(sentence).isEmpty)
    }

    @Test func `several grades in one sentence are several judgments`() throws {
        let found = try judgments(
            "Kent Police is good at investigating crime and managing offenders, but the force requires improvement at protecting vulnerable people."
        )
        #expect(found.map(\.id) == ["effectiveness.investigating-crime", "effectiveness.protecting-vulnerable-people"])
        #expect(found.map(\.grade) == ["good", "requires-improvement"])
    }

    @Test func `a pillar that will be graded later is not yet graded`() throws {
        let record = try ReadReport(
            """
            Kent 2016
            This is HMIC’s third PEEL (police effectiveness, efficiency and legitimacy) assessment of Kent Police.
            The extent to which the force is effective at keeping people safe and reducing crime is not yet graded.
            The extent to which the force is efficient at keeping people safe and reducing crime is good.
            The extent to which the force is legitimate at keeping people safe and reducing crime: not yet graded.
            """
        ).record
        #expect(record.judgments.map(\.status) == [.notYetGraded, .graded, .notYetGraded])
        #expect(record.judgments.map(\.grade) == [nil, "good", nil])
    }

    @Test func `places that disagree are both kept, with a warning`() throws {
        let found = try ReadReport(
            """
            Kent 2016
            This is HMIC’s third PEEL (police effectiveness, efficiency and legitimacy) assessment of Kent Police.
            The extent to which the force is effective at keeping people safe and reducing crime is good.
            Effectiveness
            Last updated 02/03/2017
            Kent Police requires improvement at keeping people safe and reducing crime.
            """
        ).record
        #expect(found.judgments.map(\.grade) == ["good", "requires-improvement"])
        #expect(found.judgments.last?.disagreesWith == "effectiveness")
        #expect(found.warnings.map(\.code) == ["judgments-disagree"])
    }
}
