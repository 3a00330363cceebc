import Testing

/// Headings that are put over old text, taken from it, or printed otherwise.
@Suite struct HeadingVariationTests {
    private static let allotments = ChangeVariation.Page(
        name: "allotments.html", url: "https://www.harrowvale.example/allotments",
        text: """
            <!DOCTYPE html><html lang="en-GB"><head><title>Allotments - Harrow Vale</title></head><body><main>
            <h1>Allotments</h1>
            <p>The council lets 240 plots on six sites.</p>
            <h2>Who may have one</h2>
            <p>Anyone who lives in the borough may have a plot. You may wait two years for it.</p>
            <p>Schools and clubs may share one between them.</p>
            <h2>What it costs</h2>
            <p>A plot costs £48 a year, water with it.</p>
            <p>Those who are over 65 pay half of that.</p>
            <h3>When to pay</h3>
            <p>The bill comes in March and is due in April.</p>
            <h2>What you may keep</h2>
            <p>Hens are welcome where the neighbours do not mind.</p>
            <p>Sheds may be as tall as a person.</p>
            <h2>How to leave</h2>
            <p>Tell the office a month before you go.</p>
            </main></body></html>
            """)
    private static let library = ChangeVariation.Page(
        name: "library.md",
        text: """
            # The mobile library

            The van calls at nine villages. It carries 2,000 books.

            ## Where it stops

            It stops beside the church. It stays for an hour.

            In winter it stops beside the school.

            ## What you can borrow

            Anyone may take eight books home. Children may take twelve.
            """)
    private static let kent = ChangeVariation.Page(
        name: "kent.txt",
        url: "https://www.justiceinspectorates.gov.uk/hmic/peel-assessments/peel-2016/kent/effectiveness/",
        text: """
            Kent PEEL 2016
            Effectiveness
            How effective is the force at keeping people safe and reducing crime?
            Last updated 03/11/2016
            Good
            Kent Police is good at keeping people safe and reducing crime.
            Questions for Effectiveness
            1
            How effective is the force at preventing crime, tackling anti-social behaviour and keeping people safe?
            Good
            We walked with three patrols and saw that people greeted them by name.
            2
            How effective is the force at investigating crime and reducing re-offending?
            Good
            Its files are tidy, and its detectives know where the gaps are.
            """)

    private static let norfolk = ChangeVariation.Page(
        name: "norfolk.txt",
        url: "https://www.justiceinspectorates.gov.uk/hmic/peel-assessments/peel-2016/norfolk/other-reports/",
        text: """
            Norfolk PEEL 2016
            Other reports
            What other reports did we publish about the force this year?
            Custody
            We looked at the cells by day and by night, and at who looks in on them.
            Read the report
            Published: 2 March 2016
            Firearms licensing
            The force answers within a month, which is sooner than most.
            Get the report
            Published: 9 February 2016
            """)

