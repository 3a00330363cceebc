/// Helps those who have misspelt a name.
package enum Spelling {
    /// Gives the name that is written most like a text; of equals the first, `nil` where there are no names.
    package static func nearest(to text: String, among names: some Sequence<String>) -> String? {
        names.map { (name: $0, distance: distance($0, text)) }.min { $0.distance < $1.distance }?.name
    }

    /// Gives Levenshtein's distance over lower-case letters; of the second text only the beginning counts.
    package static func distance(_ first: String, _ second: String) -> Int {
        let (first, second) = (Array(first.lowercased()), Array(second.lowercased().prefix(60)))
        var row = Array(0...second.count)
        for (index, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in second.enumerated() {
                let above = row[column + 1]
                row[column + 1] = min(above + 1, row[column] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[second.count]
    }
}
