import Catalogue
import Model

/// The tables of what was told.
extension Tables {
    /// An event with what the tables show of it.
    struct Told {
        let listed: ListedEvent
        let content: ToldContent
        var event: EventRow { listed.event }
        var report: String? { listed.isOfReport ? event.report : nil }
    }

    /// One item of an event.
    struct Item {
        let told: Told
        let position: Int
        let item: ChangeItem
    }

    static var events: Table<Told> {
        Table(
            "events", "One row for each event that was told or noted, by time.", key: ["id"],
            references: [Reference(["report"], to: "reports", ["id"])],
            columns: [
                .text("id", "The event's lasting id.") { $0.event.id },
                .time("time", "When it was observed.") { $0.event.time },
                .text("type", "What happened.") { $0.event.type.rawValue },
                .text("report", "The report that it is about.") { $0.report },
                .text("about", "The source or other thing that it is about, where that is no report.") {
                    $0.listed.isOfReport ? nil : $0.event.report
                },
                .text("title", "The title of the report.") { $0.content.title },
                .text("fromVersion", "The version before.") { $0.content.fromVersion?.description },
                .text("toVersion", "The version that it brought.") { $0.content.toVersion?.description },
                .text("severity", "none, low, medium or high.") { $0.event.severity.rawValue },
                .text("summary", "What changed, in one line.") { $0.content.summary },
                .flag("quiet", "Whether the content changed and none of the page's own dates moved.") {
                    $0.content.quiet
                },
                .integer("items", "How many items it has.") { $0.content.items.count },
                .time("lastWithout", "The last check that did not show it.") { $0.content.bracket?.lastWithout },
                .time("firstWith", "The first check that did.") { $0.content.bracket?.firstWith },
                .text("url", "The address, of events of a source.") { $0.content.url },
                .list("unread", "What can no longer be read, though nothing says that it was removed.") {
                    $0.content.unread?.map(\.path)
                },
            ])
    }

    static var items: Table<Item> {
        Table(
            "items", "One row for each item of each event: what changed, one by one.", key: ["event", "position"],
            references: [Reference(["event"], to: "events", ["id"]), Reference(["report"], to: "reports", ["id"])],
            columns: [
                .text("event", "The event's id.") { $0.told.event.id },
                .integer("position", "Its place among them, from 0.") { $0.position },
                .time("time", "When it was observed.") { $0.told.event.time },
                .text("report", "The report that it is about.") { $0.told.report },
                .text("fromVersion", "The version before.") { $0.told.content.fromVersion?.description },
                .text("toVersion", "The version that it brought.") { $0.told.content.toVersion?.description },
                .text("class", "What kind of change it is.") { $0.item.kind.rawValue },
                .text("severity", "none, low, medium or high.") { $0.item.severity.rawValue },
                .text("path", "What changed, by its id.") { $0.item.path },
                .text("from", "What it was.") { $0.item.from },
                .text("to", "What it is.") { $0.item.to },
                .text("movement", "better, worse or unchanged, of a grade.") { $0.item.movement?.rawValue },
                .list("touches", "What an edit touches: date, grade, name, negation, number.") { $0.item.touches },
                .list("wordsAdded", "The words that an edit added.") { $0.item.words?.added },
                .list("wordsRemoved", "The words that it removed.") { $0.item.words?.removed },
                .text("before", "The words that showed it before.") { $0.item.before?.exact },
                .integer("beforeStart", "Where they began in the old text.txt, in code points.") {
                    $0.item.before?.start
                },
                .integer("beforeEnd", "Where they ended, exclusive.") { $0.item.before?.end },
                .text("after", "The words that show it now.") { $0.item.after?.exact },
                .integer("afterStart", "Where they begin in the new text.txt, in code points.") {
                    $0.item.after?.start
                },
                .integer("afterEnd", "Where they end, exclusive.") { $0.item.after?.end },
            ])
    }
}

/// What the tables show of an event's `data`. The patch is left out: it would be most of the work of reading a million events.
struct ToldContent: Decodable {
    let title: String?
    let fromVersion: VersionNumber?
    let toVersion: VersionNumber?
    let summary: String
    let items: [ChangeItem]
    let quiet: Bool
    let bracket: Event.Content.Bracket?
    let url: String?
    let unread: [Change.Unread]?

    private struct Envelope: Decodable { let data: ToldContent }

    /// Reads it from the event as it was told.
    init(of event: EventRow) throws(Problem) {
        do {
            self = try JSON.decoded(Envelope.self, from: Array(event.json.utf8)).data
        } catch {
            throw Problem.wrapping(error, at: event.id)
        }
    }
}
