/// What becomes of a page on its way: lines lost, moved, glued and doubled, other spelling. Each takes lines and gives lines.
package struct Damage: CustomStringConvertible, Sendable {
    /// What it does, as the tests print it.
    package let name: String
    /// Whether headings are no longer what they were.
    package var spoilsHeadings = false
    /// Whether another seed gives another text.
    package var isRandom = false
    private let apply: @Sendable ([String], inout Seeded) -> [String]
    package var description: String { name }

    /// Gives the text as it comes out; the same for the same seed.
    package func applied(to text: String, seed: UInt64) -> String {
        var random = Seeded(seed: seed)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return apply(lines, &random).joined(separator: "\n")
    }

    /// What makes another text of a page that says the same, or less.
    package static let all: [Damage] = [
        Damage(name: "the whole text twice") { lines, _ in lines + lines },
        Damage(name: "the title glued to the next line", spoilsHeadings: true) { lines, _ in
            guard let first = lines.firstIndex(where: { !$0.isEmpty }), first + 1 < lines.count else { return lines }
            return lines[..<first] + [lines[first] + " " + lines[first + 1]] + lines[(first + 2)...]
        },
        Damage(name: "the title glued to the next line without a blank", spoilsHeadings: true) { lines, _ in
            guard let first = lines.firstIndex(where: { !$0.isEmpty }), first + 1 < lines.count else { return lines }
            return lines[..<first] + [lines[first] + lines[first + 1]] + lines[(first + 2)...]
        },
        Damage(name: "some line feeds lost", spoilsHeadings: true, isRandom: true) { lines, random in
            lines.dropFirst().reduce(into: Array(lines.prefix(1))) { glued, line in
                if Int.random(in: 0..<5, using: &random) == 0 {
                    glued[glued.count - 1] += " " + line
                } else {
                    glued.append(line)
                }
            }
        },
        Damage(name: "each line twice") { lines, _ in lines.flatMap { [$0, $0] } },
        Damage(name: "headings glued to the text behind them", spoilsHeadings: true) { lines, _ in
            lines.reduce(into: [String]()) { glued, line in
                if let last = glued.last, isHeading(last), !line.isEmpty {
                    glued[glued.count - 1] = last + " " + line
                } else {
                    glued.append(line)
                }
            }
        },
        Damage(name: "all on one line", spoilsHeadings: true) { lines, _ in [lines.joined(separator: " ")] },
        Damage(name: "the paragraphs of a section in another order", isRandom: true) { lines, random in
            var moved = lines
            for run in runs(of: lines.indices.filter { isText(lines[$0]) }) {
                for (place, line) in zip(run, run.map { lines[$0] }.shuffled(using: &random)) { moved[place] = line }
            }
            return moved
        },
        Damage(name: "headings dropped", spoilsHeadings: true) { lines, _ in
            lines.prefix(1) + lines.dropFirst().filter { !isHeading($0) }
        },
        Damage(name: "some paragraphs dropped", isRandom: true) { lines, random in
            lines.filter { !isText($0) || Int.random(in: 0..<4, using: &random) != 0 }
        },
        Damage(name: "blank lines dropped") { lines, _ in lines.filter { !$0.isEmpty } },
        Damage(name: "blank lines added") { lines, _ in lines.flatMap { [$0, ""] } },
        Damage(name: "bullets dropped") { lines, _ in
            lines.map { "-•*".contains($0.first ?? " ") ? String($0.dropFirst().drop { $0 == " " }) : $0 }
        },
        Damage(name: "other marks") { lines, _ in
            lines.map { line in
                let spaced =
                    line.hasPrefix("- ")
                    ? "- " + line.dropFirst(2).replacing(" ", with: "\u{A0}") : line.replacing(" ", with: "\u{A0}")
                return spaced.replacing("’", with: "'").replacing("‘", with: "'").replacing("“", with: "\"")
                    .replacing("”", with: "\"").replacing("–", with: "-")
            }
        },
        Damage(name: "printers' marks") { lines, _ in
            lines.map {
                $0.replacing("'", with: "’").replacing(" - ", with: " – ").replacing(" \"", with: " “")
                    .replacing("\"", with: "”")
            }
        },
        Damage(name: "soft hyphens in long words") { lines, _ in
            lines.map { line in
                line.split(separator: " ", omittingEmptySubsequences: false).map { word in
                    word.count > 7 ? word.prefix(4) + "\u{AD}" + word.dropFirst(4) : word[...]
                }.joined(separator: " ")
            }
        },
        Damage(name: "headings in capitals", spoilsHeadings: true) { lines, _ in
            lines.map { isHeading($0) ? $0.uppercased() : $0 }
        },
        Damage(name: "headings in small letters", spoilsHeadings: true) { lines, _ in
            lines.prefix(1) + lines.dropFirst().map { isHeading($0) ? $0.lowercased() : $0 }
        },
    ]

    /// A second extraction of the page: what a poorer reader of its mark-up makes of it.
    package static let extractions: [Damage] = [
        all.first { $0.name == "headings dropped" }, all.first { $0.name == "blank lines dropped" },
        all.first { $0.name == "the title glued to the next line" },
        Damage(name: "bare grades lost") { lines, _ in
            lines.filter {
                ![
                    "Outstanding", "Good", "Adequate", "Requires improvement", "Requires improvement to be good",
                    "Inadequate",
                ].contains($0)
            }
        },
    ].compactMap { $0 }

    // Whole sentences: what stands alone says what it says by its place.
    private static func isText(_ line: String) -> Bool { line.last == "." && line.count > 40 && !line.contains("\t") }

    // Places that stand one behind the other.
    private static func runs(of places: [Int]) -> [[Int]] {
        places.reduce(into: [[Int]]()) { runs, place in
            if runs.last?.last == place - 1 {
                runs[runs.count - 1].append(place)
            } else {
                runs.append([place])
            }
        }
    }

    // A short line that is no sentence, no item of a list, no row of a table and not the rest of the line before it.
    private static func isHeading(_ line: String) -> Bool {
        guard let first = line.first(where: { $0 != " " }), let last = line.last(where: { !"”’\"".contains($0) }),
            line.count <= 160, !line.contains("\t")
        else { return false }
        return !".;,:!-".contains(last) && !"-•*|".contains(first) && !first.isLowercase
    }
}
