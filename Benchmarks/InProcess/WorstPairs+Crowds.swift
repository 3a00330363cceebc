import Changes
import Model

/// Thousands of things that are nearly the same, so that anything could be anything's successor.
extension WorstPairs {
    static let crowds: [Shape] = [
        lines(
            "2,000 paragraphs moved, a word of each changed",
            { count in
                let all = paragraphs(count, seed: 9)
                return (all, all.reversed().map { $0 + " So it was." })
            }, 2_000),
        lines(
            "one sentence of a megabyte, its words shuffled",
            { count in
                var words = paragraphs(1, of: count, seed: 10)[0].split(separator: " ").filter { !$0.hasSuffix(".") }
                let old = words.joined(separator: " ")
                for place in words.indices { words.swapAt(place, place * 7919 % words.count) }
                return ([old], [words.joined(separator: " ")])
            }, 9_000),
        lines(
            "two paragraphs in turn, a third after each",
            { count in
                let old = (0..<count).map { $0 % 2 == 0 ? "The board meets in spring." : "Nobody has read the plan." }
                return (old, old.flatMap { [$0, "It is filed."] })
            }, 20_000),
        lines(
            "500 rows of 200 columns, every number changed",
            { count in
                let head = "Ward\t" + (1..<200).map { "Year \($0)" }.joined(separator: "\t")
                let rows = { (shift: Int) in
                    (0..<count).map { row in
                        "Ward \(row)\t" + (1..<200).map { "\(row * $0 % 1000 + shift)" }.joined(separator: "\t")
                    }
                }
                return ([head] + rows(0), [head] + rows(1))
            }, 500),
        lines(
            "500 rows of 200 columns, the columns turned round",
            { count in
                let row = { (cells: [String], label: String) in ([label] + cells).joined(separator: "\t") }
                let head = (1..<200).map { "Year \($0)" }
                let rows = (0..<count).map { row in (1..<200).map { "\(row * $0 % 1000)" } }
                return (
                    [row(head, "Ward")] + rows.indices.map { row(rows[$0], "Ward \($0)") },
                    [row(head.reversed(), "Ward")] + rows.indices.map { row(rows[$0].reversed(), "Ward \($0)") }
                )
            }, 500),
        lines(
            "20,000 numbers below their names, all changed",
            { count in
                let lines = { (shift: Int) in (0..<count).flatMap { ["Share of ward", "\($0 * 3 + shift) per cent"] } }
                return (lines(0), lines(1))
            }, 20_000),
        lines(
            "30,000 names alone between lines that stay, all changed",
            { count in
                let lines = { (name: String) in (0..<count).flatMap { ["Signed on day \($0)", "\(name) \($0)"] } }
                return (lines("Ann Smith"), lines("Tom Oak"))
            }, 30_000),
        made("one list of 20,000 items in another order, all edited", 20_000) {
            list($0, "kept", turned: false)
        } new: {
            list($0, "lost", turned: true)
        },
        made("5,000 findings that differ by a number, all renumbered", 5_000) {
            recommendations($0, 0)
        } new: {
            recommendations($0, 7)
        },
        made("5,000 people of one office, all others", 5_000) {
            people($0, "Ann Smith")
        } new: {
            people($0, "Tom Oak")
        },
        made("20,000 figures of sentences, all changed", 20_000) {
            statements($0, 0)
        } new: {
            statements($0, 1)
        },
        made("20,000 key facts of one name, all changed", 20_000) {
            alikeFacts($0, 0)
        } new: {
            alikeFacts($0, 1)
        },
        made("5,000 corrections, all others", 5_000) {
            corrections($0, "spring")
        } new: {
            corrections($0, "autumn")
        },
    ]

    private static func list(_ count: Int, _ verb: String, turned: Bool) -> Reading {
        var made = Made(count) { number in "• ward \(turned ? count - number : number) has \(verb) the plan of the year"
        }
        made.record.lists = [
            List(
                section: "",
                items: made.lines.map { List.Item(text: String($0.exact.dropFirst(2)), evidence: $0) })
        ]
        return made.reading
    }

    private static func recommendations(_ count: Int, _ shift: Int) -> Reading {
        var made = Made(count) { "The force should put right what we found in ward \($0 + shift) by the spring." }
        for (number, evidence) in made.lines.enumerated() {
            made.record.findings.append(
                Finding(
                    id: "f\(number * 2 + shift)", kind: "recommendation", text: evidence.exact, section: "",
                    evidence: evidence))
        }
        return made.reading
    }

    private static func people(_ count: Int, _ name: String) -> Reading {
        var made = Made(count) { "Inspector: \(name) \($0)" }
        for (number, evidence) in made.lines.enumerated() {
            made.record.people.append(Person(name: "\(name) \(number)", role: "Inspector", evidence: evidence))
        }
        return made.reading
    }

    private static func statements(_ count: Int, _ shift: Int) -> Reading {
        var made = Made(count) { "The ward has \($0 * 3 + shift) officers on its streets." }
        for (number, evidence) in made.lines.enumerated() {
            made.record.figures.append(
                Figure(
                    label: nil, value: "\(number * 3 + shift)", unit: "officers", text: "\(number * 3 + shift)",
                    section: "", role: "statement", evidence: evidence))
        }
        return made.reading
    }

    private static func alikeFacts(_ count: Int, _ shift: Int) -> Reading {
        var made = Made(count) { "Officers: \($0 * 3 + shift)" }
        for (number, evidence) in made.lines.enumerated() {
            made.record.figures.append(
                Figure(
                    label: "Officers", value: "\(number * 3 + shift)", unit: nil, text: "\(number * 3 + shift)",
                    section: "key-facts", role: "key-fact", evidence: evidence))
        }
        return made.reading
    }

    private static func corrections(_ count: Int, _ season: String) -> Reading {
        var made = Made(count) { "Please note: wording corrected on page \($0) in the \(season)." }
        made.record.notes = made.lines.map {
            Note(role: "correction", value: nil, date: nil, text: $0.exact, section: nil, evidence: $0)
        }
        return made.reading
    }
}
