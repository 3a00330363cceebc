import Changes
import Model
import Testing

/// What is no news.
@Suite struct SilenceTests {
    private let base = Sample.northmoor
    private static let sentence =
        "The force's co-operation – in 2013-16 – was \"fine\" and its final offices were open & staffed..."

    @Test(arguments: [
        (
            "white space",
            "The  force's\tco-operation –  in 2013-16 – was \"fine\" and its final offices were open & staffed..."
        ),
        (
            "no-break spaces",
            "The\u{A0}force's co-operation –\u{202F}in 2013-16 – was \"fine\" and its final\u{2009}offices were open & staffed..."
        ),
        (
            "curly quotes",
            "The force’s co-operation – in 2013-16 – was “fine” and its final offices were open & staffed..."
        ),
        (
            "long dashes",
            "The force's co-operation—in 2013–16—was \"fine\" and its final offices were open & staffed..."
        ),
        (
            "a minus sign",
            "The force's co-operation - in 2013−16 - was \"fine\" and its final offices were open & staffed..."
        ),
        (
            "a non-breaking hyphen",
            "The force's co\u{2011}operation – in 2013\u{2011}16 – was \"fine\" and its final offices were open & staffed..."
        ),
        (
            "soft hyphens",
            "The force's co-oper\u{AD}ation – in 2013-16 – was \"fine\" and its final off\u{AD}ices were open & staffed..."
        ),
        (
            "ligatures",
            "The force's co-operation – in 2013-16 – was \"\u{FB01}ne\" and its \u{FB01}nal o\u{FB03}ces were open & staffed..."
        ),
        (
            "an entity",
            "The force&rsquo;s co-operation &ndash; in 2013-16 – was &quot;fine&quot; and its final offices were open &amp; staffed..."
        ),
        (
            "numbered entities",
            "The force&#8217;s co-operation – in&#xA0;2013-16 – was &#34;fine&#34; and its final offices were open &#38; staffed..."
        ),
        (
            "an ellipsis",
            "The force's co-operation – in 2013-16 – was \"fine\" and its final offices were open & staffed…"
        ),
        (
            "a bullet",
            "• The force's co-operation – in 2013-16 – was \"fine\" and its final offices were open & staffed..."
        ),
        (
            "a byte order mark",
            "\u{FEFF}The force's co-operation – in 2013-16 – was \"fine\" and its final offices\u{200B} were open & staffed..."
        ),
    ])
    func `how a sentence is set is no change`(name: String, variant: String) {
        let old = base.adding(.paragraph(Self.sentence), to: "Context").reading
        let new = base.adding(.paragraph(variant), to: "Context").reading
        #expect(old.change(to: new) == Change(items: [], summary: "", quiet: false))
        #expect(new.change(to: old).items.isEmpty)
    }

    @Test(arguments: [
        ("case", "The Force's co-operation – in 2013-16 – was \"fine\" and its final offices were open & staffed..."),
        (
            "a digit",
            "The force's co-operation – in 2013-17 – was \"fine\" and its final offices were open & staffed..."
        ),
        (
            "a comma",
            "The force's co-operation – in 2013-16 – was \"fine\", and its final offices were open & staffed..."
        ),
        (
            "a letter",
            "The force's cooperation – in 2013-16 – was \"fine\" and its final offices were open & staffed..."
        ),
    ])
    func `what a sentence says is a change however small`(name: String, variant: String) {
        let old = base.adding(.paragraph(Self.sentence), to: "Context").reading
        let new = base.adding(.paragraph(variant), to: "Context").reading
        #expect(old.change(to: new).items.map(\.kind) == [.textEdited])
    }

    @Test(arguments: [
        "on 01/10/2021 by", "on 1/10/2021 by", "on 1.10.2021 by", "on 01-10-2021 by", "on 2021-10-01 by",
        "on 1st October 2021 by", "on Friday 1 October 2021 by", "on Friday, 1 October 2021 by",
        "on October 1, 2021 by",
        "on 1 Oct 2021 by", "on Fri 01/10/2021 by",
    ])
    func `another notation of a date is no change, another day is one`(notation: String) {
        let sample = { (words: String) in
            self.base.adding(
                .paragraph("The plan was laid before the board \(words) its author, in 12 parts."), to: "Context"
            )
            .reading
        }
        let (printed, noted) = (sample("on 1 October 2021 by"), sample(notation))
        #expect(printed.change(to: noted).items.isEmpty)
        #expect(noted.change(to: printed).items.isEmpty)
        let items = noted.change(to: sample("on 2 October 2021 by")).items
        #expect(items.map(\.kind) == [.textEdited])
        #expect(items.first?.words?.added == ["2 October 2021"])
        #expect(sample("on 10/01/2021 by").change(to: noted).items.count == 1)
    }

