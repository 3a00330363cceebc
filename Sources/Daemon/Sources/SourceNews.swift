import Catalogue
import Intake
import Model

/// What there is to tell of the sources of one host: pure. It compares how they stand with what was last told of them, so
/// that each move is told once, whatever was interrupted, and a host that fails as a whole is told once for all of them.
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
    }

    private let host: Host
    private let states: [SourceState]
    private let now: Timestamp
    private let isOver: Bool
    private let before: [String: SourceTelling]
    private var tellings: [String: SourceTelling] = [:]
    private(set) var notices: [Notice] = []
    /// Whether a trouble waits to be told.
    private(set) var isWaiting = false

    /// Compares the states of a host's sources with what was told of them.
    ///
    /// - Parameter isOver: whether nothing more will be checked soon, so that nothing waits.
    init(
        _ host: Host, _ states: [SourceState], told: [String: SourceTelling], now: Timestamp, isOver: Bool = false
    ) {
        (self.host, self.states, self.now, self.isOver) = (host, states, now, isOver)
        before = told
        for state in states { tellings[state.id] = told[state.id].flatMap { $0.url == state.url ? $0 : nil } }
        tellings[host.key] = told[host.key]
        hostRecovers()
        for state in states { tell(state) }
        hostFails()
    }

    /// What is told now and was not before, also what needed no notice.
    var changes: [SourceTelling] {
        tellings.values.filter { before[$0.source] != $0 }.sorted { $0.source < $1.source }
    }

    /// Whether the host was told to fail and has not been told to be well since.
    var isHostDown: Bool { tellings[host.key].map { $0.state != .healthy } ?? false }

    // MARK: one source

    private mutating func tell(_ state: SourceState) {
        guard var telling = tellings[state.id] else {
            tellings[state.id] = first(state)
            return tell(state)
        }
        if state.state == .healthy {
            tellWell(state, &telling)
        } else if state.state != telling.state || isLeftOver(state, telling) {
            tellIll(state, &telling)
        }
        tellings[state.id] = telling
    }

    // Of what nobody has heard yet, that it is well is no news.
    private func first(_ state: SourceState) -> SourceTelling {
        SourceTelling(source: state.id, url: state.url, state: .healthy, since: state.changedAt)
    }

    private mutating func tellWell(_ state: SourceState, _ telling: inout SourceTelling) {
        if telling.state != .healthy {
            let isSaid = telling.byHost
            (telling.state, telling.since, telling.byHost) = (.healthy, now, false)
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
        if let trouble = state.trouble, trouble.isOfHost, state.state != .gone, host.sources > 1 {
            switch hostWord(on: state) {
            case .itself: break
            case .host:
                (telling.state, telling.since, telling.byHost) = (state.state, now, true)
                return
            case .open:
                isWaiting = true
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

    // MARK: the host

    private enum HostWord { case itself, host, open }

    // Whether a trouble is the source's own or the host's.
    private func hostWord(on state: SourceState) -> HostWord {
        let began = state.failingSince ?? now
        if let lastLife, lastLife >= began { return .itself }
        if isHostDown { return .host }
        guard fallen.allSatisfy({ $0.id == state.id }) else { return .open }
        // Nobody else has fallen: the host was well a moment ago, or there is nobody left to ask.
        if let lastLife, lastLife.advanced(by: host.wait) >= began { return .itself }
        return isTimeToTell(began) ? .itself : .open
    }

    private func isTimeToTell(_ began: Timestamp) -> Bool {
        isAll || isOver || began.advanced(by: host.wait) <= now
    }

    /// Whether every source of the host has a trouble that can be the host's.
    private var isAll: Bool { states.count == host.sources && states.allSatisfy { $0.trouble?.isOfHost ?? false } }

    /// When a source of the host last answered, with a report or with a trouble of its own page.
    private var lastLife: Timestamp? {
        states.filter { !($0.trouble?.isOfHost ?? false) }.compactMap(\.lastChecked).max()
    }

    /// The sources that have failed as with their host since it last showed life.
    private var fallen: [SourceState] {
        let life = lastLife
        return states.filter { state in
            guard state.trouble?.isOfHost ?? false, state.state != .gone, state.state != .healthy,
                let since = state.failingSince
            else { return false }
            return life.map { since > $0 } ?? true
        }
    }

    private mutating func hostFails() {
        let fallen = fallen
        guard isWaiting, !isHostDown, fallen.count > 1, let began = fallen.compactMap(\.failingSince).min(),
            isTimeToTell(began)
        else { return }
        isWaiting = false
        tellHost(fallen, isAll: isAll)
    }

    private mutating func tellHost(_ fallen: [SourceState], isAll: Bool) {
        for state in fallen {
            tellings[state.id]?.state = state.state
            tellings[state.id]?.since = now
            tellings[state.id]?.byHost = true
        }
        guard let sample = fallen.max(by: { ($0.lastChecked ?? now) < ($1.lastChecked ?? now) }) else { return }
        var telling = SourceTelling(source: host.key, url: host.name, state: sample.state, since: now)
        telling.byHost = true
        tellings[host.key] = telling
        let count =
            isAll ? "all \(host.sources) sources" : "\(fallen.count) of \(host.sources) sources, all that were asked,"
        let summary = "\(host.name): \(count) are \(sample.state.rawValue): \(sample.lastProblem ?? "")"
        notices.append(Notice(kind: .sourceFailing, about: host.key, severity: .medium, summary: summary))
    }

    private mutating func hostRecovers() {
        guard isHostDown, let telling = tellings[host.key] else { return }
        let back = states.filter { state in
            state.lastChecked.map { $0 > telling.since } ?? false && !(state.trouble?.isOfHost ?? false)
        }
        guard let first = back.min(by: { ($0.lastChecked ?? now) < ($1.lastChecked ?? now) }) else { return }
        tellings[host.key]?.state = .healthy
        // From here on a source that still fails does so for itself.
        tellings[host.key]?.since = first.lastChecked ?? now
        let summary = "\(host.name) answers again (\(first.id))"
        notices.append(Notice(kind: .sourceRecovered, about: host.key, severity: .medium, summary: summary))
    }

    // MARK: words

    private func about(_ state: SourceState, _ kind: Event.Kind, _ summary: String) -> Notice {
        Notice(
            kind: kind, about: state.id, url: state.url, report: state.report, severity: .medium, summary: summary)
    }

    private func withdrawn(_ state: SourceState) -> Notice {
        let since = state.goneSince.map { " since \($0)" } ?? ""
        let item = ChangeItem(.withdrawn, path: "/", from: "published", to: "withdrawn")
        return Notice(
            kind: .withdrawn, about: state.id, url: state.url, report: state.report, version: state.version,
            severity: .high,
            summary: "gone from \(state.url)\(since), and still so at the last check: \(state.lastProblem ?? "")",
            items: [item])
    }

    private static func restored(_ state: SourceState, since withdrawn: Timestamp) -> Notice {
        let item = ChangeItem(.restored, path: "/", from: "withdrawn", to: "published")
        let back = state.wellSince.map { " since \($0)" } ?? ""
        return Notice(
            kind: .restored, about: state.id, url: state.url, report: state.report, version: state.version,
            severity: .high,
            summary: "back at \(state.url)\(back); it was told withdrawn at \(withdrawn)", items: [item])
    }
}
