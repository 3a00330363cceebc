import Archive
import Catalogue
package import Model

extension Door {
    /// Takes what a web archive holds of a source, and hands over what became of each capture as it comes.
    ///
    /// - Throws: `settings-invalid` where nothing says which archive is meant; what keeps this process from the archive; what the web
    ///   archive is in the way with.
    package func backfill(
        _ question: HistoryQuestion, tell: @escaping @Sendable (HistoryLine) -> Void
    ) async throws(Problem) -> HistorySummary {
        _ = try History.parties(question, settings)
        return try await pass { (daemon) throws(Problem) in
            try ask(daemon, question, tell)
        } alone: { (runtime) throws(Problem) in
            try await History.run(question, in: runtime) {
                tell($0)
                return true
            }
        }
    }

    private func ask(
        _ daemon: PollConnection, _ question: HistoryQuestion, _ tell: (HistoryLine) -> Void
    ) throws(Problem) -> HistorySummary {
        var reply = PollReply()
        let isWhole =
            daemon.send(PollRequest(sources: [], waits: true, history: question))
            && daemon.receive(PollReply.self, most: PollRequest.most) { message in
                if let capture = message.capture { tell(capture) }
                reply = message
                return message.troubles != nil
            }
        if let problem = reply.problem { throw problem }
        guard isWhole, let summary = reply.history else {
            throw Problem(
                .pollInterrupted, "the daemon ended before every capture was there", at: settings.state,
                remedy: "Start it again and run this again: it goes on where it stopped.", retry: .later)
        }
        return summary
    }
}

/// A back-fill.
enum History {
    /// Runs in a process that holds the archive; `tell` gives whether to go on.
    static func run(
        _ question: HistoryQuestion, in runtime: Runtime, tell: (HistoryLine) -> Bool
    ) async throws(Problem) -> HistorySummary {
        let (source, archive) = try parties(question, runtime.settings)
        let (from, to) = (question.from ?? .beginning, question.to ?? Timestamp(milliseconds: .max / 2))
        let backfill = Backfill(poller: runtime.poller, source: source, archive: archive)
        return try await backfill.run(from...max(from, to), tell: tell)
    }

    /// Which source and which archive are meant.
    static func parties(
        _ question: HistoryQuestion, _ settings: Settings
    ) throws(Problem) -> (Settings.Source, Settings.Archive) {
        guard let source = settings.sources.first(where: { $0.id == question.source }) else {
            throw Problem(
                .settingsInvalid, "the settings name no such source", at: question.source,
                remedy: "“reportwatch sources” shows those they name.", retry: .afterRepair)
        }
        guard source.follow == nil else {
            throw Problem(
                .settingsInvalid, "a listing has no history of its own", at: question.source,
                remedy: "Give the reports as sources of their own, with “url”.", retry: .afterRepair)
        }
        let archive =
            question.archive == nil ? source.archive : settings.archives.first { $0.id == question.archive }
        guard let archive else {
            throw Problem(
                .settingsInvalid, "nothing says in which web archive to look", at: question.archive ?? question.source,
                remedy:
                    "Add one to “archives” (docs/backfill.md has examples), and name it in “archive” of the source or with --archive.",
                retry: .afterRepair)
        }
        return (source, archive)
    }
}