    static let variations = [
        ChangeVariation(
            "a heading over the second paragraph", allotments,
            [("<p>Schools", "<h2>Sharing a plot</h2>\n<p>Schools")], tells: ["section-added /sections/sharing-a-plot"]),
        ChangeVariation(
            "a smaller heading", allotments, [("<p>Those who", "<h3>Lower rents</h3>\n<p>Those who")],
            tells: ["section-added /sections/lower-rents"]),
        ChangeVariation(
            "two headings at once", allotments,
            [("<p>Schools", "<h2>Sharing a plot</h2>\n<p>Schools"), ("<p>Sheds", "<h2>Sheds</h2>\n<p>Sheds")],
            tells: ["section-added /sections/sharing-a-plot", "section-added /sections/sheds"]),
        ChangeVariation(
            "the only heading of its kind goes", allotments, [("<h3>When to pay</h3>\n", "")],
            tells: ["section-removed /sections/when-to-pay"]),
        ChangeVariation(
            "the last heading goes", allotments, [("<h2>How to leave</h2>\n", "")],
            tells: ["section-removed /sections/how-to-leave"]),
        ChangeVariation(
            "half of them go", allotments, [("<h2>How to leave</h2>\n", ""), ("<h2>What you may keep</h2>\n", "")],
            tells: ["section-removed /sections/how-to-leave", "section-removed /sections/what-you-may-keep"]),
        ChangeVariation(
            "a heading, and a word of what stands below it", allotments,
            [("<p>Schools and clubs may", "<h2>Sharing a plot</h2>\n<p>Schools and clubs can")],
            tells: ["section-added /sections/sharing-a-plot", "text-edited /sections/sharing-a-plot"]),
        ChangeVariation(
            "a heading of a Markdown page", library, [("In winter it", "## In the cold months\n\nIn winter it")],
            tells: ["section-added /sections/in-the-cold-months"]),
        ChangeVariation(
            "a heading of a Markdown page goes", library, [("## What you can borrow\n\n", "")],
            tells: ["section-removed /sections/what-you-can-borrow"]),
        ChangeVariation(
            "all headings of a kind are lost", allotments,
            [("<h2>", "<div><!--"), ("</h2>", "--></div>")]),
        ChangeVariation(
            "all headings but the last are lost", allotments,
            [
                ("<h2>Who may have one</h2>\n", ""), ("<h2>What it costs</h2>\n", ""), ("<h3>When to pay</h3>\n", ""),
                ("<h2>What you may keep</h2>\n", ""),
            ]),
        ChangeVariation(
            "headings become lines that look like text", allotments, [("<h2>", "<p>"), ("</h2>", "</p>")]),
        ChangeVariation(
            "the numbers of the questions stand in the line", kent,
            [("1\nHow effective", "1 How effective"), ("2\nHow effective", "2 How effective")]),
        ChangeVariation(
            "one number stands in the line, and one grade is another", kent,
            [("2\nHow effective", "2 How effective"), ("Good\nIts files", "Requires improvement\nIts files")],
            tells: ["judgment-changed /judgments/effectiveness.investigating-crime"]),
        ChangeVariation(
            "the number stands before a full stop", allotments,
            [("<h2>Who may", "<h2>1. Who may"), ("<h2>What it", "<h2>2. What it")]),
        ChangeVariation(
            "a heading that names another number of things", allotments,
            [("<h2>How to leave", "<h2>Two ways to leave")],
            tells: ["section-renamed /sections/two-ways-to-leave"]),
        ChangeVariation(
            "a heading above the first paragraph", allotments,
            [("<p>The council", "<h2>In short</h2>\n<p>The council")],
            tells: ["section-added /sections/in-short"]),
        ChangeVariation(
            "a heading that only groups others", allotments,
            [("<h2>What you may keep", "<h2>Rules</h2>\n<h3>What you may keep"), ("keep</h2>", "keep</h3>")],
            tells: ["section-added /sections/rules"]),
        ChangeVariation(
            "one heading becomes a line in bold", allotments,
            [("<h2>What it costs</h2>", "<p><strong>What it costs</strong></p>")]),
        ChangeVariation(
            "a heading comes and another goes", allotments,
            [("<p>Sheds", "<h2>Sheds</h2>\n<p>Sheds"), ("<h3>When to pay</h3>\n", "")],
            tells: ["section-added /sections/sheds", "section-removed /sections/when-to-pay"]),
        ChangeVariation(
            "a heading that a publisher uses, over old text", kent,
            [("Its files are tidy", "Looking ahead\nIts files are tidy")],
            tells: ["section-added /sections/looking-ahead"]),
        ChangeVariation(
            "the day of another report under its link", norfolk, [("2 March 2016", "3 March 2016")],
            tells: ["date-moved /dates/other-published.custody"]),
        ChangeVariation(
            "the day of the second report", norfolk, [("9 February 2016", "10 February 2016")],
            tells: ["date-moved /dates/other-published.firearms-licensing"]),
        ChangeVariation(
            "the words of a link", norfolk, [("Read the report", "Get the report")],
            tells: ["text-edited /sections/custody"]),
    ]

    @Test(arguments: variations)
    func `headings are told where an editor put or took them`(_ variation: ChangeVariation) throws {
        try variation.check()
    }
}
