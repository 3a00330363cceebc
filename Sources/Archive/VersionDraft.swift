package import Model

/// A version that is to be archived: the original where it lies now, and the files made from it.
package struct VersionDraft: Sendable {
    /// The received bytes, in a file on the file system of the archive, and the name people knew them by.
    package struct Original: Sendable {
        package let path: String
        package let name: String

        /// Takes the path and the name; the name is made safe when it is stored.
        package init(path: String, name: String) {
            self.path = path
            self.name = name
        }

        /// Its name inside the version.
        var storedName: String { "source/" + SourceName.sanitised(name) }
    }

    /// A file of the version: `text.txt`, `record.json`, `change.json`, `source/exchange.json`.
    package struct File: Sendable {
        package let name: String
        package let bytes: [UInt8]

        /// Takes the name inside the version and the bytes.
        package init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The name of the exchange inside a version.
    package static let webArchiveName = "source/exchange.warc.gz"

    package var id: ReportID
    package var version: VersionNumber
    package var created: Timestamp
    /// One sentence for people: `effectiveness: good → requires improvement`.
    package var message: String
    package var original: Original
    package var files: [File]
    /// Where the exchange that brought the original lies as a web archive, on the file system of the archive; stored as
    /// ``webArchiveName``.
    package var webArchive: String?
    /// Why the version exists; kept in the ledger.
    package var event: Event.Kind
    package var url: String?

    /// Takes the values that the properties describe.
    package init(
        id: ReportID, version: VersionNumber, created: Timestamp, message: String, original: Original, files: [File],
        event: Event.Kind, url: String? = nil
    ) {
        self.id = id
        self.version = version
        self.created = created
        self.message = message
        self.original = original
        self.files = files
        self.event = event
        self.url = url
    }
}

/// The names of one version in staging. The folder is what will be renamed into the archive, the whole report for a first
/// version and the version's folder for a later one; the other names lie beside it, so that no folder is made only to be
/// removed again.
struct StagingArea: Hashable, Sendable {
    let path: String
    /// The folder of the object that the version goes to.
    let object: String

    /// The second name of the original, until its digest is known.
    var original: String { path + ".original" }

    /// The second name of the exchange, likewise.
    var webArchive: String { path + ".exchange" }

    /// An empty file whose name says which object the version goes to. It stays until all of the commit is in place: what a crash
    /// interrupts is known by it.
    var mark: String { path + "@" + object.replacing("/", with: "%") }

    /// The object that a file in staging marks; `nil` for any other.
    static func marked(by name: String) -> String? {
        let parts = name.split(separator: "@", maxSplits: 1)
        return parts.count == 2 ? String(parts[1].replacing("%", with: "/")) : nil
    }

    /// A file for the root of a report that is there already.
    func rootFile(_ name: String) -> String { path + "." + name }

    /// All but the mark.
    var everything: [String] {
        [path, original, webArchive, rootFile(Inventory.fileName), rootFile(Inventory.sidecarName)]
    }
}

/// A version that stands complete in staging and is not committed; nothing of it is synced yet.
package struct StagedVersion: Sendable {
    /// What will be archived.
    package let version: ArchivedVersion
    let event: Event.Kind
    let url: String?
    /// Where it stands.
    let area: StagingArea
    /// The digest of the root inventory it was built on; `nil` for a first version.
    let base: Digest?
    /// Every file and folder to flush where the file system cannot be flushed as a whole, folders after what they hold.
    let written: [String]

    var isFirst: Bool { base == nil }
}

/// A version that is committed in the archive.
package struct ArchivedVersion: Hashable, Sendable, Codable {
    package let id: ReportID
    package let version: VersionNumber
    package let created: Timestamp
    package let message: String
    /// Relative to the root of the archive, such as `metropolitan/peel-2016/v1`.
    package let folder: String
    package let inventoryDigest: Digest
    /// Logical names with their digests, such as `text.txt`.
    package let files: [String: Digest]

    /// The logical name of the original, such as `source/page.html`.
    package var sourceName: String? { ArchivedVersion.sourceName(of: files) }

    /// Gives the logical name of the original among the files of a version.
    package static func sourceName(of files: [String: Digest]) -> String? {
        let names = files.keys.filter { $0.hasPrefix("source/") && $0 != "source/exchange.json" }.sorted()
        // Before exchanges were kept, a dropped file could have this name.
        return names.first { $0 != VersionDraft.webArchiveName } ?? names.first
    }

    /// The folder of the object that holds it, relative to the root of the archive.
    var object: String { Folder.parent(of: folder) }

    /// Its number inside that object.
    var inner: VersionNumber {
        folder.split(separator: "/").last.flatMap { VersionNumber(text: String($0)) } ?? version
    }

    /// The id of that object.
    var objectID: String { ObjectPart(id, inner == version ? 1 : ObjectPart.number(ofFolder: object)).objectID }
}

/// What became of a batch. A version is in at most one of the two lists; what is in neither was not committed and is
/// no longer staged.
package struct CommitResult: Sendable {
    /// In place and durable; the claimed originals may go.
    package var committed: [ArchivedVersion] = []
    /// In place, but the disk did not confirm it: keep the originals. `settle`, and with it the next `stage`, `commit`
    /// or `open`, looks again, after which `versions(of:)` tells.
    package var unsettled: [ArchivedVersion] = []
    /// What stopped the batch, or what is left to mend after it; `nil` when everything went well.
    package var problem: Problem?

    /// A batch of which nothing is known yet.
    package init() {}

    init(problem: Problem) { self.problem = problem }

    /// Gives the committed versions, or throws what went wrong with any of them.
    package func get() throws(Problem) -> [ArchivedVersion] {
        if let problem { throw problem }
        return committed
    }
}
