import Catalogue
import Model

/// One thing of the record of a version that stands, with its place in its list.
struct Part<Value> {
    let version: VersionRow
    let record: Record
    let position: Int
    let value: Value
}

/// The tables of what the standing versions say.
extension Tables {
    static var judgments: Table<Part<Judgment>> {
        Table(
            "judgments", "One row for each thing that the version of a report that stands grades.",
            key: ["report", "version", "id"], references: [toReport, toVersion],
            columns: Part.versionColumns + [
                .text("id", "The judgment's id.") { $0.value.id },
                .text("subject", "The body that is graded.") { ($0.value.subject ?? $0.record.subject)?.slug },
                .text("subjectCode", "Its official code.") { ($0.value.subject ?? $0.record.subject)?.code },
                .text("cycle", "The round of inspections.") { $0.record.cycle },
                .text("scope", "The pillar or whole to which it belongs.") { $0.value.scope },
                .text("question", "The question that it answers, as printed.") { $0.value.question },
                .text("topic", "What is graded.") { $0.value.topic },
                .text("grade", "The grade, a word of its scale.") { $0.value.grade },
                .text("gradeText", "The grade as printed.") { $0.value.gradeText },
                .text("status", "graded, not-yet-graded, not-graded, ungraded or carried-over.") {
                    $0.value.status.rawValue
                },
                .text("scale", "The scale of the grade.") { $0.value.scale },
                .text("trend", "What the document says against the inspection before.") { $0.value.trend },
                .flag("carriedOver", "Whether it says that the grade stands from an earlier inspection.") {
                    $0.value.carriedOver
                },
                .day("lastUpdated", "The date of its section.") { $0.value.lastUpdated },
                .text("section", "The section's id.") { $0.value.section },
                .text("disagreesWith", "The judgment beside which it stands with another grade.") {
                    $0.value.disagreesWith
                },
                .integer("places", "How many places state it; evidence has them all.") { $0.value.evidence.count },
            ] + Part.evidence { $0.value.evidence.first })
    }

    /// A place that states a judgment, and the judgment's id.
    typealias Place = (judgment: String, evidence: Evidence)

    static var evidence: Table<Part<Place>> {
        Table(
            "evidence", "One row for each place that states a judgment.",
            key: ["report", "version", "judgment", "position"],
            references: [
                Reference(
                    ["report", "version", "judgment"], to: "judgments", ["report", "version", "id"])
            ],
            columns: Part.versionColumns + [
                .text("judgment", "The judgment's id.") { $0.value.judgment },
                .integer("position", "Its place among them, from 0.") { $0.position },
                .text("prefix", "Up to 32 code points before the quote.") { $0.value.evidence.prefix },
                .text("suffix", "Up to 32 code points after it.") { $0.value.evidence.suffix },
            ] + Part.evidence { $0.value.evidence })
    }

    static var findings: Table<Part<Finding>> {
        Table(
            "findings", "One row for each recommendation, cause of concern, area for improvement or good practice.",
            key: ["report", "version", "id"], references: [toReport, toVersion],
            columns: Part.versionColumns + [
                .text("id", "The finding's id.") { $0.value.id },
                .text("kind", "recommendation, cause-of-concern and the like.") { $0.value.kind },
                .text("name", "The sentence or heading that the text explains.") { $0.value.name },
                .text("text", "The whole statement.") { $0.value.text },
                .day("due", "By when it is to be done.") { $0.value.due },
                .flag("carriedOver", "Whether it stands from an earlier year.") { $0.value.carriedOver },
                .text("section", "The section's id.") { $0.value.section },
            ] + Part.evidence { $0.value.evidence })
    }

    static var figures: Table<Part<Figure>> {
        Table(
            "figures", "One row for each number that is stated, and for each key fact.",
            key: ["report", "version", "position"], references: [toReport, toVersion],
            columns: Part.places + [
                .text("label", "What it is of.") { $0.value.label },
                .number("value", "The number.") { $0.value.value },
                .text("unit", "Its unit.") { $0.value.unit },
                .text("qualifier", "exact, about, at-least or at-most.") { $0.value.qualifier.rawValue },
                .text("period", "The time that it is of.") { $0.value.period },
                .text("text", "The words that state it.") { $0.value.text },
                .text("role", "key-fact or statement.") { $0.value.role },
                .text("section", "The section's id.") { $0.value.section },
            ] + Part.evidence { $0.value.evidence })
    }

