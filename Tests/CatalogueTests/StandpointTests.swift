import Catalogue
import Model
import Support
import Testing

/// What a report said at a time, by what was known at a time, held to a list that is searched from end to end.
@Suite struct StandpointTests {
    /// Versions as they come: at the page's own address, late out of an archive, and read again, all mixed.
    private struct Story {
        private(set) var versions: [VersionRow] = []
        private var generator: Seeded
        private let report: ReportID

        init(_ number: Int) {
            generator = Seeded(seed: UInt64(number))
            report = ReportID(
                country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: "force-\(number)")
        }

        /// What comes at a minute; ever later.
        mutating func next(at now: Int) -> VersionRow {
            var version = row(report, versions.count + 1, subject: "force")
            version.created = minute(now)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                version.captured = minute(Int.random(in: 0...now, using: &generator))
                version.isHistory = true
                version.isContradicted = Bool.random(using: &generator)
            case 1 where !versions.isEmpty:
                let old = versions.filter { !$0.isHistory }.last ?? versions[versions.count - 1]
                version.captured = old.captured
                (version.isHistory, version.isContradicted) = (old.isHistory, old.isContradicted)
            default:
                // At its own address: what it shows now is newer than what it showed before.
                let last = versions.filter { !$0.isHistory }.map(\.captured).max()
                version.captured = max(last ?? minute(0), minute(Int.random(in: (now - 2)...now, using: &generator)))
            }
            versions.append(version)
            return version
        }

        /// The version that stood: read off, with no order but that of the list.
        func standing(_ standpoint: Standpoint) -> VersionNumber? {
            var best: VersionRow?
            for version in versions where !version.isContradicted {
                if let known = standpoint.known, version.created > known { continue }
                if let date = standpoint.date, version.captured > date { continue }
                if let old = best, (old.captured, old.version) > (version.captured, version.version) { continue }
                best = version
            }
            return best?.version
        }
    }

    private struct Question {
        let report: ReportID
        let standpoint: Standpoint
        let answer: VersionNumber?
    }

    @Test func `of 100,000 questions each has the answer that a reader finds, and late arrivals change no older one`()
        throws
    {
        let catalogue = try Sample().catalogue
        var stories = (0..<50).map(Story.init)
        var generator = Seeded(seed: 7)
        var asked: [Question] = []
        for now in 1...40 {
            var batch = RecordedBatch()
            for index in stories.indices where now == 1 || Bool.random(using: &generator) {
                batch.versions.append(stories[index].next(at: now))
            }
            try catalogue.record(batch)
            for story in stories {
                let report = story.versions[0].report
                for _ in 0..<25 {
                    let date = Int.random(in: -1...(now + 1), using: &generator)
                    let known = Int.random(in: 0...now, using: &generator)
                    let standpoint = Standpoint(
                        date: Int.random(in: 0..<8, using: &generator) == 0 ? nil : minute(date), known: minute(known))
                    let answer = try catalogue.version(of: report, from: standpoint)?.version
                    #expect(answer == story.standing(standpoint), "\(report) \(standpoint)")
                    asked.append(Question(report: report, standpoint: standpoint, answer: answer))
                }
                let latest = try catalogue.latest(of: report)?.version
                #expect(latest == story.standing(.now))
                #expect(try catalogue.version(of: report, from: Standpoint(date: minute(now)))?.version == latest)
            }
        }
        // All that came since has changed none of them.
        for question in asked {
            let again = try catalogue.version(of: question.report, from: question.standpoint)?.version
            #expect(again == question.answer, "\(question)")
        }
        #expect(asked.count == 50_000)
        // Late arrivals, second readings and contradicted captures were among them.
        let all = stories.flatMap(\.versions)
        #expect(all.contains { $0.isHistory && !$0.isContradicted } && all.contains(where: \.isContradicted))
        #expect(Set(asked.map { $0.answer?.value ?? 0 }).count > 10)
    }

    @Test func `tables of grades are those of the time that is asked for`() throws {
        let catalogue = try Sample().catalogue
        for (number, grade) in [(1, "good"), (2, "inadequate")] {
            var batch = RecordedBatch()
            batch.versions = [row(metropolitan, number)]
            batch.judgments = [
                JudgmentRow(
                    judgment("effectiveness", grade: grade), report: metropolitan, version: VersionNumber(number))
            ]
            try catalogue.record(batch)
        }
        // Found later, captured between the two.
        var late = RecordedBatch()
        var version = row(metropolitan, 3)
        (version.isHistory, version.captured) = (true, minute(1).advanced(by: .seconds(30)))
        late.versions = [version]
        late.judgments = [
            JudgmentRow(
                judgment("effectiveness", grade: "requires-improvement"), report: metropolitan,
                version: VersionNumber(3))
        ]
        late.events = [try recorded(event("gone", minutes: 5, type: .withdrawn), [])]
        try catalogue.record(late)
        func grades(_ date: Timestamp?, _ known: Timestamp?) throws -> [String?] {
            try catalogue.gradedReports(from: Standpoint(date: date, known: known)).flatMap {
                $0.judgments.map(\.grade)
            }
        }
        let between = minute(1).advanced(by: .seconds(40))
        #expect(try grades(minute(0), nil) == [])
        #expect(try grades(between, nil) == ["requires-improvement"])
        #expect(try grades(between, minute(2)) == ["good"])
        #expect(try grades(nil, minute(1)) == ["good"])
        #expect(try grades(nil, nil) == ["inadequate"])
        #expect(try catalogue.gradedReports(from: Standpoint(date: minute(4))).map(\.isWithdrawn) == [false])
        #expect(try catalogue.gradedReports(from: Standpoint(date: minute(6))).map(\.isWithdrawn) == [true])
        #expect(
            try catalogue.gradedReports(from: Standpoint(date: minute(6), known: minute(4))).map(\.isWithdrawn) == [
                false
            ])
    }
}
