import ArgumentParser
import Catalogue
import Changes
import Daemon
import Foundation
import Model
import Reports

/// `reportwatch grades`: who has which grade, and which way each went since the cycle before.
struct GradesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grades",
        abstract: "Print a table of grades, bodies by questions, with the movement since the cycle before.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag
    @OptionGroup var knowledge: KnownOption

    @Option(help: "What the reports said then (2017-03-01: at the end of that day).", transform: Shelf.moment)
    var at: Timestamp?

    @Option(help: "This cycle; without it the newest of each family of reports.")
    var cycle: String?

    @Option(help: "Only this family of reports, such as peel.")
    var family: String?

    @Flag(help: "Print CSV, a line for each judgment.")
    var csv = false

    func validate() throws {
        if csv, format.json { throw ValidationError("--csv or --json, not both") }
    }

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let shelf = GradeShelf(
                try Shelf(settings).catalogue.gradedReports(from: Standpoint(date: at, known: knowledge.known)),
                try ProfileLibrary.all(from: settings.profiles))
            let matrices = shelf.matrices(cycle: cycle, family: family)
            if format.json { return try Output.print(json: matrices.map(MatrixLine.init)) }
            if csv { return Output.write(CSV.text(GradeLines.rows(of: matrices))) }
            if matrices.isEmpty { Output.say("reportwatch: \(shelf.nothing(cycle: cycle, family: family))") }
            for matrix in matrices {
                for line in GradeTable.lines(of: matrix, width: Output.width ?? 80) { Output.print(line) }
                if matrix != matrices.last { Output.print("") }
            }
        }
    }
}

/// The grades of the archive and what the profiles say of their cycles.
private struct GradeShelf {
    private let profiles: [CompiledProfile]
    private let grades: [StatedGrade]
    private let members: [ReportID: CycleMember]

    init(_ reports: [GradedReport], _ profiles: [CompiledProfile]) {
        self.profiles = profiles
        grades = reports.flatMap(\.stated)
        members = Dictionary(reports.map { ($0.latest.report, CycleMember($0.latest)) }) { first, _ in first }
    }

    func matrices(cycle: String?, family: String?) -> [GradeMatrix] {
        GradeMatrix.all(
            of: family.map { name in grades.filter { $0.family.name == name } } ?? grades, cycle: cycle,
            sequence: { CycleSequence(listed: cycles(of: $0)) },
            comparable: { old, new in
                guard let old = members[old.report], let new = members[new.report] else { return false }
                return ProfileLibrary.areComparable(old, new, in: profiles) ?? false
            })
    }

    // A family's kinds may belong to some of its cycles only.
    private func cycles(of family: StatedGrade.Family) -> [String] {
        let reports = Set(grades.lazy.filter { $0.family == family }.map(\.report)).sorted()
        let lists = Set(reports.compactMap { members[$0] }.map { ProfileLibrary.cycles(of: $0, in: profiles) })
        return lists.max { ($0.count, $0.joined()) < ($1.count, $1.joined()) } ?? []
    }

    /// Why there is no table.
    func nothing(cycle: String?, family: String?) -> String {
        let held = Set(
            grades.filter { family == nil || $0.family.name == family }.map { "\($0.family.name) \($0.cycle)" })
        let wanted = [family, cycle].compactMap { $0 }.joined(separator: " ")
        guard !held.isEmpty else {
            return "the archive holds no grades of a cycle" + (wanted.isEmpty ? "" : ": \(wanted)")
        }
        return "the archive holds no grades of \(wanted); it has \(held.sorted().joined(separator: ", "))"
    }
}

extension CycleMember {
    fileprivate init(_ row: VersionRow) {
        self.init(
            report: row.report, profile: row.profile, kind: row.kind, language: row.language, subject: row.subject,
            cycle: row.cycle)
    }
}

extension GradedReport {
    /// Its judgments as tables take them; what belongs to no body has no row.
    fileprivate var stated: [StatedGrade] {
        guard let cycle = latest.cycle else { return [] }
        return judgments.enumerated().compactMap { position, judgment in
            guard let body = judgment.body ?? latest.body else { return nil }
            return StatedGrade(
                report: latest.report, version: latest.version, cycle: cycle, body: body,
                thing: GradedThing(
                    judgment: judgment.id, scope: judgment.scope, subject: judgment.subject,
                    disagreesWith: judgment.disagreesWith),
                topic: judgment.topic,
                grading: Grading(grade: judgment.grade, status: judgment.status, scale: judgment.scale),
                position: position, isWithdrawn: isWithdrawn)
        }
    }
}

extension VersionRow {
    fileprivate var body: StatedGrade.Body? {
        subject.map { StatedGrade.Body(slug: $0, name: subjectName, code: subjectCode) }
    }
}

extension JudgmentRow {
    fileprivate var body: StatedGrade.Body? {
        subject.map { StatedGrade.Body(slug: $0, name: subjectName, code: subjectCode) }
    }
}
