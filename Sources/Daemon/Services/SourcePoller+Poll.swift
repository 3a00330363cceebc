import Foundation
import Intake
import Model

extension SourcePoller {
    /// A rest that a server asked for is waited for if it is over so soon; of a longer one is told.
    static let patience = Duration.seconds(5)

    /// What has happened that a poll waits for, and the poll while it waits.
    struct PollNews {
        /// What checks that have ended came to, and what they have brought.
        var answers: [PollAnswer] = []
        var brought: [Settings.Source] = []
        /// Hosts that may have room for the next one.
        var hosts: Set<String> = []
        /// Whether it is time to look at all of them.
        var isTime = false
        var poll: CheckedContinuation<Void, Never>?
    }

    /// Checks sources now, whatever their schedule says, and tells the answers as they come: those of one moment together.
    func poll(_ sources: [Settings.Source], tell: @escaping @Sendable ([PollAnswer]) -> Void) async {
        await withTaskExecutorPreference(fetcher.executor) { await goThrough(sources, tell) }
    }

    private func goThrough(_ sources: [Settings.Source], _ tell: ([PollAnswer]) -> Void) async {
        var waiting = PollLine()
        waiting.append(sources)
        want(sources)
        let id = UUID()
        polls[id] = PollNews()
        await withDiscardingTaskGroup { group in
            var (checks, hasTimer) = (0, false)
            var hosts = waiting.hosts
            while !Task.isCancelled {
                for source in hosts.flatMap({ begun(at: $0, &waiting, tell) }) {
                    checks += 1
                    group.addImmediateTask {
                        let (answer, items) = await self.checkWithItems(source)
                        self.note(for: id) { news in
                            news.answers.append(answer)
                            news.brought += items
                        }
                    }
                }
                guard !waiting.isEmpty || checks > 0 else { break }
                if !waiting.isEmpty, !hasTimer {
                    hasTimer = true
                    let pause = pause(before: waiting)
                    group.addImmediateTask {
                        try? await Task.sleep(for: pause)
                        self.note(for: id) { $0.isTime = true }
                    }
                }
                let news = await news(for: id)
                tell(news.answers)
                checks -= news.answers.count
                waiting.append(news.brought)
                if news.isTime { hasTimer = false }
                hosts = news.isTime ? waiting.hosts : Array(news.hosts.union(news.brought.map(\.host)))
            }
            group.cancelAll()
        }
        // What came while the others were told to stop.
        let last = polls.removeValue(forKey: id)
        waiting.append(last?.brought ?? [])
        settle()
        for source in waiting.sources { unwant(source) }
        tell((last?.answers ?? []) + waiting.sources.map { PollAnswer($0, .stopped) })
    }

    // A stop ends the checks and the timer, one of which there is: so this returns then too.
    private func news(for poll: UUID) async -> PollNews {
        if let known = polls[poll], known.answers.isEmpty, known.hosts.isEmpty, !known.isTime {
            await withCheckedContinuation { polls[poll]?.poll = $0 }
        }
        defer { polls[poll] = PollNews() }
        return polls[poll] ?? PollNews()
    }

    private func note(for poll: UUID, _ change: (inout PollNews) -> Void) {
        guard var news = polls.removeValue(forKey: poll) else { return }
        change(&news)
        let waiting = news.poll
        news.poll = nil
        polls[poll] = news
        waiting?.resume()
    }

    /// Tells all polls that a host may have room for the next one.
    func tellPolls(of host: String) {
        for poll in polls.keys { note(for: poll) { $0.hosts.insert(host) } }
    }

    // What a listing has brought belongs to the same poll: it is taken before the schedule comes to it.
    private func checkWithItems(_ source: Settings.Source) async -> (PollAnswer, [Settings.Source]) {
        let answer = await check(source, waits: true)
        let items = due(stages.roster.items(of: source.id))
        want(items)
        return (answer, items)
    }

    private func want(_ sources: [Settings.Source]) { wanted.formUnion(sources.map(\.id)) }

    private func unwant(_ source: Settings.Source) {
        wanted.remove(source.id)
        replan(source.id)
    }

    // Takes out of a host's line all that can begin now, and what must not for long. One that is being checked for somebody else
    // goes to the end.
    private func begun(
        at host: String, _ waiting: inout PollLine, _ tell: ([PollAnswer]) -> Void
    ) -> [Settings.Source] {
        var (begun, busy): ([Settings.Source], [Settings.Source]) = ([], [])
        while let source = waiting.first(at: host) {
            if let until = longRest(of: source) {
                unwant(source)
                tell([PollAnswer(source, restsUntil: until)])
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

    // A host's rest ends unannounced, and a clock may be set: hence no long sleep.
    private func pause(before waiting: PollLine) -> Duration {
        let next = waiting.hosts.map { pauses.rest(of: $0).milliseconds }.min() ?? 0
        return .milliseconds(min(500, max(20, next - now().milliseconds)))
    }
}
