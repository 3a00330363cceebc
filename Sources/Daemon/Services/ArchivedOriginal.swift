import Archive
import Catalogue
import Documents
import Model

/// The bytes of an archived version with all that was known of them when they came: what a reader needs to read them again.
struct ArchivedOriginal: Sendable {
    let row: VersionRow
    let record: Record
    let file: OpenFile
    let size: Int
    let received: VersionBuilder.Received

    /// Opens the original of a version and checks that it is what was archived.
    init(_ row: VersionRow, in store: VersionStore) throws(Problem) {
        self.row = row
        let files = try store.files(of: row.report, row.version) ?? [:]
        guard let name = ArchivedVersion.sourceName(of: files), files[name] == row.sourceDigest else {
            throw ArchivedOriginal.damaged("the version lacks its original", row.path)
        }
        do {
            record = try JSON.decoded(
                Record.self, from: try store.bytes(of: "record.json", in: row.report, version: row.version))
        } catch { throw Problem.wrapping(error, at: row.path + "/record.json") }
        let path = try store.contentPath(of: name, in: row.report, version: row.version)
        let (descriptor, size) = try InputFile.open(path)
        file = OpenFile(descriptor)
        self.size = size
        guard size <= DocumentReader.largestDocument, try InputFile.digest(of: descriptor, path) == row.sourceDigest
        else { throw ArchivedOriginal.damaged("the original is not what was archived", path) }
        let exchange = files["source/exchange.json"] == nil ? nil : "source/exchange.json"
        received = VersionBuilder.Received(
            path: path, name: String(name.dropFirst("source/".count)),
            exchange: try exchange.map { (name) throws(Problem) in
                try store.bytes(of: name, in: row.report, version: row.version)
            },
            webArchive: files[VersionDraft.webArchiveName] == nil || name == VersionDraft.webArchiveName
                ? nil : try store.contentPath(of: VersionDraft.webArchiveName, in: row.report, version: row.version))
    }

    /// What the first reading was asked, as far as it is archived.
    var request: ReadRequest {
        let source = record.provenance.source
        var request = ReadRequest(
            name: source.name ?? received.name, url: source.url, contentType: record.provenance.http?.mediaType,
            retrieved: record.provenance.retrieved, http: record.provenance.http, parent: source.parent)
        request.learnt = record.provenance.learnt
        return request
    }

    private static func damaged(_ what: String, _ path: String) -> Problem {
        Problem(
            .archiveDamaged, what, at: path,
            remedy: "Run “reportwatch verify”, and put this folder back from a copy of the archive.",
            retry: .afterRepair)
    }
}
