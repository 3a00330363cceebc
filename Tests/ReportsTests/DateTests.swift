import Model
import Testing

@testable import Reports

/// Dates that a document states of itself.
@Suite struct DateTests {
    private func read(_ text: String) -> PrintedDate? {
        let canonical = CanonicalText(text)
        return PrintedDate.read(
            Tokenizer.tokens(of: canonical, in: 0..<canonical.scalars.count), at: 0, Language.english.dates)
    }

    @Test(arguments: [
        ("2 May 2019", "2019-05-02"), ("02/03/2017", "2017-03-02"), ("2017-03-02", "2017-03-02"),
        ("2.3.2017", "2017-03-02"), ("02/03/17", "2017-03-02"), ("the 2nd of May, 2019", "2019-05-02"),
        ("Thursday 18 April 2024", "2024-04-18"), ("Thursday, 18th Apr 2024", "2024-04-18"),
    ])
    func `a day is read in every form that is printed`(text: String, day: String) {
        #expect(read(text)?.date == CalendarDate(day))
        #expect(read(text)?.dateEnd == nil)
    }

    @Test(arguments: [
        ("4 February 2019 to 8 February 2019", "2019-02-04", "2019-02-08"),
        ("13 May to 24 May 2019", "2019-05-13", "2019-05-24"), ("13 May–24 June 2019", "2019-05-13", "2019-06-24"),
        ("14–18 January 2019", "2019-01-14", "2019-01-18"), ("14 - 18 January 2019", "2019-01-14", "2019-01-18"),
        ("from 3 to 14 June 2019", "2019-06-03", "2019-06-14"),
        ("between 3 June and 14 June 2019", "2019-06-03", "2019-06-14"),
        ("28 December to 4 January 2020", "2019-12-28", "2020-01-04"),
        ("Monday 4 October to Friday 15 October 2021", "2021-10-04", "2021-10-15"),
        ("04/02/2019 – 08/02/2019", "2019-02-04", "2019-02-08"),
    ])
    func `a range has its first and its last day`(text: String, first: String, last: String) {
        #expect(read(text)?.date == CalendarDate(first))
        #expect(read(text)?.dateEnd == CalendarDate(last))
    }

    @Test(arguments: [
        "31 April 2019", "29 February 2019 to 3 March 2019", "18–14 January 2019", "24 June to 13 May 2019",
        "31/02/2017", "2017-02-31",
    ])
    func `a day that does not exist is no date`(text: String) { #expect(read(text)?.date == nil) }

    @Test(arguments: ["Thursday 18 April", "May 2019", "2019", "3 to 14 June", "1.2.3", "12 officers", "May"])
    func `what leaves out a part of a date is no date`(text: String) { #expect(read(text)?.date == nil) }

    @Test(arguments: [
        ("Published on: 2 May 2019", "published", "2019-05-02", nil),
        ("Published: 8 December 2015", "published", "2015-12-08", nil),
        ("Published\n2 May 2019", "published", "2019-05-02", nil),
        ("Sent on:\n5 May 2021", "sent", "2021-05-05", nil),
        ("Sent on: 5 May 2021", "sent", "2021-05-05", nil),
        ("Inspection dates\t4 February 2019 to 8 February 2019", "inspected", "2019-02-04", "2019-02-08"),
        ("Inspection dates: 14–18 January 2019", "inspected", "2019-01-14", "2019-01-18"),
        ("Inspection dates: 13 and 14 March 2018", "inspected", "2018-03-13", "2018-03-14"),
        ("Inspection dates: 29 and 30 September, and 1 October 2020", "inspected", "2020-09-29", "2020-10-01"),
        ("Inspection dates: 5 to 9 May 2022 and 14 to 15 June 2022", "inspected", "2022-05-05", "2022-06-15"),
        ("Inspection dates: 8 July 2019 to\n12 July 2019", "inspected", "2019-07-08", "2019-07-12"),
    ])
    func `a date line says its role`(line: String, role: String, first: String, last: String?) throws {
        let read = try Kent.read(line)
        let date = try #require(read.record.dates.first)
        #expect(read.record.dates.count == 1)
        #expect(date.role == role)
        #expect(date.date == CalendarDate(first))
        #expect(date.dateEnd == last.flatMap { CalendarDate($0) })
        #expect(read.document.text.shows(date.evidence))
        #expect(read.record.sections.map(\.id) == ["opening"])
    }

    @Test func `several dates in one line are several dates`() throws {
        let record = try Kent.record("Published on: 2 May 2019 Last updated: 3 June 2019")
        #expect(record.dates.map(\.role) == ["published", "last-updated"])
        #expect(record.published == CalendarDate("2019-05-02"))
        #expect(record.lastUpdated == CalendarDate("2019-06-03"))
    }

    @Test func `an impossible date keeps its words alone`() throws {
        let record = try Kent.record("Published on: 31 April 2019")
        #expect(record.dates.map(\.text) == ["Published on: 31 April 2019"])
        #expect(record.dates.map(\.date) == [nil])
        #expect(record.published == nil)
    }

    @Test func `the date under another report's title is not this report's`() throws {
        let record = try Kent.record(
            """
            Other reports
            The inspectorate looks at other things as well.
            Custody in Kent
            Published: 8 December 2015
            """)
        #expect(record.dates.map(\.role) == ["other-published"])
        #expect(record.published == nil)
    }

    @Test func `the months are those of the language`() {
        let canonical = CanonicalText("31 Mawrth 2024")
        let tokens = Tokenizer.tokens(of: canonical, in: 0..<canonical.scalars.count)
        #expect(PrintedDate.read(tokens, at: 0, Language.english.dates) == nil)
        #expect(PrintedDate.read(tokens, at: 0, Language("cy").dates)?.date == CalendarDate("2024-03-31"))
    }

    @Test func `banners and sentences state no date of the report`() throws {
        let record = try Kent.record(
            """
            This site will be down on Thursday 18 April for maintenance work from 6 pm until midnight.
            Published in 2016, our report on custody of 8 December 2015 set out what the force had to do by March.
            """)
        #expect(record.dates.isEmpty)
    }
}