    @Test func `numbers that only look like a date stay numbers`() {
        for (old, new) in [
            ("in 2020/21 and 2021/22 there", "in 2020-21 and 2021/22 there"), ("31/02/2021 it", "31 February 2021 it"),
            ("May 2021 it", "05/2021 it"), ("1 in 10 of 2021 people", "1/10/2021 people"),
        ] {
            let change = base.adding(.paragraph("As the table shows, \(old) was so."), to: "Context").reading.change(
                to: base.adding(.paragraph("As the table shows, \(new) was so."), to: "Context").reading)
            #expect(change.items.map(\.kind) == [.textEdited], "\(old)")
        }
    }

    @Test func `of two sections with one heading the one that says the same is the same`() {
        let card = Sample.Part(heading: "Efficiency", level: 3, pieces: [.paragraph("A word on a card.")])
        var old = base
        old.parts.insert(card, at: 0)
        let change = old.reading.change(to: base.reading)
        #expect(change.items.map(\.kind) == [.sectionRemoved], "\(change.summary)")
        #expect(base.reading.change(to: old.reading).items.map(\.kind) == [.sectionAdded])
    }

    @Test func `a minus gained before a number is a change`() {
        let old = base.adding(.paragraph("Funding moved by 5 percent over the year."), to: "Context").reading
        let new = base.adding(.paragraph("Funding moved by −5 percent over the year."), to: "Context").reading
        #expect(old.change(to: new).items.map(\.kind) == [.textEdited])
    }

    @Test func `a moved paragraph is no change`() {
        var new = base
        let piece = new.parts[0].pieces.remove(at: 1)
        new.parts[3].pieces.append(piece)
        #expect(base.reading.change(to: new.reading).items.isEmpty)
    }

    @Test func `sections and bullets in another order are no change`() {
        var new = base
        new.parts.reverse()
        new.parts[3].pieces.swapAt(1, 2)
        #expect(base.reading.change(to: new.reading).items.isEmpty)
    }

    @Test func `evidence that moved or multiplied is no change of a judgment`() {
        let new = base.adding(.paragraph("<j efficiency good|The force runs in a way that is good>."), to: "Efficiency")
        #expect(base.reading.change(to: new.reading).items.map(\.kind) == [.textAdded])
    }

    @Test func `a paragraph cut in two says the same`() {
        let whole = base.adding(.paragraph("One thing is certain. Another is not. A third may be."), to: "Context")
        let cut = base.adding(.paragraph("One thing is certain."), to: "Context")
            .adding(.paragraph("Another is not. A third may be."), to: "Context")
        #expect(whole.reading.change(to: cut.reading).items.isEmpty)
        #expect(cut.reading.change(to: whole.reading).items.isEmpty)
    }

    @Test func `headings that an extractor lost are layout and not sections removed`() {
        var new = base
        new.hidesHeadings = true
        // The dates are those of sections, so they are left out of this rendition of both.
        let (old, headless) = (base.dropping("updated(").dropping("fact("), new.dropping("updated(").dropping("fact("))
        for change in [old.reading.change(to: headless.reading), headless.reading.change(to: old.reading)] {
            #expect(!change.items.isEmpty)
            #expect(change.items.allSatisfy { $0.kind == .layoutChanged })
            #expect(!change.isNews)
            #expect(!change.quiet)
        }
    }

    @Test func `headings kept as plain lines are nothing at all`() {
        var record = base.reading.record
        record.sections = []
        let plain = Reading(record: record, text: base.reading.text)
        #expect(base.reading.change(to: plain).items.isEmpty)
    }

