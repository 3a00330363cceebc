import Catalogue
import Intake
import Model

/// How a check moves the state of its source: pure, so that every move stands in a table of tests.
///
/// It keeps facts alone; what of them is news is for ``SourceNews``.
enum SourceTransition {
    /// Why a check brought nothing.
    struct Failure: Hashable, Sendable {
        let code: String
        let message: String
        let remedy: String
        var status: Int?
        var retryAfter: Duration?
        /// Whether the server, or the line, may be well again in a moment: it asked for patience, or a connection was cut.
        var mayPass = false

        init(code: String, message: String, remedy: String, status: Int? = nil, retryAfter: Duration? = nil) {
            (self.code, self.message, self.remedy) = (code, message, remedy)
            (self.status, self.retryAfter) = (status, retryAfter)
        }

        /// What a request's failure means for a source.
        init(_ failure: FetchFailure) {
            self.init(
                code: failure.code.rawValue, message: failure.message, remedy: failure.remedy, status: failure.status,
                retryAfter: failure.retryAfter)
            let isBrief = failure.retryAfter.map { $0 <= Failure.patience } ?? false
            mayPass = failure.isCut || isBrief && [429, 503].contains(failure.status)
        }

        var trouble: SourceTrouble { SourceTrouble(code: code) }

        /// Who asks for more time than this is not well.
        private static let patience = Duration.seconds(600)
    }

    /// The settings that a move depends on.
    struct Rules: Hashable, Sendable {
        let check: Check
        /// How long an address must be without its page, over two checks, before it counts as gone.
        let goneAfter: Duration
    }

    /// The state after an answer that is a report, unchanged or not.
    static func succeeded(_ state: SourceState, _ rules: Rules, exchange: Exchange, now: Timestamp) -> SourceState {
        var next = state
        next.failures = 0
        next.lastChecked = now
        next.lastStatus = exchange.status
        next.lastProblem = nil
        next.failingSince = nil
        next.goneSince = nil
        next.wellSince = state.wellSince ?? now
        if exchange.status != 304 {
            next.etag = exchange.etag
            next.lastModified = exchange.lastModified
            next.answeredBy = exchange.finalURL
            next.wholeAt = now
        }
        next.nextCheck = rules.check.schedule.next(
            after: .init(time: now, begun: rules.check.begun, freshFor: exchange.freshFor.map { .seconds($0) }),
            for: state.id)
        return moved(next, to: .healthy, now)
    }

    /// The state after a check that failed; the next one backs off.
    static func failed(_ state: SourceState, _ rules: Rules, _ failure: Failure, now: Timestamp) -> SourceState {
        var next = state
        next.failures += 1
        next.lastChecked = now
        next.lastStatus = failure.status
        next.lastProblem = "\(failure.code): \(failure.message). \(failure.remedy)"
        next.failingSince = state.failingSince ?? now
        next.wellSince = nil
        switch failure.trouble {
        case .missing: next.goneSince = state.goneSince ?? now
        // A page of another kind stands there; of a server that is down nothing is known.
        case .page: next.goneSince = nil
        case .down, .blocked: break
        }
        next.nextCheck = nextCheck(next, rules, failure, now)
        return moved(next, to: target(state, rules, failure, now), now)
    }

    private static func target(
        _ state: SourceState, _ rules: Rules, _ failure: Failure, _ now: Timestamp
    ) -> SourceState.State {
        switch failure.trouble {
        case .missing:
            if state.state == .gone { return .gone }
            // Two checks, this and the first that found nothing, so far apart.
            return state.goneSince.map { $0.advanced(by: rules.goneAfter) <= now } ?? false ? .gone : .failing
        case .down, .blocked:
            // What is gone is not back because its server has another fault.
            if state.state == .gone { return .gone }
            // Once is no news where the other side asks for patience, or the line broke.
            return failure.mayPass && state.failures == 0 ? state.state : failure.trouble.state
        case .page: return failure.mayPass && state.failures == 0 ? state.state : failure.trouble.state
        }
    }

    private static func nextCheck(
        _ next: SourceState, _ rules: Rules, _ failure: Failure, _ now: Timestamp
    ) -> Timestamp {
        let planned = rules.check.schedule.next(
            after: .init(
                time: now, begun: rules.check.begun, failures: next.failures, retryAfter: failure.retryAfter),
            for: next.id)
        // Not long after the time at which it would count as gone.
        guard failure.trouble == .missing, failure.retryAfter == nil, let since = next.goneSince else { return planned }
        let decision = since.advanced(by: rules.goneAfter)
        return decision > now ? min(planned, decision) : planned
    }

    private static func moved(_ state: SourceState, to target: SourceState.State, _ now: Timestamp) -> SourceState {
        var next = state
        if next.state != target { next.changedAt = now }
        next.state = target
        return next
    }
}
