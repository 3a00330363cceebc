import Catalogue
import Model

/// The files of an export, one for each table.
struct ExportFiles {
    let reports: TableFile<Tables.Report>
    let versions: TableFile<ListedVersion>
    let judgments: TableFile<Part<Judgment>>
    let evidence: TableFile<Part<Tables.Place>>
    let findings: TableFile<Part<Finding>>
    let figures: TableFile<Part<Figure>>
    let dates: TableFile<Part<StatedDate>>
    let people: TableFile<Part<Person>>
    let notes: TableFile<Part<Note>>
    let duties: TableFile<Part<Duty>>
    let warnings: TableFile<Part<Warning>>
    let events: TableFile<Tables.Told>
    let items: TableFile<Tables.Item>

    /// Makes them in a folder.
    init(in folder: String, as format: ExportFormat) throws(Problem) {
        reports = try TableFile(Tables.reports, in: folder, as: format)
        versions = try TableFile(Tables.versions, in: folder, as: format)
        judgments = try TableFile(Tables.judgments, in: folder, as: format)
        evidence = try TableFile(Tables.evidence, in: folder, as: format)
        findings = try TableFile(Tables.findings, in: folder, as: format)
        figures = try TableFile(Tables.figures, in: folder, as: format)
        dates = try TableFile(Tables.dates, in: folder, as: format)
        people = try TableFile(Tables.people, in: folder, as: format)
        notes = try TableFile(Tables.notes, in: folder, as: format)
        duties = try TableFile(Tables.duties, in: folder, as: format)
        warnings = try TableFile(Tables.warnings, in: folder, as: format)
        events = try TableFile(Tables.events, in: folder, as: format)
        items = try TableFile(Tables.items, in: folder, as: format)
    }

    /// Adds a report, and what the record of the version says that stands.
    func add(_ listed: ListedReport, _ record: Record?) throws(Problem) {
        try reports.add(Tables.Report(listed: listed, record: record))
        guard let version = listed.standing, let record else { return }
        func add<Value>(_ values: [Value], to file: TableFile<Part<Value>>) throws(Problem) {
            for (position, value) in values.enumerated() {
                try file.add(Part(version: version, record: record, position: position, value: value))
            }
        }
        try add(record.judgments, to: judgments)
        for judgment in record.judgments { try add(judgment.evidence.map { (judgment.id, $0) }, to: evidence) }
        try add(record.findings, to: findings)
        try add(record.figures, to: figures)
        try add(record.dates, to: dates)
        try add(record.people, to: people)
        try add(record.notes ?? [], to: notes)
        try add(record.duties ?? [], to: duties)
        try add(record.warnings, to: warnings)
    }

    /// Adds an event with its items.
    func add(_ listed: ListedEvent) throws(Problem) {
        let told = Tables.Told(listed: listed, content: try ToldContent(of: listed.event))
        try events.add(told)
        for (position, item) in told.content.items.enumerated() {
            try items.add(Tables.Item(told: told, position: position, item: item))
        }
    }

    /// Closes them all, and gives what they are.
    func finish() throws(Problem) -> [DataPackage.Resource] {
        [
            try reports.finish(), try versions.finish(), try judgments.finish(), try evidence.finish(),
            try findings.finish(), try figures.finish(), try dates.finish(), try people.finish(), try notes.finish(),
            try duties.finish(), try warnings.finish(), try events.finish(), try items.finish(),
        ]
    }
}
