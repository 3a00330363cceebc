/// Where the columns of a table on an untagged page are, as its fullest row shows them: in a row with empty cells each of the others
/// stays in its own column.
struct PDFTableColumns {
    private struct Column {
        let start: Double
        let end: Double
        var centre: Double { (start + end) / 2 }
    }

    private var columns: [Column] = []
    // The lowest line of the row above.
    private var last: (page: Int, baseline: Double)?

    // A row in one piece is a cell of a table that is at least so wide, and stands right below it.
    private static let fewestForLone = 3
    private static let longestLone = 60
    private static let farthest = 4.0
    // Cells that begin as near to each other are in one column.
    private static let tolerance = 3.0

    /// Whether a line that stands alone is a cell of the table above: it begins where one of its cells does, other than the first,
    /// which may as well be the text that goes on at the margin.
    func holds(lone line: PDFLine) -> Bool {
        guard columns.count >= PDFTableColumns.fewestForLone, line.letters <= PDFTableColumns.longestLone,
            line.text.first?.isUppercase == true, let last, last.page == line.page.number,
            case let step = last.baseline - line.baseline, step > 0, step < line.size * PDFTableColumns.farthest
        else { return false }
        return columns.dropFirst().contains { abs($0.start - line.start) < PDFTableColumns.tolerance }
    }

    /// Takes notice of how far down the table has come.
    mutating func reach(_ row: [PDFLine]) { last = row.map { ($0.page.number, $0.baseline) }.min { $0.1 < $1.1 } }

    /// Gives a row with `nil` for each cell that is empty; as it is where its cells stand under none of the columns.
    mutating func placed(_ row: [PDFLine]) -> [PDFLine?] {
        reach(row)
        guard row.count < columns.count else {
            columns = row.map { Column(start: $0.start, end: $0.end) }
            return row
        }
        var cells: [PDFLine?] = Array(repeating: nil, count: columns.count)
        var next = 0
        for line in row {
            guard let place = column(of: line), place >= next else { return row }
            cells[place] = line
            next = place + 1
        }
        return Array(cells[..<next])
    }

    // The column in which a cell begins, or the one whose middle it stands under.
    private func column(of line: PDFLine) -> Int? {
        if let place = columns.firstIndex(where: { abs($0.start - line.start) < PDFTableColumns.tolerance }) {
            return place
        }
        let middle = (line.start + line.end) / 2
        return columns.firstIndex { abs($0.centre - middle) < PDFTableColumns.tolerance }
    }
}
