import Foundation
import Model
import Support
import Testing

@testable import Intake

/// A leap year of a machine whose clock goes on, stands still while it sleeps, leaps ahead, and is set back.
struct ClockYearTests {
    // By another calendar than ours: 00:01 in London is there on every day.
    private static func slots() throws -> [Timestamp] {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "Europe/London"))
        let start = try #require(calendar.date(from: .init(year: 2027, month: 12, day: 25, hour: 0, minute: 1)))
        return (0..<390).compactMap { calendar.date(byAdding: .day, value: $0, to: start) }
            .map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970) * 1000) }
    }

    @Test(arguments: 0..<20)
    func `each slot that has passed is made up by one check, and none is run twice`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        let everyDay = Slots.Days(ofWeek: Set(0...6))
        let zone = try #require(Zone("Europe/London"))
        let schedule = Schedule(slots: [Slots(text: "s", days: everyDay, minutes: [1], zone: zone)])
        let slots = try Self.slots()
        let end = try #require(Timestamp("2029-01-02T12:00:00Z"))
        var now = try #require(Timestamp("2027-12-31T12:00:00Z"))
        var last = Schedule.LastCheck(time: now, begun: now)
        var stored = schedule.next(after: last, for: "a")
        var checks = 0
        while now < end {
            let step: Int =
                switch Int.random(in: 0..<60, using: &random) {
                case 0: Int.random(in: 86_400...5 * 86_400, using: &random)
                case 1: -Int.random(in: 1...7200, using: &random)
                default: Int.random(in: 1...14_400, using: &random)
                }
            now = now.advanced(by: .seconds(step))
            let hasPassed = slots.contains { $0 > last.time && $0 <= now }
            let isDue = schedule.due(stored: stored, last: last, now: now, for: "a") <= now
            #expect(isDue == hasPassed, "seed \(seed): at \(now), last \(last.time), stored \(stored)")
            guard isDue else { continue }
            checks += 1
            last = .init(time: now, begun: now)
            stored = schedule.next(after: last, for: "a")
        }
        #expect(checks > 250 && checks <= 370)
    }
}
