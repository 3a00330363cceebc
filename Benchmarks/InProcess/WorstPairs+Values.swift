import Changes
import Model

/// Records with thousands of values, made without a reader.
extension WorstPairs {
    static let values: [Shape] = [
        made("5,000 judgments, people and dates, all moved", 5_000) {
            graded($0, 0)
        } new: {
            graded($0, 1)
        },
        made("5,000 judgments, people and dates, all gone", 5_000) {
            graded($0, 0)
        } new: {
            Made($0, line: gradedLine(0)).reading
        },
        made("5,000 judgments of one scope, their ids and topics changed", 5_000) {
            topics($0, "area")
        } new: {
            topics($0, "field")
        },
        made("5,000 judgments in one line, all moved", 5_000) {
            inOneLine($0, 0)
        } new: {
            inOneLine($0, 1)
        },
        made("5,000 judgments in one line, all gone", 5_000) {
            inOneLine($0, 0)
        } new: {
            Made($0, separator: ", ") { "area \($0) as \($0 * 7)" }.reading
        },
        made("5,000 judgments of one thing", 5_000) {
            alike($0, "good")
        } new: {
            alike($0, "inadequate")
        },
        made("5,000 findings, all reworded", 5_000) {
            findings($0, "by the spring")
        } new: {
            findings($0, "by the summer")
        },
        made("5,000 findings of the same words, gone", 5_000) {
            findings($0, nil)
        } new: {
            Made($0) { "Line \($0)." }.reading
        },
        made("20,000 key facts, all changed", 20_000) {
            facts($0, 0)
        } new: {
            facts($0, 1)
        },
        made("20,000 headings, all renamed", 20_000) {
            headings($0, "Ward")
        } new: {
            headings($0, "District")
        },
        made("20,000 headings, all gone", 20_000) {
            headings($0, "Ward")
        } new: {
            Made($0, line: headingLine("District")).reading
        },
        made("20,000 headings of one name, in another order", 20_000) {
            namesakes($0, false)
        } new: {
            namesakes($0, true)
        },
        made("20,000 headings of key facts, of another year", 20_000) {
            years($0, 2016)
        } new: {
            years($0, 2017)
        },
        made("20,000 sections inside each other, one edited", 20_000) {
            nested($0, "spring")
        } new: {
            nested($0, "autumn")
        },
        made("50,000 lists of one, all edited", 50_000) {
            lists($0, "kept")
        } new: {
            lists($0, "lost")
        },
        made("20,000 links of one text, all moved", 20_000) {
            links($0, "a")
        } new: {
            links($0, "b")
        },
    ]

    static func made(
        _ name: String, _ count: Int, old: @escaping @Sendable (Int) -> Reading,
        new: @escaping @Sendable (Int) -> Reading
    ) -> Shape {
        Shape(name: name) { size, _ in
            let count = Int(Double(count) * size)
            return (old(count), new(count))
        }
    }

    /// A record over lines of text, with the place of each.
    struct Made {
        let text: CanonicalText
        let lines: [Evidence]
        var record: Record

        init(_ count: Int, separator: String = "\n", line: (Int) -> String) {
            var (scalars, ranges) = ([Unicode.Scalar](), [Range<Int>]())
            for number in 0..<count {
                let start = scalars.count
                scalars.append(contentsOf: line(number).unicodeScalars)
                ranges.append(start..<scalars.count)
                scalars.append(contentsOf: separator.unicodeScalars)
            }
            let text = CanonicalText(scalars: scalars)
            self.text = text
            lines = ranges.map(text.evidence)
            record = Record(
                id: ReportID(
                    country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: "northmoor"),
                kind: "peel-force-assessment", language: "en-GB",
                provenance: Provenance(
                    source: .init(
                        name: "made", mediaType: "text/plain", bytes: text.scalars.count, sha256: "",
                        sha512: Digest(of: [])),
                    outcome: .read, reader: .init(name: "made", version: "1")))
        }

        var reading: Reading { Reading(record: record, text: text) }

        func judgment(_ id: String, _ topic: String, _ grade: String, at evidence: Evidence) -> Judgment {
            Judgment(
                id: "effectiveness.\(id)", scope: "effectiveness", topic: topic, grade: grade, gradeText: grade,
                status: .graded, scale: "hmicfrs-4", section: "", evidence: [evidence])
        }

        mutating func addSection(_ number: Int, _ heading: String, level: Int = 2, parent: String? = nil, end: Int) {
            record.sections.append(
                Section(
                    id: "s\(number)", heading: heading, level: level, position: number, parent: parent,
                    start: lines[number].start, end: end, digest: "\(heading)-\(number)"))
        }
    }

    private static func grade(_ number: Int) -> String { ["good", "inadequate", "outstanding"][number % 3] }

    private static func gradedLine(_ shift: Int) -> (Int) -> String {
        { "Area \($0) is \(grade($0 + shift)), says Ann Smith \($0 + shift) on day \($0)." }
    }

