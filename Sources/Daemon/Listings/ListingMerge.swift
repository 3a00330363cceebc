import Catalogue
import Intake
import Model

/// What a look at a listing means, compared with what was known of it: pure.
///
/// A listing is a set. What is new in it is news; what is missing is only where the look was complete and the rest is still
/// there (I8); order and pages say nothing.
struct ListingMerge {
    /// What the set as a whole looks like.
    enum Verdict: Hashable, Sendable {
        case sound
        /// It names nothing any more, or nothing that is followed.
        case empty
        /// So many of what it named are missing at once.
        case shrunk(lost: Int, of: Int)
    }

    /// What the comparison goes by.
    struct Rules: Sendable {
        let follow: Follow
        let hosts: Set<String>
        let now: Timestamp
        /// A loss that was refused has lasted: it is what the listing is now.
        var acceptsLoss = false
    }

    private(set) var update: ListingUpdate
    private(set) var added: [ListingItem] = []
    private(set) var unlisted: [ListingItem] = []
    private(set) var relisted: [ListingItem] = []
    private(set) var verdict = Verdict.sound
    /// Whether the stock is taken by this look: then nothing in it is news.
    let isStocktaking: Bool
    /// All items, as they stand now.
    private(set) var items: [ListingItem] = []

    private let rules: Rules
    let look: ListingLook
    private var before: [String: ListingItem] = [:]

    init(_ look: ListingLook, of source: Settings.Source, known: ListingState?, _ rules: Rules) {
        (self.look, self.rules) = (look, rules)
        let known = known.flatMap { $0.url == source.url ? $0 : nil }
        isStocktaking = known?.rules != rules.follow.rules
        // A look that could not be finished leaves the stock to be taken: what it did not reach is no news later.
        let text = isStocktaking && look.hasFailed ? "" : rules.follow.rules
        update = ListingUpdate(
            state: ListingState(
                id: source.id, url: source.url, rules: text, taken: known?.taken ?? rules.now, pages: look.pages))
        update.startsOver = known == nil
        for item in known?.items ?? [] { before[item.key] = item }
        merge(source.id)
        // A look that is not believed is no reason to ask on condition of it.
        if verdict != .sound { update.state.pages = known?.pages ?? [] }
    }

    private mutating func merge(_ id: String) {
        drop()
        for (position, seen) in look.seen.enumerated() { take(seen, position, id) }
        let found = Set(look.seen.map(\.entry.key))
        var missing = before.values.filter { !found.contains($0.key) }.sorted { $0.position < $1.position }
        let awaited = missing.filter { !$0.isUnlisted && !$0.page.isEmpty }
        missing.removeAll { !$0.isUnlisted && !$0.page.isEmpty }
        items += missing
        judge(awaited)
        chooseFollowed()
        update.items = items.filter { before[$0.key] != $0 }
        let followed = Set(items.filter(\.isFollowed).map(\.source))
        update.due.removeAll { !followed.contains($0) }
    }

    // What other rules do not mean any more.
    private mutating func drop() {
        guard isStocktaking else { return }
        for item in before.values where !rules.follow.isReport(item.url, hosts: rules.hosts) {
            update.dropped.append(item.key)
            before[item.key] = nil
        }
        update.dropped.sort()
    }

    private mutating func take(_ seen: ListingLook.Seen, _ position: Int, _ id: String) {
        let entry = seen.entry
        guard var item = before[entry.key] else {
            let name = "\(id)/\(Digest(of: entry.key.utf8).hex.prefix(12))"
            var item = ListingItem(
                listing: id, key: entry.key, source: name, url: entry.url, page: seen.page, position: position,
                firstSeen: rules.now)
            (item.stamp, item.date, item.isStock) = (entry.stamp, entry.date, isStocktaking)
            items.append(item)
            if !isStocktaking { added.append(item) }
            return
        }
        if let stamp = entry.stamp, let old = item.stamp, stamp != old { update.due.append(item.source) }
        if item.isUnlisted { relisted.append(item) }
        (item.url, item.page, item.position) = (entry.url, seen.page, position)
        (item.stamp, item.date) = (entry.stamp ?? item.stamp, entry.date ?? item.date)
        (item.isUnlisted, item.missing) = (false, 0)
        items.append(item)
    }

    private mutating func judge(_ awaited: [ListingItem]) {
        let listed = before.values.filter { $0.missing == 0 && !$0.isUnlisted }.count
        let scrolled = Set(look.isWindow ? awaited.filter(hasScrolledOff).map(\.key) : [])
        let lost = awaited.count - scrolled.count
        if look.seen.isEmpty, !(look.pages.first?.format != .page && look.named == 0 && listed == 0) {
            verdict = .empty
        } else if look.isComplete, !rules.acceptsLoss, lost >= ListingMerge.fewest, lost * 2 > listed {
            verdict = .shrunk(lost: lost, of: listed)
        }
        for var item in awaited {
            if verdict == .sound, look.isComplete {
                item.missing += 1
                if scrolled.contains(item.key) {
                    item.page = ""
                } else if item.missing >= looksNeeded || rules.acceptsLoss {
                    item.isUnlisted = true
                    unlisted.append(item)
                    update.due.append(item.source)
                }
            } else if verdict == .sound, look.read.contains(item.page) {
                // It may stand on a page that was not looked at; on this one it does not, also when that is unchanged.
                item.page = ListingMerge.elsewhere
            }
            items.append(item)
        }
    }

    private static let elsewhere = "-"

    // So few may go at once, whatever part of the whole they are.
    private static let fewest = 4

    // While several pages are read one after another, an item can slip from one to the other unseen.
    private var looksNeeded: Int { look.pages.count > 1 ? 2 : 1 }

    // The feed goes on, and what is older than all that it shows has left it at its end.
    private func hasScrolledOff(_ item: ListingItem) -> Bool {
        let dates = look.seen.compactMap(\.entry.date)
        if let date = item.date, let oldest = dates.min(), dates.count == look.seen.count { return date <= oldest }
        let last = look.seen.compactMap { before[$0.entry.key] }.filter { $0.missing == 0 }.map(\.position).max()
        return last.map { item.position > $0 } ?? true
    }

    private mutating func chooseFollowed() {
        let ranked = items.indices.sorted { rank(items[$0]) < rank(items[$1]) }
        for (place, index) in ranked.enumerated() { items[index].isFollowed = place < rules.follow.limit }
        items.sort { ($0.position, $0.key) < ($1.position, $1.key) }
    }

    // The newest first: what came since the stock was taken, then by date, then as the listing has them.
    private func rank(_ item: ListingItem) -> (Int, Int64, Int64, Int) {
        (
            item.isUnlisted ? 1 : 0, item.isStock ? 0 : -item.firstSeen.milliseconds,
            -(item.date?.milliseconds ?? Int64.min + 1), item.position
        )
    }
}
