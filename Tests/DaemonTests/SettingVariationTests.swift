import Testing

/// What is set otherwise and says the same: quotation marks, numbers of items, the monarch's office, whom to ask, the year of facts.
@Suite struct SettingVariationTests {
    private static let museum = ChangeVariation.Page(
        name: "museum.html", url: "https://www.harrowvale.example/museum",
        text: """
            <!DOCTYPE html><html lang="en-GB"><head><title>The museum - Harrow Vale</title></head><body><main>
            <h1>The museum</h1>
            <p>Its founder called it “a cupboard for the town”, and the name stuck.</p>
            <p>The visitors’ book says ‘lovely’ on every page, and ‘too warm’ on one.</p>
            <p>It's a house of 12' by 30', with a garden behind it.</p>
            <h2>What to do</h2>
            <p>1. Buy a ticket at the door.</p>
            <p>2. Hang your coat on a hook.</p>
            <p>3. Ask for the key to the tower.</p>
            <h2>Who runs it</h2>
            <p>A deed of Her Majesty’s Government gave it to the town in 1961.</p>
            <p>Contact Ellen Marsh</p>
            </main></body></html>
            """)
    private static let essex = ChangeVariation.Page(
        name: "essex.txt", url: "https://www.justiceinspectorates.gov.uk/hmicfrs/peel-assessments/peel-2018/essex/",
        text: """
            Essex 2018/19
            This is HMICFRS’s fifth PEEL (police effectiveness, efficiency and legitimacy) assessment of Essex Police.
            the extent to which the force is effective at reducing crime and keeping people safe is good.
            the extent to which the force operates efficiently and sustainably is good.
            Zoë Billingham, Her Majesty’s Inspector of Constabulary
            Contact Zoë Billingham
            HMI's observations
            Essex Police knows its county. I would like it to write more of that down.
            Effectiveness
            How effectively does the force reduce crime and keep people safe?
            Last updated 21/01/2020
            Good
            Essex Police is good at reducing crime and keeping people safe.
            Areas for improvement
            1. The force should ask each victim how the case was told to them.
            2. The force should keep its register of firearms in one place.
            Efficiency
            How efficiently does the force operate and how sustainable are its services?
            Last updated 21/01/2020
            Good
            Essex Police is good in the way it operates and provides sustainable services.
            Key facts – 2019/20
            Force Area
            1,338 square miles
            Population
            1.83m people
            """)
    private static let letter = ChangeVariation.Page(
        name: "letter.txt",
        url:
            "https://hmicfrs.justiceinspectorates.gov.uk/publication-html/gwent-police-causes-of-concern-revisit-letter/",
        text: """
            Gwent Police: Causes of concern revisit letter
            Letter information
            From: Wendy Williams, His Majesty’s Inspector of Constabulary
            To: Pam Sample, Chief Constable, Gwent Police
            Copied to: Jeff Sample, Police and Crime Commissioner for Gwent
            Sent on: 11 August 2023
            Background
            In our last report we said that the cells were cold. We came back in May and brought a thermometer.
            """)

    static let quotes = [
        ChangeVariation("double becomes single", museum, [("“a cupboard for the town”", "‘a cupboard for the town’")]),
        ChangeVariation(
            "double becomes straight", museum, [("“a cupboard for the town”", "&quot;a cupboard for the town&quot;")]),
        ChangeVariation(
            "double becomes straight single", museum, [("“a cupboard for the town”", "'a cupboard for the town'")]),
        ChangeVariation("single becomes double", museum, [("‘lovely’", "“lovely”"), ("‘too warm’", "“too warm”")]),
        ChangeVariation("one of two becomes double", museum, [("‘too warm’", "\"too warm\"")]),
        ChangeVariation("pointed marks", museum, [("“a cupboard for the town”", "«a cupboard for the town»")]),
        ChangeVariation("single pointed marks", museum, [("‘lovely’", "‹lovely›")]),
        ChangeVariation(
            "marks of a typewriter", museum, [("“a cupboard for the town”", "``a cupboard for the town''")]),
        ChangeVariation("low marks", museum, [("“a cupboard for the town”", "„a cupboard for the town“")]),
        ChangeVariation("an apostrophe at the end of a word", museum, [("visitors’ book", "visitors' book")]),
        ChangeVariation(
            "marks come to a word", museum, [("every page", "“every” page")], tells: ["text-edited /sections/opening"]),
        ChangeVariation(
            "an apostrophe inside a word goes", museum, [("It's a house", "Its a house")],
            tells: ["text-edited /sections/opening"]),
        ChangeVariation(
            "feet become inches", museum, [("12' by 30'", "12\" by 30\"")], tells: ["text-edited /sections/opening"]),
        ChangeVariation(
            "a mark moves to another word", museum, [("‘too warm’ on", "‘too’ warm on")],
            tells: ["text-edited /sections/opening"]),
    ]

