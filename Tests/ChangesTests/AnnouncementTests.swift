import Changes
import Model
import Testing

@Suite struct AnnouncementTests {
    private func event(
        _ type: Event.Kind, subject: String = "reportwatch:gb/hmicfrs/peel/2016/metropolitan", from: Int? = nil,
        to: Int? = nil, severity: Severity = .high, quiet: Bool = false, _ summary: String
    ) -> Event {
        var content = Event.Content(report: subject, severity: severity, summary: summary, items: [], quiet: quiet)
        content.fromVersion = from.map(VersionNumber.init)
        content.toVersion = to.map(VersionNumber.init)
        return Event(
            id: "0", source: "urn:uuid:0", type: type, subject: subject, time: Timestamp(milliseconds: 0), data: content
        )
    }

    @Test func `a new report is told by its headline judgments`() {
        #expect(
            Announcement.discovered(Sample.northmoor.reading.record)
                == "effectiveness good, efficiency good, legitimacy requires improvement")
        let line = Announcement.line(
            for: event(.discovered, to: 1, "effectiveness requires improvement, efficiency good, legitimacy good"))
        #expect(
            line
                == "NEW metropolitan peel 2016 v1: effectiveness requires improvement, efficiency good, legitimacy good"
        )
    }

    @Test func `on a page about many bodies each judgment is told with its body`() {
        let sample = Sample.northmoor.reading
        func reading(_ judgments: [Judgment]) -> Reading {
            var record = sample.record
            record.judgments = judgments
            return Reading(record: record, text: sample.text)
        }
        let earlier = reading([judgment(of: "Kent", "outstanding"), judgment(of: "Surrey", "good")])
        #expect(Announcement.discovered(earlier.record) == "Kent legitimacy outstanding, Surrey legitimacy good")
        let later = reading([judgment(of: "Surrey", "good"), judgment(of: "Dorset", "inadequate")])
        // What is said of one body is no change of what was said of another.
        let changed = Comparison.change(from: earlier, to: later).items.filter { $0.path.hasPrefix("/judgments/") }
        #expect(!changed.contains { $0.path.contains("surrey") || $0.from == "outstanding" && $0.to == "inadequate" })
    }

    private func judgment(of name: String, _ grade: String) -> Judgment {
        let slug = Slug.of(name)
        let evidence = CanonicalText("x").evidence(0..<1)
        var judgment = Judgment(
            id: slug + ".legitimacy", scope: "legitimacy", topic: "legitimacy", grade: grade, gradeText: grade,
            status: .graded, scale: "hmicfrs-4", section: "opening", evidence: [evidence])
        judgment.subject = Subject(name: name + " Police", shortName: name, slug: slug)
        return judgment
    }

    @Test func `without pillars all judgments are told and many are counted`() {
        var sample = Sample()
        sample.parts = [
            Sample.Part(
                heading: "Questions",
                pieces: (1...11).map { .paragraph("<j people.question-\($0) good|Answer \($0) is good>.") })
        ]
        let text = Announcement.discovered(sample.reading.record)
        #expect(text.hasPrefix("question 1 good, question 2 good, "))
        #expect(text.hasSuffix(", question 8 good, and 3 more"))
    }

    @Test func `without judgments the title and the number of sections are told`() {
        var sample = Sample()
        sample.parts = [Sample.Part(heading: "One", pieces: []), Sample.Part(heading: "Two", pieces: [])]
        #expect(Announcement.discovered(sample.reading.record) == "Northmoor 2016, 2 sections")
        sample.title = "A\u{1B}[31mred\nname"
        #expect(Announcement.discovered(sample.reading.record) == "A\\u{1B}[31mred name, 2 sections")
    }

    @Test(arguments: [
        (Event.Kind.changed, "CHANGED metropolitan peel 2016 v1→v2 [high] x: good → bad"),
        (.reverted, "REVERTED metropolitan peel 2016 v1→v2 [high] x: good → bad"),
        (.withdrawn, "WITHDRAWN metropolitan peel 2016 v1→v2 [high] x: good → bad"),
        (.restored, "RESTORED metropolitan peel 2016 v1→v2 [high] x: good → bad"),
        (.disagreeing, "RENDITIONS DISAGREE metropolitan peel 2016 v1→v2 [high] x: good → bad"),
        (.sourceFailing, "SOURCE FAILING metropolitan peel 2016: x: good → bad"),
        (.archiveDamaged, "ARCHIVE DAMAGED metropolitan peel 2016: x: good → bad"),
    ])
    func `an event is one line with its versions and severity`(kind: Event.Kind, expected: String) {
        #expect(Announcement.line(for: event(kind, from: 1, to: 2, "x: good → bad")) == expected)
    }

    @Test func `a change that moved no date is called quiet`() {
        #expect(
            Announcement.line(for: event(.changed, from: 1, to: 2, quiet: true, "x: good → bad"))
                == "CHANGED metropolitan peel 2016 v1→v2 [high] x: good → bad (quietly: none of the page's dates moved)"
        )
    }

    @Test(arguments: Event.Kind.allCases)
    func `whatever a name or summary holds the line is one line`(kind: Event.Kind) {
        let line = Announcement.line(
            for: event(kind, subject: "met\n2016\u{1B}[0m", to: 2, "a\r\nb\u{2028}c\u{202E}d\u{85}e\tf\0g"))
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
        #expect(line.contains("a\\r\\nb\\u{2028}c\\u{202E}d\\u{85}e\\tf\\u{0}g"))
        #expect(line.contains("met\\n2016\\u{1B}[0m"))
    }

    @Test func `a summary of hostile headings is one line`() {
        let old = Sample.northmoor.renaming("Context", to: "Con\u{7}text\u{202E}")
        let change = old.reading.change(to: old.replacing("daily", with: "weekly\u{1B}").reading)
        #expect(change.summary == "Con\\u{7}text\\u{202E}: “daily” → “weekly”")
    }
}
