/// A table of which the cells of one column begin on other lines than those of the next, as lists under their headings do:
///
///     Good                Adequate            Inadequate
///
///     Disrupting          Preventing crime    Responding to
///     serious                                 the public
///     organised crime     Managing
///                         offenders
///
/// Its lines are no rows: each column is read down by itself.
extension TextColumns {
    private static let mostLines = 60
    private static let longestCell = 80

    /// Gives its rows, the first cell of each column in the first, and the line behind it; `nil` for lines that are no such table.
    static func outOfStep(_ lines: ArraySlice<Substring>) -> (rows: [Row], end: Int)? {
        guard let first = lines.first, let head = Row(head: first) else { return nil }
        var columns = head.columns.map { [$0] }
        // Whether the last cell of each column may go on in the next line.
        var isOpen = columns.map { _ in true }
        var (isOutOfStep, blanks, end) = (false, 0, lines.startIndex + 1)
        for (index, line) in zip(lines.indices, lines).dropFirst().prefix(mostLines) {
            if line.allSatisfy(\.isWhitespace) {
                blanks += 1
                if blanks == 2 { break }
                isOpen = isOpen.map { _ in false }
                continue
            }
            guard let pieces = head.pieces(of: line) else { break }
            let goesOn = pieces.map { isOpen[$0.column] && $0.text.first?.isLowercase == true }
            isOutOfStep = isOutOfStep || goesOn.contains(true) && goesOn.contains(false)
            for (piece, goesOn) in zip(pieces, goesOn) {
                let last = columns[piece.column].count - 1
                if goesOn {
                    columns[piece.column][last] += " " + piece.text
                } else {
                    columns[piece.column].append(piece.text)
                }
            }
            isOpen = isOpen.indices.map { column in pieces.contains { $0.column == column } }
            (blanks, end) = (0, index + 1)
        }
        guard isOutOfStep, columns.joined().allSatisfy({ $0.count <= longestCell }) else { return nil }
        let length = columns.map(\.count).max() ?? 0
        return ((0..<length).map { row in head.with(columns.map { row < $0.count ? $0[row] : "" }) }, end)
    }
}
