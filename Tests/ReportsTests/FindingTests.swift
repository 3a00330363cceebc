import Model
import Testing

/// Findings, in every layout in which they are printed.
@Suite struct FindingTests {
    private func findings(_ lines: String) throws -> [Finding] {
        let read = try Kent.read(lines)
        #expect(read.allEvidence.allSatisfy { read.document.text.shows($0) })
        #expect(Set(read.record.findings.map(\.id)).count == read.record.findings.count)
        return read.record.findings
    }

    private func id(_ sentence: String) throws -> String {
        try #require(try findings("Areas for improvement\n- \(sentence)").first?.id)
    }

    @Test func `list items are findings of the kind that the heading says`() throws {
        let found = try findings(
            """
            Areas for improvement
            - The force should improve how it records crime.
            - The force should answer calls sooner.
            Recommendations
            We ask for two things:
            - Within six months, the force should train its supervisors.
            """)
        #expect(found.map(\.kind) == ["area-for-improvement", "area-for-improvement", "recommendation"])
        #expect(found.map(\.section) == ["areas-for-improvement", "areas-for-improvement", "recommendations"])
        #expect(found.map(\.due) == [nil, nil, nil])
        #expect(found.allSatisfy { $0.name == nil })
    }

    @Test(arguments: ["Area for improvement", "Cause of concern", "Promising practice", "Innovative practice"])
    func `a statement with its explanation is one finding`(heading: String) throws {
        let statement = "The force needs to improve how it manages suspects who are released under investigation."
        let text =
            "\(statement)\nIn too many cases nobody knew where the suspect was.\nThe force has since written a plan."
        let found = try findings("\(heading)\n\(text)\nMain findings\nIn this section we set out what we saw.")
        #expect(found.map(\.name) == [statement])
        #expect(found.map(\.text) == [text])
        #expect(found.map(\.evidence.exact) == [text])
    }

    @Test func `several statements may follow one heading`() throws {
        let found = try findings(
            """
            Areas for improvement
            The force should make sure that it records crime at once.
            It took two days in some cases.
            Kent Police needs to supervise its detectives better.
            Supervisors did not read the files.
            The constabulary must answer emergency calls sooner.
            """)
        #expect(found.count == 3)
        #expect(found.last?.name == nil)
        #expect(found.first?.text.hasSuffix("in some cases.") == true)
    }

