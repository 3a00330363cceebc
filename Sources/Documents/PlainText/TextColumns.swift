import Model

/// Columns that spaces make, as `pdftotext -layout` writes them: pieces of a line with a wide gap between them.
enum TextColumns {
    private static let gap = 3
    private static let mostCells = 8

    /// One line in pieces, with the place where each begins.
    struct Row {
        private var cells: [(place: Int, text: String)]

        /// Cuts a line at its gaps. A line in one piece is no row, unless it goes on with a cell of the row above.
        init?(_ line: Substring, continuing above: Row?) {
            cells = TextColumns.pieces(of: line)
            guard cells.count <= TextColumns.mostCells else { return nil }
            if cells.count < 2, above?.takes(self) != true { return nil }
        }

        /// Whether each piece of a line begins under one of the cells and in small letters.
        func takes(_ next: Row) -> Bool {
            !next.cells.isEmpty
                && next.cells.allSatisfy { cell in
                    cell.text.first?.isLowercase == true && column(under: cell.place) != nil
                }
        }

        mutating func join(_ next: Row) {
            for cell in next.cells {
                guard let column = column(under: cell.place) else { continue }
                cells[column].text += " " + cell.text
            }
        }

        private func column(under place: Int) -> Int? { cells.firstIndex { abs($0.place - place) <= 4 } }

        var paragraph: PlainTextReader.Paragraph { .init(kind: .tableRow, cells: cells.map(\.text)) }
    }

    /// Whether at least two lines stand in columns: one alone may have a gap by chance.
    static func areIn(_ lines: [Substring]) -> Bool {
        var rows = 0
        for line in lines where !line.contains("\t") && (2...mostCells).contains(pieces(of: line).count) {
            rows += 1
            if rows == 2 { return true }
        }
        return false
    }

    private static func pieces(of line: Substring) -> [(place: Int, text: String)] {
        var pieces: [(place: Int, text: String)] = []
        var (spaces, place) = (0, 0)
        for character in line {
            if character.isWhitespace {
                spaces += 1
            } else {
                if pieces.isEmpty || spaces >= gap {
                    pieces.append((place, ""))
                } else if spaces > 0 {
                    pieces[pieces.count - 1].text.append(" ")
                }
                spaces = 0
                pieces[pieces.count - 1].text.append(character)
            }
            place += 1
        }
        return pieces
    }
}
