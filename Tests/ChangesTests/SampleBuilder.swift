import Changes
import Model

/// Writes the text of a sample and the record that a reader would make of it.
struct SampleBuilder {
    private let sample: Sample
    private var text = String.UnicodeScalarView()
    private var sections: [(id: String, heading: String, level: Int, start: Int)] = []
    private var tags: [(words: [String], range: Range<Int>, section: String?)] = []
    private var bullets: [(section: String, range: Range<Int>)] = []
    private var updates: [(section: String, iso: String, range: Range<Int>)] = []
    private var facts: [(section: String, label: String, value: String?, range: Range<Int>)] = []

    init(_ sample: Sample) { self.sample = sample }

    func build() -> Reading {
        var copy = self
        copy.write(line: sample.title)
        sample.intro.forEach { copy.write($0, in: nil) }
        for part in sample.parts {
            var id = Slug.of(part.heading)
            while copy.sections.contains(where: { $0.id == id }) { id += "-2" }
            if !sample.hidesHeadings {
                copy.sections.append((id, part.heading, part.level, copy.text.count))
                copy.write(line: part.heading)
            }
            part.pieces.forEach { copy.write($0, in: sample.hidesHeadings ? nil : id) }
        }
        return copy.finish()
    }

    private mutating func write(line: String) {
        text.append(contentsOf: line.unicodeScalars)
        text.append("\n")
    }

    private mutating func write(_ piece: Sample.Piece, in section: String?) {
        switch piece {
        case .paragraph(let words):
            write(marked: words, in: section)
            text.append("\n")
        case .bullet(let words):
            text.append(contentsOf: "- ".unicodeScalars)
            let start = text.count
            write(marked: words, in: section)
            bullets.append((section ?? "", start..<text.count))
            text.append("\n")
        case .updated(let iso, let shown):
            text.append(contentsOf: "Last updated ".unicodeScalars)
            let start = text.count
            text.append(
                contentsOf: (shown ?? iso.split(separator: "-").reversed().joined(separator: "/")).unicodeScalars)
            updates.append((section ?? "", iso, start..<text.count))
            text.append("\n")
        case .fact(let label, let value):
            let start = text.count
            write(line: [label, value].compactMap { $0 }.joined(separator: ": "))
            facts.append((section ?? "", label, value, start..<text.count - 1))
        }
    }

    private mutating func write(marked words: String, in section: String?) {
        var open: (tag: [String], start: Int)?
        var tag = ""
        var isTag = false
        for scalar in words.unicodeScalars {
            switch scalar {
            case "<": (isTag, tag) = (true, "")
            case "|" where isTag:
                isTag = false
                open = (tag.split(separator: " ").map(String.init), text.count)
            case ">":
                if let open { tags.append((open.tag, open.start..<text.count, section)) }
                open = nil
            default:
                if isTag { tag.unicodeScalars.append(scalar) } else { text.append(scalar) }
            }
        }
    }

    private func finish() -> Reading {
        let canonical = CanonicalText(scalars: Array(text))
        let digest = Digest(of: Array(canonical.string.utf8))
        var record = Record(
            id: ReportID(country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: "northmoor"),
            kind: sample.kind, language: "en-GB",
            provenance: Provenance(
                source: .init(
                    name: "sample.txt", mediaType: "text/plain", bytes: canonical.scalars.count, sha256: "",
                    sha512: digest),
                outcome: sample.outcome, reader: .init(name: "sample", version: "1")))
        record.title = sample.title
        record.published = sample.published.flatMap { CalendarDate($0) }
        record.sections = finishedSections(canonical)
        addLines(to: &record, canonical)
        for tag in tags { add(tag.words, tag.range, tag.section ?? "", to: &record, canonical) }
        return Reading(record: record, text: canonical)
    }

    private func finishedSections(_ canonical: CanonicalText) -> [Section] {
        sections.enumerated().map { index, section in
            let next = sections[(index + 1)...].first { $0.level <= section.level }?.start ?? canonical.scalars.count
            return Section(
                id: section.id, heading: section.heading, level: section.level, position: index + 1, parent: nil,
                start: section.start, end: next, digest: sha256Hex(canonical[section.start..<next].utf8))
        }
    }

    private func addLines(to record: inout Record, _ canonical: CanonicalText) {
        for bullet in bullets {
            let item = List.Item(text: canonical[bullet.range], evidence: canonical.evidence(bullet.range))
            if record.lists.last?.section == bullet.section {
                record.lists[record.lists.count - 1].items.append(item)
            } else {
                record.lists.append(List(section: bullet.section, items: [item]))
            }
        }
        record.dates = updates.map {
            StatedDate(
                role: "last-updated", text: canonical[$0.range], date: CalendarDate($0.iso), section: $0.section,
                evidence: canonical.evidence($0.range))
        }
        record.figures = facts.map {
            Figure(
                label: $0.label, value: $0.value.map { $0.filter { !$0.isWhitespace && $0 != "," } }, unit: nil,
                text: canonical[$0.range], section: $0.section, role: "key-fact",
                evidence: canonical.evidence($0.range))
        }
    }

    private func add(
        _ tag: [String], _ range: Range<Int>, _ section: String, to record: inout Record, _ canonical: CanonicalText
    ) {
        let evidence = canonical.evidence(range)
        let words = canonical[range]
        switch tag[0] {
        case "j": addJudgment(tag[1], tag[2], evidence, section, to: &record)
        case "f":
            record.figures.append(
                Figure(
                    value: tag[1], unit: tag.count > 2 ? tag[2] : nil, text: words, section: section,
                    role: "statement", evidence: evidence))
        case "k":
            record.findings.append(Finding(id: tag[2], kind: tag[1], text: words, section: section, evidence: evidence))
        case "n":
            let note = Note(role: tag[1], value: nil, date: nil, text: words, section: section, evidence: evidence)
            record.notes = (record.notes ?? []) + [note]
        case "l": record.links.append(Link(text: words, url: tag[1], evidence: evidence))
        case "d":
            record.dates.append(
                StatedDate(
                    role: tag[1], text: words, date: CalendarDate(tag[2]), section: section.isEmpty ? nil : section,
                    evidence: evidence))
        case "p": record.people.append(Person(name: words, role: tag[1], evidence: evidence))
        default: break
        }
    }

    private func addJudgment(
        _ id: String, _ grade: String, _ evidence: Evidence, _ section: String, to record: inout Record
    ) {
        if let known = record.judgments.firstIndex(where: {
            ($0.id == id || $0.disagreesWith == id) && ($0.grade ?? "none") == grade
        }) {
            record.judgments[known].evidence.append(evidence)
            return
        }
        let scope = id.split(separator: ".").first.map(String.init) ?? id
        let disagrees = record.judgments.contains { $0.id == id }
        var judgment = Judgment(
            id: disagrees ? id + ".elsewhere" : id, scope: scope,
            topic: id == scope ? scope : String(id.dropFirst(scope.count + 1)).replacing("-", with: " "),
            grade: grade == "none" ? nil : grade,
            gradeText: grade == "none" ? "not yet graded" : grade.replacing("-", with: " "),
            status: sample.statuses[id] ?? (grade == "none" ? .notYetGraded : .graded), scale: sample.scale,
            section: section, evidence: [evidence])
        if disagrees { judgment.disagreesWith = id }
        record.judgments.append(judgment)
    }
}
