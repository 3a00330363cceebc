import Catalogue
import Model
import Support

@testable import Catalogue

/// A search index in a folder of its own, filled by hand.
struct FiledReports {
    let folder: TemporaryFolder
    let index: SearchIndex
    private var texts: [ReportID: (document: IndexedDocument, text: ArraySlice<UInt8>)] = [:]
    private var sequence: Int64 = 0

    init() throws {
        folder = try TemporaryFolder()
        index = try SearchIndex(fillingAt: folder.file("search.sqlite"))
    }

    /// Files a version in place of the one before.
    mutating func file(
        _ subject: String, in cycle: String = "2016", title: String = "A report", number: Int = 1, _ text: String
    ) throws {
        sequence += 1
        let report = ReportID(country: "gb", publisher: "hmicfrs", family: "peel", cycle: cycle, subject: subject)
        var row = row(report, number, subject: subject, cycle: cycle)
        row.title = title
        let filed = IndexedDocument.filed(row, by: sequence, text: Array(text.utf8))
        var batch = SearchBatch(to: SearchPosition(sequence: sequence, event: "e\(sequence)"))
        if let old = texts[report] { batch.removed = [(old.document, old.text)] }
        batch.added = [filed]
        try index.write(batch)
        texts[report] = filed
    }

    /// The subjects that are found, in order.
    func find(_ words: String, subject: String? = nil, cycle: String? = nil, limit: Int = 1000) throws -> [String] {
        try index.answer(SearchQuery(words), subject: subject, cycle: cycle, limit: limit).hits.map { hit in
            String(hit.report.folder.prefix { $0 != "/" })
        }
    }
}
