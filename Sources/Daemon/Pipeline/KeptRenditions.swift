import Archive
import Foundation
import Intake
import Model

/// The bytes that brought nothing new and are kept all the same, and what the renditions among them said: `State/observed`.
struct KeptRenditions: Sendable {
    private let root: String

    init(settings: Settings) { root = settings.state + "/observed" }

    /// Keeps the bytes of a file.
    func keep(_ path: String, of report: ReportID, _ digest: Digest) throws(Problem) {
        let folder = folder(of: report)
        try Disk.makeFolder(folder)
        try copy(path, to: original(digest, of: report))
        try Disk.syncFolder(folder)
    }

    /// Keeps what a rendition said, with the exchange that brought it. The bytes of a wording are kept before.
    func keep(
        _ kept: KeptRendition, of source: Provenance.Source, _ report: ReportID, webArchive: String
    ) throws(Problem) {
        try Disk.makeFolder(folder(of: report))
        if let wording = kept.wording, InputFile.exists(webArchive) {
            try copy(webArchive, to: self.webArchive(wording.digest, of: report))
        }
        let path = "\(folder(of: report))/\(key(of: source)).\(kept.captured.milliseconds).json"
        let bytes: [UInt8]
        do { bytes = try JSON.bytes(of: kept, pretty: false) } catch { throw Problem.wrapping(error, at: path) }
        try AtomicFile.replace(path, with: bytes, through: path + ".new")
    }

    /// Gives what a rendition said last, until a time; `nil` where nothing is kept of it, or what is kept cannot be read.
    func last(like source: Provenance.Source, of report: ReportID, until time: Timestamp?) -> KeptRendition? {
        let folder = folder(of: report)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let key = key(of: source)
        let times = names.compactMap { name -> Int64? in
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 3 && parts[0] == key && parts[2] == "json" ? Int64(parts[1]) : nil
        }
        guard let last = times.filter({ $0 <= time?.milliseconds ?? .max }).max(),
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(key).\(last).json")
        else { return nil }
        return try? JSON.decoded(KeptRendition.self, from: Array(bytes))
    }

    /// Where the bytes lie that are kept.
    func original(_ digest: Digest, of report: ReportID) -> String {
        "\(folder(of: report))/\(digest.hex.prefix(16))"
    }

    /// Where the exchange lies that brought them, as a web archive; nowhere for dropped files.
    func webArchive(_ digest: Digest, of report: ReportID) -> String {
        original(digest, of: report) + ".warc.gz"
    }

    private func folder(of report: ReportID) -> String { root + "/" + report.folder }

    // One rendition has one key, see `isSameRendition`.
    private func key(of source: Provenance.Source) -> String {
        String(sha256Hex("\(source.mediaType)\n\(source.url.map(Addresses.place) ?? "")\n".utf8).prefix(16))
    }

    private func copy(_ path: String, to target: String) throws(Problem) {
        _ = try InputFile.copy(path, to: target + ".new")
        guard rename(target + ".new", target) == 0 else { throw Problem.system("cannot rename", target) }
    }
}
