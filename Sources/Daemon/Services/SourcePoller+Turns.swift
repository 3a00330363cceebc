import Catalogue
import Intake
import Model

/// Whose turn it is: sources wait in the queues of their hosts.
extension SourcePoller {
    /// Those of some sources that are due.
    func due(_ sources: [Settings.Source]) -> [Settings.Source] {
        let now = now()
        let known = states(of: sources)
        return sources.filter { $0.due(known[$0.id], now: now) <= now }
    }

    /// What is stored of some sources, by their ids.
    func states(of sources: [Settings.Source]) -> [String: SourceState] {
        let states = (try? stages.catalogue.sources(sources.map(\.id))) ?? []
        return Dictionary(states.map { ($0.id, $0) }) { first, _ in first }
    }

    // Puts every source into the queue of its host, by what is stored of it.
    private func plan() {
        let now = now()
        let sources = stages.roster.all
        let known = states(of: sources)
        queues = DueQueues()
        isPlanned = true
        for source in sources where !isTaken(source.id) {
            let due = source.due(known[source.id], now: now)
            queues.insert(source.id, at: source.host, due: max(due, sourceRest[source.id] ?? due))
        }
        for host in Set(sources.map(\.host)) { setTurn(of: host) }
    }

    /// Takes all that can begin now.
    func begunSources() -> [Settings.Source] {
        var begun: [Settings.Source] = []
        if !isPlanned { plan() }
        let now = now()
        while let host = queues.popHost(now) {
            while !pauses.isFull(host), max(pauses.rest(of: host), wishes.end(host)) <= now,
                let first = queues.first(of: host), first.due <= now
            {
                queues.remove(first.source)
                if let source = beginFirst(first.source) { begun.append(source) }
            }
            setTurn(of: host)
        }
        return begun
    }

    // One that is being checked comes back when that has ended, one that nobody lists any more does not.
    private func beginFirst(_ id: String) -> Settings.Source? {
        guard !isTaken(id), let source = stages.roster.source(id) else { return nil }
        // An answer that was slow to read has been recorded since.
        let due = due(source)
        let now = now()
        if due <= now, begin(source) { return source }
        enqueue(source, due: max(due, rest(of: source), now.advanced(by: .milliseconds(20))))
        return nil
    }

    /// Puts a source where it belongs by what is stored of it now; one that nobody lists any more belongs nowhere.
    ///
    /// - Parameter state: that, where it is known.
    func replan(_ id: String, _ state: SourceState? = nil) {
        guard isPlanned else { return }
        guard let source = stages.roster.source(id) else { return queues.remove(id) }
        guard !isTaken(id) else { return }
        enqueue(source, due: due(source, state))
        wake()
    }

    private func isTaken(_ id: String) -> Bool { running.contains(id) || wanted.contains(id) }

    private func due(_ source: Settings.Source, _ state: SourceState? = nil) -> Timestamp {
        let due = source.due(state ?? (try? stages.catalogue.source(source.id)), now: now())
        return max(due, sourceRest[source.id] ?? due)
    }

    private func enqueue(_ source: Settings.Source, due: Timestamp) {
        queues.insert(source.id, at: source.host, due: due)
        setTurn(of: source.host)
    }

    /// Says when a host is looked at again. One that is full gets its turn when a check ends.
    func setTurn(of host: String) {
        guard !pauses.isFull(host), let first = queues.first(of: host) else { return queues.setTurn(of: host, at: nil) }
        queues.setTurn(of: host, at: max(first.due, pauses.rest(of: host), wishes.end(host)))
    }

    /// Until the next turn, a second at most: notices wait for their time, and the clock may be set. A turn that comes sooner wakes it.
    func sleep() async {
        let now = now()
        let latest = now.advanced(by: .seconds(1))
        let end = min(queues.nextTurn ?? latest, latest)
        let wait = max(1, end.milliseconds - now.milliseconds)
        let alarm = Task<Void, Never> { try? await Task.sleep(for: .milliseconds(wait)) }
        (self.alarm, alarmTime) = (alarm, end)
        await withTaskCancellationHandler {
            await alarm.value
        } onCancel: {
            alarm.cancel()
        }
    }

    // Ends the sleep where the next turn comes before its end.
    private func wake() {
        if let next = queues.nextTurn, next < alarmTime { alarm?.cancel() }
    }

    // MARK: places at hosts

    /// Takes a source, if it is free, and a place at its host.
    ///
    /// - Parameter isAsked: somebody wants it now, so that only the pauses between requests count.
    func begin(_ source: Settings.Source, isAsked: Bool = false) -> Bool {
        guard !running.contains(source.id), enter(source, isAsked: isAsked) else { return false }
        running.insert(source.id)
        return true
    }

    /// Takes a place at a source's host, if there is one and the host has rested.
    func enter(_ source: Settings.Source, isAsked: Bool) -> Bool {
        guard !pauses.isFull(source.host), rest(of: source, isAsked: isAsked) <= now() else { return false }
        // The first one asks what may be asked; the others wait for that.
        let isFirst = source.respectsRobots && robots.isOld(Robots.origin(of: source.url), now())
        take(source.id, source.host, alone: isFirst)
        return true
    }

    /// Takes a place at a host.
    ///
    /// - Parameter alone: nobody else gets one before this has said that others may.
    func take(_ walker: String, _ host: String, alone: Bool) {
        pauses.take(host, alone: alone)
        places[walker] = host
    }

    /// Until when a source may not be asked.
    func rest(of source: Settings.Source, isAsked: Bool = false) -> Timestamp {
        let rest = max(pauses.rest(of: source.host), wish(for: source))
        return isAsked ? rest : max(rest, sourceRest[source.id] ?? rest)
    }

    /// Until when a server asked not to be asked for this: by what it said of the address, and of itself.
    func wish(for source: Settings.Source) -> Timestamp { wishes.end(source.host, source.url) }

    /// Gives a source back whose place was given back before.
    ///
    /// - Parameter state: how it stands now, where that is known.
    func release(_ source: Settings.Source, _ state: SourceState? = nil) {
        running.remove(source.id)
        replan(source.id, state)
    }

    /// Gives a walker's place back, at whichever host that is now.
    func leave(_ walker: String) {
        guard let host = places.removeValue(forKey: walker) else { return }
        pauses.leave(host)
        if let time = pauses.lastAsked(host) {
            asked.note(host, isOpen: pauses.isTaken(host) || cut.contains(host), at: time)
        }
        setFree(host)
    }

    /// Lets others to a host too.
    func share(_ host: String) {
        guard pauses.isAlone(host) else { return }
        pauses.share(host)
        setFree(host)
    }

    // A host may have room for the next one.
    private func setFree(_ host: String) {
        setTurn(of: host)
        wake()
        tellPolls(of: host)
    }
}
