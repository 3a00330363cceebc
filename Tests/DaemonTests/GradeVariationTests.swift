import Testing

/// Grades in other words, places and letters.
@Suite struct GradeVariationTests {
    private static let gwent = ChangeVariation.Page(
        name: "gwent.txt", url: "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/heddlu-gwent-2021-22/",
        text: """
            Crynodeb cyffredinol
            Ein barn
            Gwnaeth ein harolygiad asesu pa mor dda yw Heddlu Gwent mewn deg maes o blismona. Rydym yn gwneud dyfarniadau graddedig mewn naw o’r deg hyn fel a ganlyn:
            Atal troseddau ac ymddygiad gwrthgymdeithasol
            Da
            Mae Heddlu Gwent yn dda am atal troseddu.
            Ymateb i’r cyhoedd
            Digonol
            Mae Heddlu Gwent yn ddigonol am ymateb i’r cyhoedd.
            Ymchwilio i droseddau
            Rhagorol
            Mae Heddlu Gwent yn rhagorol am ymchwilio i droseddau.
            Rheoli troseddwyr
            Annigonol
            Mae’r swyddogion yn adnabod eu troseddwyr.
            """)
    private static let wiltshire = ChangeVariation.Page(
        name: "wiltshire.html", url: "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/wiltshire-2021-22/",
        text: """
            <!DOCTYPE html><html lang="en-GB"><head><title>PEEL 2021/22 – An inspection of Wiltshire Police - HMICFRS</title></head>
            <body><main>
            <h1>PEEL 2021/22 – An inspection of Wiltshire Police</h1>
            <h2>Our judgments</h2>
            <p>Our inspection assessed how good Wiltshire Police is in ten areas of policing. We make graded judgments in nine of these ten as follows:</p>
            <p><img src="g.png" alt="Good use of resources and recording data about crime were judged to be good. Supporting victims was judged to be adequate. Preventing crime, investigating crime and managing offenders were judged to require improvement. Responding to the public was judged to be inadequate. No area was judged to be outstanding."></p>
            <h2>HM Inspector’s observations</h2>
            <p>I have seen how Wiltshire Police trains those who drive.</p>
            </main></body></html>
            """)
    private static let cumbria = ChangeVariation.Page(
        name: "cumbria.html", url: "https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/cumbria-2021-22/",
        text: """
            <!DOCTYPE html><html lang="en-GB"><head><title>PEEL 2021/22 – An inspection of Cumbria Constabulary - HMICFRS</title></head>
            <body><main>
            <h1>PEEL 2021/22 – An inspection of Cumbria Constabulary</h1>
            <h2>Our judgments</h2>
            <p>Our inspection assessed how good Cumbria Constabulary is in ten areas of policing. We make graded judgments in nine of these ten as follows:</p>
            <p>Good: preventing crime, supporting victims and managing offenders</p>
            <p>Adequate: investigating crime and responding to the public</p>
            <p>Requires improvement: recording data about crime</p>
            <h2>HM Inspector’s observations</h2>
            <p>I have been up the fells with those who look for the lost.</p>
            </main></body></html>
            """)
    private static let rutland = ChangeVariation.Page(
        name: "rutland.txt", url: "https://files.ofsted.gov.uk/v1/file/50299998",
        text: """
            Inspection of Rutland local authority children’s services
            Inspection dates: 11 to 13 July 2023
            Lead inspector: Moira Sample, His Majesty’s Inspector
            Judgement	Grade
            The impact of leaders on social work practice with children and families	Good
            The experiences and progress of children who need help and protection	Requires improvement to be good
            The experiences and progress of children in care	Good
            The experiences and progress of care leavers	Outstanding
            Overall effectiveness	Good
            Children in Rutland know whom to ring, and somebody picks up.
            """)

