import Changes
import Model
import Testing

/// What a site puts around a report says nothing of it.
@Suite struct FurnitureTests {
    private func plain(_ lines: [String], title: String = "Northmoor 2016") -> Reading {
        var sample = Sample.northmoor
        sample.title = title
        sample.intro = lines.map { .paragraph($0) } + sample.intro
        return sample.reading
    }

    /// A reading whose text has lines above its title.
    private func above(_ lines: [String]) -> Reading {
        var reading = plain(["Northmoor Police Force Report"], title: lines.first ?? "Northmoor Police Force Report")
        if lines.isEmpty { reading = plain([], title: "Northmoor Police Force Report") }
        var record = reading.record
        record.title = "Northmoor Police Force Report"
        return Reading(record: record, text: reading.text)
    }

    @Test(arguments: [
        "Skip to content", "Jump to the main part",
        "This website will be unavailable on Sunday from 6am to 9am.", "Planned maintenance: Saturday 3 May.",
    ])
    func `a link past the menus and a notice of downtime above the title are no news`(line: String) {
        for change in [above([]).change(to: above([line])), above([line]).change(to: above([]))] {
            #expect(!change.isNews, "\(change.summary)")
        }
    }

    @Test(arguments: ["This report has been withdrawn.", "The force has a new chief constable since May."])
    func `any other line above the title is told`(line: String) {
        #expect(above([]).change(to: above([line])).isNews)
    }

    @Test func `the same words below the title are told`() {
        let old = Sample.northmoor
        let new = old.adding(.paragraph("The force's website was unavailable in May."), to: "Context")
        #expect(old.reading.change(to: new.reading).isNews)
    }

    @Test func `a link that leads to another place of its own page is told`() {
        func page(_ url: String) -> Reading { plain(["See <l \(url)|the findings> below."]) }
        #expect(page("#a").change(to: page("#section-b")).isNews)
        #expect(page("https://example.org/x#a").change(to: page("https://example.org/x#b")).isNews)
    }

    @Test func `a break that was lost between two words is no edit`() {
        let old = plain(["Read more about Northmoor", "This is the fifth report of its kind on the force."])
        let new = plain(["Read more about NorthmoorThis is the fifth report of its kind on the force."])
        #expect(!old.change(to: new).isNews, "\(old.change(to: new).summary)")
        #expect(!new.change(to: old).isNews)
        let other = plain(["Read more about NorthmoorThis is the sixth report of its kind on the force."])
        #expect(old.change(to: other).isNews)
    }

    @Test func `the head of a table whose rows are no news is layout, and one over new rows is told`() {
        let rows: [Sample.Piece] = [.paragraph("Calls\t1,204"), .paragraph("Visits\t310")]
        var old = Sample.northmoor
        old.parts[0].pieces += rows
        var headed = Sample.northmoor
        headed.parts[0].pieces += [.paragraph("What\tHow many")] + rows
        #expect(!old.reading.change(to: headed.reading).isNews)
        #expect(!headed.reading.change(to: old.reading).isNews)
        let change = Sample.northmoor.reading.change(to: headed.reading)
        #expect(change.items.contains { $0.to == "What\tHow many" && $0.kind == .textAdded })
    }

    @Test func `the one bullet that differs in a list is edited, however short it is`() {
        let old = Sample.northmoor.adding(.bullet("photographs of the rooms"), to: "Looking ahead", at: 2)
        let edited = old.replacing("of the rooms", with: "of every room")
        #expect(old.reading.change(to: edited.reading).items.map(\.kind) == [.textEdited])
        let other = old.replacing("photographs of the rooms", with: "a letter from your bank")
        #expect(Set(old.reading.change(to: other.reading).items.map(\.kind)) == [.listItemAdded, .listItemRemoved])
    }
}
