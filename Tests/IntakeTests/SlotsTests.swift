import Foundation
import Model
import Testing

@testable import Intake

/// Times of day in a zone, over whole years and both changes of the clocks.
struct SlotsTests {
    private static let everyDay = Slots.Days(ofWeek: Set(0...6))

    private static func slots(_ zone: String, _ minutes: Int..., days: Slots.Days = everyDay) throws -> Slots {
        Slots(text: "slots", days: days, minutes: minutes, zone: try #require(Zone(zone)))
    }

    private static func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    /// Every planned time in a span, as a daemon that never sleeps comes upon them.
    private static func runs(
        _ slots: Slots, from start: String, to end: String, jitter: Duration = .zero
    ) throws -> [Timestamp] {
        let schedule = Schedule(slots: [slots], jitter: jitter)
        let end = try time(end)
        var runs: [Timestamp] = []
        var now = try time(start)
        while true {
            now = schedule.next(after: .init(time: now), for: "a")
            guard now < end else { return runs }
            runs.append(now)
        }
    }

    private static func calendar(_ zone: String) throws -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: zone))
        return calendar
    }

    @Test(
        arguments: ["Europe/London", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC"], [2026, 2028])
    func `a time of day comes once on every day of a year, and the clocks there show it`(
        zone: String, year: Int
    ) throws {
        let runs = try Self.runs(
            Self.slots(zone, 1, 570), from: "\(year - 1)-12-31T12:00:00Z", to: "\(year + 1)-01-02T12:00:00Z")
        let calendar = try Self.calendar(zone)
        var days: [String: [Int]] = [:]
        for run in runs {
            let shown = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: run.date)
            guard shown.year == year else { continue }
            #expect(shown.second == 0)
            days["\(shown.month ?? 0)-\(shown.day ?? 0)", default: []].append(
                (shown.hour ?? 0) * 60 + (shown.minute ?? 0))
        }
        #expect(days.count == (year == 2028 ? 366 : 365))
        #expect(days.values.allSatisfy { $0 == [1, 570] })
    }

    @Test func `weekdays are Monday to Friday there, whatever day it is in Greenwich`() throws {
        let slots = try Self.slots("Asia/Kolkata", 1, days: .init(ofWeek: Set(0...4)))
        let runs = try Self.runs(slots, from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z")
        let calendar = try Self.calendar("Asia/Kolkata")
        #expect(runs.count == 261)
        // 1 is Sunday, 7 Saturday.
        #expect(runs.allSatisfy { (2...6).contains(calendar.component(.weekday, from: $0.date)) })
        #expect(runs.first?.description == "2026-01-01T18:31:00.000Z")
    }

    @Test(arguments: [
        // London: 01:30 is left out on 29 March 2026, and comes twice on 25 October.
        ("Europe/London", 90, "2026-03-29T00:00:00Z", "2026-03-29T01:00:00.000Z"),
        ("Europe/London", 60, "2026-03-29T00:00:00Z", "2026-03-29T01:00:00.000Z"),
        ("Europe/London", 119, "2026-03-29T00:00:00Z", "2026-03-29T01:00:00.000Z"),
        ("Europe/London", 120, "2026-03-29T00:00:00Z", "2026-03-29T01:00:00.000Z"),
        ("Europe/London", 59, "2026-03-29T00:00:00Z", "2026-03-29T00:59:00.000Z"),
        ("Europe/London", 90, "2026-10-24T23:30:00Z", "2026-10-25T00:30:00.000Z"),
        ("Europe/London", 60, "2026-10-24T23:30:00Z", "2026-10-25T00:00:00.000Z"),
        ("Europe/London", 120, "2026-10-24T23:30:00Z", "2026-10-25T02:00:00.000Z"),
        // Lord Howe: half an hour, from 02:00 on 4 October and to 01:30 on 5 April 2026.
        ("Australia/Lord_Howe", 135, "2026-10-03T12:00:00Z", "2026-10-03T15:30:00.000Z"),
        ("Australia/Lord_Howe", 150, "2026-10-03T12:00:00Z", "2026-10-03T15:30:00.000Z"),
        ("Australia/Lord_Howe", 105, "2026-04-04T12:00:00Z", "2026-04-04T14:45:00.000Z"),
        // New York and St John's, where clocks change at 02:00 and half an hour apart.
        ("America/New_York", 150, "2026-03-08T05:00:00Z", "2026-03-08T07:00:00.000Z"),
        ("America/St_Johns", 150, "2026-03-08T04:00:00Z", "2026-03-08T05:30:00.000Z"),
        // Samoa left out the whole of 30 December 2011.
        ("Pacific/Apia", 720, "2011-12-30T00:00:00Z", "2011-12-30T10:00:00.000Z"),
    ])
    func `a slot that is left out runs at the first moment after, one that comes twice at the first, and both once`(
        zone: String, minute: Int, after: String, first: String
    ) throws {
        let start = try Self.time(after)
        let runs = try Self.runs(
            Self.slots(zone, minute), from: after, to: start.advanced(by: .seconds(20 * 3600)).description)
        #expect(runs.map(\.description) == [first])
    }

    @Test func `slots that fall on one moment are one check`() throws {
        let slots = try Self.slots("Europe/London", 65, 90, 120)
        let runs = try Self.runs(slots, from: "2026-03-29T00:00:00Z", to: "2026-03-29T12:00:00Z")
        #expect(runs.map(\.description) == ["2026-03-29T01:00:00.000Z"])
    }

    @Test func `days of the month are those that it has`() throws {
        let end = try Self.slots("UTC", 0, days: .init(ofMonth: [31]))
        let runs = try Self.runs(end, from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z").map(\.day.month)
        #expect(runs == [1, 3, 5, 7, 8, 10, 12])
        let last = try Self.slots("UTC", 0, days: .init(ofMonth: [0]))
        let lasts = try Self.runs(last, from: "2028-01-01T00:00:00Z", to: "2029-01-01T00:00:00Z").map(\.day.day)
        #expect(lasts == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
        let leap = try Self.slots("Europe/London", 1, days: .init(ofMonth: [29]))
        let leaps = try Self.runs(leap, from: "2028-02-01T00:00:00Z", to: "2028-03-15T00:00:00Z")
        #expect(leaps.map(\.description) == ["2028-02-29T00:01:00.000Z"])
    }

    @Test func `jitter puts each slot off by its own part, the same after a restart, and loses none`() throws {
        let slots = try Self.slots("Europe/London", 1, 30)
        let (start, end) = ("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")
        let plain = try Self.runs(slots, from: start, to: end)
        // So wide that a later slot may come before an earlier one.
        let moved = try Self.runs(slots, from: start, to: end, jitter: .seconds(3600))
        #expect(moved.count == plain.count && moved != plain)
        #expect(try Self.runs(slots, from: start, to: end, jitter: .seconds(3600)) == moved)
        #expect(zip(moved, plain).allSatisfy { $0 >= $1 && $0 < $1.advanced(by: .seconds(3600 + 1740)) })
        let schedule = Schedule(slots: [slots], jitter: .seconds(3600))
        #expect(moved.allSatisfy { schedule.slots(at: $0, for: "a") == slots })
        #expect(moved.filter { schedule.slots(at: $0, for: "b") == slots }.isEmpty)
    }

    @Test func `interval and slots go beside each other`() throws {
        let schedule = Schedule(every: .seconds(21_600), slots: [try Self.slots("UTC", 1)], jitter: .zero)
        let evening = try Self.time("2026-05-04T20:00:00Z")
        #expect(schedule.next(after: .init(time: evening), for: "a").description == "2026-05-05T00:01:00.000Z")
        let night = try Self.time("2026-05-05T00:01:00Z")
        #expect(schedule.next(after: .init(time: night), for: "a").description == "2026-05-05T06:01:00.000Z")
    }

    @Test func `a slot is not lost to an answer that took long, to failures, or to what a server says`() throws {
        let schedule = Schedule(every: .seconds(3600), slots: [try Self.slots("UTC", 1)], jitter: .zero)
        let (begun, ended) = (try Self.time("2026-05-05T00:00:50Z"), try Self.time("2026-05-05T00:01:10Z"))
        let slot = "2026-05-05T00:01:00.000Z"
        let slow = Schedule.LastCheck(time: ended, begun: begun)
        let stored = schedule.next(after: slow, for: "a")
        #expect(stored == ended)
        #expect(schedule.due(stored: stored, last: .init(time: ended), now: ended, for: "a") == stored)
        let failing = Schedule.LastCheck(time: try Self.time("2026-05-04T23:00:00Z"), failures: 9)
        #expect(schedule.next(after: failing, for: "a").description == slot)
        let fresh = Schedule.LastCheck(time: try Self.time("2026-05-04T23:00:00Z"), freshFor: .seconds(90_000))
        #expect(schedule.next(after: fresh, for: "a").description == slot)
        // But what a server asks for is kept.
        let asked = Schedule.LastCheck(
            time: try Self.time("2026-05-04T23:00:00Z"), failures: 1, retryAfter: .seconds(7200))
        #expect(schedule.next(after: asked, for: "a").description >= "2026-05-05T01:00:00.000Z")
    }

    @Test func `a source with slots alone is asked again soon after a failure`() throws {
        let schedule = Schedule(slots: [try Self.slots("UTC", 1)])
        let failed = try Self.time("2026-05-05T00:01:00Z")
        let next = schedule.next(after: .init(time: failed, failures: 1), for: "a")
        #expect((300_000...360_000).contains(next.milliseconds - failed.milliseconds))
    }

    @Test(arguments: [
        "BST", "EST", "GMT+0530", "europe/london", "Europe/Londn", "", "/", "../UTC", "+05:30", "Z",
        String(repeating: "x/", count: 5000),
    ])
    func `what is no name of a zone is none`(name: String) {
        #expect(Zone(name) == nil)
    }
}
