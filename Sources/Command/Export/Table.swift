import Model

/// A table of an export: its name, its columns, and what makes its rows one and leads to other tables.
struct Table<Row> {
    let name: String
    /// What a row is, in a sentence.
    let description: String
    /// The columns that together name a row.
    let key: [String]
    let references: [Reference]
    let columns: [Column<Row>]

    init(
        _ name: String, _ description: String, key: [String], references: [Reference] = [], columns: [Column<Row>]
    ) {
        (self.name, self.description, self.key) = (name, description, key)
        (self.references, self.columns) = (references, columns)
    }
}

/// Columns that hold the key of a row in another table.
struct Reference: Hashable {
    let columns: [String]
    let table: String
    let key: [String]

    init(_ columns: [String], to table: String, _ key: [String]) {
        (self.columns, self.table, self.key) = (columns, table, key)
    }
}

/// One value of a row.
enum Cell: Hashable {
    case text(String)
    case integer(Int)
    case flag(Bool)
    case list([String])
}

/// One column: what it is called, what it holds, and where a row has it. An unknown value is `nil`.
struct Column<Row> {
    /// The types of the Table Schema.
    enum Kind: String {
        case string, integer, number, boolean, date, datetime, array
    }

    let name: String
    let kind: Kind
    let description: String
    let value: (Row) -> Cell?

    static func text(_ name: String, _ description: String, _ value: @escaping (Row) -> String?) -> Column {
        Column(name: name, kind: .string, description: description) { value($0).map(Cell.text) }
    }

    static func integer(_ name: String, _ description: String, _ value: @escaping (Row) -> Int?) -> Column {
        Column(name: name, kind: .integer, description: description) { value($0).map(Cell.integer) }
    }

    /// A decimal number as the record has it, so that no digit is lost.
    static func number(_ name: String, _ description: String, _ value: @escaping (Row) -> String?) -> Column {
        Column(name: name, kind: .number, description: description) { value($0).map(Cell.text) }
    }

    static func flag(_ name: String, _ description: String, _ value: @escaping (Row) -> Bool?) -> Column {
        Column(name: name, kind: .boolean, description: description) { value($0).map(Cell.flag) }
    }

    static func day(_ name: String, _ description: String, _ value: @escaping (Row) -> CalendarDate?) -> Column {
        Column(name: name, kind: .date, description: description) { value($0).map { .text($0.description) } }
    }

    static func time(_ name: String, _ description: String, _ value: @escaping (Row) -> Timestamp?) -> Column {
        Column(name: name, kind: .datetime, description: description) { value($0).map { .text($0.description) } }
    }

    /// Several texts; none at all are unknown.
    static func list(_ name: String, _ description: String, _ value: @escaping (Row) -> [String]?) -> Column {
        Column(name: name, kind: .array, description: description) { row in
            value(row).flatMap { $0.isEmpty ? nil : .list($0) }
        }
    }
}
