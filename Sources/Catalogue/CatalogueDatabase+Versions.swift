import GRDB
package import Model

extension CatalogueDatabase {
    /// Gives the version of a report that stands now.
    package func latest(of report: ReportID) throws(Problem) -> VersionRow? {
        try version(of: report, from: .now)
    }

    /// Gives the version of a report that stood at a time, by what was known at a time: of those that were archived by then the
    /// one captured last, of those that were read again the newest. What is archived later never changes the answer.
    package func version(of report: ReportID, from standpoint: Standpoint) throws(Problem) -> VersionRow? {
        try version(VersionSQL.standing(from: standpoint), [report.rawValue] + standpoint.arguments)
    }

    /// Gives the number of the version that was archived last, whenever it was captured.
    package func newestNumber(of report: ReportID) throws(Problem) -> VersionNumber? {
        try read { database in
            try Int.fetchOne(try database.cachedStatement(sql: VersionSQL.newestNumber), arguments: [report.rawValue])
                .map { VersionNumber($0) }
        }
    }

    /// Gives when a report was last looked for at its own address; `nil` where no source carries it.
    package func lastChecked(_ report: ReportID) throws(Problem) -> Timestamp? {
        try read { database in
            try Int64.fetchOne(try database.cachedStatement(sql: VersionSQL.lastChecked), arguments: [report.rawValue])
                .map { Timestamp(milliseconds: $0) }
        }
    }

    /// Gives every version of a report, the first one first.
    package func versions(of report: ReportID) throws(Problem) -> [VersionRow] {
        try versions(VersionSQL.ofReport, [report.rawValue])
    }

    /// Gives one version by its number.
    package func version(of report: ReportID, _ number: VersionNumber) throws(Problem) -> VersionRow? {
        try version(VersionSQL.numbered, [report.rawValue, number.value])
    }

    /// Gives the versions of a report with exactly this text, the newest first: whether new content is a return to old content.
    package func versions(of report: ReportID, withText text: Digest) throws(Problem) -> [VersionRow] {
        try versions(VersionSQL.withText, [report.rawValue, text.stored])
    }

    /// Gives the versions whose content some bytes are known to hold, of any report, the newest first.
    package func known(source: Digest) throws(Problem) -> [VersionRow] {
        try versions(VersionSQL.known, [source.stored])
    }

    /// Gives every version of every report, by report and number.
    package func allVersions() throws(Problem) -> [VersionRow] {
        try versions(VersionSQL.all, [])
    }

    /// Gives the judgments of one version in the record's order.
    package func judgments(of report: ReportID, _ number: VersionNumber) throws(Problem) -> [JudgmentRow] {
        try read { try CatalogueDatabase.judgments(of: report, number, in: $0) }
    }

    /// Gives the reports of a subject, a cycle, both or neither, by subject and folder.
    package func reports(subject: String? = nil, cycle: String? = nil) throws(Problem) -> [ReportRow] {
        var conditions: [String] = []
        if subject != nil { conditions.append("r.subject = ?") }
        if cycle != nil { conditions.append("r.cycle = ?") }
        let sql = VersionSQL.reports(where: conditions)
        let values = StatementArguments([subject, cycle].compactMap { $0 })
        return try read { database in
            try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: values).map { row in
                let latest = try VersionRow(row: row)
                let all = try CatalogueDatabase.judgments(of: latest.report, latest.version, in: database)
                return ReportRow(
                    latest: latest, versions: try row.need("version_count"),
                    newest: VersionNumber(try row.need("newest_number")), judgments: all.filter(\.isHeadline))
            }
        }
    }

    /// Gives the reports that a person may mean: by full id, by folder (`metropolitan/peel-2016`), as spoken
    /// (`metropolitan peel 2016`), else by the beginning of one of these. More than one means that it is not clear yet.
    package func resolve(reference: String) throws(Problem) -> [ReportID] {
        let words = reference.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let name = words.hasSuffix("/") ? String(words.dropLast()) : words
        guard !name.isEmpty else { return [] }
        let id = name.hasPrefix("reportwatch:") ? name : "reportwatch:" + name
        let spoken = name.contains(" ") ? name.split(separator: "/").joined(separator: "-") : name
        let end = "\u{10FFFF}"
        return try read { database in
            let exact = try String.fetchAll(database, sql: VersionSQL.exact, arguments: [id, name, spoken])
            if !exact.isEmpty { return exact.compactMap { ReportID($0) } }
            let values: StatementArguments = [id, id + end, name, name + end, spoken, spoken + end]
            return try String.fetchAll(database, sql: VersionSQL.prefix, arguments: values).compactMap { ReportID($0) }
        }
    }

    private func version(_ sql: String, _ values: StatementArguments) throws(Problem) -> VersionRow? {
        try versions(sql, values).first
    }

    private func versions(_ sql: String, _ values: StatementArguments) throws(Problem) -> [VersionRow] {
        try read { database in
            try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: values).map(VersionRow.init(row:))
        }
    }

    private static func judgments(
        of report: ReportID, _ number: VersionNumber, in database: Database
    ) throws -> [JudgmentRow] {
        let statement = try database.cachedStatement(sql: VersionSQL.judgments)
        return try Row.fetchAll(statement, arguments: [report.rawValue, number.value]).map { row in
            try JudgmentRow(row: row, report: report, version: number)
        }
    }
}

