package import Catalogue
import Intake
package import Model

/// The requests that are to come, as far as is known now: every source by its schedule, as if each were answered at once, one
/// after another at each host.
package struct Agenda {
    private struct Planned: Comparable {
        let time: Timestamp
        let why: PlannedRequest.Why
        /// Its place in the settings.
        let source: Int

        static func < (left: Planned, right: Planned) -> Bool { (left.time, left.source) < (right.time, right.source) }
    }

    private let sources: [Settings.Source]
    private let hosts: [String]
    private let delay: Duration
    private let now: Timestamp
    private var heap = Heap<Planned>()
    private var free: [String: Timestamp] = [:]

    /// Takes what is stored of sources and of what servers asked for.
    ///
    /// - Parameter items: the reports of listings that are followed, by listing.
    package init(
        _ settings: Settings, states: [SourceState], rests: [Rest], items: [String: [ListingItem]] = [:], now: Timestamp
    ) {
        let listed = settings.sources.flatMap { Roster.sources(items[$0.id] ?? [], of: $0) }
        (sources, delay, self.now) = (settings.sources + listed, settings.http.perHostDelay, now)
        hosts = sources.map(\.host)
        let known = Dictionary(states.map { ($0.id, $0) }) { first, _ in first }
        let longest = now.advanced(by: Schedule.longestFloor)
        let wishes = Dictionary(rests.map { ($0.place, min($0.until, longest)) }) { max($0, $1) }
        for (index, source) in sources.enumerated() {
            let wish = [wishes[source.url], wishes[hosts[index]]].compactMap { $0 }.max()
            heap.insert(first(of: source, index, known[source.id], wish))
        }
    }

    /// Gives the requests up to a time, in order.
    package mutating func requests(until end: Timestamp) -> [PlannedRequest] {
        var requests: [PlannedRequest] = []
        while let planned = heap.first, planned.time <= end {
            heap.popFirst()
            let source = sources[planned.source]
            let host = hosts[planned.source]
            let time = max(planned.time, free[host] ?? planned.time)
            free[host] = time.advanced(by: delay)
            guard time <= end else { continue }
            let slots = planned.why == .at ? source.schedule.slots(at: planned.time, for: source.id) : nil
            requests.append(PlannedRequest(source, at: time, planned.why, slots))
            let next = source.schedule.next(after: .init(time: time), for: source.id)
            let why: PlannedRequest.Why = source.schedule.slots(at: next, for: source.id) == nil ? .every : .at
            heap.insert(Planned(time: next, why: why, source: planned.source))
        }
        return requests.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    private func first(
        of source: Settings.Source, _ index: Int, _ state: SourceState?, _ wish: Timestamp?
    ) -> Planned {
        let due = source.due(state, now: now)
        let planned = { (time: Timestamp, why: PlannedRequest.Why) in Planned(time: time, why: why, source: index) }
        if let wish, wish > max(due, now) { return planned(wish, .retryAfter) }
        guard let state = source.valid(state), let checked = state.lastChecked else {
            return planned(now, .neverChecked)
        }
        if due <= now { return planned(now, .overdue) }
        if source.schedule.slots(at: due, for: source.id) != nil { return planned(due, .at) }
        if state.failures > 0 { return planned(due, .retry) }
        let regular = source.schedule.next(after: .init(time: checked), for: source.id)
        return planned(due, due > regular ? .fresh : .every)
    }
}
