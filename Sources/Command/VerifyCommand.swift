import Archive
import ArgumentParser
import Catalogue
import Daemon
import Foundation
import Model

/// `reportwatch verify`: is everything as it was archived.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the archive, its ledger and all evidence; or any OCFL object or root, or an evidence package.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Argument(help: "OCFL objects or roots, or evidence packages; the archive of the settings when none is given.")
    var paths: [String] = []

    @Flag(help: "Check everything (the default of this version).")
    var all = false

    @Option(
        help: ArgumentHelp(
            "Does the ledger still begin as this checkpoint says: a file that holds one (a notice, a mail), “-”, or its size and root.",
            valueName: "checkpoint"))
    var since: String?

    func validate() throws {
        for path in paths where !FileManager.default.fileExists(atPath: path) {
            throw ValidationError("there is no folder or file \(path)")
        }
    }

    func run() async throws {
        try await reporting {
            let kept = try since.map { try KeptCheckpoint($0).checkpoint }
            let settings = paths.isEmpty ? try config.settings() : nil
            let root = settings?.archive ?? "/"
            let store = VersionStore(root: root, staging: root, installation: "", software: Software.name)
            var verdict = VerifyVerdict(store.verify(paths: paths))
            if let settings { verdict.add(settings) }
            let origin = settings.flatMap { try? Witness.origin(of: Shelf($0).catalogue.installation()) }
            for path in paths.isEmpty ? [root] : paths {
                try kept.map { try verdict.add($0, at: path, origin: origin) }
            }
            if format.json {
                try Output.print(json: verdict)
            } else {
                for fault in verdict.faults {
                    let copy = fault.copy.map { "; the same bytes lie in \($0)" } ?? ""
                    Output.print("\(fault.code)\t\(fault.location)\t\(fault.what)\(copy)")
                }
                Output.say(
                    "\(verdict.objects) objects, \(verdict.versions) versions, \(verdict.files) files: \(verdict.faults.count) faults"
                )
                for line in verdict.spoken { Output.say(line) }
            }
            if !verdict.faults.isEmpty { throw ExitCode(1) }
        }
    }
}

/// The verdict as JSON: what was looked at, and every fault.
private struct VerifyVerdict: Encodable {
    struct Line: Encodable {
        let code: String
        let what: String
        let location: String
        var copy: String?

        private enum CodingKeys: String, CodingKey { case code, what, location = "where", copy }
    }

    let objects: Int
    let versions: Int
    let files: Int
    let bytes: Int
    var faults: [Line]
    /// For each checkpoint that still holds, what shows it to whoever has the two heads.
    var since: [Since]?

    struct Since: Encodable {
        let kept: Head
        let now: Head
        let proof: [String]
    }

    struct Head: Encodable {
        let size: Int
        let rootHash: String

        init(_ head: TreeHead) { (size, rootHash) = (head.size, head.root) }
    }

    var spoken: [String] {
        (since ?? []).map {
            "the ledger of \($0.now.size) lines begins with the \($0.kept.size) lines of the checkpoint"
        }
    }

    init(_ report: VerificationReport) {
        (objects, versions, files, bytes) = (report.objects, report.versions, report.files, report.bytes)
        faults = report.faults.map { Line(code: $0.code, what: $0.what, location: $0.location, copy: $0.copy) }
    }

    mutating func add(_ findings: [StateFault]) {
        faults += findings.map { Line(code: $0.code, what: $0.what, location: $0.location) }
    }

    // A checkpoint that left the archive before: its lines are still the first ones. What another installation handed out says
    // nothing of this ledger.
    mutating func add(_ kept: Checkpoint, at path: String, origin: String?) throws {
        let store = VersionStore(root: path, staging: path, installation: "", software: Software.name)
        let (code, what): (String, String)
        switch try store.consistency(with: kept.head) {
        case .consistent(let now, let proof):
            since = (since ?? []) + [Since(kept: Head(kept.head), now: Head(now), proof: proof)]
            return
        case _ where !kept.origin.isEmpty && origin != nil && kept.origin != origin:
            (code, what) = (
                "checkpoint-of-another", "the checkpoint is of \(kept.origin), this archive is \(origin ?? "")"
            )
        case .shorter(let now):
            (code, what) = (
                "history-shorter", "the ledger has \(now.size) lines; the checkpoint knew \(kept.head.size)"
            )
        case .rewritten(let root):
            (code, what) = (
                "history-rewritten",
                "the first \(kept.head.size) lines of the ledger have the root \(root); the checkpoint knew \(kept.head.root)"
            )
        }
        faults.append(Line(code: code, what: what, location: path))
    }

    // The catalogue names only what the archive holds, and all of it (I2). One that cannot be opened is a fault like others.
    mutating func add(_ settings: Settings) {
        do throws(Problem) {
            let shelf = try Shelf(settings)
            add(CatalogueCheck(shelf.catalogue, shelf.store).findings())
            add(try StateCheck(settings: settings, catalogue: shelf.catalogue).run())
        } catch {
            faults.append(Line(code: error.code.rawValue, what: error.what, location: error.location))
        }
    }
}
