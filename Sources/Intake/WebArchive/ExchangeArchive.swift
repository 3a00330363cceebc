import Foundation
import Model

/// The way to an answer as a web archive (WARC 1.1, ISO 28500): for each step what was asked and what was answered, as it passed the line.
///
/// A body is read from its file piece by piece, twice: a record says before its block how long it is and what its digest is.
struct ExchangeArchive {
    let passages: [Passage]
    /// The body of the last one as it is read: decoded.
    let decoded: SpoolFile
    let userAgent: String
    let software: String

    /// Writes the archive to a file that does not exist yet, and syncs it.
    func write(to path: String) throws(SpoolFile.Fault) {
        let file = try SpoolFile(path: path)
        do throws(SpoolFile.Fault) {
            let archive = GzipFile(file)
            let info = ExchangeArchive.newID()
            try write(information(info), to: archive)
            for passage in passages { try write(passage, info, to: archive) }
            try file.sync()
        } catch {
            file.discard()
            throw error
        }
    }

    private func information(_ id: String) -> ArchiveRecord {
        var record = ArchiveRecord(type: "warcinfo", id: id, date: passages.first?.asked ?? .now)
        record.contentType = "application/warc-fields"
        record.head = Array(
            """
            software: \(software)\r
            format: WARC File Format 1.1\r
            conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r
            http-header-user-agent: \(userAgent.filter { !$0.isNewline })\r
            description: The way to one answer. Values of cookies and credentials are replaced by "redacted".\r\n
            """.utf8)
        return record
    }

    private func write(_ passage: Passage, _ info: String, to archive: GzipFile) throws(SpoolFile.Fault) {
        let (question, answer) = (ExchangeArchive.newID(), ExchangeArchive.newID())
        let common = common(passage, info)
        var request = ArchiveRecord(type: "request", id: question, date: passage.asked)
        request.fields = common + [("WARC-Concurrent-To", answer)]
        request.contentType = "application/http; msgtype=request"
        request.head = HTTPHead(passage.request, secrets: passage.secrets).bytes
        try write(request, to: archive)

        var response = ArchiveRecord(type: "response", id: answer, date: passage.asked)
        response.fields = common + [("WARC-Concurrent-To", question)]
        if passage.isCut { response.fields.append(("WARC-Truncated", "length")) }
        response.contentType = "application/http; msgtype=response"
        var head = HTTPHead(passage.head)
        if let file = passage.file {
            let coding = head.value(of: "content-encoding") ?? "identity"
            if ExchangeArchive.readByAll.contains(coding) {
                response.body = .file(file, size: passage.size)
            } else {
                let size = decoded.size
                head.describeDecoded(size: size)
                response.body = .file(decoded, size: size)
            }
            let isText = ["text", "html", "xml", "json"].contains {
                head.value(of: "content-type")?.contains($0) == true
            }
            response.isPacked = !isText || head.value(of: "content-encoding") == "gzip"
        } else {
            response.body = .bytes(passage.body)
        }
        response.head = head.bytes
        response.hasPayload = true
        try write(response, to: archive)
    }

    // Readers of web archives undo gzip, all of them; of brotli and zstd that cannot be said. What has one of those is kept
    // decoded, and says so.
    private static let readByAll: Set<String> = ["", "identity", "gzip", "x-gzip"]

    private func common(_ passage: Passage, _ info: String) -> [(String, String)] {
        var fields = [("WARC-Warcinfo-ID", info), ("WARC-Target-URI", ExchangeArchive.uri(passage.url))]
        guard let connection = passage.connection else { return fields }
        fields.append(("WARC-IP-Address", connection.remote))
        if let version = connection.http { fields.append(("WARC-Protocol", version == "2" ? "h2" : "http/\(version)")) }
        if let tls = connection.tls {
            fields.append(("WARC-Protocol", "tls/" + tls.version.drop { $0.isLetter || $0 == "v" }))
            if let cipher = tls.cipher { fields.append(("WARC-Cipher-Suite", cipher)) }
        }
        return fields
    }

    private func write(_ record: ArchiveRecord, to archive: GzipFile) throws(SpoolFile.Fault) {
        let head = try record.headWithDigests()
        try archive.begin(isPacked: record.isPacked)
        try archive.add(head)
        try archive.add(record.head)
        try record.body.forEachPiece { (piece) throws(SpoolFile.Fault) in try archive.add(piece) }
        try archive.add(Array("\r\n\r\n".utf8))
        try archive.end()
    }

    private static func newID() -> String { "<urn:uuid:\(UUID().uuidString.lowercased())>" }

    // What a server sees of it, in ASCII as a URI is.
    private static func uri(_ url: String) -> String {
        let seen = url.prefix { $0 != "#" }
        return seen.utf8.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "%" + String($0, radix: 16, uppercase: true) }
            .joined()
    }
}
