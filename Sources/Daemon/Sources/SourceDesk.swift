import Catalogue
import Foundation
import Intake
import Logging
import Model
import Synchronization

/// Tells what there is to tell of sources and hosts after their checks. It goes by what the catalogue holds, one call at a
/// time: what a stop cuts off is told by the next call.
final class SourceDesk: Sendable {
    private let catalogue: CatalogueDatabase
    private let settings: Settings
    private let installation: String
    private let log: Logger
    private let now: @Sendable () -> Timestamp
    private let channels: @Sendable (Event) -> [String]
    private let wakeOutbox: @Sendable () -> Void
    private let roster: Roster
    private let witness: Witness
    private let turn: Mutex<Desk>

    private struct Desk {
        /// Hosts of which something waits to be told.
        var waiting: Set<String>
        /// What was read of hosts, as long as each check of theirs matters, or reading it again would take long.
        var known: [String: Known] = [:]
    }

    private struct Known {
        var news: SourceNews
        /// Of the roster that it was read by.
        let edition: Int
    }

    /// So many sources of a host are read again whenever one of them is news.
    private static let few = 50

    init(
        catalogue: CatalogueDatabase, settings: Settings, roster: Roster, installation: String, witness: Witness,
        log: Logger,
        now: @escaping @Sendable () -> Timestamp, channels: @escaping @Sendable (Event) -> [String],
        wakeOutbox: @escaping @Sendable () -> Void
    ) {
        (self.catalogue, self.settings, self.installation) = (catalogue, settings, installation)
        (self.log, self.now, self.channels, self.roster) = (log, now, channels, roster)
        (self.witness, self.wakeOutbox) = (witness, wakeOutbox)
        // A stop may have come between a check and its telling: the first look is at all.
        turn = Mutex(Desk(waiting: roster.hosts))
    }

    /// Tells what the check of some sources has brought.
    func tell(of ids: [String]) {
        let hosts = Dictionary(grouping: ids) { roster.host(of: $0) }
        turn.withLock { desk in
            let news = news(among: ids)
            for case (let name?, let ids) in hosts.sorted(by: { $0.key ?? "" < $1.key ?? "" })
            where desk.waiting.contains(name) || desk.known[name] != nil || ids.contains(where: news.contains) {
                tell(name, of: ids, isOver: false, &desk)
            }
        }
    }

    /// Tells what has waited long enough; all of it where nothing more will be checked soon.
    func settle(isOver: Bool = false) {
        turn.withLock { desk in
            for name in desk.waiting.sorted() { tell(name, of: [], isOver: isOver, &desk) }
        }
    }

    // Most checks bring nothing to tell, and need no look at the host's other sources.
    private func news(among ids: [String]) -> Set<String> { Set((try? catalogue.untold(ids)) ?? ids) }

    private func tell(_ name: String, of ids: [String], isOver: Bool, _ desk: inout Desk) {
        do throws(Problem) {
            try look(at: name, of: ids, isOver: isOver, &desk.known[name])
            guard let news = desk.known[name]?.news else { return }
            var batch = RecordedBatch()
            batch.tellings = news.changes
            for notice in news.notices { if let event = event(notice) { batch.events.append(event) } }
            if !batch.tellings.isEmpty || !batch.events.isEmpty { try catalogue.record(batch) }
            if !batch.events.isEmpty { wakeOutbox() }
            if news.isWaiting { desk.waiting.insert(name) } else { desk.waiting.remove(name) }
            if !news.isWaiting, !news.isHostDown, news.host.sources <= SourceDesk.few { desk.known[name] = nil }
        } catch {
            // It stays to be told, by what the catalogue holds then.
            desk.waiting.insert(name)
            desk.known[name] = nil
            log.warning("what became of the sources of \(name) could not be told: \(error)")
        }
    }

    // Reads what the checks of some sources have brought, or all of the host's where they are not known yet.
    private func look(
        at name: String, of ids: [String], isOver: Bool, _ known: inout Known?
    ) throws(Problem) {
        let edition = roster.edition
        if known?.edition == edition {
            let states = try catalogue.sources(ids).filter { roster.source($0.id)?.url == $0.url }
            known?.news.look(at: states, now: now(), isOver: isOver)
            return
        }
        let named = roster.sources(on: name)
        let host = SourceNews.Host(
            name: name, sources: named.count, goneAfter: settings.availability.goneAfter,
            wait: settings.availability.hostWait)
        let addresses = Dictionary(named.map { ($0.id, $0.url) }) { first, _ in first }
        let states = try catalogue.sources(named.map(\.id)).filter { addresses[$0.id] == $0.url }
        let told = try catalogue.tellings(SourceNews.names(of: named.map(\.id), at: host))
        known = Known(news: SourceNews(host, states, told: told, now: now(), isOver: isOver), edition: edition)
    }

    private func event(_ notice: SourceNews.Notice) -> RecordedEvent? {
        let about = notice.about.hasPrefix("host:") ? notice.about : "source:" + notice.about
        let subject = notice.report?.rawValue ?? about
        var content = Event.Content(
            report: subject, severity: notice.severity, summary: notice.summary, items: notice.items, quiet: false)
        if [.withdrawn, .restored].contains(notice.kind) { content.fromVersion = notice.version }
        content.url = notice.url
        // Each move is an event of its own, so its time is part of its identity.
        let time = now()
        let id = Event.id(
            report: about, from: nil, to: nil, text: time.description + notice.summary, type: notice.kind)
        let event = Event(
            id: id, source: installation, type: notice.kind, subject: subject, time: time, data: content)
        return try? witness.recorded(event, for: channels(event))
    }
}
