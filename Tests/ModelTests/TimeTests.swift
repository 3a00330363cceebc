import Model
import Support
import Testing

@Suite("Times and dates")
struct TimeTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_456_749_296_007, "2016-02-29T12:34:56.007Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `known instants are written as known`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    @Test func `an instant reads back as it was written`() throws {
        var generator = Seeded(seed: 1)
        // From 1900 to 2200, both sides of 1970.
        for _ in 0..<3000 {
            let time = Timestamp(
                milliseconds: Int64.random(in: -2_208_988_800_000...7_258_118_400_000, using: &generator))
            #expect(Timestamp(time.description) == time)
        }
    }

    @Test(
        arguments: [
            ("2016-11-03T10:00:00Z", 1_478_167_200_000), ("2016-11-03T12:00:00+02:00", 1_478_167_200_000),
            ("2016-11-03T10:00:00.5Z", 1_478_167_200_500),
        ] as [(String, Int64)])
    func `RFC 3339 in its forms is one instant`(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: ["", "2016-11-03", "10:00:00Z", "2016-13-03T10:00:00Z", "yesterday"])
    func `what is no time is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [
        (-719_162, "0001-01-01"), (-135_081, "1600-02-29"), (-25_509, "1900-02-28"), (-1, "1969-12-31"),
        (0, "1970-01-01"), (11_016, "2000-02-29"), (17_108, "2016-11-03"), (20_088, "2024-12-31"),
        (47_541, "2100-03-01"), (2_932_896, "9999-12-31"),
    ])
    func `known days are written as known`(days: Int, text: String) {
        #expect(CalendarDate(daysSince1970: days).description == text)
        #expect(CalendarDate(text) == CalendarDate(daysSince1970: days))
    }

    @Test func `every day from 1890 to 2110 follows the one before and reads back`() throws {
        var before = CalendarDate(daysSince1970: -29_220)
        for days in -29_219...51_134 {
            let date = CalendarDate(daysSince1970: days)
            #expect(before < date)
            #expect(CalendarDate(date.description) == date)
            #expect(date.daysSince1970 == days)
            #expect(date.day == before.day + 1 || date.day == 1)
            before = date
        }
    }

    @Test(arguments: [
        "2015-02-29", "1900-02-29", "2100-02-29", "2016-04-31", "2016-00-01", "2016-13-01", "2016-01-00", "2016-1-01",
        "16-01-01", "2016-01-1", "2016/01/01", "", "0000-01-01", " 2016-1-01",
    ])
    func `days that do not exist are refused`(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test func `the UTC day of an instant before 1970 is that day`() {
        #expect(Timestamp(milliseconds: -1).day.description == "1969-12-31")
        #expect(Timestamp(milliseconds: -86_400_000).day.description == "1969-12-31")
        #expect(Timestamp(milliseconds: -86_400_001).day.description == "1969-12-30")
    }

    @Test(arguments: [
        ("2019-05-02", 55, "2019-06-26"), ("2020-02-28", 1, "2020-02-29"), ("2019-12-31", 1, "2020-01-01"),
        ("2020-03-01", -1, "2020-02-29"),
    ])
    func `days are added across months and years`(day: String, days: Int, later: String) throws {
        #expect(try #require(CalendarDate(day)).adding(days: days).description == later)
    }

    @Test(arguments: [
        ("2019-11-30", 3, "2020-02-29"), ("2019-11-30", 1, "2019-12-30"), ("2019-12-31", 12, "2020-12-31"),
        ("2018-11-30", 3, "2019-02-28"), ("9999-12-01", 1, nil),
    ])
    func `a month that is too short ends on its last day`(day: String, months: Int, later: String?) throws {
        #expect(try #require(CalendarDate(day)).adding(months: months)?.description == later)
    }
}
