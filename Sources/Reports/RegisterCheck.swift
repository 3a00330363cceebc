import Model

/// What a register must hold so that every body is found under its names, and under nobody else's.
struct RegisterCheck {
    private let file: String
    private var complaints: [ProfileComplaint] = []
    private var slugs: [String: RegisterRow] = [:]
    // Which line a name stands in, as the words that documents are compared with.
    private var names: [[String]: RegisterRow] = [:]

    // How the columns are headed; the code's column is called as its list is.
    private static let columns = ["name", "short_name", "slug", nil, "region", "aliases"]

    /// Gives what is wrong with a register.
    static func complaints(csv: String, file: String) -> [ProfileComplaint] {
        var check = RegisterCheck(file: file)
        let rows = RegisterRow.rows(of: csv)
        check.heading(rows.first)
        for row in rows.dropFirst() { check.entry(row) }
        if rows.count < 2 { check.complain(rows.first, 0, "the register names no body") }
        return check.complaints
    }

    private init(file: String) { self.file = file }

    private mutating func complain(_ row: RegisterRow?, _ field: Int, _ what: String) {
        let column = row.flatMap { $0.fields.indices.contains(field) ? $0.fields[field].column : nil }
        complaints.append(ProfileComplaint(file: file, line: row?.line ?? 1, column: column ?? 1, what: what))
    }

    private mutating func heading(_ row: RegisterRow?) {
        for (index, column) in RegisterCheck.columns.enumerated() {
            let found = row.flatMap { $0.fields.indices.contains(index) ? $0.fields[index].text : nil }
            guard let column else {
                if found == nil { complain(row, index, "the column of the code is missing") }
                continue
            }
            if found != column { complain(row, index, "column \(index + 1) of a register is “\(column)”") }
        }
    }

    private mutating func entry(_ row: RegisterRow) {
        guard row.fields.count >= RegisterCheck.columns.count else {
            return complain(row, 0, "this line has \(row.fields.count) columns, not \(RegisterCheck.columns.count)")
        }
        let texts = row.fields.map(\.text)
        let slug = texts[2]
        if !Slug.isValid(slug) {
            complain(row, 2, "“\(slug)” is no slug: 1 to 80 small letters, digits and hyphens")
        } else if let other = slugs.updateValue(row, forKey: slug) {
            complain(row, 2, "the slug “\(slug)” stands in line \(other.line) too")
        }
        name(texts[0], row, 0)
        name(texts[1], row, 1)
        if !texts[5].isEmpty {
            for alias in texts[5].split(separator: "|", omittingEmptySubsequences: false) {
                name(String(alias), row, 5)
            }
        }
    }

    private mutating func name(_ name: String, _ row: RegisterRow, _ field: Int) {
        let words = Tokenizer.words(of: name)
        guard !words.isEmpty else { return complain(row, field, "a name is empty") }
        if let other = names[words], other != row {
            complain(row, field, "“\(name)” stands for two bodies: it is a name of line \(other.line) too")
        }
        names[words] = row
    }
}