    @Test func `sub-headings name the findings below a heading`() throws {
        let record = try Kent.page(
            """
            <h2>Area for improvement</h2><h3>The force doesn’t always answer calls in time</h3><p>One in five calls was lost.</p>
            <p>This must end.</p><h3>The force should supervise investigations better</h3><p>Files were empty.</p>
            <h2>Main findings</h2><h3>The force knows its area</h3><p>Officers know their streets.</p>
            """)
        #expect(
            record.findings.map(\.name) == [
                "The force doesn’t always answer calls in time", "The force should supervise investigations better",
            ])
        #expect(record.findings.first?.text.contains("One in five calls was lost.\nThis must end.") == true)
    }

    @Test func `a cause of concern has recommendations that inherit the day`() throws {
        let found = try findings(
            """
            Cause of concern
            Kent Police is failing to protect children who are at risk.
            Too many of them wait for days.
            Recommendations
            By March 2024, the force should:
            - see each child within a day;
            - train its call handlers; and
            - by 30 June 2024, publish what it has done.
            With immediate effect, the force should:
            - stop closing cases unread.
            """)
        #expect(found.map(\.kind) == ["cause-of-concern"] + Array(repeating: "recommendation", count: 4))
        #expect(found.map { $0.due?.description } == [nil, "2024-03-31", "2024-03-31", "2024-06-30", nil])
        #expect(found.first?.name == "Kent Police is failing to protect children who are at risk.")
    }

    @Test func `recommendations may stand in the section of the cause of concern`() throws {
        let found = try findings(
            """
            Cause of concern
            We are concerned about children who are at risk.
            By 31 March 2024, the force should:
            see each child within a day;
            train its call handlers.
            """)
        #expect(found.map(\.kind) == ["cause-of-concern", "recommendation", "recommendation"])
        #expect(found.map { $0.due?.description } == [nil, "2024-03-31", "2024-03-31"])
    }

    @Test func `a time limit is counted only from a known day of publication`() throws {
        let lines = "Recommendations\n- Within three months, the force should train its supervisors."
        #expect(try findings(lines).map(\.due) == [nil])
        #expect(
            try findings("Published on: 30 November 2019\n\(lines)").map { $0.due?.description } == ["2020-02-29"])
    }

    @Test func `items of an earlier year are carried over`() throws {
        let found = try findings(
            """
            Areas for improvement
            - The force should answer calls sooner.
            The areas for improvement from our 2015 inspection that remain are:
            - The force should supervise its detectives.
            """)
        #expect(found.map(\.carriedOver) == [nil, true])
    }

    @Test func `lines without bullets are findings of their own`() throws {
        let found = try findings(
            """
            Recommendations
            Ask children what they need.
            Write it down for those who come later.
            """)
        #expect(found.map(\.text) == ["Ask children what they need.", "Write it down for those who come later."])
    }

    @Test func `practice is explained by the lines behind its first one`() throws {
        let text = "Officers carry a card with twelve questions.\nIts outcome is to be seen."
        #expect(try findings("Promising practice\n\(text)").map(\.text) == [text])
    }

    @Test func `a heading that is only a line of text counts as one`() throws {
        let record = try Kent.page(
            "<h2>Context</h2><p>A county by the sea.</p><p><b>Areas for improvement</b></p><ul><li>The force should listen.</li></ul>"
        )
        #expect(record.findings.map(\.text) == ["The force should listen."])
        #expect(record.findings.map(\.section) == ["context"])
    }

    @Test(arguments: [
        "The  force should improve how it records crime", "The force should improve how it records crime;",
        "Kent Police should improve how it records crime.", "The constabulary must improve how it records crime.",
        "By 31 March 2024, the force should improve how it records crime.",
        "By June 2025 the force should improve how it records crime.",
        "The force should improve how it records crime. It lost two hundred.",
        "The force should improve how it records crime by March 2024.",
    ])
    func `the id is made of what is to be done`(sentence: String) throws {
        #expect(try id(sentence) == id("The force should improve how it records crime."))
    }

    @Test func `the same sentence twice has two ids`() throws {
        let item = "- The force should improve how it records crime."
        let found = try findings(
            "Areas for improvement\n\(item)\n\(item)\nContext\nA county.\nAreas for improvement\n\(item)")
        #expect(found.count == 3)
        #expect(found.map(\.section) == ["areas-for-improvement", "areas-for-improvement", "areas-for-improvement-2"])
    }

    @Test func `a statement may be explained by a list`() throws {
        let text = "The force is failing victims because:\n- it is slow; and\n- it is late."
        #expect(try findings("Causes of concern\n\(text)").map(\.text) == [text])
    }

    @Test func `what a finding asks for in its explanation is no finding of its own`() throws {
        let record = try Kent.page(
            """
            <h2>Area for improvement</h2><p><b>The force needs to attend calls in time</b></p><p>It often did not.</p>
            <p>The force should staff its rooms.</p><p><b>The force should supervise its detectives</b></p><p>Files were empty.</p>
            """)
        #expect(
            record.findings.map(\.name) == [
                "The force needs to attend calls in time", "The force should supervise its detectives",
            ])
    }

    @Test func `in a line that holds everything nothing is invented`() throws {
        let found = try findings(
            "Effectiveness Areas for improvement The force should listen. By March 2024, the force should: do a; do b.")
        #expect(found.isEmpty)
    }

    @Test func `thousands of lines are read in good time`() throws {
        let lines = (0..<5000).map { "Ask the people of street \($0) what they need." }.joined(separator: "\n")
        #expect(try findings("Recommendations\n\(lines)").count == 5000)
    }

    @Test func `what comes after the findings is none`() throws {
        let found = try findings(
            """
            Areas for improvement
            - The force should listen.
            Detailed findings for question 2
            The force listens well in some places, and there it is much praised for it.
            """)
        #expect(found.map(\.text) == ["The force should listen."])
    }
}
