import Model
import Testing

@testable import Intake

struct ScheduleTests {
    private let checked = Timestamp(milliseconds: 1_800_000_000_000)

    private func wait(
        _ every: Duration, _ failures: Int = 0, _ retryAfter: Duration? = nil, seed: String = "met-2016 1"
    ) -> Duration {
        let last = Schedule.LastCheck(time: checked, failures: failures, retryAfter: retryAfter)
        return .milliseconds(Schedule(every: every).next(after: last, seed: seed).milliseconds - checked.milliseconds)
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

    @Test func `jitter stays within a tenth, spreads, and is the same for the same seed`() {
        let waits = (0..<200).map { wait(.seconds(3600), seed: "source \($0)") }
        #expect(waits.allSatisfy { $0 >= .seconds(3420) && $0 <= .seconds(3780) })
        #expect(Set(waits).count > 190)
        #expect(wait(.seconds(3600), seed: "a") == wait(.seconds(3600), seed: "a"))
        let retries = (0..<200).map { wait(.seconds(3600), 3, seed: "source \($0)") }
        #expect(retries.allSatisfy { $0 >= .seconds(240) && $0 <= .seconds(288) })
    }

    @Test func `Retry-After is a floor for every kind of answer, but not for ever`() {
        #expect(wait(.seconds(60), 1, .seconds(7200)) >= .seconds(7200))
        #expect(wait(.seconds(60), 0, .seconds(7200)) >= .seconds(7200))
        #expect(wait(.seconds(3600), 1, .seconds(1)) >= .seconds(60))
        #expect(wait(.seconds(60), 1, .seconds(999_999_999)) <= .seconds(8 * 86_400))
        #expect(wait(.seconds(60), 1, .seconds(-5)) >= .seconds(30))
    }

    @Test func `missed checks are made up by one, and a time left by a wrong clock does not stop a source`() {
        let schedule = Schedule(every: .seconds(3600))
        let now = checked.advanced(by: .seconds(3 * 86_400))
        #expect(schedule.due(stored: checked, now: now) == checked)
        #expect(schedule.next(after: .init(time: now), seed: "x") > now)
        #expect(schedule.due(stored: nil, now: now) == now)
        let wrong = now.advanced(by: .seconds(20 * 366 * 86_400))
        #expect(schedule.due(stored: wrong, now: now) == now.advanced(by: .seconds(14 * 86_400)))
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
