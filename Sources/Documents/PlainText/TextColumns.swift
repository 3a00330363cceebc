import Model

/// Columns that spaces make, as `pdftotext -layout` writes them: pieces of a line with a wide gap between them.
enum TextColumns {
    private static let gap = 3
    private static let mostCells = 8

    // A line in one piece may be anything; in a table of several columns it is short and stands where they do.
    private static let fewestForLone = 3
    private static let longestLone = 40

    /// A cell of three lines and one of two.
    static let mostCentred = 5

    /// One line in pieces, with the place where each begins.
    struct Row {
        fileprivate var cells: [(place: Int, text: String)]

        fileprivate init(cells: [(place: Int, text: String)]) { self.cells = cells }

        /// Cuts a line at its gaps. A line in one piece is no row, unless it goes on with a cell of the row above, or stands
        /// right below a cell of the table that is not its first.
        init?(_ line: Substring, continuing above: Row?, in table: Row?) {
            cells = TextColumns.pieces(of: line)
            guard cells.count <= TextColumns.mostCells else { return nil }
            if cells.count < 2, above?.takes(self) != true, table?.isLone(self) != true { return nil }
        }

        // Under the third grade of five stands one more name than under the others.
        private func isLone(_ next: Row) -> Bool {
            guard cells.count >= TextColumns.fewestForLone, let cell = next.cells.first,
                cell.text.first?.isUppercase == true, cell.text.count <= TextColumns.longestLone
            else { return false }
            return cells.dropFirst().contains { abs($0.place - cell.place) <= 1 }
        }

        /// Takes the heads of several columns.
        init?(head line: Substring) {
            guard !line.contains("\t") else { return nil }
            cells = TextColumns.pieces(of: line)
            guard (TextColumns.fewestForLone...TextColumns.mostCells).contains(cells.count) else { return nil }
        }

        /// The texts of its cells.
        var columns: [String] { cells.map(\.text) }

        /// The same places with other texts.
        func with(_ texts: [String]) -> Row { Row(cells: zip(cells, texts).map { ($0.place, $1) }) }

        /// The pieces of a line with the column under which each begins; `nil` where one begins under none.
        func pieces(of line: Substring) -> [(column: Int, text: String)]? {
            var found: [(column: Int, text: String)] = []
            for piece in TextColumns.pieces(of: line) {
                guard let column = column(under: piece.place), column > found.last?.column ?? -1 else { return nil }
                found.append((column, piece.text))
            }
            return found
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
                cells[column].text += (cells[column].text.isEmpty ? "" : " ") + cell.text
            }
        }

        /// The same with the words that stand above its cells, where these go on in small letters: *Requires* in the line above
        /// *improvement*. `nil` where a piece of that line belongs to none of them.
        func below(_ line: Substring) -> Row? {
            let pieces = TextColumns.pieces(of: line)
            var joined = self
            for piece in pieces {
                guard piece.text.first?.isUppercase == true, let column = column(under: piece.place),
                    joined.cells[column].text.first?.isLowercase == true
                else { return nil }
                joined.cells[column].text = piece.text + " " + joined.cells[column].text
            }
            return pieces.isEmpty ? nil : joined
        }

        fileprivate func column(under place: Int) -> Int? { cells.firstIndex { abs($0.place - place) <= 4 } }

        /// The same with an empty cell for each column of the row above that has nothing in this line: a grade whose column begins
        /// further down must not move under another one.
        func aligned(under above: Row?) -> Row {
            guard let above, above.cells.count >= cells.count else { return self }
            var (aligned, next) = (above.cells.map { (place: $0.place, text: "") }, 0)
            for cell in cells {
                guard let column = above.column(under: cell.place), column >= next else { return self }
                aligned[column].text = cell.text
                next = column + 1
            }
            return Row(cells: aligned)
        }

        var paragraph: PlainTextReader.Paragraph {
            let last = cells.lastIndex { !$0.text.isEmpty } ?? 0
            return .init(kind: .tableRow, cells: cells[...last].map(\.text))
        }
    }

    /// The lines between two blank ones as one row of a table, where a cell stands beside the middle of another, on lines of
    /// its own: *Good* between the two lines of what is good. `nil` where they may be more than one row.
    static func centred(_ lines: ArraySlice<Substring>, under above: Row) -> Row? {
        guard (2...mostCentred).contains(lines.count), !lines.contains(where: { $0.contains("\t") }) else { return nil }
        let rows = lines.map { Row(cells: pieces(of: $0)) }
        var joined = Row(cells: above.cells.map { ($0.place, "") })
        var hasLoneCell = false
        for row in rows {
            let columns = row.cells.map { above.column(under: $0.place) }
            if columns.first != 0 { hasLoneCell = true }
            for (cell, column) in zip(row.cells, columns) {
                // Each cell begins once, and goes on in small letters.
                guard let column, joined.cells[column].text.isEmpty != (cell.text.first?.isLowercase == true) else {
                    return nil
                }
                joined.cells[column].text += (joined.cells[column].text.isEmpty ? "" : " ") + cell.text
            }
        }
        let filled = joined.cells.count { !$0.text.isEmpty }
        return hasLoneCell && filled >= 2 && !joined.cells[0].text.isEmpty ? joined : nil
    }

    /// Whether at least two lines stand in columns: one alone may have a gap by chance.
    static func areIn(_ lines: [Substring]) -> Bool {
        var rows = 0
        for line in lines
        where mayHaveGap(line) && !line.contains("\t") && (2...mostCells).contains(pieces(of: line).count) {
            rows += 1
            if rows == 2 { return true }
        }
        return false
    }

    // A quick look: whether as many bytes stand together as make a gap of spaces, if each beyond ASCII were one.
    private static func mayHaveGap(_ line: Substring) -> Bool {
        var spaces = 0
        for byte in line.utf8 {
            spaces = byte == 0x20 || (0x09...0x0D).contains(byte) || byte >= 0x80 ? spaces + 1 : 0
            if spaces == gap { return true }
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
        // The mark or the number of a paragraph is no cell, however wide the gap behind it.
        if pieces.count == 2 ? isMark(pieces[0].text[...]) : pieces.count > 2 && ListMark.isAlone(pieces[0].text[...]) {
            pieces[1] = (pieces[0].place, pieces[0].text + " " + pieces[1].text)
            pieces.removeFirst()
        }
        return pieces
    }

    private static func isMark(_ piece: Substring) -> Bool {
        if ListMark.isAlone(piece) || ListMark(piece + "  word")?.words == "word" { return true }
        let number = piece.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return number.first?.isNumber == true && number.count <= 5 && piece.count <= number.count + 1
            && (piece.last == "." || piece.last == ")")
    }
}
