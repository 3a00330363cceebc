import Catalogue
import Model
import Testing

@Suite struct VersionTests {
    private let sample: Sample
    private var catalogue: CatalogueDatabase { sample.catalogue }

    init() throws {
        sample = try Sample()
        var batch = RecordedBatch()
        batch.versions = [
            row(metropolitan, 1, text: "A"), row(metropolitan, 2, text: "B"), row(metropolitan, 3, text: "A"),
            row(kent, 1, subject: "kent", cycle: "2018/19"),
        ]
        batch.judgments = [
            JudgmentRow(judgment("effectiveness"), report: metropolitan, version: VersionNumber(3)),
            JudgmentRow(judgment("effectiveness/crime"), report: metropolitan, version: VersionNumber(3)),
            JudgmentRow(
                judgment("efficiency", scope: "efficiency", grade: nil), report: metropolitan, version: VersionNumber(3)
            ),
            JudgmentRow(judgment("legitimacy", scope: "legitimacy"), report: metropolitan, version: VersionNumber(2)),
        ]
        batch.renditions = [Rendition(source: digest("page"), report: metropolitan, version: VersionNumber(2))]
        try sample.catalogue.record(batch)
    }

    @Test func `versions are found by number, as the latest and all`() throws {
        #expect(try catalogue.latest(of: metropolitan) == row(metropolitan, 3, text: "A"))
        #expect(try catalogue.version(of: metropolitan, VersionNumber(2)) == row(metropolitan, 2, text: "B"))
        #expect(try catalogue.version(of: metropolitan, VersionNumber(4)) == nil)
        #expect(try catalogue.versions(of: metropolitan).map(\.version.value) == [1, 2, 3])
        #expect(try catalogue.allVersions().map(\.path).count == 4)
        #expect(try catalogue.latest(of: ReportID(document: "nothing")) == nil)
    }

    @Test(arguments: [(0, nil), (1, 1), (2, 2), (3, 3), (99, 3)] as [(Int, Int?)])
    func `a report can be asked what it said at a time`(time: Int, number: Int?) throws {
        #expect(try catalogue.version(of: metropolitan, from: Standpoint(date: minute(time)))?.version.value == number)
    }

    @Test func `old content is found again, newest first`() throws {
        #expect(try catalogue.versions(of: metropolitan, withText: digest("A")).map(\.version.value) == [3, 1])
        #expect(try catalogue.versions(of: kent, withText: digest("A")).isEmpty)
    }

    @Test func `known bytes lead to their versions, also in another form`() throws {
        #expect(try catalogue.known(source: digest("source \(metropolitan) 1")).map(\.version.value) == [1])
        #expect(try catalogue.known(source: digest("page")).map(\.version.value) == [2])
        #expect(try catalogue.known(source: digest("new")).isEmpty)
    }

    @Test func `tables of grades get the newest version of every report of a cycle, and who was withdrawn`() throws {
        var batch = RecordedBatch()
        var source = SourceState(id: "s", url: "https://example.org/1", changedAt: minute(1))
        source.report = kent
        var telling = SourceTelling(source: "s", url: source.url, state: .gone, since: minute(1))
        telling.withdrawn = minute(2)
        (batch.sources, batch.tellings) = ([source], [telling])
        var graded = judgment("metropolitan.efficiency", scope: "efficiency")
        graded.subject = Subject(name: "A Service", shortName: "A", slug: "metropolitan", code: "E1")
        graded.disagreesWith = "metropolitan.other"
        batch.judgments = [JudgmentRow(graded, report: kent, version: VersionNumber(1))]
        try catalogue.record(batch)
        let reports = try catalogue.gradedReports()
        #expect(reports.map(\.latest.report) == [metropolitan, kent])
        #expect(reports.map(\.isWithdrawn) == [false, true])
        #expect(try !catalogue.isWithdrawn(metropolitan) && catalogue.isWithdrawn(kent))
        #expect(reports[1].judgments == batch.judgments)
        #expect(reports[0].latest.version.value == 3)
        #expect(reports[0].judgments.map(\.id) == ["effectiveness", "effectiveness/crime", "efficiency"])
    }

    @Test func `reports are listed with their latest version and its headline judgments`() throws {
        let all = try catalogue.reports()
        #expect(all.map(\.latest.report) == [kent, metropolitan])
        #expect(all.map(\.versions) == [1, 3])
        #expect(all[1].latest == row(metropolitan, 3, text: "A"))
        #expect(all[1].judgments.map(\.id) == ["effectiveness", "efficiency"])
        #expect(all[1].judgments.map(\.grade) == ["good", nil])
        #expect(try catalogue.reports(subject: "kent").map(\.latest.report) == [kent])
        #expect(try catalogue.reports(cycle: "2016").map(\.latest.report) == [metropolitan])
        #expect(try catalogue.reports(subject: "kent", cycle: "2016").isEmpty)
    }

    @Test(arguments: [
        ("reportwatch:gb/hmicfrs/peel/2016/metropolitan", [metropolitan]), ("metropolitan/peel-2016", [metropolitan]),
        ("metropolitan/peel-2016/", [metropolitan]), (" Metropolitan  PEEL 2016", [metropolitan]),
        ("kent peel 2018/19", [kent]), ("kent", [kent]), ("met", [metropolitan]), ("metropolitan peel", [metropolitan]),
        ("gb/hmicfrs/peel/2016/metropolitan", [metropolitan]),
        ("reportwatch:gb/hmicfrs", [metropolitan, kent]), ("", []), ("surrey", []), ("%", []),
    ])
    func `a report is found by what people call it`(reference: String, reports: [ReportID]) throws {
        #expect(try catalogue.resolve(reference: reference) == reports)
    }

    @Test func `an exact name wins over names that begin with it`() throws {
        let part = ReportID(
            country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: "metropolitan",
            part: "leadership")
        var batch = RecordedBatch()
        batch.versions = [row(part)]
        try catalogue.record(batch)
        #expect(try catalogue.resolve(reference: "metropolitan/peel-2016") == [metropolitan])
        #expect(try catalogue.resolve(reference: "metropolitan peel 2016 l") == [part])
        #expect(try catalogue.resolve(reference: "metropolitan").count == 2)
    }
}
