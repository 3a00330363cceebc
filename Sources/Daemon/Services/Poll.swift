package import Model

extension Door {
    /// Checks sources now, hands over each answer as it comes, and gives what stands in the way of notices.
    ///
    /// - Parameters:
    ///   - ids: those of the settings; none for all.
    ///   - waits: whether to return only when every answer is archived and told; without a daemon always so.
    /// - Throws: `poll-interrupted` where the daemon ended before the last answer; what keeps this process from the archive.
    package func poll(
        _ ids: [String], waits: Bool, tell: @escaping @Sendable (PollAnswer) -> Void
    ) async throws(Problem) -> [String] {
        try await pass { (daemon) throws(Problem) in
            try ask(daemon, PollRequest(sources: ids, waits: waits), tell)
        } alone: { runtime in
            let sources = settings.sources.filter { ids.isEmpty || ids.contains($0.id) }
            await runtime.poller.poll(sources) { $0.forEach(tell) }
            return await runtime.channels.deliverLocally(within: .seconds(30))
        }
    }

    private func ask(
        _ daemon: PollConnection, _ request: PollRequest, _ tell: (PollAnswer) -> Void
    ) throws(Problem) -> [String] {
        var troubles: [String] = []
        var isWhole = daemon.send(request)
        if isWhole {
            isWhole = daemon.receive(PollReply.self, most: PollRequest.most) { reply in
                if let answer = reply.answer { tell(answer) }
                troubles = reply.troubles ?? []
                return reply.troubles != nil
            }
        }
        guard isWhole else {
            throw Problem(
                .pollInterrupted, "the daemon ended before every answer was there", at: settings.state,
                remedy: "Start it again and poll again; what it had received is safe.", retry: .later)
        }
        return troubles
    }
}