    static let welsh =
        [
            ("Da", "dda", "Rhagorol", "rhagorol"), ("Da", "dda", "Digonol", "ddigonol"),
            ("Da", "dda", "Annigonol", "annigonol"),
        ].map { was, said, now, says in
            ChangeVariation(
                "\(was) becomes \(now)", gwent,
                [("\(was)\nMae Heddlu Gwent yn \(said) am atal", "\(now)\nMae Heddlu Gwent yn \(says) am atal")],
                tells: ["judgment-changed /judgments/area.preventing-crime"])
        }
        + [
            ("Digonol", "ddigonol", "Da", "dda"), ("Digonol", "ddigonol", "Rhagorol", "rhagorol"),
            ("Digonol", "ddigonol", "Annigonol", "annigonol"),
        ].map { was, said, now, says in
            ChangeVariation(
                "\(was) becomes \(now)", gwent,
                [("\(was)\nMae Heddlu Gwent yn \(said) am ymateb", "\(now)\nMae Heddlu Gwent yn \(says) am ymateb")],
                tells: ["judgment-changed /judgments/area.responding-to-the-public"])
        }
        + [
            ("Rhagorol", "rhagorol", "Da", "dda"), ("Rhagorol", "rhagorol", "Digonol", "ddigonol"),
        ].map { was, said, now, says in
            ChangeVariation(
                "\(was) becomes \(now)", gwent,
                [
                    (
                        "\(was)\nMae Heddlu Gwent yn \(said) am ymchwilio",
                        "\(now)\nMae Heddlu Gwent yn \(says) am ymchwilio"
                    )
                ],
                tells: ["judgment-changed /judgments/area.investigating-crime"])
        } + [
            ChangeVariation(
                "the badge alone", gwent, [("Annigonol\nMae’r", "Angen gwella\nMae’r")],
                tells: ["judgment-changed /judgments/area.managing-offenders"]),
            ChangeVariation(
                "the grade and another word", gwent,
                [
                    (
                        "Da\nMae Heddlu Gwent yn dda am atal troseddu.",
                        "Digonol\nMae Heddlu Gwent yn ddigonol am atal trosedd."
                    )
                ],
                tells: [
                    "judgment-changed /judgments/area.preventing-crime",
                    "text-edited /sections/preventing-crime",
                ]),
            ChangeVariation(
                "another word beside the same grade", gwent, [("swyddogion yn adnabod", "swyddogion yn gweld")],
                tells: ["text-edited /sections/managing-offenders"]),
        ]

