import Changes
import Daemon
import Model

/// Pairs of a megabyte that a comparison could lose itself in: what repeats, what has no order any more, what is one line,
/// and records with thousands of values.
enum WorstPairs {
    static func measure(_ reader: ReportReader, only part: String?) throws {
        for shape in shapes where part.map({ shape.name.contains($0) }) ?? true {
            try measure(shape.name, shape.old, shape.new, reader)
        }
        guard part.map({ "values".contains($0) }) ?? true else { return }
        measure("5,000 judgments, people and dates, all moved", values(0), values(1))
        measure("5,000 judgments, people and dates, all gone", values(0), values(nil))
    }

    private static func measure(_ name: String, _ old: [String], _ new: [String], _ reader: ReportReader) throws {
        let read = { (lines: [String]) in
            let result = try reader.read(
                Array(lines.joined(separator: "\n").utf8), ReadRequest(name: "large.txt"))
            return Reading(record: result.record, text: result.text)
        }
        measure(name, try read(old), try read(new))
    }

    private static func measure(_ name: String, _ old: Reading, _ new: Reading) {
        Stopwatch.measure("compare: \(name)", samples: 5) { Comparison.change(from: old, to: new) }
    }

    private static var shapes: [(name: String, old: [String], new: [String])] {
        var prose = Prose(seed: 3)
        let (before, after) = ((0..<2_000).map { _ in prose.paragraph(4) }, (0..<2_000).map { _ in prose.paragraph(4) })
        let sections = (0..<100).map { number in ["Chapter \(number)"] + (0..<20).map { _ in prose.paragraph(4) } }
        let words = prose.paragraph(9_000)
        let other = prose.paragraph(9_000)
        let rows = (0..<20_000).map { "Ward \($0)\t\($0 * 7 % 1000)\t\($0 * 13 % 977) per cent\tno change" }
        let short = (0..<60_000).map { letters($0 * 7919) }
        let line = "The board meets each spring and asks what has come of it."
        return [
            ("every paragraph edited", before, before.map { $0 + " So it was." }),
            ("nothing in common", before, after),
            ("sections in another order", sections.flatMap(\.self), sections.reversed().flatMap(\.self)),
            ("20,000 rows, every value changed", rows, rows.map { $0.replacing("no change", with: "a rise") }),
            ("20,000 rows, one added at the top", rows, ["Ward A\t1\t2 per cent\ta rise"] + rows),
            ("20,000 rows, all renamed", rows, rows.map { "New " + $0 }),
            (
                "one paragraph, a word of it changed", [words],
                [words.replacing(" the ", with: " that ", maxReplacements: 1)]
            ),
            ("one paragraph, nothing in common", [words], [other]),
            (
                "100,000 paragraphs of a word, all changed", (0..<100_000).map { "word\($0)" },
                (0..<100_000).map { "other\($0)" }
            ),
            (
                "100,000 paragraphs of a word, in another order", (0..<100_000).map { "word\($0)" },
                (0..<100_000).reversed().map { "word\($0)" }
            ),
            (
                "one paragraph 20,000 times, once less", Array(repeating: line, count: 20_000),
                Array(repeating: line, count: 19_999)
            ),
            (
                "one paragraph 20,000 times, a word of each changed", Array(repeating: line, count: 20_000),
                Array(repeating: line + " Now", count: 20_000)
            ),
            ("short words over three letters, a line each", short, short.reversed()),
            ("short words over three letters, ten a line", lines(short), lines(short.map { String($0.reversed()) })),
            (
                "short words over three letters, one line", [short.joined(separator: " ")],
                [short.reversed().joined(separator: " ")]
            ),
        ]
    }

    private static func lines(_ words: [String]) -> [String] {
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

    // Each value on a line of its own, so many days and grades further on; none of them where the shift is absent.
    private static func values(_ shift: Int?) -> Reading {
        var text = String.UnicodeScalarView()
        var spans: [(number: Int, range: Range<Int>)] = []
        var length = 0
        for number in 0..<5_000 {
            let line =
                "Area \(number) is \(grade(number + (shift ?? 0))), says Ann Smith \(number + (shift ?? 0)) on day \(number)."
            text.append(contentsOf: (line + "\n").unicodeScalars)
            spans.append((number, length..<length + line.unicodeScalars.count))
            length += line.unicodeScalars.count + 1
        }
        let canonical = CanonicalText(scalars: Array(text))
        var record = Record(
            id: ReportID(country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: "northmoor"),
            kind: "peel-force-assessment", language: "en-GB",
            provenance: Provenance(
                source: .init(name: "made", mediaType: "text/plain", bytes: length, sha256: "", sha512: Digest(of: [])),
                outcome: .read, reader: .init(name: "made", version: "1")))
        guard let shift else { return Reading(record: record, text: canonical) }
        for (number, range) in spans {
            let evidence = canonical.evidence(range)
            record.judgments.append(
                Judgment(
                    id: "effectiveness.area-\(number)", scope: "effectiveness", topic: "area \(number)",
                    grade: grade(number + shift), gradeText: grade(number + shift), status: .graded,
                    scale: "hmicfrs-4", section: "", evidence: [evidence]))
            record.people.append(Person(name: "Ann Smith \(number + shift)", role: "inspector", evidence: evidence))
            record.dates.append(
                StatedDate(
                    role: "inspected", text: "day \(number)",
                    date: CalendarDate("20\(10 + number % 80)-0\(1 + number % 9)-1\(shift)"), section: nil,
                    evidence: evidence))
        }
        return Reading(record: record, text: canonical)
    }

    private static func grade(_ number: Int) -> String { ["good", "inadequate", "outstanding"][number % 3] }
}
