import Archive
import ArgumentParser
import Catalogue
import Daemon
import Foundation
import Model

/// `reportwatch status`: how things stand.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Say how things stand.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let shelf = try Shelf(settings)
            let installation = try shelf.catalogue.installation()
            let checkpoint: Checkpoint
            do throws(Problem) {
                let witness = try Witness(store: shelf.store, installation: installation, settings: settings)
                checkpoint = try witness.checkpoint()
            } catch {
                // Whoever looks need not be allowed to sign.
                guard error.code == .settingsInvalid else { throw error }
                Output.say("reportwatch: the checkpoint is not signed: \(error)")
                checkpoint = try Witness(store: shelf.store, installation: installation).checkpoint()
            }
            let status = Status(
                counts: try shelf.catalogue.counts(), checkpoint: checkpoint,
                sources: try shelf.catalogue.sources(), channels: try shelf.catalogue.outboxState(), settings: settings)
            if format.json { return try Output.print(json: status) }
            Output.print("archive \(settings.archive): \(status.reports) reports, \(status.versions) versions")
            Output.print("ledger: \(status.ledger.size) lines, root \(status.ledger.rootHash)")
            Output.print(
                "checkpoint:\n" + checkpoint.text.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
            Output.print("inputs in hand: \(status.inHand)")
            if status.isDiskLow == true { Output.print("the disk is nearly full: nothing new is taken or fetched") }
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
        /// What others keep.
        let checkpoint: String
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
    /// Absent where there is room.
    let isDiskLow: Bool?
    let ledger: Ledger
    let channels: [Channel]
    let sources: [String: Int]

    private enum CodingKeys: String, CodingKey {
        case version, archive, reports, versions, inHand, isDiskLow = "diskLow", ledger, channels, sources
    }

    init(
        counts: CatalogueCounts, checkpoint: Checkpoint, sources: [SourceState], channels: [ChannelState],
        settings: Settings
    ) {
        version = Software.version
        archive = settings.archive
        (reports, versions, inHand) = (counts.reports, counts.versions, counts.claims)
        isDiskLow = DiskRoom.isToldLow(in: settings.state) ? true : nil
        ledger = Ledger(size: checkpoint.head.size, rootHash: checkpoint.head.root, checkpoint: checkpoint.text)
        self.channels = channels.map {
            Channel(
                id: $0.channel, pending: $0.pending, dead: $0.dead, delivered: $0.delivered, lastError: $0.lastError)
        }
        self.sources = Dictionary(grouping: sources, by: \.state.rawValue).mapValues(\.count)
    }
}
