/// A report of our own wording in the anatomy of a published 2016 assessment: opening with three summary sentences and
/// the inspector, narrative sections, three graded pillars with their dates, key facts without values, lists.
///
/// One value renders as text and as a page, and lets a test change one thing.
struct PeelReport: Hashable, Sendable {
    /// What a page is made of, before it is text or HTML.
    enum Piece: Hashable, Sendable {
        case title(String)
        case heading(String)
        case question(String)
        case line(String)
        case paragraph(String)
        case bullet(String)
    }

    var shortName = "Wiltshire"
    var force = "Wiltshire Police"
    var cycle = "2016"
    var ordinal = "third"
    /// The grade in the summary sentence of the opening.
    var effectiveness = "requires improvement"
    /// As printed in the pillar.
    var efficiencyUpdated = "03/11/2016"
    /// Between *They* and *meet* in a paragraph of the context; with a space at its end.
    var insertion = ""
    /// After the two bullets that are always there.
    var extraBullet: String?
    /// Ends the context, so that reports of a series differ.
    var remark = "Most of its roads are rural."

    /// One of a series of reports that are all different: forces times cycles.
    static func numbered(_ number: Int) -> PeelReport {
        let force = forces[number % forces.count]
        let cycle = cycles[(number / forces.count) % cycles.count]
        return PeelReport(
            shortName: force.short, force: force.name, cycle: cycle.year, ordinal: cycle.ordinal,
            remark: "It keeps \(number + 3) stations open at night.")
    }

    /// How many reports of the series are different.
    static var countOfNumbered: Int { forces.count * cycles.count }

    /// As the log calls it.
    var spoken: String { "\(slug) peel \(cycleSlug)" }
    /// Its folder in the archive.
    var folder: String { "\(slug)/peel-\(cycleSlug)" }
    private var cycleSlug: String { cycle.replacing("/", with: "-") }
    private var slug: String { shortName.lowercased().split(separator: " ").joined(separator: "-") }

    /// The text as somebody saves it from the page: no mark-up, a link's words run together with the first sentence.
    var text: String { pieces.map(PeelReport.plain).joined(separator: "\n") + "\n" }

    var pieces: [Piece] { opening + narrative + pillars + ending }

    private static func plain(_ piece: Piece) -> String {
        switch piece {
        case .title(let text), .heading(let text), .question(let text), .line(let text), .paragraph(let text): text
        case .bullet(let text): "- " + text
        }
    }

    private var opening: [Piece] {
        [
            .title("\(shortName) \(cycle)"),
            .paragraph(
                "Read more about \(shortName)This is HMIC’s \(ordinal) PEEL (police effectiveness, efficiency and "
                    + "legitimacy) assessment of \(force). The assessment lets people see how their force does, and "
                    + "how it compares with its neighbours."),
            .paragraph(
                "The extent to which the force is effective at keeping people safe and reducing crime \(verdict)."),
            .paragraph(
                "The extent to which the force is efficient at keeping people safe and reducing crime is good."),
            .paragraph(
                "The extent to which the force is legitimate at keeping people safe and reducing crime is good."),
            .line("Zoë Hartley, Her Majesty’s Inspector of Constabulary"),
        ]
    }

    private var verdict: String { effectiveness == "requires improvement" ? effectiveness : "is " + effectiveness }

    private var narrative: [Piece] {
        [
            .heading("HMI's observations"),
            .paragraph(
                "I have seen careful work in many places this year, and a few matters that need the attention of the "
                    + "chief constable before long."),
            .paragraph(
                "Control room staff listen well. Some features of the new rota are good, but it began late and few "
                    + "people were trained for it."),
            .heading("Context"),
            .paragraph(
                "The force area is home to around 0.7 million people, who live in market towns and villages. It has "
                    + "37 miles of motorway and trunk roads."),
            .paragraph(
                "The force shares its dogs and its helicopter with two neighbours. They \(insertion)meet every month "
                    + "to agree who needs them most. \(remark)"),
            .heading("Working arrangements"),
            .paragraph(
                "Officers and paramedics answer calls from one building. The county council lends the force two of "
                    + "its analysts on Mondays."),
            .heading("Looking ahead to 2017"),
            .paragraph("Next year I will come back to the matters that this page names."),
            .paragraph("I will be particularly interested to see:"),
            .bullet("how the force brings its training plan up to date;"),
            .bullet("how the force looks after people who go missing; and"),
        ] + (extraBullet.map { [.bullet($0)] } ?? []) + [.bullet("how the force keeps its records of stolen bicycles.")]
    }

