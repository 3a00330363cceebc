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
    private let rules = rules(every: .seconds(21_600), goneAfter: .seconds(86_400))

    private static func rules(every: Duration, goneAfter: Duration) -> SourceTransition.Rules {
        let check = Check(schedule: Schedule(every: every), begun: Timestamp(milliseconds: 0))
        return SourceTransition.Rules(check: check, goneAfter: goneAfter)
    }

    private func state(_ state: SourceState.State, problem: String? = nil, failures: Int = 0) -> SourceState {
        var source = SourceState(id: "s", url: "https://example.org/", state: state, changedAt: start)
        source.lastProblem = problem
        source.failures = failures
        source.etag = "old"
        return source
    }

    private func failure(_ code: String, retryAfter: Duration? = nil) -> SourceTransition.Failure {
        .init(code: code, message: "m", remedy: "R.", status: 404, retryAfter: retryAfter)
    }

    private func exchange(_ status: Int) -> Exchange {
        Exchange(url: "https://example.org/", finalURL: "https://example.org/", status: status, etag: "new")
    }

    @Test(arguments: SourceState.State.allCases)
    func `an answer makes any source healthy`(old: SourceState.State) {
        var before = state(old, problem: "x: y", failures: 4)
        before.failingSince = start
        before.goneSince = start
        let after = SourceTransition.succeeded(before, rules, exchange: exchange(200), now: now)
        #expect(after.state == .healthy && after.failures == 0 && after.lastProblem == nil)
        #expect(after.lastChecked == now && after.lastStatus == 200)
        #expect(after.failingSince == nil && after.goneSince == nil && after.wellSince == now)
        #expect(after.changedAt == (old == .healthy ? start : now))
    }

    @Test func `not modified keeps what the last body said of itself`() {
        #expect(SourceTransition.succeeded(state(.healthy), rules, exchange: exchange(304), now: now).etag == "old")
        #expect(SourceTransition.succeeded(state(.healthy), rules, exchange: exchange(200), now: now).etag == "new")
    }

    @Test func `the next check is about one interval away, and sooner after the first failure`() throws {
        let good = SourceTransition.succeeded(state(.healthy), rules, exchange: exchange(200), now: now)
        let wait = try #require(good.nextCheck).milliseconds - now.milliseconds
        #expect((20_000_000...23_000_000).contains(wait))
        let bad = SourceTransition.failed(state(.healthy), rules, failure("server-error"), now: now)
        let retry = try #require(bad.nextCheck).milliseconds - now.milliseconds
        #expect((30_000...600_000).contains(retry))
    }

    @Test func `what a server says of its answer puts the next check off, and is forgotten after a failure`() throws {
        let fresh = Exchange(
            url: "https://example.org/", finalURL: "https://example.org/", status: 200, freshFor: 40_000)
        let good = SourceTransition.succeeded(state(.healthy), rules, exchange: fresh, now: now)
        let wait = try #require(good.nextCheck).milliseconds - now.milliseconds
        #expect((39_700_000...40_300_000).contains(wait))
        let bad = SourceTransition.failed(good, rules, failure("server-error"), now: now)
        #expect(try #require(bad.nextCheck) < now.advanced(by: .seconds(600)))
    }

    @Test func `a slot that came while the answer was on its way is still to come`() throws {
        let slots = try SlotText.slots("00:01 UTC")
        let midnight = try #require(Timestamp("2016-11-25T00:00:00Z"))
        let check = Check(schedule: Schedule(slots: [slots]), begun: midnight.advanced(by: .seconds(50)))
        let answered = midnight.advanced(by: .seconds(80))
        let after = SourceTransition.succeeded(
            state(.healthy), .init(check: check, goneAfter: .zero), exchange: exchange(200), now: answered)
        #expect(after.nextCheck == answered)
    }

    @Test func `a server's wish is a floor`() throws {
        for code in ["server-error", "not-found"] {
            let asked = failure(code, retryAfter: .seconds(7200))
            let after = SourceTransition.failed(state(.healthy), rules, asked, now: now)
            #expect(try #require(after.nextCheck) >= now.advanced(by: .seconds(7200)))
        }
    }

    @Test func `a failure counts and keeps its sentence and its beginning`() {
        var before = state(.failing, problem: "timed-out: m", failures: 2)
        before.failingSince = start
        let after = SourceTransition.failed(before, rules, failure("timed-out"), now: now)
        #expect(after.failures == 3 && after.lastProblem == "timed-out: m. R." && after.lastStatus == 404)
        #expect(after.changedAt == start && after.failingSince == start)
        #expect(after.etag == "old")
    }

    @Test(
        arguments: [
            ("timed-out", .failing), ("server-error", .failing), ("maintenance", .failing), ("error-page", .failing),
            ("not-found", .failing), ("gone", .failing), ("soft-not-found", .failing), ("forbidden", .blocked),
            ("too-many-requests", .blocked), ("bot-wall", .blocked), ("login-page", .blocked),
            ("consent-page", .blocked),
            ("truncated", .degraded), ("wrong-document", .degraded), ("too-large", .degraded),
            ("empty-body", .degraded),
            ("too-many-redirects", .degraded), ("encrypted", .degraded),
        ] as [(String, SourceState.State)])
    func `each kind of trouble has its state`(code: String, new: SourceState.State) {
        #expect(SourceTransition.failed(state(.healthy), rules, failure(code), now: now).state == new)
    }

    @Test func `every code of the two lists has a trouble of its own choosing`() {
        for code in FetchFailure.Code.allCases { #expect(!code.remedy.isEmpty, "\(code)") }
        let troubles = Set(
            (FetchFailure.Code.allCases.map(\.rawValue) + AdmissionRefusal.Code.allCases.map(\.rawValue))
                .map { SourceTrouble(code: $0) })
        #expect(troubles.count == 4)
    }

    // MARK: patience

    @Test func `who asks for patience once has not failed, twice has`() {
        var asked = SourceTransition.Failure(
            FetchFailure(.serverError, "busy", status: 503, retryAfter: .seconds(1)))
        let once = SourceTransition.failed(state(.healthy), rules, asked, now: now)
        #expect(once.state == .healthy && once.failures == 1 && once.lastProblem != nil)
        #expect(SourceTransition.failed(once, rules, asked, now: now).state == .failing)
        asked = .init(FetchFailure(.serverError, "busy", status: 503, retryAfter: .seconds(3600)))
        #expect(SourceTransition.failed(state(.healthy), rules, asked, now: now).state == .failing)
        asked = .init(FetchFailure(.serverError, "busy", status: 503))
        #expect(SourceTransition.failed(state(.healthy), rules, asked, now: now).state == .failing)
    }

    @Test func `a connection that was cut once is no failure of the source yet`() {
        var failure = FetchFailure(.truncated, "cut")
        #expect(SourceTransition.failed(state(.healthy), rules, .init(failure), now: now).state == .degraded)
        failure.isCut = true
        #expect(SourceTransition.failed(state(.healthy), rules, .init(failure), now: now).state == .healthy)
    }

    // MARK: gone

    /// Checks one after another, each so many hours after the first.
    private func after(_ checks: [(hours: Int, code: String?)], from first: SourceState? = nil) -> SourceState {
        checks.reduce(first ?? state(.healthy)) { state, check in
            let time = start.advanced(by: .seconds(Double(check.hours * 3600)))
            guard let code = check.code else {
                return SourceTransition.succeeded(state, rules, exchange: exchange(200), now: time)
            }
            return SourceTransition.failed(state, rules, failure(code), now: time)
        }
    }

    @Test(
        arguments: [
            ([(0, "not-found")], .failing),
            ([(0, "not-found"), (23, "not-found")], .failing),
            ([(0, "not-found"), (24, "not-found")], .gone),
            ([(0, "not-found"), (1, "gone"), (24, "soft-not-found")], .gone),
            ([(0, "not-found"), (12, nil), (24, "not-found")], .failing),
            ([(0, "not-found"), (12, "timed-out"), (24, "not-found")], .gone),
            ([(0, "not-found"), (12, "wrong-document"), (24, "not-found")], .failing),
            ([(0, "timed-out"), (24, "not-found")], .failing),
            ([(0, "not-found"), (24, "not-found"), (25, "server-error")], .gone),
            ([(0, "not-found"), (24, "not-found"), (25, "wrong-document")], .degraded),
            ([(0, "not-found"), (24, "not-found"), (25, nil)], .healthy),
        ] as [([(hours: Int, code: String?)], SourceState.State)])
    func `gone is what is not there over two checks a day apart`(
        checks: [(hours: Int, code: String?)], new: SourceState.State
    ) {
        #expect(after(checks).state == new)
    }

    @Test func `with no time to wait two checks suffice`() {
        let rules = Self.rules(every: .seconds(1), goneAfter: .zero)
        let once = SourceTransition.failed(state(.healthy), rules, failure("not-found"), now: now)
        #expect(once.state == .failing)
        #expect(SourceTransition.failed(once, rules, failure("not-found"), now: now).state == .gone)
    }

    @Test func `a check comes when it can be decided that a page is gone`() throws {
        var state = self.after([(0, "not-found")])
        var hours = 0.0
        while state.state != .gone, hours < 100 {
            let next = try #require(state.nextCheck)
            hours = Double(next.milliseconds - start.milliseconds) / 3_600_000
            state = SourceTransition.failed(state, rules, failure("not-found"), now: next)
        }
        #expect((24...25).contains(hours), "\(hours)")
    }
}
