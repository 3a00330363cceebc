import Documents
import Model
import Reports

/// Reads bytes as the program does, for the tests.
struct ReadReport {
    // Made ready once for all tests.
    private static let builtIn = Result { try ProfileLibrary.builtIn() }

    let document: Document
    let record: Record

    init(_ bytes: [UInt8], name: String = "report.txt", url: String? = nil) throws {
        document = try DocumentReader.read(bytes, hint: .init(name: name, url: url))
        let reader = RecordReader(profiles: try ReadReport.builtIn.get(), software: .init(name: "test", version: "1"))
        record = reader.record(
            of: document,
            facts: .init(name: name, url: url, bytes: bytes.count, sha256: sha256Hex(bytes), sha512: Digest(of: bytes)))
    }

    init(_ text: String, url: String? = nil) throws { try self.init(Array(text.utf8), url: url) }

    /// The 1-based lines of the text in which some evidence stands.
    func lines(of evidence: [Evidence]) -> Set<Int> {
        let lines = document.text.lines
        return Set(
            evidence.compactMap { piece in lines.firstIndex { $0.contains(piece.start) || $0.lowerBound == piece.start }
            }
            .map { $0 + 1 })
    }

    /// Every piece of evidence in the record.
    var allEvidence: [Evidence] {
        record.dates.map(\.evidence) + record.people.map(\.evidence) + record.judgments.flatMap(\.evidence)
            + record.findings.map(\.evidence) + (record.notes ?? []).map(\.evidence)
            + record.lists.flatMap { $0.items.map(\.evidence) }
            + record.figures.map(\.evidence) + record.links.map(\.evidence) + record.warnings.compactMap(\.evidence)
    }
}
