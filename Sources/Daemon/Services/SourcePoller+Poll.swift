import Model

extension SourcePoller {
    /// A rest that a server asked for is waited for if it is over so soon; of a longer one is told.
    static let patience = Duration.seconds(5)

    // What a poll waits for: a check that ends, or a host that has rested.
    private enum Wake {
        case check([Settings.Source]), timer
    }

    /// Checks sources now, whatever their schedule says, and tells each answer as it comes.
    func poll(_ sources: [Settings.Source], tell: @escaping @Sendable (PollAnswer) -> Void) async {
        var waiting = sources
        want(sources)
        await withTaskGroup(of: Wake.self) { group in
            var (checks, hasTimer) = (0, false)
            while !waiting.isEmpty || checks > 0, !Task.isCancelled {
                for source in begun(&waiting, tell) {
                    checks += 1
                    group.addTask { .check(await self.check(source, tell)) }
                }
                if !waiting.isEmpty, !hasTimer {
                    hasTimer = true
                    let pause = pause(before: waiting)
                    group.addTask {
                        try? await Task.sleep(for: pause)
                        return .timer
                    }
                }
                switch await group.next() {
                case .check(let items):
                    checks -= 1
                    waiting += items
                case .timer: hasTimer = false
                case nil: break
                }
            }
            group.cancelAll()
            for await case .check(let items) in group { waiting += items }
        }
        settle()
        for source in waiting {
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

    // Takes out of what waits all that can begin now, and what must not for long.
    private func begun(_ waiting: inout [Settings.Source], _ tell: (PollAnswer) -> Void) -> [Settings.Source] {
        var (begun, left): ([Settings.Source], [Settings.Source]) = ([], [])
        for source in waiting {
            if let until = longRest(of: source) {
                unwant(source)
                tell(PollAnswer(source, restsUntil: until))
            } else if begin(source, isAsked: true) {
                wanted.remove(source.id)
                begun.append(source)
            } else {
                left.append(source)
            }
        }
        waiting = left
        return begun
    }

    /// Until when a server wants to be left alone, if that is too long to wait for.
    func longRest(of source: Settings.Source) -> Timestamp? {
        let until = wish(for: source)
        return until > now().advanced(by: SourcePoller.patience) ? until : nil
    }

    // Hosts are also freed by checks of the schedule, unannounced: hence no long sleep.
    private func pause(before waiting: [Settings.Source]) -> Duration {
        let next = waiting.map { rest(of: $0, isAsked: true).milliseconds }.min() ?? 0
        return .milliseconds(min(500, max(20, next - now().milliseconds)))
    }
}
