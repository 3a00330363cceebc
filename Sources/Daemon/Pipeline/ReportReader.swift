import Documents
package import Model
package import Reports

/// From bytes to a document and its record: the pure middle of the pipeline, also behind `read` and `diff`.
package struct ReportReader: Sendable {
    /// A document with what it says.
    package struct Result: Sendable {
        package let document: Document
        package let record: Record
    }

    private let records: RecordReader

    /// Takes compiled profiles; see `Reports/ProfileLibrary`.
    package init(profiles: [CompiledProfile]) {
        records = RecordReader(profiles: profiles, software: Software.reader)
    }

    /// Gives a reader with the built-in profiles alone.
    package static func builtIn() throws(Problem) -> ReportReader {
        ReportReader(profiles: try ProfileLibrary.builtIn())
    }

    /// Reads bytes. The name and the address are hints; `retrieved` and `http` end in the record's provenance.
    package func read(
        _ bytes: [UInt8], name: String, url: String? = nil, contentType: String? = nil, retrieved: Timestamp? = nil,
        http: Exchange? = nil
    ) throws(Refusal) -> Result {
        let document = try DocumentReader.read(bytes, hint: .init(name: name, contentType: contentType, url: url))
        let facts = RecordReader.Facts(
            name: name, url: url, bytes: bytes.count, sha256: sha256Hex(bytes), sha512: Digest(of: bytes),
            retrieved: retrieved, http: http)
        return Result(document: document, record: records.record(of: document, facts: facts))
    }
}
