import Catalogue
import Intake
import Model

/// How a check moves the state of its source: pure, so that every move stands in a table of tests.
enum SourceTransition {
    /// Why a check brought nothing.
    struct Failure: Hashable, Sendable {
        let code: String
        let message: String
        let remedy: String
        let status: Int?
        let retryAfter: Duration?
        let state: SourceState.State
    }

    /// The state after an answer that is a report, unchanged or not.
    static func succeeded(_ state: SourceState, every: Duration, exchange: Exchange, now: Timestamp) -> SourceState {
        var next = state
        next.failures = 0
        next.lastChecked = now
        next.lastStatus = exchange.status
        next.lastProblem = nil
        if exchange.status != 304 {
            next.etag = exchange.etag
            next.lastModified = exchange.lastModified
        }
        next.nextCheck = Schedule(every: every).next(after: .init(time: now), seed: state.id)
        return moved(next, to: .healthy, now)
    }

    /// The state after a check that failed; the next one backs off.
    static func failed(_ state: SourceState, every: Duration, _ failure: Failure, now: Timestamp) -> SourceState {
        var next = state
        next.failures += 1
        next.lastChecked = now
        next.lastStatus = failure.status
        next.lastProblem = "\(failure.code): \(failure.message). \(failure.remedy)"
        next.nextCheck = Schedule(every: every).next(
            after: .init(time: now, failures: next.failures, retryAfter: failure.retryAfter), seed: state.id)
        return moved(next, to: failure.state, now)
    }

    /// Gives what a request's failure means for a source.
    static func failure(_ failure: FetchFailure) -> Failure {
        let state: SourceState.State =
            switch failure.code {
            case .notFound, .gone: .gone
            case .forbidden, .unauthorized, .tooManyRequests: .blocked
            default: .failing
            }
        return Failure(
            code: failure.code.rawValue, message: failure.message, remedy: failure.remedy, status: failure.status,
            retryAfter: failure.retryAfter, state: state)
    }

    /// Gives one sentence where a source has moved between states or kinds of trouble; `nil` where all is as it was.
    static func news(from old: SourceState, to new: SourceState) -> String? {
        if new.state == .healthy {
            return old.state == .healthy ? nil : "source \(new.id) answers again (\(new.url))"
        }
        guard new.state != old.state || code(of: new) != code(of: old) else { return nil }
        return "source \(new.id) is \(new.state.rawValue): \(new.lastProblem ?? "") (\(new.url))"
    }

    private static func code(of state: SourceState) -> Substring? { state.lastProblem?.prefix { $0 != ":" } }

    private static func moved(_ state: SourceState, to target: SourceState.State, _ now: Timestamp) -> SourceState {
        var next = state
        if next.state != target { next.changedAt = now }
        next.state = target
        return next
    }
}
