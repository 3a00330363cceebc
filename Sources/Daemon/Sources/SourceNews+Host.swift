import Catalogue
import Model

/// What is the host's and no source's own.
extension SourceNews {
    enum HostWord { case itself, host, open }

    /// Whether a trouble is the source's own or the host's.
    func hostWord(on state: SourceState) -> HostWord {
        let began = state.failingSince ?? now
        if let life = standing.lastLife, life >= began { return .itself }
        if isHostDown { return .host }
        guard standing.hasNobodyFallen(but: state.id) else { return .open }
        // Nobody else has fallen, and there may be nobody left to ask.
        return isTimeToTell(began) ? .itself : .open
    }

    private var isAll: Bool { standing.isAllTroubled(of: host.sources) }

    private func isTimeToTell(_ began: Timestamp) -> Bool {
        isAll || isOver || began.advanced(by: host.wait) <= now
    }

    /// Tells that the host fails, for all that waits, where that is the word now.
    mutating func hostFails() {
        guard isWaiting, !isHostDown, standing.fallen > 1, let began = standing.firstFall, isTimeToTell(began) else {
            return
        }
        waiting.removeAll()
        let fallen = standing.fallenStates
        for state in fallen {
            guard var telling = tellings[state.id] else { continue }
            (telling.state, telling.since, telling.byHost) = (state.state, now, true)
            note(telling)
        }
        guard let sample = fallen.max(by: { ($0.lastChecked ?? now) < ($1.lastChecked ?? now) }) else { return }
        var telling = SourceTelling(source: host.key, url: host.name, state: sample.state, since: now)
        telling.byHost = true
        note(telling)
        let count =
            isAll ? "all \(host.sources) sources" : "\(fallen.count) of \(host.sources) sources, all that were asked,"
        let summary = "\(host.name): \(count) are \(sample.state.rawValue): \(sample.lastProblem ?? "")"
        notices.append(Notice(kind: .sourceFailing, about: host.key, severity: .medium, summary: summary))
    }

    /// Tells that the host is well again, where one of its sources has answered; gives whether it was told.
    mutating func hostRecovers() -> Bool {
        guard isHostDown, var telling = tellings[host.key], let first = standing.life(after: telling.since) else {
            return false
        }
        telling.state = .healthy
        // From here on a source that still fails does so for itself.
        telling.since = first.time
        note(telling)
        let summary = "\(host.name) answers again (\(first.name))"
        notices.append(Notice(kind: .sourceRecovered, about: host.key, severity: .medium, summary: summary))
        return true
    }
}
