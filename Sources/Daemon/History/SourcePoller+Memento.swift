import Catalogue
import Intake
import Model

/// Sources that are read from a web archive because their own host bars us: `"via": "memento"`.
extension SourcePoller {
    // At the first check so many of the newest captures are tried; the rest is history, for `backfill`.
    private static let mostTried = 10

    /// Checks a source in its archive: each capture that is newer than what is known goes through the pipeline, the oldest first.
    /// Its own host is asked for nothing.
    ///
    /// - Parameter isAsked: whether somebody wants it now.
    func checkArchive(
        of source: Settings.Source, _ archive: Settings.Archive, _ check: Check, isAsked: Bool
    ) async throws(Problem) -> PollAnswer {
        let road = ArchiveRoad(
            poller: self, source: source, archive: archive, walker: source.id, check: check,
            patience: isAsked ? SourcePoller.patience : .zero)
        let known = try stages.catalogue.captures(of: source.id, in: archive.id)
            .last { $0.outcome == .archived || $0.outcome == .equal }
        let from = known?.captured.advanced(by: .seconds(1)) ?? .beginning
        let (listed, milliseconds): ([ArchivedCapture], Int)
        do throws(Problem) {
            switch try await road.list(from...Timestamp(milliseconds: .max / 2)) {
            case .captures(let captures, _, let took): (listed, milliseconds) = (captures, took)
            case .failed(let failure): return try await barred(source, state(of: source), check, failure)
            }
        } catch {
            guard error.code == .hostResting else { throw error }
            return PollAnswer(source, restsUntil: wishes.end(source.host, archive.listAddress(of: source.url)))
        }
        let candidates = known == nil ? Array(listed.suffix(SourcePoller.mostTried).reversed()) : listed
        if let answer = try await take(candidates, known, road, isFirst: known == nil) { return answer }
        if known == nil {
            let message = "none of the newest captures in the archive is a report (\(candidates.count) looked at)"
            return try await barred(source, state(of: source), check, FetchFailure(.unexpectedStatus, message))
        }
        return try await unchanged(source, check, milliseconds)
    }

    // The answer of the last that is a report; `nil` where none is.
    private func take(
        _ captures: [ArchivedCapture], _ known: ArchivedCapture?, _ road: ArchiveRoad, isFirst: Bool
    ) async throws(Problem) -> PollAnswer? {
        var (last, answer): (ArchivedCapture?, PollAnswer?) = (known, nil)
        try stages.catalogue.note(captures)
        for capture in captures {
            if try stages.catalogue.capture(of: capture.source, at: capture.url)?.outcome != nil { continue }
            switch try await road.take(capture, after: last) {
            case .done(let done, let verdict):
                guard done.outcome == .archived || done.outcome == .equal else { continue }
                if let verdict { answer = PollAnswer(road.source, verdict) }
                last = done
                if isFirst { return answer }
            case .failed(let failure):
                guard let check = road.check else { return answer }
                return try await barred(road.source, state(of: road.source), check, failure)
            case .deferred(let problem): return PollAnswer(road.source, .deferred, problem.description)
            }
        }
        return answer
    }

    private func unchanged(
        _ source: Settings.Source, _ check: Check, _ milliseconds: Int
    ) async throws(Problem) -> PollAnswer {
        let state = state(of: source)
        let answered = state.answeredBy ?? source.url
        var exchange = Exchange(url: answered, finalURL: answered, status: 304)
        exchange.milliseconds = milliseconds
        try await note(stages.unchanged(state, check, exchange), of: source)
        return PollAnswer(
            source, .nothingNew, "the archive has no newer capture of a report", report: state.report,
            version: state.version)
    }
}
