import Changes
import Model
import Testing

@Suite struct WidthTests {
    private let time = Timestamp(milliseconds: 1488447015_000)
    private let summary =
        "effectiveness: good → requires improvement (worse); Context: 2 paragraphs edited (+12 −3 words); "
        + "Looking ahead: 1 bullet added; and 4 more"

    private func event(_ summary: String) -> Event {
        let report = "reportwatch:gb/hmicfrs/peel/2016/metropolitan"
        var content = Event.Content(report: report, severity: .high, summary: summary, items: [], quiet: false)
        (content.fromVersion, content.toVersion) = (VersionNumber(1), VersionNumber(2))
        return Event(
            id: "e", source: "urn:uuid:00000000-0000-4000-8000-000000000000", type: .changed, subject: report,
            time: time,
            data: content)
    }

    @Test func `without a width, or where it fits, an event is one whole line`() {
        let whole = "\(time) CHANGED metropolitan peel 2016 v1→v2 [high] " + summary
        #expect(Announcement.lines(for: event(summary), at: time, width: nil) == [whole])
        #expect(Announcement.lines(for: event(summary), at: time, width: whole.count) == [whole])
    }

    @Test func `what does not fit is counted, by clauses`() {
        let head = "2017-03-02 09:30 CHANGED metropolitan peel 2016 v1→v2 [high]"
        #expect(
            Announcement.lines(for: event(summary), at: time, width: 130) == [
                head + " effectiveness: good → requires improvement (worse); and 6 more"
            ])
        #expect(
            Announcement.lines(for: event(summary), at: time, width: 80) == [
                head, "    effectiveness: good → requires improvement (worse); and 6 more",
            ])
        let quoted = event(
            "Context: added “one; two; three” and a good deal of other words that nobody reads; and 2 more")
        #expect(
            Announcement.lines(for: quoted, at: time, width: 80) == [
                head, "    Context: added “one; two; three” and a good deal of other…; and 2 more",
            ])
    }

    @Test(arguments: [30, 64, 72, 80, 100, 120, 160])
    func `no line is wider than it may be`(width: Int) {
        for text in [summary, "", String(repeating: "x", count: 400), "a; b"] {
            let lines = Announcement.lines(for: event(text), at: time, width: width)
            #expect(lines.count <= 2 && lines.allSatisfy { $0.count <= width }, "\(lines)")
        }
    }
}
