import Model
import Testing

@testable import Intake

/// A source over a year, with a clock that sleeps, jumps and is set back, and a daemon that forgets all but what is stored.
struct ClockTests {
    /// What the catalogue keeps of a source, and the requests that were made for it.
    private struct Source {
        let schedule: Schedule
        var stored: Timestamp?
        var last: Schedule.LastCheck?
        var runs: [Timestamp] = []

        init(_ schedule: Schedule) { self.schedule = schedule }

        /// What one look at the clock does.
        mutating func look(_ now: Timestamp) {
            guard schedule.due(stored: stored, last: last, now: now, for: "s") <= now else { return }
            let check = Schedule.LastCheck(time: now, begun: now)
            (stored, last) = (schedule.next(after: check, for: "s"), check)
            runs.append(now)
        }
    }

    private let start = Timestamp("2026-01-01T12:00:00Z") ?? Timestamp(milliseconds: 0)

    private func weekdays() throws -> Schedule {
        let zone = try #require(Zone("Europe/London"))
        return Schedule(
            slots: [.init(text: "weekdays", days: .init(ofWeek: Set(0...4)), minutes: [1], zone: zone)])
    }

    private func after(_ seconds: Int) -> Timestamp { start.advanced(by: .seconds(seconds)) }

    @Test func `over a year each slot is run once, within a look of its time`() throws {
        var source = Source(try weekdays())
        for look in 0..<35_040 { source.look(after(look * 900 + 7)) }
        // The first look of a source that was never checked, and the weekdays of a year.
        #expect(source.runs.count == 1 + 261)
        #expect(source.runs.dropFirst().allSatisfy { $0.milliseconds % 3_600_000 == 907_000 })
    }

    @Test func `however long it slept, what was missed is run once`() throws {
        var source = Source(try weekdays())
        var awake = 0
        var now = 0
        // Naps from minutes to two weeks.
        for nap in 1...200 {
            now += nap * nap * 30
            let count = source.runs.count
            for look in 0..<5 { source.look(after(now + look)) }
            #expect(source.runs.count <= count + 1)
            awake += source.runs.count - count
        }
        #expect(awake > 100)
    }

    @Test(arguments: [60, 3600, 86_400, 400 * 86_400, 20 * 366 * 86_400])
    func `a jump ahead is one check, and back again at most one more`(jump: Int) {
        var source = Source(Schedule(every: .seconds(3600)))
        source.look(start)
        for second in stride(from: 0, to: 600, by: 10) { source.look(after(jump + second)) }
        let ahead = source.runs.count
        #expect(ahead <= 2)
        for second in stride(from: 600, to: 1200, by: 10) { source.look(after(second)) }
        #expect(source.runs.count <= ahead + 1)
        // From then on it goes its way.
        let settled = source.runs.count
        for second in stride(from: 1200, to: 1200 + 10 * 3600, by: 10) { source.look(after(second)) }
        #expect((8...11).contains(source.runs.count - settled))
    }

    @Test func `an hour lived twice runs its slots once`() throws {
        var source = Source(try weekdays())
        source.look(start)
        for second in stride(from: 0, to: 86_400, by: 30) { source.look(after(second)) }
        #expect(source.runs.count == 2)
        // Set back to before the slot.
        for second in stride(from: 12 * 3600 - 600, to: 86_400, by: 30) { source.look(after(second)) }
        #expect(source.runs.count == 2)
    }
}
