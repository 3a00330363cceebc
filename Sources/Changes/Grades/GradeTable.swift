import Model

/// A matrix as text for people: no line is wider than it may be, unless one name alone is.
///
/// Where the grades' words fit in one line they stand; else a grade is told by its initials, named below. Where not even
/// these fit, the columns come in several tables under each other.
package struct GradeTable {
    private static let gap = 2
    private static let widestHead = 10
    private static let arrows: [Movement: String] = [.better: "↑", .worse: "↓", .unchanged: "="]

    private let matrix: GradeMatrix
    private let width: Int
    private var names: [String] = []
    private var cells: [[String]] = []
    private var isShort = false
    private var legend: [(short: String, words: String)] = []

    /// Gives the lines of a table.
    package static func lines(of matrix: GradeMatrix, width: Int) -> [String] {
        let table = GradeTable(matrix, width: width)
        return [table.title] + table.blocks() + table.footer
    }

    private init(_ matrix: GradeMatrix, width: Int) {
        (self.matrix, self.width) = (matrix, width)
        names = matrix.rows.map { row in
            let withdrawn = row.withdrawn
            return row.body.name + (withdrawn.all ? " (withdrawn)" : withdrawn.some ? " (withdrawn in part)" : "")
        }
        cells = cells(by: nil)
        let whole = zip(matrix.columns.indices, matrix.columns).reduce(nameWidth) { sum, column in
            let words = max(cells.map { $0[column.0].count }.max() ?? 0, narrowest(GradeTable.head(column.1)))
            return sum + GradeTable.gap + words
        }
        if whole > width {
            isShort = true
            legend = Initials.of(grades)
            cells = cells(by: Dictionary(legend.map { ($0.words, $0.short) }) { first, _ in first })
        }
    }

    private var title: String {
        var title = "\(matrix.family.name) \(matrix.cycle) (\(matrix.family.publisher))"
        let compared = matrix.rows.flatMap(\.entries).compactMap(\.comparable)
        if let previous = matrix.previousCycle, !compared.isEmpty {
            title += compared.contains(true) ? ", beside \(previous)" : "; does not compare with \(previous)"
        }
        return title
    }

    private var footer: [String] {
        let moved = Set(matrix.rows.flatMap(\.entries).compactMap(\.movement))
        let parts =
            legend.map { "\($0.short) \($0.words)" }
            + Movement.allCases.filter(moved.contains).map { "\(GradeTable.arrows[$0] ?? "") \($0.rawValue)" }
        return parts.isEmpty ? [] : Folded.lines(of: parts, separator: "  ", width: width)
    }

    private var grades: [String] {
        Set(matrix.rows.flatMap(\.entries).compactMap(\.stated.grading.grade)).sorted().map {
            $0.replacing("-", with: " ")
        }
    }

    // Documents that disagree are all shown, and no arrow then.
    private func cells(by shorts: [String: String]?) -> [[String]] {
        matrix.rows.map { row in
            let entries = Dictionary(grouping: row.entries, by: \.stated.thing)
            return matrix.columns.map { column in
                var shown: [String] = []
                for entry in entries[column] ?? [] {
                    var words = entry.stated.grading.words
                    if let shorts, let grade = entry.stated.grading.grade?.replacing("-", with: " ") {
                        words = (shorts[grade] ?? grade) + words.dropFirst(grade.count)
                    }
                    if !shown.contains(words) { shown.append(words) }
                }
                let movements = Set((entries[column] ?? []).compactMap(\.movement))
                guard shown.count == 1, movements.count == 1, let movement = movements.first else {
                    return shown.joined(separator: " / ")
                }
                return shown[0] + " " + (GradeTable.arrows[movement] ?? "")
            }
        }
    }

    private static func head(_ thing: GradedThing) -> String {
        (thing.question ?? thing.scope.uppercased()).replacing("-", with: " ").replacing(".", with: " ")
    }

    private var nameWidth: Int { max(names.map(\.count).max() ?? 0, 8) }

    private func narrowest(_ text: String) -> Int {
        min(GradeTable.widestHead, text.split(separator: " ").map(\.count).max() ?? 0)
    }

    // As many columns as fit stand side by side.
    private func blocks() -> [String] {
        var lines: [String] = []
        var block: [(column: Int, width: Int)] = []
        for column in matrix.columns.indices {
            let texts = cells.map { $0[column] }
            let words = (isShort ? texts.flatMap { Folded.words(of: $0) } : texts).map(\.count).max() ?? 0
            let needed = max(words, narrowest(GradeTable.head(matrix.columns[column])))
            let used = block.reduce(nameWidth) { $0 + GradeTable.gap + $1.width }
            if !block.isEmpty, used + GradeTable.gap + needed > width {
                lines += [""] + text(block)
                block = []
            }
            block.append((column, needed))
        }
        return lines + [""] + text(block) + [""]
    }

    private func text(_ block: [(column: Int, width: Int)]) -> [String] {
        let heads = block.map { Folded.text(GradeTable.head(matrix.columns[$0.column]), width: $0.width) }
        let depth = heads.map(\.count).max() ?? 0
        // Heads stand on one foot.
        let padded = heads.map { Array(repeating: "", count: depth - $0.count) + $0 }
        var lines = aligned("", padded, block)
        for (name, row) in zip(names, cells) {
            let folded = block.map { Folded.text(row[$0.column], width: $0.width) }
            // A body of which these columns say nothing stands in the others.
            if folded.allSatisfy(\.isEmpty), matrix.columns.count > block.count { continue }
            lines += aligned(name, folded, block)
        }
        return lines
    }

    private func aligned(_ name: String, _ cells: [[String]], _ block: [(column: Int, width: Int)]) -> [String] {
        (0..<max(1, cells.map(\.count).max() ?? 0)).map { index in
            var line = GradeTable.padded(index == 0 ? name : "", nameWidth)
            for (cell, place) in zip(cells, block) {
                line += String(repeating: " ", count: GradeTable.gap)
                line += GradeTable.padded(index < cell.count ? cell[index] : "", place.width)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
