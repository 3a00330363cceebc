import Changes
import Daemon
import Model

/// Pairs of a megabyte that a comparison could lose itself in: what repeats, what has no order any more, what is one line,
/// and records with thousands of values.
enum WorstPairs {
    /// One pair: its lines, or what has been read.
    struct Shape: Sendable {
        let name: String
        /// Gives the two readings, as many times as large.
        let pair: @Sendable (_ size: Double, ReportReader) throws -> (old: Reading, new: Reading)
    }

    static let shapes = texts + words + values + crowds

    /// Measures each shape of which the name holds a part.
    static func measure(_ reader: ReportReader, only part: String?) throws {
        for shape in shapes where part.map({ shape.name.contains($0) }) ?? true {
            let (old, new) = try shape.pair(1, reader)
            Stopwatch.measureProcessor("compare: \(shape.name)", samples: 5) {
                Comparison.change(from: old, to: new, within: .event)
            }
        }
    }

    /// Measures how many times as long each shape takes at twice its size: what is quadratic takes four times as long.
    static func measureGrowth(_ reader: ReportReader, only part: String?) throws {
        for shape in shapes where part.map({ shape.name.contains($0) }) ?? true {
            let times = try [1.0, 2.0].map { size in
                let (old, new) = try shape.pair(size, reader)
                let samples = (0..<4).map { _ in
                    Stopwatch.processorTime { Comparison.change(from: old, to: new, within: .event) }
                }
                return samples.min() ?? 0
            }
            Stopwatch.report("twice as large: \(shape.name)", unit: "times", [times[1] / times[0]])
        }
    }

    /// A shape of lines of a text.
    static func lines(
        _ name: String, _ lines: @escaping @Sendable (Int) -> (old: [String], new: [String]), _ count: Int
    ) -> Shape {
        Shape(name: name) { size, reader in
            let read = { (lines: [String]) in
                let result = try reader.read(
                    Array(lines.joined(separator: "\n").utf8), ReadRequest(name: "large.txt"))
                return Reading(record: result.record, text: result.text)
            }
            let (old, new) = lines(Int(Double(count) * size))
            return (try read(old), try read(new))
        }
    }

    private static let texts: [Shape] = [
        lines("every paragraph edited", { prose($0) { $0 + " So it was." } }, 2_000),
        lines("nothing in common", { (paragraphs($0, seed: 3), paragraphs($0, seed: 4)) }, 2_000),
        lines(
            "sections in another order",
            {
                let all = (0..<$0).map { ["Chapter \($0)"] + paragraphs(20, seed: $0) }
                return (all.flatMap(\.self), all.reversed().flatMap(\.self))
            }, 100),
        lines(
            "each paragraph the words of another",
            { count in
                let all = paragraphs(count, seed: 5)
                return (all, all.map { $0.split(separator: " ").reversed().joined(separator: " ") })
            }, 2_000),
        lines("20,000 rows, every value changed", { rows($0) { $0.replacing("no change", with: "a rise") } }, 20_000),
        lines("20,000 rows, every number changed", { rows($0) { $0.replacing(" per", with: "1 per") } }, 20_000),
        lines(
            "20,000 rows, one added at the top",
            {
                let rows = rows($0) { $0 }.old
                return (rows, ["Ward A\t1\t2 per cent\ta rise"] + rows)
            }, 20_000),
        lines("20,000 rows, all renamed", { rows($0) { "New " + $0 } }, 20_000),
        lines(
            "one row of 100,000 cells, each changed",
            {
                (
                    [(0..<$0).map { "\($0)" }.joined(separator: "\t")],
                    [(0..<$0).map { "\($0 + 1)" }.joined(separator: "\t")]
                )
            }, 100_000),
        lines(
            "one paragraph 20,000 times, once less",
            {
                (Array(repeating: line, count: $0), Array(repeating: line, count: $0 - 1))
            }, 20_000),
        lines(
            "one paragraph 20,000 times, a word of each changed",
            {
                (Array(repeating: line, count: $0), Array(repeating: line + " Now", count: $0))
            }, 20_000),
        lines(
            "one paragraph 20,000 times, one of them changed",
            {
                let all = Array(repeating: line, count: $0)
                return (all, all[..<($0 / 2)] + ["Nobody has read it."] + all[($0 / 2 + 1)...])
            }, 20_000),
        lines(
            "two paragraphs in turn, the other first",
            { count in
                let other = "Nobody on the council has read the plan from end to end."
                return (
                    (0..<count).map { $0 % 2 == 0 ? line : other }, (0..<count).map { $0 % 2 == 1 ? line : other }
                )
            }, 20_000),
        lines(
            "a paragraph changed between two that stay, 10,000 times",
            { count in
                (
                    (0..<count).map {
                        $0 % 2 == 0 ? "Ward \($0) keeps its plan of the year." : "It has \($0) desks in use."
                    },
                    (0..<count).map {
                        $0 % 2 == 0 ? "Ward \($0) keeps its plan of the year." : "It had \($0) rooms for us."
                    }
                )
            }, 20_000),
    ]

