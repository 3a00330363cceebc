import Catalogue
import Intake
import Model
import Support
import Testing

@testable import Daemon

@Suite("How a check moves its source")
struct SourceTransitionTests {
    private let start = Timestamp(milliseconds: 1_480_000_000_000)
    private var now: Timestamp { start.advanced(by: .seconds(3600)) }
    private let every = Duration.seconds(21_600)

    private func state(_ state: SourceState.State, problem: String? = nil, failures: Int = 0) -> SourceState {
        var source = SourceState(id: "s", url: "https://example.org/", state: state, changedAt: start)
        source.lastProblem = problem
        source.failures = failures
        source.etag = "old"
        return source
    }

    private func failure(_ code: String, _ state: SourceState.State, retryAfter: Duration? = nil)
        -> SourceTransition.Failure
    {
        .init(code: code, message: "m", remedy: "R.", status: 404, retryAfter: retryAfter, state: state)
    }

    private func exchange(_ status: Int) -> Exchange {
        Exchange(url: "https://example.org/", finalURL: "https://example.org/", status: status, etag: "new")
    }

    @Test(arguments: [SourceState.State.healthy, .failing, .gone, .blocked, .degraded])
    func `an answer makes any source healthy`(old: SourceState.State) {
        let before = state(old, problem: "x: y", failures: 4)
        let after = SourceTransition.succeeded(before, every: every, exchange: exchange(200), now: now)
        #expect(after.state == .healthy && after.failures == 0 && after.lastProblem == nil)
        #expect(after.lastChecked == now && after.lastStatus == 200)
        #expect(after.changedAt == (old == .healthy ? start : now))
        #expect((SourceTransition.news(from: before, to: after) == nil) == (old == .healthy))
    }

    @Test func `not modified keeps what the last body said of itself`() {
        #expect(
            SourceTransition.succeeded(state(.healthy), every: every, exchange: exchange(304), now: now).etag == "old")
        #expect(
            SourceTransition.succeeded(state(.healthy), every: every, exchange: exchange(200), now: now).etag == "new")
    }

    @Test func `the next check is about one interval away, and sooner after the first failure`() throws {
        let good = SourceTransition.succeeded(state(.healthy), every: every, exchange: exchange(200), now: now)
        let wait = try #require(good.nextCheck).milliseconds - now.milliseconds
        #expect((20_000_000...23_000_000).contains(wait))
        let bad = SourceTransition.failed(state(.healthy), every: every, failure("x", .failing), now: now)
        let retry = try #require(bad.nextCheck).milliseconds - now.milliseconds
        #expect((30_000...600_000).contains(retry))
    }

    @Test func `a server's wish is a floor`() throws {
        let asked = failure("x", .blocked, retryAfter: .seconds(7200))
        let after = SourceTransition.failed(state(.healthy), every: every, asked, now: now)
        #expect(try #require(after.nextCheck) >= now.advanced(by: .seconds(7200)))
    }

    @Test func `a failure counts and keeps its sentence`() {
        let after = SourceTransition.failed(
            state(.failing, failures: 2), every: every, failure("x", .failing), now: now)
        #expect(after.failures == 3 && after.lastProblem == "x: m. R." && after.lastStatus == 404)
        #expect(after.changedAt == start)
        #expect(after.etag == "old")
    }

    @Test(
        arguments: [
            (.healthy, nil, "timeout", .failing, true), (.failing, "timeout: m", "timeout", .failing, false),
            (.failing, "timeout: m", "refused", .failing, true), (.failing, "timeout: m", "not-found", .gone, true),
            (.gone, "not-found: m", "not-found", .gone, false),
            (.blocked, "forbidden: m", "forbidden", .degraded, true),
        ] as [(SourceState.State, String?, String, SourceState.State, Bool)])
    func `a kind of trouble is news once`(
        old: SourceState.State, problem: String?, code: String, new: SourceState.State, isNews: Bool
    ) {
        let before = state(old, problem: problem)
        let after = SourceTransition.failed(before, every: every, failure(code, new), now: now)
        #expect((SourceTransition.news(from: before, to: after) != nil) == isNews)
        #expect(after.state == new)
    }

    @Test func `statuses mean what they say`() {
        func state(of code: FetchFailure.Code) -> SourceState.State {
            SourceTransition.failure(FetchFailure(code, "m")).state
        }
        #expect(state(of: .notFound) == .gone && state(of: .gone) == .gone)
        #expect(state(of: .forbidden) == .blocked && state(of: .tooManyRequests) == .blocked)
        #expect(state(of: .serverError) == .failing)
    }
}