/// The statements about versions; tests hold their plans to the indexes.
enum VersionSQL {
    static let columns = """
        SELECT r.id, r.subject, r.cycle, v.number, v.kind, v.title, v.language, v.created, v.source_digest, \
        v.text_digest, v.path, v.summary, v.url, v.profile, v.profile_version, v.subject_name, v.subject_code, \
        v.captured, v.is_history, v.is_contradicted
        """
    private static let joined = columns + " FROM reports r JOIN versions v ON v.report = r.key "

    /// The number of the version of report `r` that stands, for a standpoint's arguments.
    static func number(from standpoint: Standpoint) -> String {
        """
        (SELECT number FROM versions WHERE report = r.key AND is_contradicted = 0\(standpoint.conditions()) \
        ORDER BY captured DESC, number DESC LIMIT 1)
        """
    }

    static func standing(from standpoint: Standpoint) -> String {
        joined + "WHERE r.id = ? AND v.number = \(number(from: standpoint))"
    }

    static let newestNumber = "SELECT max(number) FROM versions WHERE report = (SELECT key FROM reports WHERE id = ?)"
    static let lastChecked = "SELECT max(last_checked) FROM sources WHERE report = ?"
    static let ofReport = joined + "WHERE r.id = ? ORDER BY v.number"
    static let numbered = joined + "WHERE r.id = ? AND v.number = ?"
    static let withText = joined + "WHERE r.id = ? AND v.text_digest = ? ORDER BY v.number DESC"
    static let all = joined + "ORDER BY r.id, v.number"
    static let known =
        columns + """
             FROM renditions d JOIN versions v ON v.report = d.report AND v.number = d.number
             JOIN reports r ON r.key = d.report WHERE d.digest = ? ORDER BY v.is_history, v.created DESC, v.number DESC
            """
    static let judgments = """
        SELECT j.* FROM reports r JOIN judgments j ON j.report = r.key
        WHERE r.id = ? AND j.number = ? ORDER BY j.position
        """
    static let exact = "SELECT id FROM reports WHERE id = ? OR folder = ? OR spoken = ? ORDER BY id"
    static let prefix = """
        SELECT id FROM reports WHERE id >= ? AND id < ? OR folder >= ? AND folder < ?
        OR spoken >= ? AND spoken < ? ORDER BY id LIMIT 100
        """

    static func reports(where conditions: [String]) -> String {
        let counts = """
            (SELECT count(*) FROM versions WHERE report = r.key) AS version_count, \
            (SELECT max(number) FROM versions WHERE report = r.key) AS newest_number
            """
        return columns
            + ", \(counts) FROM reports r JOIN versions v ON v.report = r.key AND v.number = \(number(from: .now))"
            + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
            + " ORDER BY r.subject, r.folder, r.id"
    }
}

extension VersionRow {
    init(row: Row) throws {
        self.init(
            report: try row.report("id"), version: VersionNumber(try row.need("number")), kind: try row.need("kind"),
            language: try row.need("language"), created: try row.time("created"),
            sourceDigest: try row.digest("source_digest"), textDigest: try row.digest("text_digest"),
            path: try row.need("path"), summary: try row.need("summary"))
        title = try row.maybe("title")
        subject = try row.maybe("subject")
        cycle = try row.maybe("cycle")
        url = try row.maybe("url")
        profile = try row.maybe("profile")
        profileVersion = try row.maybe("profile_version")
        subjectName = try row.maybe("subject_name")
        subjectCode = try row.maybe("subject_code")
        captured = try row.time("captured")
        isHistory = try row.need("is_history")
        isContradicted = try row.need("is_contradicted")
    }
}

extension JudgmentRow {
    init(row: Row, report: ReportID, version: VersionNumber) throws {
        (self.report, self.version) = (report, version)
        id = try row.need("id")
        scope = try row.need("scope")
        topic = try row.need("topic")
        question = try row.maybe("question")
        grade = try row.maybe("grade")
        status = try row.choice("status")
        scale = try row.need("scale")
        isHeadline = try row.need("headline")
        subject = try row.maybe("subject")
        subjectName = try row.maybe("subject_name")
        subjectCode = try row.maybe("subject_code")
        disagreesWith = try row.maybe("disagrees_with")
    }
}
