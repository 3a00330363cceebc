import Archive
import Catalogue
import Foundation
import Intake
import Model

/// The history of a source out of a web archive: each capture that it lists is taken once, in the order of their times, and placed
/// among the versions. Nobody is alerted. What is done with is noted with what it brought about, so that a run that is stopped
/// anywhere is simply run again.
struct Backfill: Sendable {
    let poller: SourcePoller
    let source: Settings.Source
    let archive: Settings.Archive

    // Archives are slow, and many ask for patience.
    private static let patience = Duration.seconds(600)
    private static let pauses: [Duration] = [.seconds(2), .seconds(10), .seconds(30)]
    // So many captures in a row that cannot be had are the archive's fault, and not theirs.
    private static let mostFailures = 5

    private var road: ArchiveRoad {
        ArchiveRoad(
            poller: poller, source: source, archive: archive, walker: Input.history + UUID().uuidString, check: nil,
            patience: Backfill.patience)
    }

    /// Runs, and hands over what became of each capture as it comes; `tell` gives whether to go on.
    func run(_ range: ClosedRange<Timestamp>, tell: (HistoryLine) -> Bool) async throws(Problem) -> HistorySummary {
        var summary = HistorySummary(source.id, archive.id)
        let listed: [ArchivedCapture]
        switch try await patiently(
            { () async throws(Problem) in try await road.list(range) },
            passes: { outcome in
                if case .failed(let failure) = outcome { failure.mayPass } else { false }
            })
        {
        case .captures(let captures, let skipped, _):
            listed = captures
            summary.skipped = skipped
        case .failed(let failure): throw failure.problem(at: archive.listAddress(of: source.url))
        }
        try poller.stages.catalogue.note(listed)
        summary.listed = listed.count
        let known = try poller.stages.catalogue.captures(of: source.id, in: archive.id)
        await take(known, Set(listed.map(\.url)), &summary, tell)
        return summary
    }

    // All that are known pass by, because what a capture is equal to may be one of an earlier run.
    private func take(
        _ known: [ArchivedCapture], _ wanted: Set<String>, _ summary: inout HistorySummary,
        _ tell: (HistoryLine) -> Bool
    ) async {
        var last: ArchivedCapture?
        var failures = 0
        for capture in known {
            if let outcome = capture.outcome {
                if wanted.contains(capture.url) { summary.known += 1 }
                if outcome == .archived || outcome == .equal { last = capture }
                continue
            }
            guard wanted.contains(capture.url) else { continue }
            if summary.problem != nil {
                summary.waiting += 1
                continue
            }
            switch await taken(capture, after: last) {
            case .done(let done, _):
                failures = 0
                let outcome = done.outcome ?? .leftOut
                summary.count(outcome)
                if outcome == .archived || outcome == .equal { last = done }
                if !tell(HistoryLine(done, outcome)) { summary.problem = "nobody listens any more" }
            case .failed(let failure):
                failures += 1
                summary.waiting += 1
                let isOver = failure.mayPass || failure.isFinal || failures >= Backfill.mostFailures
                if isOver || Task.isCancelled { summary.problem = "\(failure.message). \(failure.remedy)" }
            case .deferred(let problem):
                summary.waiting += 1
                summary.problem = problem.description
            }
        }
    }

    private func taken(_ capture: ArchivedCapture, after last: ArchivedCapture?) async -> ArchiveRoad.Taken {
        do throws(Problem) {
            return try await patiently(
                { () async throws(Problem) in try await road.take(capture, after: last) },
                passes: {
                    if case .failed(let failure) = $0 { failure.mayPass } else { false }
                })
        } catch { return .deferred(error) }
    }

    // What may pass is tried a few times; the last answer counts.
    private func patiently<Outcome>(
        _ body: () async throws(Problem) -> Outcome, passes: (Outcome) -> Bool
    ) async throws(Problem) -> Outcome {
        for pause in Backfill.pauses {
            let outcome = try await body()
            guard passes(outcome), !Task.isCancelled else { return outcome }
            try? await Task.sleep(for: pause)
        }
        return try await body()
    }
}

extension FetchFailure {
    /// Whether the archive, or the way to it, may be well again in a moment.
    fileprivate var mayPass: Bool {
        switch code {
        case .tooManyRequests, .serverError, .maintenance, .timedOut, .connectionFailed, .refused, .truncated,
            .nameNotResolved:
            true
        default: false
        }
    }

    /// Whether no other capture can be had either.
    fileprivate var isFinal: Bool {
        switch code {
        case .robotsDisallowed, .privateAddress, .forbidden, .unauthorized, .botWall, .tlsFailed, .cancelled: true
        default: false
        }
    }
}
