/// One line of a register with the places of its fields: RFC 4180 as far as a register needs it, quoted fields and doubled
/// quotes, one row a line.
struct RegisterRow: Hashable, Sendable {
    struct Field: Hashable, Sendable {
        var text: String
        let column: Int
    }

    let line: Int
    let fields: [Field]

    /// Gives the rows of a table, the heading first; empty lines are none.
    static func rows(of csv: String) -> [RegisterRow] {
        csv.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap {
            number, line in
            line.isEmpty ? nil : RegisterRow(line: number + 1, fields: fields(of: line))
        }
    }

    private static func fields(of line: Substring) -> [Field] {
        var fields = [Field(text: "", column: 1)]
        var isQuoted = false
        var column = 0
        for character in line {
            column += character.unicodeScalars.count
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append(Field(text: "", column: column + 1))
            default: fields[fields.count - 1].text.append(character)
            }
        }
        return fields
    }
}
