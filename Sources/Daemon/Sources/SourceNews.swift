import Catalogue
import Intake
import Model

/// What there is to tell of the sources of one host: pure. It compares how they stand with what was last told of them, so
/// that each move is told once, whatever was interrupted, and a host that fails as a whole is told once for all of them.
///
/// It may be kept from check to check: to look at what one has brought costs about the same for any number of sources.
struct SourceNews {
    /// One notice.
    struct Notice: Hashable, Sendable {
        let kind: Event.Kind
        /// A source's id, or `host:` and a host.
        let about: String
        /// The address that the source asks; absent for a host.
        var url: String?
        /// The report that the source carries, where one is known.
        var report: ReportID?
        var version: VersionNumber?
        let severity: Severity
        let summary: String
        var items: [ChangeItem] = []
    }

    /// What a host and its sources are, and what the settings say of telling.
    struct Host: Sendable {
        let name: String
        /// How many sources the settings name there, checked or not.
        let sources: Int
        let goneAfter: Duration
        /// How long a trouble that may be the host's waits for word of the host's other sources.
        let wait: Duration

        var key: String { "host:" + name }

        /// Under which it is kept that reports of a listing are barred here.
        func key(barring listing: String) -> String { "barred:\(listing)@\(name)" }
    }

    let host: Host
    var standing = HostStanding()
    var tellings: [String: SourceTelling] = [:]
    /// The troubles that wait to be told, by since when they are.
    var waiting = TimeOrder()
    private(set) var now: Timestamp
    private(set) var isOver = false
    private var touched: Set<String> = []
    /// What the last look has to tell.
    var notices: [Notice] = []

    /// Compares the states of a host's sources with what was told of them.
    ///
    /// - Parameter isOver: whether nothing more will be checked soon, so that nothing waits.
    init(
        _ host: Host, _ states: [SourceState], told: [String: SourceTelling], now: Timestamp, isOver: Bool = false
    ) {
        (self.host, self.now, self.isOver) = (host, now, isOver)
        for state in states {
            tellings[state.id] = told[state.id].flatMap { $0.url == state.url ? $0 : nil }
            standing.take(state)
        }
        for key in [host.key] + Set(states.compactMap(SourceNews.listing)).map(host.key(barring:)) {
            tellings[key] = told[key]
        }
        _ = hostRecovers()
        for state in states { tell(state) }
        hostFails()
    }

    /// Looks again, at what checks of some sources have brought, or time has; ``notices`` and ``changes`` are of this look then.
    mutating func look(at states: [SourceState] = [], now: Timestamp, isOver: Bool = false) {
        (self.now, self.isOver, notices, touched) = (now, isOver, [], [])
        for state in states { standing.take(state) }
        let isBack = hostRecovers()
        for state in states { tell(state) }
        let names = Set(states.map(\.id))
        // What failed with its host and was asked again after that came back is its own from now on.
        for name in isBack ? standing.ill.keys.sorted() : ripe where !names.contains(name) {
            if let state = standing.ill[name] { tell(state) }
        }
        hostFails()
    }

    // Of what waits, that of which more is known now: the host has shown life since, or nobody else has fallen.
    private var ripe: [String] {
        if standing.fallen < 2 { return waiting.names }
        return standing.lastLife.map { waiting.names(until: $0) } ?? []
    }

    /// What is told now and was not before, also what needed no notice.
    var changes: [SourceTelling] { touched.compactMap { tellings[$0] }.sorted { $0.source < $1.source } }

    /// Whether the host was told to fail and has not been told to be well since.
    var isHostDown: Bool { tellings[host.key].map { $0.state != .healthy } ?? false }

    /// Whether a trouble waits to be told.
    var isWaiting: Bool { !waiting.isEmpty }

    mutating func note(_ telling: SourceTelling) {
        guard tellings[telling.source] != telling else { return }
        tellings[telling.source] = telling
        touched.insert(telling.source)
    }

    // MARK: one source

    private mutating func tell(_ state: SourceState) {
        waiting.remove(state.id)
        var telling = tellings[state.id] ?? first(state)
        if state.state == .healthy {
            tellWell(state, &telling)
        } else if state.state != telling.state || isLeftOver(state, telling) {
            tellIll(state, &telling)
        }
        note(telling)
    }

    // Of what nobody has heard yet, that it is well is no news.
    private func first(_ state: SourceState) -> SourceTelling {
        SourceTelling(source: state.id, url: state.url, state: .healthy, since: state.changedAt)
    }

    private mutating func tellWell(_ state: SourceState, _ telling: inout SourceTelling) {
        if telling.state != .healthy {
            let isSaid = telling.byHost
            (telling.state, telling.since, telling.byHost) = (.healthy, now, false)
            forgetBarred(with: state)
            if !isSaid {
                let held = telling.withdrawn == nil ? "" : "; its report counts as restored when that has held"
                notices.append(about(state, .sourceRecovered, "source \(state.id) answers again\(held) (\(state.url))"))
            }
        }
        if let withdrawn = telling.withdrawn, hasHeld(state) {
            telling.withdrawn = nil
            notices.append(SourceNews.restored(state, since: withdrawn))
        }
    }

    // Well over two checks, the first and the last, so far apart as it had to be gone.
    private func hasHeld(_ state: SourceState) -> Bool {
        guard state.failures == 0, let since = state.wellSince, let last = state.lastChecked, last > since else {
            return false
        }
        return since.advanced(by: host.goneAfter) <= last
    }

    private mutating func tellIll(_ state: SourceState, _ telling: inout SourceTelling) {
        if isBarredItem(state) {
            tellBarred(state)
            (telling.state, telling.since, telling.byHost) = (state.state, now, true)
            return
        }
        if let trouble = state.trouble, trouble.isOfHost, state.state != .gone, host.sources > 1 {
            switch hostWord(on: state) {
            case .itself: break
            case .host:
                (telling.state, telling.since, telling.byHost) = (state.state, now, true)
                return
            case .open:
                waiting.insert(state.id, at: state.failingSince ?? now)
                return
            }
        }
        (telling.state, telling.since, telling.byHost) = (state.state, now, false)
        if state.state == .gone, state.report != nil, telling.withdrawn == nil {
            telling.withdrawn = now
            notices.append(withdrawn(state))
        } else {
            let summary = "source \(state.id) is \(state.state.rawValue): \(state.lastProblem ?? "") (\(state.url))"
            notices.append(about(state, .sourceFailing, summary))
        }
    }

    // It failed with its host, the host is well again, and it still fails: then it is its own.
    private func isLeftOver(_ state: SourceState, _ telling: SourceTelling) -> Bool {
        guard telling.byHost, !isHostDown, let recovered = tellings[host.key]?.since else { return false }
        return state.lastChecked.map { $0 > recovered } ?? false
    }
}
