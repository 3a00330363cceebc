package import Documents
package import Model
package import Reports

/// From bytes to a document and its record: the pure middle of the pipeline, as it runs in a reader process.
package struct ReportReader: Sendable {
    private let profiles: [CompiledProfile]
    private let records: RecordReader
    private let pageRules: [PageRules]

    /// Takes compiled profiles; see `Reports/ProfileLibrary`.
    package init(profiles: [CompiledProfile]) {
        self.profiles = profiles
        records = RecordReader(profiles: profiles, software: Software.reader)
        pageRules = profiles.compactMap(\.pageRules)
    }

    /// Gives a reader with the built-in profiles alone.
    package static func builtIn() throws(Problem) -> ReportReader {
        ReportReader(profiles: try ProfileLibrary.builtIn())
    }

    /// Reads bytes.
    ///
    /// - Parameters:
    ///   - take: what becomes of each file that is packed inside.
    ///   - progress: called whenever the reading has come further.
    package func read(
        _ bytes: [UInt8], _ request: ReadRequest, take: @escaping (Member) throws(Refusal) -> Void = { _ in },
        progress: () -> Void = {}
    ) throws(Refusal) -> ReadResult {
        var members = MemberSink(limits: request.limits, take: take)
        let hint = DocumentReader.Hint(
            name: request.name, contentType: request.contentType, url: request.url, pageRules: pageRules)
        let document = try DocumentReader.read(bytes, hint: hint, members: &members)
        progress()
        let facts = RecordReader.Facts(
            name: request.name, url: request.url, bytes: bytes.count, sha256: sha256Hex(bytes),
            sha512: Digest(of: bytes), retrieved: request.retrieved, learnt: request.learnt,
            http: request.http, parent: request.parent)
        return ReadResult(
            record: records.record(of: document, facts: facts), text: HeldText(document.text), title: document.title,
            details: request.wantsDetails ? ReadDetails(document, explanation(document, request)) : nil)
    }

    /// Reads bytes as a page of a listing; its addresses are in one spelling, each document once.
    package func listing(_ bytes: [UInt8], _ request: ReadRequest) throws(Refusal) -> ListingPage {
        var page = try ListingReader.read(bytes, address: request.url, contentType: request.contentType)
        page.entries = unified(page.entries)
        page.further = unified(page.further)
        return page
    }

    private func unified(_ entries: [ListingPage.Entry]) -> [ListingPage.Entry] {
        var known: Set<String> = []
        return entries.compactMap { entry in
            guard let address = CanonicalAddress(entry.url, profiles: profiles), known.insert(address.key).inserted
            else { return nil }
            return .init(url: address.url, key: address.key, stamp: entry.stamp, date: entry.date)
        }
    }

    private func explanation(_ document: Document, _ request: ReadRequest) -> RecognitionExplanation? {
        RecognitionExplanation.nearest(to: document, url: request.url, profiles: profiles)
    }
}
