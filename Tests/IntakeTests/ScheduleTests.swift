import Model
import Testing

@testable import Intake

struct ScheduleTests {
    private let checked = Timestamp(milliseconds: 1_800_000_000_000)

    private func wait(
        _ every: Duration, _ failures: Int = 0, _ retryAfter: Duration? = nil, freshFor: Duration? = nil,
        jitter: Duration? = nil, source: String = "met-2016"
    ) -> Duration {
        let last = Schedule.LastCheck(time: checked, failures: failures, retryAfter: retryAfter, freshFor: freshFor)
        let next = Schedule(every: every, jitter: jitter).next(after: last, for: source)
        return .milliseconds(next.milliseconds - checked.milliseconds)
    }

    @Test(arguments: [
        (Duration.seconds(6 * 3600), Duration.seconds(300)), (.seconds(3600), .seconds(60)),
        (.seconds(3660), .seconds(61)),
        (.seconds(60), .seconds(30)), (.seconds(10), .seconds(10)), (.seconds(30 * 86_400), .seconds(300)),
    ])
    func `the first retry comes soon and never later than the next regular check`(every: Duration, first: Duration) {
        #expect(Schedule(every: every).backOff(failures: 1) == first)
    }

    @Test(arguments: [
        (Duration.seconds(6 * 3600), [300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 76_800, 86_400, 86_400]),
        (.seconds(60), [30, 60, 120, 240, 240, 240]), (.seconds(10), [10, 20, 40, 40]),
        (.seconds(7 * 86_400), [300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 76_800, 86_400, 86_400]),
    ])
    func `waits double up to four intervals and at most a day`(every: Duration, seconds: [Int]) {
        let schedule = Schedule(every: every)
        #expect((1...seconds.count).map { schedule.backOff(failures: $0) } == seconds.map { .seconds($0) })
        #expect(schedule.backOff(failures: .max) == schedule.backOff(failures: 100))
    }

    @Test func `jitter stays within a tenth, spreads, and is the same for the same source and check`() {
        let waits = (0..<200).map { wait(.seconds(3600), source: "source \($0)") }
        #expect(waits.allSatisfy { $0 >= .seconds(3420) && $0 <= .seconds(3780) })
        #expect(Set(waits).count > 190)
        #expect(wait(.seconds(3600), source: "a") == wait(.seconds(3600), source: "a"))
        let retries = (0..<200).map { wait(.seconds(3600), 3, source: "source \($0)") }
        #expect(retries.allSatisfy { $0 >= .seconds(240) && $0 <= .seconds(288) })
    }

    @Test func `Retry-After is a floor for every kind of answer, but not for ever`() {
        #expect(wait(.seconds(60), 1, .seconds(7200)) >= .seconds(7200))
        #expect(wait(.seconds(60), 0, .seconds(7200)) >= .seconds(7200))
        #expect(wait(.seconds(3600), 1, .seconds(1)) >= .seconds(60))
        #expect(wait(.seconds(60), 1, .seconds(999_999_999)) <= .seconds(8 * 86_400))
        #expect(wait(.seconds(60), 1, .seconds(-5)) >= .seconds(30))
    }

    @Test func `jitter is as wide as it is said to be, half of it to each side`() {
        let waits = (0..<200).map { wait(.seconds(3600), jitter: .seconds(600), source: "source \($0)") }
        #expect(waits.allSatisfy { $0 >= .seconds(3300) && $0 <= .seconds(3900) })
        #expect(waits.contains { $0 < .seconds(3400) } && waits.contains { $0 > .seconds(3800) })
        #expect(wait(.seconds(3600), jitter: .zero) == .seconds(3600))
    }

    @Test(arguments: [(1, 3600), (3600, 3600), (5400, 5400), (7200, 7200), (31_536_000, 7200), (-5, 3600)])
    func `what a server says of its answer puts a check off, to twice the interval, and never brings it nearer`(
        fresh: Int, seconds: Int
    ) {
        #expect(wait(.seconds(3600), freshFor: .seconds(fresh), jitter: .zero) == .seconds(seconds))
        #expect(wait(.seconds(3600), 1, freshFor: .seconds(fresh)) <= .seconds(72))
    }

    @Test func `missed checks are made up by one`() {
        let schedule = Schedule(every: .seconds(3600))
        let now = checked.advanced(by: .seconds(3 * 86_400))
        let last = Schedule.LastCheck(time: checked)
        let stored = schedule.next(after: last, for: "x")
        #expect(schedule.due(stored: stored, last: last, now: now, for: "x") == stored)
        #expect(schedule.next(after: .init(time: now), for: "x") > now)
        #expect(schedule.due(stored: nil, last: nil, now: now, for: "x") == now)
    }

    @Test func `settings that have changed bound a plan that was made before`() {
        let last = Schedule.LastCheck(time: checked)
        let now = checked.advanced(by: .seconds(60))
        let stored = Schedule(every: .seconds(21_600)).next(after: last, for: "x")
        let sooner = Schedule(every: .seconds(600), jitter: .zero)
        #expect(sooner.due(stored: stored, last: last, now: now, for: "x") == checked.advanced(by: .seconds(1200)))
        let later = Schedule(every: .seconds(86_400), jitter: .zero)
        #expect(later.due(stored: stored, last: last, now: now, for: "x") == checked.advanced(by: .seconds(86_400)))
    }

    @Test func `a clock that was wrong does not stop a source, and a small step back repeats nothing`() {
        let schedule = Schedule(every: .seconds(3600))
        let years = Schedule.LastCheck(time: checked.advanced(by: .seconds(20 * 366 * 86_400)))
        let wrong = schedule.next(after: years, for: "x")
        #expect(schedule.due(stored: wrong, last: years, now: checked, for: "x") == checked)
        let minutes = Schedule.LastCheck(time: checked.advanced(by: .seconds(600)))
        let stored = schedule.next(after: minutes, for: "x")
        #expect(schedule.due(stored: stored, last: minutes, now: checked, for: "x") == stored)
    }

    @Test func `nothing that is asked of a schedule stops it`() {
        let extremes: [Duration] = [.zero, .seconds(-9), .seconds(1 << 50), .milliseconds(1)]
        for every in extremes {
            for jitter in extremes {
                let schedule = Schedule(every: every, jitter: jitter)
                for (failures, wait) in [(0, nil), (.max, Duration.seconds(1 << 50)), (-3, .seconds(-1))] {
                    let last = Schedule.LastCheck(
                        time: checked, failures: failures, retryAfter: wait, freshFor: .seconds(1 << 50))
                    #expect(schedule.next(after: last, for: "") > checked)
                }
            }
        }
    }

    @Test(arguments: [
        ("120", Duration.seconds(120)), (" 0 ", .zero), ("Sun, 06 Nov 1994 08:49:37 GMT", .zero),
        ("Fri, 15 Jan 2027 08:01:00 GMT", .seconds(60)), ("Friday, 15-Jan-27 08:01:00 GMT", .seconds(60)),
        ("Fri Jan 15 08:01:00 2027", .seconds(60)), ("", nil), ("soon", nil), ("-5", nil),
        ("99999999999999999999", .seconds(999_999_999)),
    ])
    func `Retry-After is read as seconds or as an HTTP date`(text: String, wait: Duration?) {
        #expect(RetryAfter.parse(text, now: checked) == wait)
    }
}
