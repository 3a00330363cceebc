/// What every channel is told: a CloudEvents 1.0 event in structured JSON. Field names are the contract of `reportwatch schema change`.
package struct Event: Hashable, Sendable, Codable {
    /// What happened; written `reportwatch.report.changed.v1` and the like.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case discovered = "reportwatch.report.discovered.v1"
        case changed = "reportwatch.report.changed.v1"
        case reverted = "reportwatch.report.reverted.v1"
        case withdrawn = "reportwatch.report.withdrawn.v1"
        case restored = "reportwatch.report.restored.v1"
        /// Another rendition of the same edition states other grades or numbers.
        case disagreeing = "reportwatch.report.disagreeing.v1"
        case moved = "reportwatch.report.moved.v1"
        /// A listing that named it names it no more, while it goes on naming others; likewise names it again.
        case unlisted = "reportwatch.report.unlisted.v1"
        case relisted = "reportwatch.report.relisted.v1"
        case reread = "reportwatch.report.reread.v1"
        /// A capture that an archive held, from before the report was watched or before what is known of it. Nobody is alerted.
        case backfilled = "reportwatch.report.backfilled.v1"
        case sourceFailing = "reportwatch.source.failing.v1"
        case sourceRecovered = "reportwatch.source.recovered.v1"
        case sourceDrifted = "reportwatch.source.drifted.v1"
        case sourceNoisy = "reportwatch.source.noisy.v1"
        case sourceSilent = "reportwatch.source.silent.v1"
        /// The stock of a listing was taken.
        case sourceStocked = "reportwatch.source.stocked.v1"
        case archiveDamaged = "reportwatch.archive.damaged.v1"
        case archiveRecovered = "reportwatch.archive.recovered.v1"
        /// The disk of archive and state is nearly full, and nothing new is taken; likewise has room again.
        case diskLow = "reportwatch.disk.low.v1"
        case diskRecovered = "reportwatch.disk.recovered.v1"
        /// Somebody tries a channel; only that one hears of it.
        case channelTested = "reportwatch.channel.tested.v1"

        /// Whether nobody is told of it: the report itself said nothing new.
        package var isSilent: Bool { self == .reread || self == .backfilled }
    }

    /// The change itself.
    package struct Content: Hashable, Sendable, Codable {
        /// Between which two checks the change happened.
        package struct Bracket: Hashable, Sendable, Codable {
            package var lastWithout: Timestamp?
            package var firstWith: Timestamp

            /// Takes the values that the properties describe.
            package init(lastWithout: Timestamp?, firstWith: Timestamp) {
                self.lastWithout = lastWithout
                self.firstWith = firstWith
            }
        }

        package var report: String
        package var title: String?
        package var fromVersion: VersionNumber?
        package var toVersion: VersionNumber?
        package var severity: Severity
        package var summary: String
        package var items: [ChangeItem]
        /// How many items of which class are left out of `items`; absent where none is.
        package var omitted: [ChangeClass: Int]?
        package var quiet: Bool
        /// Only where two cycles were compared: whether the publisher lets their grades be compared.
        package var comparable: Bool?
        package var bracket: Bracket?
        /// Whether the version stands among those of before: it is never the current one of a report that is watched.
        package var history: Bool?
        /// Of such a version: whether the report's own address was seen to show another one before and after its capture, or it is
        /// another rendition beside one that stood. Then it is never what the report said at a time.
        package var contradicted: Bool?
        /// Of events of a source: the address that it asks.
        package var url: String?
        package var archivePath: String?
        /// The folders of the inbox in which the version was dropped.
        package var labels: [String]?
        /// What the new record lacks although nothing says that it was removed: another layout hides it from the reader. Values
        /// that earlier versions lost so, and that were not found again, stay named.
        package var unread: [Change.Unread]?
        /// RFC 6902 from the old record to the new, provenance left out.
        package var patch: [PatchOperation]?
        /// How many operations a patch would have that is left out because it is too long; absent where it is there.
        package var patchOmitted: Int?

        /// Takes the values that the properties describe.
        package init(report: String, severity: Severity, summary: String, items: [ChangeItem], quiet: Bool) {
            self.report = report
            self.severity = severity
            self.summary = summary
            self.items = items
            self.quiet = quiet
        }

        /// Takes what a change says of a report.
        package init(report: String, _ change: Change) {
            self.init(
                report: report, severity: change.severity, summary: change.summary, items: change.items,
                quiet: change.quiet)
            omitted = change.omitted.isEmpty ? nil : change.omitted
        }
    }

    package var specversion = "1.0"
    package let id: String
    package let source: String
    package let type: Kind
    package let subject: String
    package let time: Timestamp
    package var datacontenttype = "application/json"
    /// The head of the archive's ledger when this was told, as a checkpoint (C2SP, https://c2sp.org/tlog-checkpoint): whoever keeps
    /// it is a witness. Absent in `change.json`, which the ledger names itself.
    package var checkpoint: String?
    package let data: Content

    /// Takes the values that the properties describe.
    package init(id: String, source: String, type: Kind, subject: String, time: Timestamp, data: Content) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.data = data
    }

    /// Gives the stable id of an event: the first 32 hexadecimal digits of SHA-256 over report id, from version, to version,
    /// SHA-512 of the new text and type, each ended by a line feed.
    package static func id(report: String, from: VersionNumber?, to: VersionNumber?, text: String, type: Kind) -> String
    {
        let lines = [report, from?.description ?? "", to?.description ?? "", text, type.rawValue]
        return String(sha256Hex(lines.map { $0 + "\n" }.joined().utf8).prefix(32))
    }
}