    private var pillars: [Piece] {
        [
            .heading("Effectiveness"),
            .question("How effective is the force at keeping people safe and reducing crime?"),
            .line("Last updated 02/03/2017"),
            .paragraph(
                "Neighbourhood teams know the people of their towns. They are slower to share what they learn with "
                    + "detectives, and plans are seldom looked at a second time."),
            .paragraph(
                "How the force protects vulnerable people and supports victims is inadequate. Letters to victims go "
                    + "out weeks late."),
            .heading("Efficiency"),
            .question("How efficient is the force at keeping people safe and reducing crime?"),
            .line("Last updated \(efficiencyUpdated)"),
            .paragraph(
                "\(force) has been assessed as good in respect of the efficiency with which it keeps people safe and "
                    + "reduces crime. It counts the calls it gets and knows when they come."),
            .paragraph(
                "\(force) is good at understanding its current and likely future demand. Its sums are checked by a "
                    + "neighbour."),
            .heading("Legitimacy"),
            .question("How legitimate is the force at keeping people safe and reducing crime?"),
            .line("Last updated 08/12/2016"),
            .paragraph(
                "\(force) has been assessed as good in respect of the legitimacy with which it keeps people safe and "
                    + "reduces crime. Our findings this year are consistent with last year’s findings."),
            .paragraph(
                "The force requires improvement in ensuring that its workforce behaves ethically and lawfully. Half of "
                    + "its vetting files are older than they may be."),
        ]
    }

    private var ending: [Piece] {
        [
            .heading("Other inspections"),
            .paragraph("We look at other work of the police through the year, and publish what we find on its own."),
            .heading("Key facts – 2019/20"),
            .line("Force Area"), .line("Population"), .line("Workforce"), .line("Victim-based crimes"), .line("Cost"),
            .heading("Points of context provided by the force"),
            .bullet("The force answers about 200,000 calls annually from three towns."),
            .bullet("One officer in nine works with schools."),
        ]
    }

    private static let cycles: [(year: String, ordinal: String)] = [
        ("2014", "first"), ("2015", "second"), ("2016", "third"), ("2017", "fourth"), ("2018/19", "fifth"),
    ]

    private static let forces: [(short: String, name: String)] = [
        ("Bedfordshire", "Bedfordshire Police"), ("Cambridgeshire", "Cambridgeshire Constabulary"),
        ("Cheshire", "Cheshire Constabulary"), ("Cleveland", "Cleveland Police"), ("Cumbria", "Cumbria Constabulary"),
        ("Derbyshire", "Derbyshire Constabulary"), ("Dorset", "Dorset Police"), ("Durham", "Durham Constabulary"),
        ("Essex", "Essex Police"), ("Gloucestershire", "Gloucestershire Constabulary"), ("Gwent", "Gwent Police"),
        ("Greater Manchester", "Greater Manchester Police"), ("Hampshire", "Hampshire Constabulary"),
        ("Hertfordshire", "Hertfordshire Constabulary"), ("Humberside", "Humberside Police"), ("Kent", "Kent Police"),
        ("Lancashire", "Lancashire Constabulary"), ("Leicestershire", "Leicestershire Police"),
        ("Lincolnshire", "Lincolnshire Police"), ("Merseyside", "Merseyside Police"),
        ("Metropolitan", "Metropolitan Police Service"), ("Norfolk", "Norfolk Constabulary"),
        ("North Wales", "North Wales Police"), ("North Yorkshire", "North Yorkshire Police"),
        ("Northamptonshire", "Northamptonshire Police"), ("Northumbria", "Northumbria Police"),
        ("Nottinghamshire", "Nottinghamshire Police"), ("South Wales", "South Wales Police"),
        ("South Yorkshire", "South Yorkshire Police"), ("Staffordshire", "Staffordshire Police"),
        ("Suffolk", "Suffolk Constabulary"), ("Surrey", "Surrey Police"), ("Sussex", "Sussex Police"),
        ("Thames Valley", "Thames Valley Police"), ("Warwickshire", "Warwickshire Police"),
        ("West Mercia", "West Mercia Police"), ("West Midlands", "West Midlands Police"),
        ("West Yorkshire", "West Yorkshire Police"), ("Wiltshire", "Wiltshire Police"),
        ("Avon and Somerset", "Avon and Somerset Constabulary"), ("City of London", "City of London Police"),
        ("Devon and Cornwall", "Devon and Cornwall Police"), ("Dyfed-Powys", "Dyfed-Powys Police"),
    ]
}
