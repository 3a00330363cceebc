import Model

extension SourcePoller {
    /// A rest that a server asked for is waited for if it is over so soon; of a longer one is told.
    static let patience = Duration.seconds(5)

    // What a poll waits for: a check that ends, or a host that has rested.
    private enum Wake {
        case check(at: String, brought: [Settings.Source]), timer
    }

    /// Checks sources now, whatever their schedule says, and tells each answer as it comes.
    func poll(_ sources: [Settings.Source], tell: @escaping @Sendable (PollAnswer) -> Void) async {
        var waiting = PollLine()
        waiting.append(sources)
        want(sources)
        await withTaskGroup(of: Wake.self) { group in
            var (checks, hasTimer) = (0, false)
            // A check that ends may have made room at its host; the timer looks at all.
            var hosts = waiting.hosts
            while !waiting.isEmpty || checks > 0, !Task.isCancelled {
                for source in hosts.flatMap({ begun(at: $0, &waiting, tell) }) {
                    checks += 1
                    group.addTask { .check(at: source.host, brought: await self.check(source, tell)) }
                }
                hosts = []
                if !waiting.isEmpty, !hasTimer {
                    hasTimer = true
                    let pause = pause(before: waiting)
                    group.addTask {
                        try? await Task.sleep(for: pause)
                        return .timer
                    }
                }
                switch await group.next() {
                case .check(let host, let items):
                    checks -= 1
                    waiting.append(items)
                    hosts = Array(Set(items.map(\.host) + [host]))
                case .timer:
                    hasTimer = false
                    hosts = waiting.hosts
                case nil: break
                }
            }
            group.cancelAll()
            for await case .check(_, let items) in group { waiting.append(items) }
        }
        settle()
        for source in waiting.sources {
            unwant(source)
            tell(PollAnswer(source, .stopped))
        }
    }

    // What a listing has brought belongs to the same poll: it is taken before the schedule comes to it.
    private func check(
        _ source: Settings.Source, _ tell: @escaping @Sendable (PollAnswer) -> Void
    ) async -> [Settings.Source] {
        let answer = await check(source, waits: true)
        let items = due(stages.roster.items(of: source.id))
        want(items)
        tell(answer)
        return items
    }

    private func want(_ sources: [Settings.Source]) { wanted.formUnion(sources.map(\.id)) }

    private func unwant(_ source: Settings.Source) {
        wanted.remove(source.id)
        replan(source.id)
    }

    // Takes out of a host's line all that can begin now, and what must not for long. One that is being checked for somebody else
    // goes to the end.
    private func begun(
        at host: String, _ waiting: inout PollLine, _ tell: (PollAnswer) -> Void
    ) -> [Settings.Source] {
        var (begun, busy): ([Settings.Source], [Settings.Source]) = ([], [])
        while let source = waiting.first(at: host) {
            if let until = longRest(of: source) {
                unwant(source)
                tell(PollAnswer(source, restsUntil: until))
            } else if begin(source, isAsked: true) {
                wanted.remove(source.id)
                begun.append(source)
            } else if pauses.isFull(host) || pauses.rest(of: host) > now() {
                break
            } else {
                busy.append(source)
            }
            waiting.removeFirst(at: host)
        }
        waiting.append(busy)
        return begun
    }

    /// Until when a server wants to be left alone, if that is too long to wait for.
    func longRest(of source: Settings.Source) -> Timestamp? {
        let until = wish(for: source)
        return until > now().advanced(by: SourcePoller.patience) ? until : nil
    }

    // Hosts are also freed by checks of the schedule, unannounced: hence no long sleep.
    private func pause(before waiting: PollLine) -> Duration {
        let next = waiting.hosts.map { pauses.rest(of: $0).milliseconds }.min() ?? 0
        return .milliseconds(min(500, max(20, next - now().milliseconds)))
    }
}
