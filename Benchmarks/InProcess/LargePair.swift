import Changes
import Daemon
import Model

/// Two documents of a megabyte each, compared: a hundred words changed, every paragraph changed, nothing in common.
enum LargePair {
    static func measure(_ reader: ReportReader) throws {
        let old = pages(seed: 1)
        let few = old.enumerated().map { $0 % 20 == 0 ? $1.replacing(" the ", with: " that ", maxReplacements: 1) : $1 }
        let every = old.map { $0 + " So it was." }
        let before = try reading(old, reader)
        for (name, other) in [
            ("100 edits", few), ("every paragraph edited", every), ("nothing in common", pages(seed: 2)),
        ] {
            let after = try reading(other, reader)
            guard Comparison.change(from: before, to: after).isNews else { throw Unsound("\(name): no change") }
            Stopwatch.measure("compare two of 1 MB, \(name)", samples: 10) {
                Comparison.change(from: before, to: after)
            }
        }
    }

    // Paragraphs, with a heading before every twentieth.
    private static func pages(seed: Int) -> [String] {
        var prose = Prose(seed: seed)
        var (paragraphs, written) = ([String](), 0)
        while written < 1_000_000 {
            let text = prose.paragraph(4)
            written += text.utf8.count
            paragraphs.append(text)
        }
        return paragraphs
    }

    private static func reading(_ paragraphs: [String], _ reader: ReportReader) throws -> Reading {
        let text = paragraphs.enumerated().map { $0 % 20 == 0 ? "Chapter \($0 / 20)\n\($1)" : $1 }.joined(
            separator: "\n")
        let result = try reader.read(Array(text.utf8), ReadRequest(name: "large.txt"))
        return Reading(record: result.record, text: result.text)
    }
}
