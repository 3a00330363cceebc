import Model
import Testing

/// What a document says about itself, and what follows from its publication.
@Suite struct NoteTests {
    @Test(arguments: [
        ("Please note: wording corrected on p. 45 on 21 June 2019.", "2019-06-21"),
        ("This report was updated on 8 August 2024 because the force had sent wrong figures.", "2024-08-08"),
        ("This page has been corrected.", nil),
    ])
    func `a correction is noted with its day`(line: String, day: String?) throws {
        let read = try Kent.read(line)
        let notes = read.record.notes ?? []
        #expect(notes.map(\.role) == ["correction"])
        #expect(notes.map(\.date) == [day.flatMap { CalendarDate($0) }])
        #expect(notes.map(\.text) == [line])
        #expect(notes.allSatisfy { read.document.text.shows($0.evidence) })
    }

    @Test(arguments: [
        ("Kent Police has been moved into enhanced monitoring (Engage).", "engage"),
        ("The force is in the Engage phase of our monitoring process.", "engage"),
        ("We have moved the force into our enhanced level of monitoring.", "engage"),
        ("Kent Police was removed from enhanced monitoring in spring.", "removed"),
        ("The force has been returned to routine monitoring.", "scan"),
        ("The force is in the Scan phase of monitoring.", "scan"),
    ])
    func `the stage of monitoring is a note`(line: String, stage: String) throws {
        let notes = try Kent.record(line).notes ?? []
        #expect(notes.map(\.role) == ["monitoring"])
        #expect(notes.map(\.value) == [stage])
    }

    @Test(arguments: [
        "A force that does not improve may be moved into enhanced monitoring.",
        "Officers corrected the record on 21 June 2019.", "The force was not removed from enhanced monitoring.",
    ])
    func `what only sounds like it is no note`(line: String) throws { #expect(try Kent.record(line).notes == nil) }

    @Test func `a note that stands twice is one`() throws {
        let line = "This page has been corrected."
        #expect(try Kent.record("\(line)\nContext\n\(line)").notes?.count == 1)
    }

    @Test func `publication starts the days of the answer, its own day counted`() throws {
        let duty = try #require(try Kent.record("Published on: 2 May 2019").duties?.first)
        #expect(duty.kind == "pcc-response")
        #expect(duty.from == CalendarDate("2019-05-02"))
        #expect(duty.due == CalendarDate("2019-06-26"))
        #expect(duty.days == 56)
        #expect(duty.computed)
    }

    @Test func `without a day of publication nothing is due`() throws {
        #expect(try Kent.record("Published on: 31 April 2019").duties == nil)
        #expect(try Kent.record("Context").duties == nil)
    }
}
