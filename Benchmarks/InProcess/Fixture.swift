/// Reports of our own wording with the anatomy of a published force assessment of 2016: title, opening with three grade
/// sentences, inspector, narrative, three pillars with questions and dates, lists, key facts.
struct Fixture {
    let force: String
    let cycle: String
    let ordinal: String
    private let seed: Int

    /// Takes the place of a fixture in the series; different numbers below 250 give different reports.
    init(_ number: Int) {
        force = Fixture.forces[number % Fixture.forces.count]
        (cycle, ordinal) = Fixture.cycles[number / Fixture.forces.count % Fixture.cycles.count]
        seed = number
    }

    /// One block of a report.
    enum Piece {
        case heading(Int, String)
        case paragraph(String)
        case item(String)
    }

    /// The whole report, about 22 KB as text; `edited` makes five edits that a reader would be told of.
    func pieces(edited: Bool = false) -> [Piece] {
        var prose = Prose(seed: seed)
        var pieces: [Piece] = [.heading(1, "\(force) \(cycle)"), .paragraph(opening)]
        pieces += Fixture.pillars.map { .paragraph(Fixture.grade($0, edited: edited)) }
        pieces.append(.paragraph("Edith Marlowe, Her Majesty’s Inspector of Constabulary"))
        for (heading, paragraphs) in [("HMI's observations", 9), ("Context", 4), ("Working arrangements", 3)] {
            pieces.append(.heading(2, heading))
            for _ in 0..<paragraphs { pieces.append(.paragraph(prose.paragraph(3))) }
        }
        pieces += [.heading(2, "Looking ahead to 2017"), .paragraph("In the year ahead I will ask about:")]
        for _ in 0..<4 { pieces.append(.item(prose.item())) }
        if edited { pieces.append(.item("what it has learned from the floods of the last winter.")) }
        for pillar in Fixture.pillars { pieces += section(pillar, &prose, edited) }
        for (heading, paragraphs) in [("Other inspections", 2), ("Leadership", 5)] {
            pieces.append(.heading(2, heading))
            for _ in 0..<paragraphs { pieces.append(.paragraph(prose.paragraph(4))) }
        }
        pieces += [.heading(2, "Key facts – 2019/20")]
        pieces += ["Force Area", "Population", "Workforce", "Cost"].map { .paragraph($0) }
        pieces.append(.heading(2, "Points of context provided by the force"))
        pieces.append(.item("The force serves a population of \(edited ? "1.3" : "1.2") million."))
        for _ in 0..<7 { pieces.append(.item(prose.item())) }
        return pieces
    }

    /// A small report, between one and two KB: a force assessment, or the page of one pillar.
    static func small(_ number: Int) -> String {
        let fixture = Fixture(number / 4)
        var prose = Prose(seed: 10_000 + number)
        guard number % 4 > 0 else {
            let grades = pillars.map { grade($0, edited: false) }
            let lines = ["\(fixture.force) \(fixture.cycle)", fixture.opening] + grades
            return (lines + ["Context", prose.paragraph(4)]).joined(separator: "\n") + "\n"
        }
        let pillar = pillars[number % 4 - 1]
        let lines = ["\(fixture.force) PEEL \(fixture.cycle)", pillar.noun, "Last updated 02/03/2017"]
        return (lines + [fixture.verdict(pillar), prose.paragraph(4), prose.paragraph(3)]).joined(separator: "\n")
            + "\n"
    }

    private var opening: String {
        "This is HMIC’s \(ordinal) PEEL (police effectiveness, efficiency and legitimacy) assessment of \(force). "
            + "It sets out, for those who live there, how their police fare from one year to the next."
    }

    private struct Pillar {
        let noun: String
        let adjective: String
        let verdict: String
        let date: String
    }

    private static let pillars = [
        Pillar(noun: "Effectiveness", adjective: "effective", verdict: "requires improvement", date: "02/03/2017"),
        Pillar(noun: "Efficiency", adjective: "efficient", verdict: "is good", date: "03/11/2016"),
        Pillar(noun: "Legitimacy", adjective: "legitimate", verdict: "is good", date: "08/12/2016"),
    ]

    private static func grade(_ pillar: Pillar, edited: Bool) -> String {
        let verdict = edited && pillar.adjective == "efficient" ? "is outstanding" : pillar.verdict
        return
            "The extent to which the force is \(pillar.adjective) at keeping people safe and reducing crime \(verdict)."
    }

    private func verdict(_ pillar: Pillar) -> String {
        "\(force) \(pillar.verdict) in respect of its \(pillar.noun.lowercased()) at keeping people safe and reducing crime."
    }

    private func section(_ pillar: Pillar, _ prose: inout Prose, _ edited: Bool) -> [Piece] {
        let question = "How \(pillar.adjective) is the force at keeping people safe and reducing crime?"
        let isMoved = edited && pillar.adjective == "legitimate"
        var pieces: [Piece] = [
            .heading(2, pillar.noun), .paragraph(question),
            .paragraph("Last updated \(isMoved ? "19/12/2016" : pillar.date)"),
        ]
        // The grade that was edited above is not repeated here: two places would disagree.
        let isQuiet = pillar.adjective == "efficient"
        pieces.append(.paragraph((isQuiet ? "" : verdict(pillar) + " ") + prose.paragraph(4)))
        for number in 0..<5 {
            var text = prose.paragraph(4)
            if edited, number == 3, pillar.adjective == "effective" {
                text = text.replacing(" the ", with: " the whole ", maxReplacements: 1)
            }
            pieces.append(.paragraph(text))
        }
        return pieces
    }

    private static let cycles = [
        ("2016", "third"), ("2015", "second"), ("2014", "first"), ("2017", "fourth"), ("2018/19", "fifth"),
    ]
    /// The names that menus are filled with.
    static var names: [String] { forces }

    private static let forces = [
        "Cumbria Constabulary", "Avon and Somerset Constabulary", "Bedfordshire Police", "Cambridgeshire Constabulary",
        "Cheshire Constabulary", "City of London Police", "Cleveland Police", "Derbyshire Constabulary",
        "Devon and Cornwall Police", "Dorset Police", "Durham Constabulary", "Dyfed-Powys Police", "Essex Police",
        "Gloucestershire Constabulary", "Greater Manchester Police", "Gwent Police",
        "Hampshire and Isle of Wight Constabulary", "Hertfordshire Constabulary", "Humberside Police", "Kent Police",
        "Lancashire Constabulary", "Leicestershire Police", "Lincolnshire Police", "Merseyside Police",
        "Metropolitan Police Service", "Norfolk Constabulary", "North Wales Police", "North Yorkshire Police",
        "Northamptonshire Police", "Northumbria Police", "Nottinghamshire Police", "South Wales Police",
        "South Yorkshire Police", "Staffordshire Police", "Suffolk Constabulary", "Surrey Police", "Sussex Police",
        "Thames Valley Police", "Warwickshire Police", "West Mercia Police", "West Midlands Police",
        "West Yorkshire Police", "Wiltshire Police", "British Transport Police", "Ministry of Defence Police",
        "Civil Nuclear Constabulary", "National Crime Agency", "Police Service of Northern Ireland",
        "Isle of Man Constabulary", "States of Jersey Police",
    ]
}
