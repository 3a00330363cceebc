import Catalogue
import Intake
import Model

/// Reports of a listing that robots.txt bars: there may be hundreds, and one word is enough.
extension SourceNews {
    /// The names under which what was told of some sources and their host is kept.
    static func names(of sources: [String], at host: Host) -> [String] {
        sources + [host.key] + Set(sources.compactMap(listing)).sorted().map(host.key(barring:))
    }

    /// The listing that names a source.
    static func listing(_ state: SourceState) -> String? { listing(state.id) }

    private static func listing(_ id: String) -> String? {
        id.firstIndex(of: "/").map { String(id[..<$0]) }
    }

    func isBarredItem(_ state: SourceState) -> Bool {
        state.code == FetchFailure.Code.robotsDisallowed.rawValue && SourceNews.listing(state) != nil
    }

    /// Tells of the first of them; the others are seen in the list of sources.
    mutating func tellBarred(_ state: SourceState) {
        guard let listing = SourceNews.listing(state),
            tellings[host.key(barring: listing)]?.state ?? .healthy == .healthy
        else { return }
        note(SourceTelling(source: host.key(barring: listing), url: state.url, state: state.state, since: now))
        let summary =
            "reports that \(listing) lists are \(state.state.rawValue), \(state.url) first: \(state.lastProblem ?? "")"
        notices.append(
            Notice(kind: .sourceFailing, about: listing, url: state.url, severity: .medium, summary: summary))
    }

    /// Forgets that it was told, where the last of them is well: the next one is news again.
    mutating func forgetBarred(with state: SourceState) {
        guard let listing = SourceNews.listing(state), let telling = tellings[host.key(barring: listing)],
            telling.state != .healthy,
            !standing.ill.values.contains(where: { SourceNews.listing($0) == listing && isBarredItem($0) })
        else { return }
        note(SourceTelling(source: telling.source, url: telling.url, state: .healthy, since: now))
    }
}
