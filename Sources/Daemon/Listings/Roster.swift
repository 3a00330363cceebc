import Catalogue
import Intake
import Model
import Synchronization

/// Every source there is: those of the settings, and the reports that their listings name, each a source of its own.
final class Roster: Sendable {
    private struct Members {
        var all: [Settings.Source] = []
        /// By listing.
        var items: [String: [Settings.Source]] = [:]
        var byHost: [String: [Settings.Source]] = [:]
        var hosts: [String: String] = [:]
        var byID: [String: Settings.Source] = [:]
        var edition = 0
    }

    private let named: [Settings.Source]
    private let members: Mutex<Members>

    /// Takes the sources of the settings, and what the catalogue knows of their listings.
    init(_ settings: Settings, _ catalogue: CatalogueDatabase) {
        named = settings.sources
        members = Mutex(Members())
        var items: [String: [Settings.Source]] = [:]
        for source in settings.sources {
            // What cannot be read now is followed again after the next look.
            let known = try? catalogue.followedItems(of: source.id, url: source.url)
            if source.follow != nil { items[source.id] = Roster.sources(known ?? [], of: source) }
        }
        members.withLock { gather(items, in: &$0) }
    }

    /// The items of a listing as sources, asked as their listing is.
    static func sources(_ items: [ListingItem], of listing: Settings.Source) -> [Settings.Source] {
        guard let follow = listing.follow else { return [] }
        let schedule = Schedule(every: follow.every)
        return items.map {
            Settings.Source(
                id: $0.source, url: $0.url, schedule: schedule, respectsRobots: listing.respectsRobots,
                access: listing.access, expects: listing.expects, home: listing.url)
        }
    }

    var all: [Settings.Source] { members.withLock { $0.all } }

    /// The reports that are followed of a listing.
    func items(of listing: String) -> [Settings.Source] { members.withLock { $0.items[listing] ?? [] } }

    func source(_ id: String) -> Settings.Source? { members.withLock { $0.byID[id] } }

    /// The host of a source's address, as notices name it.
    func host(of id: String) -> String? { members.withLock { $0.hosts[id] } }

    func sources(on host: String) -> [Settings.Source] { members.withLock { $0.byHost[host] ?? [] } }

    /// Another one as soon as other sources are known.
    var edition: Int { members.withLock { $0.edition } }

    var hosts: Set<String> { members.withLock { Set($0.byHost.keys) } }

    /// Takes what is followed of a listing now.
    func follow(_ items: [ListingItem], of listing: Settings.Source) {
        let sources = Roster.sources(items.filter(\.isFollowed), of: listing)
        members.withLock { members in
            guard members.items[listing.id] != sources else { return }
            var all = members.items
            all[listing.id] = sources
            gather(all, in: &members)
        }
    }

    private func gather(_ items: [String: [Settings.Source]], in members: inout Members) {
        members.edition += 1
        members.items = items
        members.all = named + named.flatMap { items[$0.id] ?? [] }
        members.byHost = Dictionary(grouping: members.all) { Addresses.host(of: $0.url) }
        members.hosts = Dictionary(members.all.map { ($0.id, Addresses.host(of: $0.url)) }) { first, _ in first }
        members.byID = Dictionary(members.all.map { ($0.id, $0) }) { first, _ in first }
    }
}
