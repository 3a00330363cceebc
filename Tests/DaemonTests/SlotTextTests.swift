import Intake
import Model
import Testing

@testable import Daemon

/// `every`, `at` and `jitter` as settings say them.
@Suite("Schedules in the settings")
struct SlotTextTests {
    private func problems(_ keys: String) -> [String] {
        let json = #"{"sources": [{"id": "a", "url": "https://a.org/", \#(keys)}]}"#
        do throws(SettingsProblems) {
            _ = try SettingsFile.settings(from: Array(json.utf8), at: "config.json", folder: "/etc")
            return []
        } catch { return error.problems.map { "\($0.what) (at \($0.location)). \($0.remedy)" } }
    }

    /// The starts of a week, as a source would be asked: from Monday, 4 May 2026.
    private func week(_ text: String) throws -> [String] {
        let schedule = Schedule(slots: [try SlotText.slots(text)])
        let start = try #require(Timestamp("2026-05-03T23:59:00Z"))
        var times: [String] = []
        var now = start
        while true {
            now = schedule.next(after: .init(time: now), for: "a")
            guard now < start.advanced(by: .seconds(7 * 86_400)) else { return times }
            times.append(String(now.description.dropFirst(8).prefix(8)))
        }
    }

    @Test(arguments: [
        ("00:01 UTC", "04T00:01 05T00:01 06T00:01 07T00:01 08T00:01 09T00:01 10T00:01"),
        ("daily 0:01 UTC", "04T00:01 05T00:01 06T00:01 07T00:01 08T00:01 09T00:01 10T00:01"),
        ("weekdays 00:01 Europe/London", "04T23:01 05T23:01 06T23:01 07T23:01 10T23:01"),
        ("weekends 12:00 UTC", "09T12:00 10T12:00"), ("mon 12:00,18:30 UTC", "04T12:00 04T18:30"),
        ("Mon, Wed 18:30 12:00 UTC", "04T12:00 04T18:30 06T12:00 06T18:30"),
        ("tue-thu 12:00 UTC", "05T12:00 06T12:00 07T12:00"),
        ("sat-mon 12:00 UTC", "04T12:00 09T12:00 10T12:00"), ("Tuesday-Wednesday 12:00 UTC", "05T12:00 06T12:00"),
        ("8th 12:00 UTC", "08T12:00"), ("5th,sun 12:00 UTC", "05T12:00 10T12:00"), ("\t10th\t22:59  UTC ", "10T22:59"),
    ])
    func `days, times and a zone are read as people mean them`(text: String, times: String) throws {
        #expect(try week(text).joined(separator: " ") == times)
    }

    @Test(arguments: [
        (
            #""at": "weekdays 25:01 Europe/London""#,
            "“25:01” is no time of day (at sources[0].at). Write it as 00:00 to 23:59."
        ),
        (#""at": "12:60 UTC""#, "“12:60” is no time of day (at sources[0].at). Write it as 00:00 to 23:59."),
        (#""at": "24:00 UTC""#, "“24:00” is no time of day (at sources[0].at). Write it as 00:00 to 23:59."),
        (#""at": "12:00:00 UTC""#, "“12:00:00” is no time of day (at sources[0].at). Write it as 00:00 to 23:59."),
        (
            #""at": "weekdays 00:01""#,
            "“weekdays 00:01” names no time zone (at sources[0].at). Add one at the end, such as Europe/London or UTC."
        ),
        (
            #""at": "weekdays Europe/London""#,
            "“weekdays Europe/London” names no time of day (at sources[0].at). Write it as in “weekdays 00:01 Europe/London”."
        ),
        (
            #""at": """#,
            "“” names no time of day (at sources[0].at). Write it as in “weekdays 00:01 Europe/London”."
        ),
        (
            #""at": ["06:00 UTC", "weekdays 00:01 Europe/Londn"]"#,
            "“Europe/Londn” is no time zone (at sources[0].at[1]). Did you mean Europe/London? Write UTC or a name such as Europe/London, not an abbreviation."
        ),
        (
            #""at": "00:01 BST""#,
            "“BST” is no time zone (at sources[0].at). Did you mean UTC? Write UTC or a name such as Europe/London, not an abbreviation."
        ),
        (
            #""at": "workdays 00:01 UTC""#,
            "“workdays” is no day (at sources[0].at). Did you mean weekdays? Write daily, weekdays, weekends, mon to sun, tue-thu, 1st to 31st or last."
        ),
        (
            #""at": "mon-fri-sun 00:01 UTC""#,
            "“mon-fri-sun” is no day (at sources[0].at). Write daily, weekdays, weekends, mon to sun, tue-thu, 1st to 31st or last."
        ),
        (
            #""at": "32nd 00:01 UTC""#,
            "“32nd” is no day (at sources[0].at). Write daily, weekdays, weekends, mon to sun, tue-thu, 1st to 31st or last."
        ),
        (
            #""at": 7"#,
            "7 is not a text such as “weekdays 00:01 Europe/London”, or a list of such texts (at sources[0].at). Write a text such as “weekdays 00:01 Europe/London”, or a list of such texts."
        ),
        (
            #""at": [7]"#,
            "7 is not a text such as “weekdays 00:01 Europe/London” (at sources[0].at[0]). Write a text such as “weekdays 00:01 Europe/London”."
        ),
        (
            #""every": "PT1H", "jitter": "2h""#,
            "\"2h\" is not a duration such as PT6H, PT0.5S, 6h or 500ms, 1 h or shorter (at sources[0].jitter). Write a duration such as PT6H, PT0.5S, 6h or 500ms, 1 h or shorter."
        ),
    ])
    func `a fault is told with what, where and what to write`(keys: String, problem: String) {
        #expect(problems(keys) == [problem])
    }

    @Test func `endless texts end soon`() {
        for text in [String(repeating: "mon ", count: 100_000), String(repeating: "a", count: 1 << 20) + " 0:00 x"] {
            #expect(throws: SlotText.Fault.self) { try SlotText.slots(text) }
        }
    }
}