    static let numbers = [
        ChangeVariation(
            "paragraphs are counted from four", museum,
            [("1. Buy", "4. Buy"), ("2. Hang", "5. Hang"), ("3. Ask", "6. Ask")]),
        ChangeVariation(
            "a bracket instead of the full stop", museum,
            [("1. Buy", "1) Buy"), ("2. Hang", "2) Hang"), ("3. Ask", "3) Ask")]),
        ChangeVariation("the numbers go", museum, [("1. Buy", "Buy"), ("2. Hang", "Hang"), ("3. Ask", "Ask")]),
        ChangeVariation(
            "bullets instead of the numbers", museum, [("1. Buy", "• Buy"), ("2. Hang", "• Hang"), ("3. Ask", "• Ask")]),
        ChangeVariation("one number is another", museum, [("3. Ask", "4. Ask")]),
        ChangeVariation(
            "one is put in front", museum,
            [
                ("<p>1. Buy", "<p>1. Wipe your feet on the mat.</p>\n<p>2. Buy"), ("2. Hang", "3. Hang"),
                ("3. Ask", "4. Ask"),
            ],
            tells: ["text-added /sections/what-to-do"]),
        ChangeVariation(
            "one is edited and counted otherwise", museum,
            [("2. Hang your coat on a hook", "7. Hang your coat on a peg")],
            tells: ["text-edited /sections/what-to-do"]),
        ChangeVariation(
            "findings are counted from five", essex,
            [("1. The force", "5. The force"), ("2. The force", "6. The force")]),
        ChangeVariation(
            "findings have bullets", essex, [("1. The force", "• The force"), ("2. The force", "• The force")]),
        ChangeVariation(
            "findings change their places", essex,
            [
                (
                    "1. The force should ask each victim how the case was told to them.\n2. The force should keep its register of firearms in one place.",
                    "1. The force should keep its register of firearms in one place.\n2. The force should ask each victim how the case was told to them."
                )
            ]),
        ChangeVariation(
            "a finding is put in front", essex,
            [
                ("1. The force", "1. The force should train those who answer its calls at night.\n2. The force"),
                ("2. The force should keep", "3. The force should keep"),
            ],
            tells: ["finding-added /findings/area-for-improvement-effectiveness-train-those-who-answer-calls-at-night"]),
        ChangeVariation(
            "a number in a sentence is no marker", museum,
            [("Hang your coat on a hook", "Hang your 2 coats on a hook")],
            tells: ["text-edited /sections/what-to-do"]),
    ]

    static let offices = [
        ChangeVariation("the inspector's monarch", essex, [("Her Majesty’s", "His Majesty’s")]),
        ChangeVariation("with a straight apostrophe", essex, [("Her Majesty’s", "His Majesty's")]),
        ChangeVariation("in a sentence of a museum", museum, [("Her Majesty’s", "His Majesty’s")]),
        ChangeVariation(
            "in capitals", museum, [("A deed of Her Majesty’s", "A deed of HIS MAJESTY’S")],
            tells: ["text-edited /sections/who-runs-it"]),
        ChangeVariation("back again", letter, [("His Majesty’s", "Her Majesty’s")]),
        ChangeVariation(
            "and a word besides", museum, [("Her Majesty’s Government gave", "His Majesty’s Government sold")],
            tells: ["text-edited /sections/who-runs-it"]),
        ChangeVariation(
            "another pronoun", museum, [("Hang your coat", "Hang her coat")],
            tells: ["text-edited /sections/what-to-do"]),
        ChangeVariation("whom to ask", essex, [("Contact Zoë Billingham", "Contact HMICFRS")]),
        ChangeVariation("another inspector to ask", essex, [("Contact Zoë Billingham", "Contact Matt Parr")]),
        ChangeVariation("nobody to ask", essex, [("Contact Zoë Billingham\n", "")]),
        ChangeVariation(
            "another inspector, who is the one to ask", essex, [("Zoë Billingham", "Matt Parr")],
            tells: ["person-changed /people/her-majestys-inspector-of-constabulary"]),
        ChangeVariation(
            "whom to ask on a page of no known publisher", museum, [("Contact Ellen Marsh", "Contact Omar Reed")],
            tells: ["text-edited /sections/who-runs-it"]),
        ChangeVariation("facts of a later year", essex, [("Key facts – 2019/20", "Key facts – 2021/22")]),
        ChangeVariation("facts of one year", essex, [("Key facts – 2019/20", "Key facts 2020")]),
        ChangeVariation("facts of no year", essex, [("Key facts – 2019/20", "Key facts")]),
        ChangeVariation(
            "facts of a later year, and one of them", essex,
            [("Key facts – 2019/20", "Key facts – 2020/21"), ("1.83m people", "1.85m people")],
            tells: ["figure-changed /figures/population"]),
        ChangeVariation(
            "one who was sent a copy is gone", letter,
            [("Copied to: Jeff Sample, Police and Crime Commissioner for Gwent\n", "")],
            tells: ["person-changed /people/police-and-crime-commissioner-for-gwent"]),
        ChangeVariation(
            "one who was sent a copy is another", letter, [("Jeff Sample", "Ann Example")],
            tells: ["person-changed /people/police-and-crime-commissioner-for-gwent"]),
        ChangeVariation(
            "the name of the publisher in a sentence", essex,
            [("I would like it", "Her Majesty’s Inspectorate would like it")],
            tells: ["text-edited /sections/hmi-observations"]),
        ChangeVariation(
            "a label and the one it names", letter,
            [
                (
                    "Copied to: Jeff Sample, Police and Crime Commissioner for Gwent",
                    "Cc: Ann Example, Police and Crime Commissioner for Gwent"
                )
            ],
            tells: ["person-changed /people/police-and-crime-commissioner-for-gwent"]),
        ChangeVariation(
            "another label", letter, [("Copied to: Jeff", "Cc: Jeff")],
            tells: ["text-edited /sections/letter-information"]),
        ChangeVariation(
            "nobody signs it", letter, [("From: Wendy Williams, His Majesty’s Inspector of Constabulary\n", "")],
            tells: ["person-changed /people/his-majestys-inspector-of-constabulary"]),
    ]

    @Test(arguments: quotes)
    func `a quotation has one pair of marks whatever their kind`(_ variation: ChangeVariation) throws {
        try variation.check()
    }

    @Test(arguments: numbers)
    func `the number of an item is its marker`(_ variation: ChangeVariation) throws { try variation.check() }

    @Test(arguments: offices)
    func `what is the page's and not the report's is no news`(_ variation: ChangeVariation) throws {
        try variation.check()
    }
}