    static var dates: Table<Part<StatedDate>> {
        Table(
            "dates", "One row for each date that is stated.", key: ["report", "version", "position"],
            references: [toReport, toVersion],
            columns: Part.places + [
                .text("role", "What happened then: published, last-updated, inspected and the like.") { $0.value.role },
                .text("text", "The words.") { $0.value.text },
                .day("date", "The day; the first one of a range.") { $0.value.date },
                .day("dateEnd", "The last day of a range.") { $0.value.dateEnd },
                .text("section", "The section's id.") { $0.value.section },
            ] + Part.evidence { $0.value.evidence })
    }

    static var people: Table<Part<Person>> {
        Table(
            "people", "One row for each person who is named in an official role.",
            key: ["report", "version", "position"], references: [toReport, toVersion],
            columns: Part.places + [
                .text("name", "The name as printed.") { $0.value.name },
                .text("role", "The role as printed.") { $0.value.role },
            ] + Part.evidence { $0.value.evidence })
    }

    static var notes: Table<Part<Note>> {
        Table(
            "notes", "One row for each sentence about the document or the standing of its body.",
            key: ["report", "version", "position"], references: [toReport, toVersion],
            columns: Part.places + [
                .text("role", "correction, monitoring and the like.") { $0.value.role },
                .text("value", "A word for what it says, such as the stage of monitoring.") { $0.value.value },
                .day("date", "The day that it names.") { $0.value.date },
                .text("text", "The sentence.") { $0.value.text },
                .text("section", "The section's id.") { $0.value.section },
            ] + Part.evidence { $0.value.evidence })
    }

    static var duties: Table<Part<Duty>> {
        Table(
            "duties", "One row for each duty that follows from a publication; computed, it stands in no document.",
            key: ["report", "version", "position"], references: [toReport, toVersion],
            columns: Part.places + [
                .text("kind", "What is to be done.") { $0.value.kind },
                .day("due", "The last day in time.") { $0.value.due },
                .day("from", "The day of publication.") { $0.value.from },
                .integer("days", "How many days there are.") { $0.value.days },
                .text("rule", "The rule in words.") { $0.value.rule },
                .text("source", "Where the rule can be read.") { $0.value.source },
            ])
    }

    static var warnings: Table<Part<Warning>> {
        Table(
            "warnings", "One row for each thing that was odd in the reading.", key: ["report", "version", "position"],
            references: [toReport, toVersion],
            columns: Part.places + [
                .text("code", "What was odd; docs/record.md lists the codes.") { $0.value.code },
                .text("message", "The same in words.") { $0.value.message },
            ] + Part.evidence { $0.value.evidence })
    }

    private static var toReport: Reference { Reference(["report"], to: "reports", ["id"]) }
    private static var toVersion: Reference {
        Reference(["report", "version"], to: "versions", ["report", "version"])
    }
}

extension Part {
    /// Of which version it is.
    fileprivate static var versionColumns: [Column<Part>] {
        [
            .text("report", "The report's id.") { $0.version.report.rawValue },
            .text("version", "The version that stands.") { $0.version.version.description },
        ]
    }

    /// The same, and where in its list it stands.
    fileprivate static var places: [Column<Part>] {
        versionColumns + [.integer("position", "Its place in the record's list, from 0.") { $0.position }]
    }

    /// Where the text of the version shows it.
    fileprivate static func evidence(_ evidence: @escaping (Part) -> Evidence?) -> [Column<Part>] {
        [
            .text("exact", "The words that show it.") { evidence($0)?.exact },
            .integer("start", "Where they begin in text.txt, in code points.") { evidence($0)?.start },
            .integer("end", "Where they end, exclusive.") { evidence($0)?.end },
            .integer("page", "The page, where the document has pages.") { evidence($0)?.page },
        ]
    }
}