    // Each value on a line of its own, so many days and grades further on.
    private static func graded(_ count: Int, _ shift: Int) -> Reading {
        var made = Made(count, line: gradedLine(shift))
        for (number, evidence) in made.lines.enumerated() {
            made.record.judgments.append(
                made.judgment("area-\(number)", "area \(number)", grade(number + shift), at: evidence))
            made.record.people.append(
                Person(name: "Ann Smith \(number + shift)", role: "inspector", evidence: evidence))
            made.record.dates.append(
                StatedDate(
                    role: "inspected", text: "day \(number)",
                    date: CalendarDate("20\(10 + number % 80)-0\(1 + number % 9)-1\(shift)"), section: nil,
                    evidence: evidence))
        }
        return made.reading
    }

    private static func topics(_ count: Int, _ noun: String) -> Reading {
        var made = Made(count) { "The \(noun) of ward \($0) is good." }
        for (number, evidence) in made.lines.enumerated() {
            made.record.judgments.append(
                made.judgment("\(noun)-\(number)", "the \(noun) of ward \(number)", "good", at: evidence))
        }
        return made.reading
    }

    // No full stop: one sentence.
    private static func inOneLine(_ count: Int, _ shift: Int) -> Reading {
        var made = Made(count, separator: ", ") { "area \($0) not \(grade($0 + shift)) as \($0 * 7 + shift)" }
        for (number, evidence) in made.lines.enumerated() {
            made.record.judgments.append(
                made.judgment("area-\(number)", "area \(number)", grade(number + shift), at: evidence))
            made.record.people.append(Person(name: "Ann \(number + shift)", role: "inspector", evidence: evidence))
        }
        return made.reading
    }

    private static func alike(_ count: Int, _ grade: String) -> Reading {
        var made = Made(count) { _ in "The force is \(grade)." }
        made.record.judgments = made.lines.map { made.judgment("area", "area", grade, at: $0) }
        return made.reading
    }

    private static func findings(_ count: Int, _ end: String?) -> Reading {
        var made = Made(count) { number in
            end.map { "The force should put right what we found in ward \(number) \($0)." } ?? "It should act on this."
        }
        for (number, evidence) in made.lines.enumerated() {
            made.record.findings.append(
                Finding(
                    id: "f\(number)", kind: "recommendation", text: evidence.exact, section: "", evidence: evidence))
        }
        return made.reading
    }

    private static func facts(_ count: Int, _ shift: Int) -> Reading {
        var made = Made(count) { "Officers of ward \($0): \($0 * 3 + shift)" }
        for (number, evidence) in made.lines.enumerated() {
            made.record.figures.append(
                Figure(
                    label: "Officers of ward \(number)", value: "\(number * 3 + shift)", unit: nil,
                    text: "\(number * 3 + shift)", section: "key-facts", role: "key-fact", evidence: evidence))
        }
        return made.reading
    }

    private static func headingLine(_ noun: String) -> (Int) -> String {
        { $0 % 2 == 0 ? "\(noun) \($0 / 2)" : "It has \($0) desks." }
    }

    private static func headings(_ count: Int, _ noun: String) -> Reading {
        var made = Made(2 * count, line: headingLine(noun))
        for number in stride(from: 0, to: 2 * count, by: 2) {
            made.addSection(number, "\(noun) \(number / 2)", end: made.lines[number + 1].end)
        }
        return made.reading
    }

    private static func namesakes(_ count: Int, _ turned: Bool) -> Reading {
        var made = Made(2 * count) { number in
            number % 2 == 0 ? "Ward" : "It has \(turned ? 2 * count - number : number) desks."
        }
        for number in stride(from: 0, to: 2 * count, by: 2) {
            made.addSection(number, "Ward", end: made.lines[number + 1].end)
        }
        return made.reading
    }

    private static func years(_ count: Int, _ year: Int) -> Reading {
        var made = Made(2 * count) { $0 % 2 == 0 ? "Ward \($0) in \(year)" : "Desks: \($0)" }
        for number in stride(from: 0, to: 2 * count, by: 2) {
            made.addSection(number, "Ward \(number) in \(year)", end: made.lines[number + 1].end)
            made.record.figures.append(
                Figure(
                    label: "Desks", value: "\(number)", unit: nil, text: "\(number)", section: "s\(number)",
                    role: "key-fact", evidence: made.lines[number + 1]))
        }
        return made.reading
    }

    private static func nested(_ count: Int, _ season: String) -> Reading {
        var made = Made(count) { $0 == count - 1 ? "The board meets each \(season)." : "Part \($0)" }
        for number in 0..<(count - 1) {
            made.addSection(
                number, "Part \(number)", level: number + 1, parent: number == 0 ? nil : "s\(number - 1)",
                end: made.text.scalars.count)
        }
        return made.reading
    }

    private static func lists(_ count: Int, _ verb: String) -> Reading {
        var made = Made(count) { "• ward \($0) \(verb) its plan" }
        made.record.lists = made.lines.map { evidence in
            List(section: "", items: [List.Item(text: String(evidence.exact.dropFirst(2)), evidence: evidence)])
        }
        return made.reading
    }

    private static func links(_ count: Int, _ folder: String) -> Reading {
        var made = Made(count) { "Read more (\($0))." }
        for (number, evidence) in made.lines.enumerated() {
            made.record.links.append(
                Link(text: "Read more", url: "https://example.org/\(folder)/\(number)", evidence: evidence))
        }
        return made.reading
    }
}
