import Model

/// What a careful reader writes down of a document, one line a value: the form in which golden readings are kept.
struct CompactReading: Codable, Hashable {
    var kind: String
    var id: String
    var language: String
    var subject: String?
    var cycle: String?
    var url: String?
    var sameWorkAs: [String]?
    var published: String?
    /// `effectiveness = good, same as last year | the sentence that states it`
    var judgments: [String]?
    /// `area-for-improvement, due 2024-03-31 | the first words of it`
    var findings: [String]?
    /// `inspected 2019-02-04 to 2019-02-08`
    var dates: [String]?
    /// `Matt Parr, HM Inspector of Constabulary`
    var people: [String]?
    var warnings: [String]?

    init(_ record: Record) {
        kind = record.kind
        id = record.id.rawValue
        language = record.language
        subject = record.subject?.slug
        cycle = record.cycle
        url = record.url
        sameWorkAs = record.sameWorkAs?.map(\.rawValue)
        published = record.published?.description
        judgments = CompactReading.lines(record.judgments.map(CompactReading.line))
        findings = CompactReading.lines(record.findings.map(CompactReading.line))
        dates = CompactReading.lines(record.dates.map(CompactReading.line))
        people = CompactReading.lines(record.people.map { "\($0.name), \($0.role)" })
        warnings = CompactReading.lines(record.warnings.map(\.code))
    }

    private static func lines(_ lines: [String]) -> [String]? { lines.isEmpty ? nil : lines }

    private static func line(_ judgment: Judgment) -> String {
        var words = "\(judgment.id) = " + (judgment.grade ?? judgment.status.rawValue)
        if judgment.carriedOver == true { words += ", carried over" }
        if let trend = judgment.trend { words += ", " + trend }
        return words + " | " + (judgment.evidence.first?.exact ?? "")
    }

    private static func line(_ finding: Finding) -> String {
        finding.kind + (finding.due.map { ", due \($0)" } ?? "") + " | " + String(finding.text.prefix(80))
    }

    private static func line(_ date: StatedDate) -> String {
        let end = date.dateEnd.map { " to \($0)" } ?? ""
        return date.role + " " + (date.date?.description ?? "?") + end
    }
}
