import Catalogue
import Model
import Support

let metropolitan = ReportID(country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: "metropolitan")
let kent = ReportID(country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2018/19", subject: "kent")

/// The moment a number of minutes after the samples begin.
func minute(_ number: Int) -> Timestamp { Timestamp(milliseconds: 1_480_000_000_000 + Int64(number) * 60_000) }

func digest(_ text: String) -> Digest { Digest(of: text.utf8) }

func row(
    _ report: ReportID = metropolitan, _ number: Int = 1, text: String? = nil, subject: String? = "metropolitan",
    cycle: String? = "2016"
) -> VersionRow {
    var row = VersionRow(
        report: report, version: VersionNumber(number), kind: "peel-force-assessment", language: "en-GB",
        created: minute(number), sourceDigest: digest("source \(report) \(number)"),
        textDigest: digest(text ?? "text \(number)"), path: "\(report.folder)/v\(number)", summary: "version \(number)")
    row.title = "PEEL 2016"
    row.subject = subject
    row.cycle = cycle
    row.url = "https://example.org/\(number)"
    row.profile = "hmicfrs"
    row.profileVersion = 3
    return row
}

func judgment(_ id: String, scope: String = "effectiveness", grade: String? = "good") -> Judgment {
    Judgment(
        id: id, scope: scope, question: "How effective?", topic: "Effectiveness", grade: grade,
        gradeText: grade ?? "", status: grade == nil ? .notYetGraded : .graded, scale: "hmicfrs-4", section: "s",
        evidence: [])
}

func event(
    _ id: String, report: String = metropolitan.rawValue, severity: Severity = .high, minutes: Int = 1,
    type: Event.Kind = .changed
) -> Event {
    Event(
        id: id, source: "urn:uuid:00000000-0000-4000-8000-000000000000", type: type, subject: report,
        time: minute(minutes),
        data: Event.Content(report: report, severity: severity, summary: "it changed", items: [], quiet: false))
}

func recorded(_ event: Event, _ channels: [String] = ["desk"]) throws -> RecordedEvent {
    RecordedEvent(
        event, json: String(decoding: try JSON.bytes(of: event, pretty: false), as: UTF8.self), channels: channels)
}

/// A batch as the pipeline makes one: a version with its judgments, its event, its finished claim.
func batch(_ number: Int = 1, channels: [String] = ["desk", "file"]) throws -> RecordedBatch {
    var batch = RecordedBatch()
    batch.versions = [row(metropolitan, number)]
    batch.judgments = [
        JudgmentRow(judgment("effectiveness"), report: metropolitan, version: VersionNumber(number)),
        JudgmentRow(judgment("effectiveness/crime"), report: metropolitan, version: VersionNumber(number)),
    ]
    batch.events = [try recorded(event("e\(number)", minutes: number), channels)]
    batch.finishedClaims = ["c\(number)"]
    return batch
}

func claim(_ id: String, minutes: Int = 1) -> Claim {
    Claim(
        id: id, nameBytes: [0x61, 0xFF, 0x0A, 0x00], shownName: "a?", device: .max, inode: .max - 1, size: 12,
        mtime: 1_480_000_000_123_456_789, claimed: minute(minutes))
}

/// A fresh catalogue in a folder of its own.
struct Sample {
    let folder: TemporaryFolder
    let path: String
    let catalogue: CatalogueDatabase

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("catalogue.sqlite")
        catalogue = try CatalogueDatabase(path: path)
    }
}
