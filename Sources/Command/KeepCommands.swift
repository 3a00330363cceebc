import Archive
import ArgumentParser
import Catalogue
import Daemon
import Foundation
import Model

/// `reportwatch verify`: is everything as it was archived.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the archive, its ledger and all evidence; or any OCFL object or root.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Argument(help: "OCFL objects or roots; the archive of the settings when none is given.")
    var paths: [String] = []

    @Flag(help: "Check everything (the default of this version).")
    var all = false

    func run() async throws {
        try await reporting {
            let settings = paths.isEmpty ? try config.settings() : nil
            let root = settings?.archive ?? "/"
            let store = VersionStore(root: root, staging: root, installation: "", software: Software.name)
            var verdict = VerifyVerdict(store.verify(paths: paths))
            if let settings { try verdict.add(Shelf(settings)) }
            if format.json {
                try Output.print(json: verdict)
            } else {
                for fault in verdict.faults { Output.print("\(fault.code)\t\(fault.location)\t\(fault.what)") }
                Output.say(
                    "\(verdict.objects) objects, \(verdict.versions) versions, \(verdict.files) files: \(verdict.faults.count) faults"
                )
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

        private enum CodingKeys: String, CodingKey { case code, what, location = "where" }
    }

    let objects: Int
    let versions: Int
    let files: Int
    let bytes: Int
    var faults: [Line]

    init(_ report: VerificationReport) {
        (objects, versions, files, bytes) = (report.objects, report.versions, report.files, report.bytes)
        faults = report.faults.map { Line(code: $0.code, what: $0.what, location: $0.location) }
    }

    // The catalogue names only what the archive holds, and all of it (I2).
    mutating func add(_ shelf: Shelf) throws {
        var heads: [ReportID: Int] = [:]
        for report in try shelf.store.reports() { heads[report] = try shelf.store.head(of: report)?.value }
        for row in try shelf.catalogue.reports() {
            let head = heads.removeValue(forKey: row.latest.report)
            if head != row.latest.version.value {
                let known = head.map { "v\($0)" } ?? "nothing"
                faults.append(
                    Line(
                        code: "catalogue-disagrees",
                        what:
                            "the catalogue names \(row.latest.version), the archive holds \(known); run “reportwatch rebuild”",
                        location: row.latest.report.folder))
            }
        }
        for (report, _) in heads.sorted(by: { $0.key < $1.key }) {
            faults.append(
                Line(
                    code: "catalogue-lacks", what: "the catalogue does not name this report; run “reportwatch rebuild”",
                    location: report.folder))
        }
    }
}

/// `reportwatch rebuild`: the catalogue from the archive.
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Make the catalogue again from the archive; nobody is told anything again.")

    @OptionGroup var config: ConfigOption

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let count = try Rebuild(settings: settings).run { Output.say("left out: \($0)") }
            Output.print("the catalogue names \(count) versions again")
        }
    }
}

/// `reportwatch status`: how things stand.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Say how things stand.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let shelf = try Shelf(settings)
            let status = Status(
                counts: try shelf.catalogue.counts(), tree: try shelf.store.treeHead(),
                sources: try shelf.catalogue.sources(), channels: try shelf.catalogue.outboxState(), settings: settings)
            if format.json { return try Output.print(json: status) }
            Output.print("archive \(settings.archive): \(status.reports) reports, \(status.versions) versions")
            Output.print("ledger: \(status.ledger.size) lines, root \(status.ledger.rootHash)")
            Output.print("inputs in hand: \(status.inHand)")
            for channel in status.channels {
                Output.print(
                    "channel \(channel.id): \(channel.delivered) delivered, \(channel.pending) waiting, \(channel.dead) given up"
                        + (channel.lastError.map { " (\($0))" } ?? ""))
            }
            for (state, count) in status.sources.sorted(by: { $0.key < $1.key }) {
                Output.print("sources \(state): \(count)")
            }
        }
    }
}

private struct Status: Encodable {
    struct Ledger: Encodable {
        let size: Int
        let rootHash: String
    }

    struct Channel: Encodable {
        let id: String
        let pending: Int
        let dead: Int
        let delivered: Int
        let lastError: String?
    }

    let version: String
    let archive: String
    let reports: Int
    let versions: Int
    let inHand: Int
    let ledger: Ledger
    let channels: [Channel]
    let sources: [String: Int]

    init(counts: CatalogueCounts, tree: TreeHead, sources: [SourceState], channels: [ChannelState], settings: Settings)
    {
        version = Software.version
        archive = settings.archive
        (reports, versions, inHand) = (counts.reports, counts.versions, counts.claims)
        ledger = Ledger(size: tree.size, rootHash: tree.root)
        self.channels = channels.map {
            Channel(
                id: $0.channel, pending: $0.pending, dead: $0.dead, delivered: $0.delivered, lastError: $0.lastError)
        }
        self.sources = Dictionary(grouping: sources, by: \.state.rawValue).mapValues(\.count)
    }
}

/// `reportwatch config check|show`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check or show the settings.", subcommands: [Check.self, Show.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say whether the settings are sound.")
        @OptionGroup var config: ConfigOption

        func run() async throws {
            try await reporting {
                _ = try config.settings()
                Output.print("\(config.config) is sound")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print every setting with its value.")
        @OptionGroup var config: ConfigOption
        @OptionGroup var format: JSONFlag

        func run() async throws {
            try await reporting { try Output.print(json: try config.settings().json) }
        }
    }
}

/// `reportwatch schema record|change|refusal|config`.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print a JSON Schema (2020-12) of the contract.")

    @Argument(help: "record, change, refusal or config.")
    var name: Schemas.Name

    func run() async throws { FileHandle.standardOutput.write(Data(Schemas.bytes(of: name))) }
}

extension Schemas.Name: ExpressibleByArgument {}