    private static let words: [Shape] = [
        lines(
            "one paragraph, a word of it changed",
            {
                let text = paragraphs(1, of: $0, seed: 6)
                return (text, [text[0].replacing(" the ", with: " that ", maxReplacements: 1)])
            }, 9_000),
        lines(
            "one paragraph, nothing in common",
            {
                (paragraphs(1, of: $0, seed: 7), paragraphs(1, of: $0, seed: 8))
            }, 9_000),
        lines(
            "one word of a megabyte, a letter of it changed",
            {
                let word = String(repeating: "abcdefghij", count: $0)
                return ([word], [word.dropLast() + "k"])
            }, 100_000),
        lines(
            "nothing but digits, one of them changed",
            {
                let digits = (0..<$0).map { "\($0 * 7919 % 10)" }.joined()
                return ([digits], ["7" + digits])
            }, 1_000_000),
        lines(
            "150,000 numbers in a line, each one more",
            {
                (
                    [(0..<$0).map { "\($0)" }.joined(separator: " ")],
                    [(0..<$0).map { "\($0 + 150_000)" }.joined(separator: " ")]
                )
            }, 150_000),
        lines(
            "100,000 dates in a line, each of another year",
            {
                let dates = { (count: Int, year: Int) in
                    [(0..<count).map { "\(1 + $0 % 28).\(1 + $0 % 12).\(year + $0 % 50)" }.joined(separator: " ")]
                }
                return (dates($0, 1950), dates($0, 1960))
            }, 100_000),
        lines(
            "nothing but quotation marks and dashes",
            {
                ([String(repeating: "‘’“”—’ ", count: $0)], [String(repeating: "“”‘’—' ", count: $0)])
            }, 150_000),
        lines(
            "100,000 paragraphs of a word, all changed",
            { count in
                ((0..<count).map { "word\($0)" }, (0..<count).map { "other\($0)" })
            }, 100_000),
        lines(
            "100,000 paragraphs of a word, in another order",
            { count in
                ((0..<count).map { "word\($0)" }, (0..<count).reversed().map { "word\($0)" })
            }, 100_000),
        lines(
            "100,000 paragraphs of a word, joined in pairs",
            { count in
                ((0..<count).map { "word\($0)" }, stride(from: 0, to: count, by: 2).map { "word\($0) word\($0 + 1)" })
            }, 100_000),
        lines(
            "short words over three letters, a line each",
            {
                let short = short($0)
                return (short, short.reversed())
            }, 60_000),
        lines(
            "short words over three letters, ten a line",
            {
                let short = short($0)
                return (tens(short), tens(short.map { String($0.reversed()) }))
            }, 60_000),
        lines(
            "short words over three letters, one line",
            {
                let short = short($0)
                return ([short.joined(separator: " ")], [short.reversed().joined(separator: " ")])
            }, 60_000),
    ]

    private static let line = "The board meets each spring and asks what has come of it."

    static func paragraphs(_ count: Int, of sentences: Int = 4, seed: Int) -> [String] {
        var prose = Prose(seed: seed)
        return (0..<count).map { _ in prose.paragraph(sentences) }
    }

    private static func prose(_ count: Int, _ edit: (String) -> String) -> (old: [String], new: [String]) {
        let old = paragraphs(count, seed: 3)
        return (old, old.map(edit))
    }

    private static func rows(_ count: Int, _ edit: (String) -> String) -> (old: [String], new: [String]) {
        let rows = (0..<count).map { "Ward \($0)\t\($0 * 7 % 1000)\t\($0 * 13 % 977) per cent\tno change" }
        return (rows, rows.map(edit))
    }

    private static func short(_ count: Int) -> [String] { (0..<count).map { letters($0 * 7919) } }

    private static func tens(_ words: [String]) -> [String] {
        stride(from: 0, to: words.count, by: 10).map { words[$0..<min($0 + 10, words.count)].joined(separator: " ") }
    }

    private static func letters(_ number: Int) -> String {
        var (rest, word) = (number, "")
        for _ in 0...(number % 6) {
            word += ["a", "b", "c"][rest % 3]
            rest = rest / 3
        }
        return word
    }
}