    static let lists = [
        ChangeVariation(
            "things of one grade in another order", wiltshire,
            [
                (
                    "Preventing crime, investigating crime and managing offenders",
                    "Managing offenders, preventing crime and investigating crime"
                )
            ]),
        ChangeVariation(
            "two things of one grade in another order", wiltshire,
            [
                (
                    "Good use of resources and recording data about crime",
                    "Recording data about crime and good use of resources"
                )
            ]),
        ChangeVariation(
            "sentences in another order", wiltshire,
            [
                ("Supporting victims was judged to be adequate. ", ""),
                (
                    "Responding to the public was judged to be inadequate.",
                    "Responding to the public was judged to be inadequate. Supporting victims was judged to be adequate."
                ),
            ]),
        ChangeVariation(
            "one moves up a list", wiltshire,
            [
                ("Supporting victims was", "Managing offenders and supporting victims were"),
                ("crime, investigating crime and managing offenders were", "crime and investigating crime were"),
            ],
            tells: ["judgment-changed /judgments/area.managing-offenders"]),
        ChangeVariation(
            "one moves down a list", wiltshire,
            [
                ("Good use of resources and recording data about crime were", "Good use of resources was"),
                ("Supporting victims was", "Recording data about crime and supporting victims were"),
            ],
            tells: ["judgment-changed /judgments/area.recording-crime"]),
        ChangeVariation(
            "two exchange their places", wiltshire,
            [
                ("Supporting victims was", "Responding to the public was"),
                ("Responding to the public was judged to be inad", "Supporting victims was judged to be inad"),
            ],
            tells: [
                "judgment-changed /judgments/area.responding-to-the-public",
                "judgment-changed /judgments/area.supporting-victims",
            ]),
        ChangeVariation(
            "one moves, the others stand in another order", wiltshire,
            [
                ("Supporting victims was", "Preventing crime and supporting victims were"),
                (
                    "Preventing crime, investigating crime and managing offenders",
                    "Managing offenders and investigating crime"
                ),
            ],
            tells: ["judgment-changed /judgments/area.preventing-crime"]),
        ChangeVariation(
            "the first of the best", wiltshire,
            [
                ("Good use of resources and recording data about crime were", "Recording data about crime was"),
                ("No area was judged to be outstanding", "Good use of resources was judged to be outstanding"),
            ],
            tells: ["judgment-changed /judgments/area.using-resources"]),
        ChangeVariation(
            "a word that is no thing and no grade", wiltshire, [("No area was", "No part was")],
            tells: ["text-edited /sections/our-judgments"]),
        ChangeVariation(
            "one moves, and a word besides", wiltshire,
            [
                ("Supporting victims was", "Managing offenders and supporting victims were"),
                ("crime, investigating crime and managing offenders were", "crime and investigating crime were"),
                ("No area was", "No part was"),
            ],
            tells: ["judgment-changed /judgments/area.managing-offenders", "text-edited /sections/our-judgments"]),
        ChangeVariation(
            "one moves from line to line", cumbria,
            [
                (
                    "preventing crime, supporting victims and managing offenders",
                    "preventing crime and managing offenders"
                ),
                ("Adequate: investigating crime and", "Adequate: supporting victims, investigating crime and"),
            ],
            tells: ["judgment-changed /judgments/area.supporting-victims"]),
        ChangeVariation(
            "two change their lines", cumbria,
            [
                ("and managing offenders", "and recording data about crime"),
                ("improvement: recording data about crime", "improvement: managing offenders"),
            ],
            tells: [
                "judgment-changed /judgments/area.managing-offenders",
                "judgment-changed /judgments/area.recording-crime",
            ]),
        ChangeVariation(
            "one line in another order", cumbria,
            [
                (
                    "preventing crime, supporting victims and managing offenders",
                    "managing offenders, preventing crime and supporting victims"
                )
            ]),
        ChangeVariation(
            "lines in another order", cumbria,
            [
                ("<p>Adequate: investigating crime and responding to the public</p>\n", ""),
                ("<p>Good:", "<p>Adequate: investigating crime and responding to the public</p>\n<p>Good:"),
            ]),
        ChangeVariation(
            "a comma", wiltshire, [("investigating crime and managing", "investigating crime, and managing")],
            tells: ["text-edited /sections/our-judgments"]),
    ]

    static let letters = [
        ChangeVariation("one row in small letters", rutland, [("in care\tGood", "in care\tgood")]),
        ChangeVariation("one row in capitals", rutland, [("care leavers\tOutstanding", "care leavers\tOUTSTANDING")]),
        ChangeVariation("all of one grade", rutland, [("\tGood", "\tgood")]),
        ChangeVariation("a grade of many words", rutland, [("\tRequires improvement", "\trequires improvement")]),
        ChangeVariation(
            "each word with a capital", rutland,
            [("\tRequires improvement to be good", "\tRequires Improvement To Be Good")]),
        ChangeVariation("the grade in a Welsh badge", gwent, [("Digonol\nMae", "DIGONOL\nMae")]),
        ChangeVariation("the grade in a Welsh sentence", gwent, [("yn rhagorol am", "yn Rhagorol am")]),
        ChangeVariation("the grade in a list", wiltshire, [("judged to be adequate", "judged to be Adequate")]),
        ChangeVariation(
            "another grade in small letters", rutland, [("in care\tGood", "in care\toutstanding")],
            tells: ["judgment-changed /judgments/part.children-in-care"]),
        ChangeVariation(
            "another word in small letters", rutland, [("Children in Rutland know", "children in Rutland know")],
            tells: ["text-edited /sections/opening"]),
    ]

    @Test(arguments: welsh)
    func `a grade that is mutated is told once`(_ variation: ChangeVariation) throws { try variation.check() }

    @Test(arguments: lists)
    func `a list of grades is told by its judgments`(_ variation: ChangeVariation) throws { try variation.check() }

    @Test(arguments: letters)
    func `the letters of a grade that stays are no news`(_ variation: ChangeVariation) throws { try variation.check() }
}
