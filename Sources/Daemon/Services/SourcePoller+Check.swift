import Catalogue
import Foundation
import Intake
import Logging
import Model

/// What a check does with its answer.
extension SourcePoller {
    // One check on its way.
    private struct Visit {
        let source: Settings.Source
        let state: SourceState
        let check: Check
        /// By which its answer is known in the work area.
        let id: String
        let waits: Bool
    }

    // What a check came to, and how its source stands then where that is known.
    private struct Visited {
        let answer: PollAnswer
        var next: SourceState?

        init(_ answer: PollAnswer, _ next: SourceState? = nil) { (self.answer, self.next) = (answer, next) }
    }

    /// Checks one source that was begun: a conditional request, then the pipeline, then its new state.
    ///
    /// - Parameter waits: whether to wait also for a body that is slow to read.
    @discardableResult
    func check(_ source: Settings.Source, waits: Bool = false) async -> PollAnswer {
        if let follow = source.follow { return await look(at: source, follow, isAsked: waits) }
        let visited = await visit(source, waits: waits)
        leave(source.id)
        release(source, visited.next)
        return visited.answer
    }

    private func visit(_ source: Settings.Source, waits: Bool) async -> Visited {
        while waits, await worker.isReading(source: source.id), !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
        }
        // An answer that could not be archived yet is tried again by itself; another request would only bring it again.
        guard await !worker.holds(source: source.id) else {
            rest(source, for: .seconds(10))
            let message = "its last answer waits to be archived, which is tried again by itself"
            return Visited(PollAnswer(source, .deferred, message))
        }
        let visit = Visit(
            source: source, state: state(of: source), check: Check(schedule: source.schedule, begun: now()),
            id: newID(), waits: waits)
        do throws(Problem) {
            if source.isViaArchive, let archive = source.archive {
                return Visited(try await checkArchive(of: source, archive, visit.check, isAsked: waits))
            }
            if let failure = try await barrier(before: source.url, for: source, isAsked: waits) {
                return Visited(try await barred(source, visit.state, visit.check, failure))
            }
            let request = try source.request(
                visit.state.conditions(now: now()), http: stages.settings.http, spool: stages.work.input(of: visit.id),
                exchange: stages.work.exchange(of: visit.id))
            let walker = Walker(id: source.id, rules: source, isAsked: waits)
            guard let outcome = await capture(request, for: walker) else {
                stages.work.remove(visit.id)
                return Visited(PollAnswer(source, restsUntil: wish(for: source)))
            }
            return try await take(outcome, visit)
        } catch {
            stages.work.remove(visit.id)
            return Visited(deferred(source, error))
        }
    }

    private func take(_ outcome: FetchOutcome, _ visit: Visit) async throws(Problem) -> Visited {
        let (source, state) = (visit.source, visit.state)
        if case .body(let exchange, let size) = outcome, !Task.isCancelled {
            return try await received(visit, exchange, size)
        }
        // Without a body there is nothing to put away.
        if case .unchanged = outcome {} else { stages.work.remove(visit.id) }
        // What a server wishes is kept also by who is stopping.
        if Task.isCancelled, outcome.wish == nil { return Visited(PollAnswer(source, .stopped)) }
        switch outcome {
        case .body: return Visited(PollAnswer(source, .stopped))
        case .unchanged(let exchange):
            let next = try await note(stages.unchanged(state, visit.check, exchange), of: source)
            return Visited(
                PollAnswer(source, .nothingNew, "not modified", report: state.report, version: state.version), next)
        case .failed(let failure) where failure.code == .spoolFailed:
            // Our own disk, and no word about the source.
            throw failure.problem(at: source.url)
        case .failed(let failure):
            let rests = rests(after: failure, source.url)
            let next = try await note(stages.failure(state, visit.check, failure, rests: rests), of: source)
            return Visited(PollAnswer(source, after: failure, next), next)
        }
    }

    // A name for an answer in the work area that nothing else has, in this run and in any other.
    private func newID() -> String {
        checks += 1
        return "\(SourcePoller.fetchPrefix)\(runID)-\(checks)"
    }

    /// What becomes of a source that may not be asked.
    func barred(
        _ source: Settings.Source, _ state: SourceState, _ check: Check, _ failure: FetchFailure
    ) async throws(Problem) -> PollAnswer {
        let wish = wish(for: source)
        if wish > now() { return PollAnswer(source, restsUntil: wish) }
        if Task.isCancelled && failure.retryAfter == nil || failure.code == .cancelled {
            return PollAnswer(source, .stopped)
        }
        let rests = rests(after: failure, source.url)
        let next = try await note(stages.failure(state, check, failure, rests: rests), of: source)
        return PollAnswer(source, after: failure, next)
    }

    /// What becomes of a source that something on our side was in the way of.
    func deferred(_ source: Settings.Source, _ problem: Problem) -> PollAnswer {
        stages.log.warning("source \(source.id) could not be checked: \(problem)")
        rest(source, for: .seconds(30))
        return PollAnswer(source, .deferred, problem.description)
    }

    // Leaves a source alone for a moment, for a trouble of our own.
    private func rest(_ source: Settings.Source, for duration: Duration) {
        sourceRest[source.id] = now().advanced(by: duration)
    }

    /// What is stored of a source, if it is of its address.
    func state(of source: Settings.Source) -> SourceState {
        source.valid(try? stages.catalogue.source(source.id))
            ?? SourceState(id: source.id, url: source.url, changedAt: now())
    }

    // From here on the body is a claimed input like any other.
    private func received(_ visit: Visit, _ exchange: Exchange, _ size: Int) async throws(Problem) -> Visited {
        let (source, id) = (visit.source, visit.id)
        let name = URL(string: exchange.finalURL)?.lastPathComponent ?? source.id
        var claim = Claim(
            id: id, nameBytes: Array(name.utf8), shownName: name, origin: .source(id: source.id, url: source.url),
            device: 0, inode: 0, size: size, mtime: 0, claimed: now())
        claim.exchange = exchange
        try await stages.claim(received: claim)
        let input = Input(claim: claim, source: visit.state, check: visit.check)
        let verdicts = await worker.take([input], waits: visit.waits)
        if case .refused = verdicts.first?.verdict, let state = try stages.catalogue.source(source.id) {
            return Visited(
                PollAnswer(source, .failed, state.lastProblem, report: state.report, version: state.version), state)
        }
        return Visited(PollAnswer(source, verdicts.first?.verdict))
    }
}

extension Stages {
    /// Claims an answer that lies in the work area. Elsewhere than where it came from: the disk is waited for.
    func claim(received claim: Claim) async throws(Problem) {
        try await away { () throws(Problem) in
            try Disk.syncFolder(self.work.root)
            try self.catalogue.claim([claim])
        }
    }
}
