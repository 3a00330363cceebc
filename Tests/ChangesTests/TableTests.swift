import Changes
import Model
import Testing

/// Values with a name of their own: cells of tables, and what a label announces.
@Suite struct TableTests {
    private static func sample(_ rows: [String], below heading: String = "Context") -> Sample {
        rows.reduce(Sample.northmoor) { $0.adding(.paragraph($1), to: heading) }
    }

    private func items(_ old: [String], _ new: [String]) -> [ChangeItem] {
        Self.sample(old).reading.change(to: Self.sample(new).reading).items
    }

    @Test func `each number that changed in a row is told under the heading of its column`() {
        let change = Self.sample(["\tCalls\tVisits", "North\t1,204\t88", "South\t977\t91"]).reading.change(
            to: Self.sample(["\tCalls\tVisits", "North\t1,310\t88", "South\t1,011\t97"]).reading)
        #expect(change.items.map(\.kind) == [.figureChanged, .figureChanged, .figureChanged])
        #expect(
            change.items.map(\.path) == [
                "/figures/context.north.calls", "/figures/context.south.calls", "/figures/context.south.visits",
            ])
        #expect(change.items.map { [$0.from, $0.to] } == [["1,204", "1,310"], ["977", "1,011"], ["91", "97"]])
        #expect(change.summary == "North, Calls: 1,204 → 1,310; South, Calls: 977 → 1,011; South, Visits: 91 → 97")
        #expect(change.items.allSatisfy { $0.before?.exact == $0.from && $0.after?.exact == $0.to })
    }

    @Test func `columns in another order are compared by their headings`() {
        let items = items(["Area\tCalls\tVisits", "North\t1,204\t88"], ["Area\tVisits\tCalls", "North\t90\t1,204"])
        #expect(items.filter { $0.kind == .figureChanged }.map { [$0.from, $0.to] } == [["88", "90"]])
    }

    @Test func `a word that changed in a row is told with the row, its numbers beside it`() {
        let items = items(
            ["Area\tChief\tCalls", "North\tJo Field\t12", "South\tAl Moss\t9"],
            ["Area\tChief\tCalls", "North\tBo Hill\t14", "South\tAl Moss\t9"])
        #expect(items.map(\.kind) == [.figureChanged, .textEdited])
        #expect(items.last?.from == "North\tJo Field\t12")
        #expect(items.last?.touches == ["name", "number"])
    }

    @Test func `a row keeps its label and nothing else, and is still the same row`() {
        let items = items(["\tA\tB\tC", "Daily\t18,665\t13,839\t861"], ["\tA\tB\tC", "Daily\t21,328\t13,943\t847"])
        #expect(
            items.map(\.path) == ["/figures/context.daily.a", "/figures/context.daily.b", "/figures/context.daily.c"])
    }

    @Test func `rows that come and go are told as such`() {
        let items = items(["\tCalls", "North\t12", "South\t9"], ["\tCalls", "North\t12", "West\t31"])
        #expect(items.map(\.kind) == [.textAdded, .textRemoved] || items.map(\.kind) == [.textRemoved, .textAdded])
    }

    @Test(arguments: [
        ("Page last updated: 24 03 2025 13:22", "Page last updated: 25 03 2025 12:29", ChangeClass.dateMoved),
        ("Last updated 16 April 2020 — see all updates", "Last updated 17 April 2020 — see all updates", .dateMoved),
        ("Published: 3 May 2017", "Published: 4 May 2017", .dateMoved),
        ("Page generated at 09:31:07 on 3 May 2017", "Page generated at 09:44:59 on 4 May 2017", .furnitureChanged),
        ("Last updated 3 May 2017 by the board", "Last updated 3 May 2017 by the panel", .textEdited),
        ("The board met on 3 May 2017 in York.", "The board met on 4 May 2017 in York.", .textEdited),
    ])
    func `a page's own date is a date, its moment of delivery is nothing, any other word is an edit`(
        old: String, new: String, kind: ChangeClass
    ) {
        #expect(items([old], [new]).map(\.kind) == [kind])
    }

    @Test func `a value is known by the label before it`() {
        let change = Self.sample(["Still current at:", "26 March 2025"]).reading.change(
            to: Self.sample(["Still current at:", "29 March 2025"]).reading)
        #expect(change.items.map(\.kind) == [.dateMoved])
        #expect(change.summary == "Still current at 26 March 2025 → 29 March 2025")
        let other = items(["Latest change:", "New rules on tents."], ["Latest change:", "Closed roads near Hull."])
        #expect(other.map(\.kind) == [.textEdited])
    }
}
