import Model
import Testing

/// People named in an official role, and nobody else.
@Suite struct PersonTests {
    @Test(arguments: [
        ("Matt Parr, Her Majesty’s Inspector of Constabulary", "Matt Parr", "Her Majesty’s Inspector of Constabulary"),
        ("Matt Parr CB, HM Inspector of Constabulary", "Matt Parr CB", "HM Inspector of Constabulary"),
        ("HM Inspector of Constabulary: Zoë Billingham", "Zoë Billingham", "HM Inspector of Constabulary"),
        (
            "Roy Wilsher, temporary HM Inspector of Constabulary", "Roy Wilsher",
            "temporary HM Inspector of Constabulary"
        ),
        (
            "From:\nMatt Parr CB\nHis Majesty's Inspector of Constabulary", "Matt Parr CB",
            "His Majesty's Inspector of Constabulary"
        ),
        ("To: Ann Example QPM, Chief Constable, Kent Police", "Ann Example QPM", "Chief Constable"),
        ("To:\nAnn Example\nChief Constable of Kent Police", "Ann Example", "Chief Constable of Kent Police"),
        ("HM Inspector of Constabulary\tZoë Billingham", "Zoë Billingham", "HM Inspector of Constabulary"),
        ("HM Inspector of Constabulary Wendy Williams said:", "Wendy Williams", "HM Inspector of Constabulary"),
        (
            "On the day Her Majesty’s Inspector of Constabulary, Zoë Billingham, said that much was left to do.",
            "Zoë Billingham", "Her Majesty’s Inspector of Constabulary"
        ),
        (
            "“It is late,” Wendy Williams, HM Inspector of Constabulary, said.", "Wendy Williams",
            "HM Inspector of Constabulary"
        ),
        ("Ann de Beer, Chief Constable, Kent Police", "Ann de Beer", "Chief Constable"),
        ("Ann Example, Chief Constable of Kent police force", "Ann Example", "Chief Constable of Kent police force"),
        ("Ann Example, Kent Police and Crime Commissioner", "Ann Example", "Kent Police and Crime Commissioner"),
        ("Ann Example, Police and Crime Commissioner, Kent", "Ann Example", "Police and Crime Commissioner"),
        ("Ann Example, Commissioner, Metropolitan Police Service", "Ann Example", "Commissioner"),
        ("Acting Chief Constable Ann Example, Kent Police", "Ann Example", "Acting Chief Constable"),
        ("Ann Example, QPM, Chief Constable, Kent Police", "Ann Example", "Chief Constable"),
        ("Ann Example CBE, QPM DL, Chief Constable", "Ann Example CBE", "Chief Constable"),
        (
            "ANN B EXAMPLE Her Majesty’s Chief Inspector of Constabulary", "ANN B EXAMPLE",
            "Her Majesty’s Chief Inspector of Constabulary"
        ),
        (
            "Ann Example BA Hons (Oxon)\nHM Inspector of Constabulary, Eastern Region", "Ann Example BA Hons (Oxon)",
            "HM Inspector of Constabulary"
        ),
        ("Mr Al Example QPM\nChief Constable – Kent Police", "Mr Al Example QPM", "Chief Constable"),
        (
            "Ann Example, Devon, Cornwall and the Isles of Scilly Police and Crime\nCommissioner", "Ann Example",
            "Devon, Cornwall and the Isles of Scilly Police and Crime Commissioner"
        ),
    ])
    func `a person is read with the role`(lines: String, name: String, role: String) throws {
        let read = try Kent.read(lines)
        #expect(read.record.people.map(\.name) == [name])
        #expect(read.record.people.map(\.role) == [role])
        #expect(read.record.people.allSatisfy { read.document.text.shows($0.evidence) })
    }

    @Test func `each person stands once for each role`() throws {
        let people = try Kent.record(
            """
            Matt Parr CB, HM Inspector of Constabulary
            We met the force often in the year that this report is about.
            HM Inspector of Constabulary Matt Parr said he was content.
            His Majesty’s Chief Inspector of Constabulary, Matt Parr, added nothing to it.
            """
        ).people
        #expect(people.map(\.name) == ["Matt Parr CB", "Matt Parr"])
    }

    @Test(arguments: [
        "Contact Matt Parr", "The chief constable met Jane Smith of the village council.",
        "Her Majesty’s Inspector of Constabulary Contact Matt Parr",
        "Kent Police, Her Majesty’s Inspector of Constabulary",
        "HM Inspector of Constabulary Kent Police said nothing.", "Ann Example, Staff Officer to the Chief Constable",
        "Former Deputy Chief Constable", "REPORT OF HER MAJESTY’S CHIEF INSPECTOR OF CONSTABULARY",
        "Ann Example, Chief Executive, Kent Clinical Commissioning Group",
        "A good team of detectives works in Maidstone.",
    ])
    func `who is named without a role is not kept`(line: String) throws {
        #expect(try Kent.record(line).people.isEmpty)
    }
}
