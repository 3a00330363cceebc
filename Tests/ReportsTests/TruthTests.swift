import Model
import Support
import Testing

/// The record of a report against what a careful reader takes from it, field by field.
@Suite struct TruthTests {
    @Test func `the own-worded report of 2016 is read as a careful reader reads it`() throws {
        try check(
            text: Fixtures.bytes("hmicfrs/gloucestershire-2016.txt"),
            truth: Fixtures.bytes("hmicfrs/gloucestershire-2016.truth.json"))
    }

    @Test(.enabled(if: SharedData.isThere, "the shared data is not beside the project"))
    func `the real report of 2016 is read as a careful reader reads it`() throws {
        try check(
            text: SharedData.bytes("seed/metropolitan-2016.txt"),
            truth: SharedData.bytes("seed/metropolitan-2016.truth.json"))
    }

    private func check(text: [UInt8], truth: [UInt8]) throws {
        let read = try ReadReport(text)
        let truth = try JSON.decoded(Truth.self, from: truth)
        checkIdentity(read.record, truth)
        checkPeople(read, truth)
        checkPillars(read, truth)
        checkQuestions(read, truth)
        checkSections(read, truth)
        checkFigures(read, truth)
        #expect(read.record.warnings.count == truth.expected_warnings.count)
        let codes: Set = [
            "key-fact-without-value", "figures-disagree", "run-together-sentences", "key-facts-later-than-cycle",
        ]
        #expect(Set(read.record.warnings.map(\.code)) == codes)
        for evidence in read.allEvidence { #expect(read.document.text.shows(evidence), "\(evidence.exact)") }
    }

    private func checkIdentity(_ record: Record, _ truth: Truth) {
        #expect(record.kind == truth.kind)
        #expect(record.cycle == truth.cycle)
        #expect(record.title == truth.title)
        #expect(record.publisher == Publisher(name: truth.publisher, id: "hmicfrs"))
        #expect(record.subject?.name == truth.force.name)
        #expect(record.subject?.shortName == truth.force.short_name)
        #expect(record.subject?.code == truth.force.pfa_code)
        #expect(record.subject?.codeScheme == "ons-pfa")
        #expect(record.lastUpdated == truth.sections.compactMap(\.last_updated).max())
    }

    private func checkPeople(_ read: ReadReport, _ truth: Truth) {
        #expect(read.record.people.map(\.name) == truth.people.map(\.name))
        // The truth writes straight apostrophes, the page curly ones.
        #expect(read.record.people.map { $0.role.replacing("’", with: "'") } == truth.people.map(\.role))
        #expect(read.lines(of: read.record.people.map(\.evidence)) == Set(truth.people.map(\.line)))
    }

    private func checkPillars(_ read: ReadReport, _ truth: Truth) {
        let pillars = read.record.judgments.filter { $0.id == $0.scope }
        #expect(pillars.map(\.scope) == truth.pillar_judgments.map(\.scope))
        for (pillar, wanted) in zip(pillars, truth.pillar_judgments) {
            #expect(pillar.grade == wanted.grade)
            #expect(pillar.status == .graded)
            #expect(pillar.scale == "hmicfrs-4")
            #expect(pillar.trend == wanted.trend)
            #expect(pillar.lastUpdated == wanted.last_updated)
            #expect(read.lines(of: pillar.evidence) == Set(wanted.lines))
            #expect(pillar.question == truth.sections.first { $0.heading.lowercased() == wanted.scope }?.question)
        }
    }

    // Nothing may be missing and nothing may be claimed beyond the truth.
    private func checkQuestions(_ read: ReadReport, _ truth: Truth) {
        let questions = read.record.judgments.filter { $0.id != $0.scope }
        #expect(questions.count == truth.question_judgments.count)
        for wanted in truth.question_judgments {
            let found = questions.filter {
                $0.scope == wanted.scope && $0.grade == wanted.grade && words($0.topic) == words(wanted.topic)
            }
            #expect(found.count == 1, "\(wanted.topic)")
            #expect(read.lines(of: found.flatMap(\.evidence)) == [wanted.line], "\(wanted.topic)")
        }
    }

    // *its* and *it* (a slip of the real page) do not make another topic.
    private func words(_ topic: String) -> [Substring] {
        topic.split(separator: " ").filter { $0 != "its" && $0 != "it" }
    }

    private func checkSections(_ read: ReadReport, _ truth: Truth) {
        let sections = read.record.sections.filter { $0.level > 1 }
        #expect(sections.map(\.heading) == truth.sections.map(\.heading))
        for (section, wanted) in zip(sections, truth.sections) {
            #expect(section.question == wanted.question || wanted.question == nil)
            #expect(section.lastUpdated == wanted.last_updated)
            #expect(read.document.text.lines.firstIndex { $0.lowerBound == section.start } == wanted.line - 1)
            let items = read.record.lists.filter { $0.section == section.id }.flatMap(\.items)
            #expect(items.count == wanted.list_items ?? 0, "\(section.heading)")
            if let labels = wanted.labels {
                let facts = read.record.figures.filter { $0.role == "key-fact" }
                #expect(facts.map(\.label) == labels)
                #expect(facts.allSatisfy { $0.value == nil })
            }
        }
    }

    private func checkFigures(_ read: ReadReport, _ truth: Truth) {
        let stated = read.record.figures.filter { $0.role == "statement" }
        #expect(stated.count == truth.figures.count)
        for wanted in truth.figures {
            let found = stated.first { $0.value == String(wanted.value) && $0.unit == wanted.unit }
            #expect(found != nil, "\(wanted.value) \(wanted.unit)")
            #expect(found?.period == wanted.period)
            #expect(read.lines(of: [found?.evidence].compactMap { $0 }) == [wanted.line])
            if let written = wanted.as_written {
                #expect(found?.text.contains(written.split(separator: " ").last ?? "") == true)
            }
            if wanted.as_written?.hasPrefix("around") == true { #expect(found?.qualifier == .about) }
        }
    }
}
