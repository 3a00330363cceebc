import Model

extension SourcePoller {
    /// A rest that a server asked for is waited for if it is over so soon; of a longer one is told.
    private static let patience = Duration.seconds(5)

    /// Checks sources now, whatever their schedule says, and tells each answer as it comes.
    func poll(_ sources: [Settings.Source], tell: @escaping @Sendable (PollAnswer) -> Void) async {
        var waiting = sources
        await withDiscardingTaskGroup { group in
            while !waiting.isEmpty, !Task.isCancelled {
                var left: [Settings.Source] = []
                for source in waiting {
                    if let until = longRest(of: source) {
                        tell(PollAnswer(source, restsUntil: until))
                    } else if begin(source, isAsked: true) {
                        group.addTask { tell(await self.check(source, waits: true)) }
                    } else {
                        left.append(source)
                    }
                }
                waiting = left
                if !waiting.isEmpty { try? await Task.sleep(for: pause(before: waiting)) }
            }
        }
        settle()
        for source in waiting { tell(PollAnswer(source, .stopped)) }
    }

    /// Until when a server wants to be left alone, if that is too long to wait for.
    func longRest(of source: Settings.Source) -> Timestamp? {
        let until = wish(for: source)
        return until > now().advanced(by: SourcePoller.patience) ? until : nil
    }

    // A check that ends frees its host unannounced, hence the short sleeps.
    private func pause(before waiting: [Settings.Source]) -> Duration {
        let next = waiting.map { rest(of: $0, isAsked: true).milliseconds }.min() ?? 0
        return .milliseconds(min(500, max(20, next - now().milliseconds)))
    }
}
