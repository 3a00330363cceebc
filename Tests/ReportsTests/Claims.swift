import Model

/// What a record claims, in the form in which two readings of one page can be held against each other.
struct Claims {
    /// Judgments without what tells the second verdict on a thing from the first.
    struct Verdict: Hashable, CustomStringConvertible {
        let thing: String
        let value: String
        var description: String { "\(thing) = \(value)" }
    }

    let record: Record
    // The same page in its own mark-up, which says more to a reader than its text alone.
    private let marked: Record?

    init(_ record: Record, marked: Record? = nil) { (self.record, self.marked) = (record, marked) }

    var identity: String { record.id.rawValue }
    var isRecognised: Bool { record.kind != "document" }

    /// Every verdict; what was carried over counts as such, and as its grade.
    var verdicts: Set<Verdict> {
        Set(
            records.flatMap { record in
                record.judgments.flatMap { judgment -> [Verdict] in
                    let thing = Claims.thing(judgment.disagreesWith ?? judgment.id, judgment, record)
                    let values =
                        [judgment.grade ?? judgment.status.rawValue]
                        + (judgment.carriedOver == true ? ["carried-over"] : [])
                    return values.map { Verdict(thing: thing, value: $0) }
                }
            })
    }

    /// The things on which the record has more than one verdict.
    var disagreements: Set<String> {
        Set(
            records.flatMap { record in
                record.judgments.compactMap { judgment in
                    judgment.disagreesWith.map { Claims.thing($0, judgment, record) }
                }
            })
    }

    private var records: [Record] { [record] + [marked].compactMap { $0 } }

    // A page about many names the body of each judgment, a page about one its own.
    private static func thing(_ id: String, _ judgment: Judgment, _ record: Record) -> String {
        judgment.subject == nil ? (record.subject.map { $0.slug + "." } ?? "") + id : id
    }

    /// What these claims say that the others do not, one line each; nothing where these are a part of those.
    func inventions(beside whole: Claims) -> [String] {
        guard isRecognised else { return [] }
        return identityInventions(beside: whole)
            + verdicts.subtracting(whole.verdicts).map { "judgment \($0)" }.sorted()
            + disagreements.subtracting(whole.disagreements).map { "disagreement about \($0)" }.sorted()
    }

    /// Another family, body or cycle; a damaged page may say less of itself, and what has only its title for a name is named
    /// by what is left of it.
    private func identityInventions(beside whole: Claims) -> [String] {
        let isPart =
            whole.isRecognised && (record.subject == nil || record.subject == whole.record.subject)
            && (record.cycle == nil || record.cycle == whole.record.cycle)
        return isPart ? [] : ["id \(identity) instead of \(whole.identity)"]
    }

    /// The same of findings, dates and people, up to the line that was cut: that one may say less.
    func inventedDetails(beside whole: Claims, of text: String) -> [String] {
        guard isRecognised, record.kind == whole.record.kind else { return [] }
        // The canonical text is no longer than the text it was made of.
        let lastLine = text.split(separator: "\n").last?.unicodeScalars.count ?? 0
        let cutLine = (record.sections.map(\.end).max() ?? 0) - lastLine - 1
        var found: [String] = []
        for finding in record.findings where finding.evidence.start < cutLine {
            let known = whole.record.findings.contains {
                $0.evidence.start == finding.evidence.start
                    && (finding.evidence.end > cutLine || $0.kind == finding.kind && ($0.text.hasPrefix(finding.text)))
                    && (finding.due == nil || finding.due == $0.due)
            }
            if !known { found.append("finding \(finding.kind) | \(finding.text)") }
        }
        for date in record.dates where date.date != nil && date.evidence.end <= cutLine {
            let known = whole.record.dates.contains {
                $0.role == date.role && $0.date == date.date && (date.dateEnd == nil || date.dateEnd == $0.dateEnd)
            }
            if !known { found.append("date \(date.role) | \(date.text)") }
        }
        for person in record.people where person.evidence.end <= cutLine {
            let known = whole.record.people.contains {
                $0.name.hasPrefix(person.name) && Claims.ofOne($0.role).hasPrefix(Claims.ofOne(person.role))
            }
            if !known { found.append("person \(person.name), \(person.role)") }
        }
        return found
    }

    // Who is named among several inspectors, and alone below that, is read where he stands alone: an inspector.
    private static func ofOne(_ role: String) -> Substring { role.hasSuffix("s") ? role.dropLast() : role[...] }
}