    @Test func `a date printed in another way is no change`() {
        var new = base
        new.parts[2].pieces[0] = .updated("2017-03-02", shown: "2 March 2017")
        let prose = { (shown: String) in
            Sample.Piece.paragraph(
                "Our inspectors visited the force and its partners on <d inspected 2016-05-09|\(shown)> and spoke to many officers."
            )
        }
        let change = base.adding(prose("9 May 2016"), to: "Context").reading
            .change(to: new.adding(prose("09/05/2016"), to: "Context").reading)
        #expect(change.items.isEmpty)
    }

    @Test func `a link that only moved to https is no change`() {
        let old = base.adding(.paragraph("See <l http://example.org/a/|the data>."), to: "Context")
        let new = base.adding(.paragraph("See <l https://example.org/a|the data>."), to: "Context")
        #expect(old.reading.change(to: new.reading).items.isEmpty)
    }

    @Test(arguments: [
        ("https://example.org/a", "https://example.org/a?sid=6f0c2a9be1d4", true),
        ("https://example.org/a?PHPSESSID=1&page=2", "https://example.org/a?page=2&utm_source=mail", true),
        ("https://example.org/a;jsessionid=1F#x", "https://example.org/a;jsessionid=2E#x", true),
        ("https://example.org/a?page=2", "https://example.org/a?page=3", false),
        ("https://example.org/a?id=3f9c1e2a77b04d55", "https://example.org/a?id=4f9c1e2a77b04d55", false),
    ])
    func `what a link says of a visit is no change, where it leads is`(before: String, after: String, isSame: Bool) {
        let old = base.adding(.paragraph("See <l \(before)|the data>."), to: "Context")
        let new = base.adding(.paragraph("See <l \(after)|the data>."), to: "Context")
        #expect(old.reading.change(to: new.reading).items.isEmpty == isSame)
    }

    @Test func `what lies behind a cut is never removed`() {
        let old = base.reading
        for share in stride(from: 5, through: 95, by: 5) {
            var cut = base
            cut.outcome = .partial
            let change = old.change(to: SampleCut.reading(cut, percent: share))
            #expect(change.items.isEmpty, "\(share) %: \(change.summary)")
        }
    }

    @Test func `a document no longer recognised has no judgments removed`() {
        var plain = base
        plain.kind = "document"
        var record = plain.replacing("daily", with: "weekly").reading.record
        (record.judgments, record.dates, record.people, record.findings, record.lists) = ([], [], [], [], [])
        (record.figures, record.sections) = ([], [])
        let change = base.reading.change(
            to: Reading(record: record, text: plain.replacing("daily", with: "weekly").reading.text))
        #expect(change.items.map(\.kind) == [.textEdited])
    }

    @Test func `what a reader overlooked while its sentence stands is neither removed nor new`() {
        let new = base.replacing("daily", with: "weekly").reading
        var record = new.record
        record.judgments.removeAll { $0.id == "legitimacy" }
        record.findings = []
        let blind = Reading(record: record, text: new.text)
        #expect(base.reading.change(to: blind).items.map(\.kind) == [.textEdited])
        #expect(blind.change(to: base.reading).items.map(\.kind) == [.textEdited])
    }
}

/// Cuts a sample's text off at a share of its length, inside a word if need be, with the record of what is left.
enum SampleCut {
    static func reading(_ sample: Sample, percent: Int) -> Reading {
        let full = sample.reading
        let end = full.text.scalars.count * percent / 100
        var record = full.record
        record.judgments = record.judgments.compactMap { judgment in
            var kept = judgment
            kept.evidence.removeAll { $0.end > end }
            return kept.evidence.isEmpty ? nil : kept
        }
        record.dates.removeAll { $0.evidence.end > end }
        record.people.removeAll { $0.evidence.end > end }
        record.findings.removeAll { $0.evidence.end > end }
        record.figures.removeAll { $0.evidence.end > end }
        record.sections.removeAll { $0.start + $0.heading.unicodeScalars.count > end }
        for index in record.sections.indices { record.sections[index].end = min(record.sections[index].end, end) }
        for index in record.lists.indices { record.lists[index].items.removeAll { $0.evidence.end > end } }
        return Reading(record: record, text: CanonicalText(scalars: Array(full.text.scalars[..<end])))
    }
}
