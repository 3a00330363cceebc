import Daemon
import Foundation
import Model
import Reports

/// What a profile reads in one document, or why it does not know it.
struct SampleReading: Encodable {
    let file: String
    let record: Record?
    /// The kind that came nearest, where the document is none of the profile's.
    let nearest: RecognitionExplanation?
    let refusal: Refusal?

    init(_ file: String, _ result: ReadResult) {
        self.file = file
        record = result.record
        nearest = result.record.profile == nil ? result.details?.recognition : nil
        refusal = nil
    }

    init(_ file: String, _ refusal: Refusal) {
        self.file = file
        record = nil
        nearest = nil
        self.refusal = refusal
    }

    /// For people: what it is on the first line, then what is in it.
    var lines: [String] {
        if let refusal {
            return ["", "\(file): cannot be read (\(refusal.outcome.rawValue)): \(refusal.message). \(refusal.remedy)"]
        }
        guard let record else { return [] }
        guard record.profile != nil else {
            return ["", "\(file): not recognised"] + (nearest.map(SampleReading.lines) ?? [])
        }
        return ["", "\(file): \(record.kind), \(record.id)"] + SampleReading.lines(of: record)
    }

    private static func lines(of record: Record) -> [String] {
        var lines: [String] = []
        if let subject = record.subject { lines.append("  subject: \(subject.name) (\(subject.slug))") }
        if let cycle = record.cycle { lines.append("  cycle: \(cycle)") }
        lines += block("judgments", record.judgments.map { $0.id + ": " + $0.verdict + quote($0.evidence.first) })
        lines += block("findings", record.findings.map { $0.kind + ": " + short($0.text) })
        lines += block("dates", record.dates.map(line(of:)))
        lines += block("people", record.people.map { $0.name + ", " + $0.role })
        lines += block("warnings", record.warnings.map { $0.code + ": " + $0.message })
        return lines
    }

    private static func line(of date: StatedDate) -> String {
        let day: String = date.date?.description ?? "no date"
        return date.role + ": " + day + quote(date.evidence)
    }

    private static func lines(of nearest: RecognitionExplanation) -> [String] {
        let variant = nearest.variant.map { " (variant \($0))" } ?? ""
        let head = "  nearest: \(nearest.kind) of \(nearest.profile)\(variant), weight \(nearest.score)"
        return [head] + nearest.signs.map(line(of:)) + nearest.reasons.map { "    " + $0 }
    }

    private static func line(of sign: RecognitionExplanation.Sign) -> String {
        let took = sign.took.sorted { $0.key < $1.key }.map { $0.key + " " + $0.value }.joined(separator: ", ")
        let mark = sign.fits ? "+" : "-"
        return "    \(mark) \(sign.type) \(sign.weight): \(sign.wording)" + (took.isEmpty ? "" : " (\(took))")
    }

    private static func block(_ name: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? ["  \(name): none"] : ["  \(name): \(lines.count)"] + lines.map { "    \($0)" }
    }

    private static func quote(_ evidence: Evidence?) -> String { evidence.map { "  “\(short($0.exact))”" } ?? "" }

    // One line of bounded length, whatever the document says.
    private static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 120 ? line.prefix(119) + "…" : line
    }
}
