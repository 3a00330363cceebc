import Archive
package import Logging
package import Model

/// Sources checked now: by the running daemon where there is one, else in this process.
package struct Poll: Sendable {
    private let settings: Settings
    private let log: Logger

    /// Takes the settings, whose state folder says which daemon is meant.
    package init(settings: Settings, log: Logger) {
        self.settings = settings
        self.log = log
    }

    /// Checks sources and hands over each answer as it comes; gives what stands in the way of notices.
    ///
    /// - Parameters:
    ///   - ids: those of the settings; none for all.
    ///   - waits: whether to return only when every answer is archived and told; without a daemon always so.
    /// - Throws: `poll-interrupted` where the daemon ended before the last answer; what keeps this process from the archive.
    package func run(
        _ ids: [String], waits: Bool, tell: @escaping @Sendable (PollAnswer) -> Void
    ) async throws(Problem) -> [String] {
        // Between its lock and its socket a daemon that starts, or takes new settings, is deaf for a moment.
        let deadline = Timestamp.now.advanced(by: .seconds(15))
        while true {
            if let descriptor = PollSocket.connect(in: settings.state) {
                return try ask(PollConnection(descriptor), PollRequest(sources: ids, waits: waits), tell)
            }
            do throws(Problem) { return try await alone(ids, tell) } catch {
                guard error.code == .archiveInUse, Timestamp.now < deadline else { throw error }
                try? await Task.sleep(for: .milliseconds(100))
            }
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

    private func alone(
        _ ids: [String], _ tell: @escaping @Sendable (PollAnswer) -> Void
    ) async throws(Problem) -> [String] {
        let runtime = try Runtime(settings: settings, log: log)
        // What an earlier run received comes before what is received now.
        await runtime.worker.take(runtime.leftOver, waits: true)
        let sources = settings.sources.filter { ids.isEmpty || ids.contains($0.id) }
        await runtime.poller.poll(sources, tell: tell)
        let troubles = await runtime.channels.deliverLocally(within: .seconds(30))
        await runtime.flush(within: .seconds(10))
        try runtime.close()
        return troubles
    }
}

extension Problem.Code {
    /// The daemon that was asked ended before it had answered.
    package static let pollInterrupted = Problem.Code("poll-interrupted")
}
