import Archive
import Foundation
import Model
import Support
import Synchronization

/// An archive in a folder of its own, and drafts to put into it.
struct Sample {
    let folder: TemporaryFolder
    var root: String { folder.file("Archive") }
    var staging: String { folder.file("State/staging") }
    var quarantine: String { folder.file("State/quarantine") }

    init() throws { folder = try TemporaryFolder() }

    func store(
        versionsInObject: Int = Numbering.versionsInObject, longestLook: Int = VersionStore.longestLook,
        step: @escaping @Sendable (String) throws -> Void = { _ in }
    ) -> VersionStore {
        VersionStore(
            root: root, staging: staging, installation: "8d3b0f0e-7c2e-4a3b-9f0a-0d2f6a1b7c55",
            software: "reportwatch 0.1.0", versionsInObject: versionsInObject, longestLook: longestLook,
            clock: { Sample.time(0) }, step: step)
    }

    static func time(_ minutes: Int64) -> Timestamp { Timestamp(milliseconds: 1_790_000_000_042 + minutes * 60_000) }

    static func id(_ subject: String) -> ReportID {
        ReportID(country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: subject)
    }

    /// Gives a draft whose original says `words`, with text and record made from it.
    func draft(
        _ subject: String, _ version: Int, _ words: String, text: String? = nil, name: String = "page.html",
        record: [UInt8]? = nil
    ) throws -> VersionDraft {
        let id = Sample.id(subject)
        let original = try folder.write(words, to: "State/work/\(UUID().uuidString)/\(name)")
        let text = text ?? "Text: " + words + "\n"
        var files = [VersionDraft.File("text.txt", Array(text.utf8))]
        files.append(.init("record.json", try record ?? Sample.record(id, text: text)))
        if version > 1 { files.append(.init("change.json", Array("{\"from\":\"v\(version - 1)\"}\n".utf8))) }
        return VersionDraft(
            id: id, version: VersionNumber(version), created: Sample.time(Int64(version)),
            message: "\(subject) \(words)", original: .init(path: original, name: name), files: files,
            event: version == 1 ? .discovered : .changed, url: "https://example.org/\(subject)")
    }

    /// Gives a record that names the last word of its text as a person.
    static func record(_ id: ReportID, text: String, shift: Int = 0) throws -> [UInt8] {
        let canonical = CanonicalText(text)
        let end = canonical.scalars.count - 1
        let evidence = canonical.evidence(max(0, end - 4)..<end)
        var record = Record(
            id: id, kind: "document", language: "en",
            provenance: Provenance(
                source: .init(
                    name: "page.html", mediaType: "text/html", bytes: text.utf8.count, sha256: sha256Hex(text.utf8),
                    sha512: Digest(of: text.utf8)),
                outcome: .read, reader: .init(name: "test", version: "1")))
        record.people = [
            Person(
                name: "A", role: "inspector",
                evidence: shift == 0 ? evidence : canonical.evidence((end - 3)..<end).moved(by: shift))
        ]
        return try JSON.bytes(of: record)
    }

    /// Gives the folder of a report.
    func object(_ subject: String) -> String { root + "/" + Sample.id(subject).folder }

    @discardableResult
    func add(_ store: VersionStore, _ drafts: VersionDraft...) throws -> [ArchivedVersion] {
        var staged: [StagedVersion] = []
        for draft in drafts { staged.append(try store.stage(draft)) }
        return try store.commit(staged).get()
    }

    func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
    func ledgerLines() throws -> [String] {
        try read(root + "/ledger.jsonl").split(separator: "\n").map(String.init)
    }
}

extension Evidence {
    fileprivate func moved(by shift: Int) -> Evidence {
        let json = """
            {"exact": "\(exact)", "prefix": "", "suffix": "", "start": \(start + shift), "end": \(end + shift)}
            """
        return (try? JSON.decoded(Evidence.self, from: Array(json.utf8))) ?? self
    }
}

/// Runs a program and gives its exit code and everything it printed; `nil` where it is not installed.
func run(_ program: String, _ arguments: [String], in folder: String? = nil) throws -> (code: Int32, output: String)? {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(program)" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let path else { return nil }
    let answer = try Tool.answer(of: path, arguments, in: folder)
    return (answer.code, answer.output)
}

/// Gives a folder of the data that is shared beside the repository; `nil` where there is none.
func shared(_ name: String) -> String? {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let base =
        ProcessInfo.processInfo.environment["REPORTWATCH_SHARED"]
        ?? package.deletingLastPathComponent().appending(path: "shared").path
    let path = base + "/" + name
    return FileManager.default.fileExists(atPath: path) ? path : nil
}

/// Counts steps and makes some of them fail.
final class Faults: Sendable {
    struct Injected: Error {}

    private let state: Mutex<(count: Int, range: Range<Int>)>

    /// Fails the steps of a range, counted from 0.
    init(_ range: Range<Int>) { state = Mutex((0, range)) }

    var count: Int { state.withLock(\.count) }

    func step(_ name: String) throws {
        let fails = state.withLock { state in
            defer { state.count += 1 }
            return state.range.contains(state.count)
        }
        if fails { throw Injected() }
    }
}
