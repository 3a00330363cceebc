package import Model
import Synchronization

/// The versioned archive: an OCFL 1.1 storage root of plain files that anybody can read and check without this program.
///
/// A version is built complete in staging, synced, and renamed into its report's folder: that rename is the commit point.
/// What comes after it (root inventory, ledger line) only repeats what the version says of itself, and `open()` makes it up
/// after a crash. Rules that hold between any two lines:
/// 1. a version is complete and synced before its folder gets its final name;
/// 2. a root inventory names only versions that have their final name;
/// 3. the ledger names only versions whose final name is durable;
/// 4. nothing committed is ever changed or removed, damaged or not.
///
/// One store writes at a time, across processes; reading needs no `open()`.
package final class VersionStore: Sendable {
    /// What the writer remembers between calls.
    struct State {
        /// Kept open for as long as the store lives: it locks the archive, and errors of writing that the system meets
        /// between two batches are reported to descriptors that were open by then.
        var staging: Descriptor?
        var tail = LedgerTail()
        var tree: MerkleTree?
        var lastArea = 0
        /// Folders of reports whose commit was interrupted, to be settled before anything else is written.
        var unfinished: [String: StagingArea] = [:]
        /// The last note of what is settled.
        var note: SettledNote?
    }

    package let root: String
    package let staging: String
    /// Which object holds which version.
    package let numbering: Numbering
    let author: Inventory.User
    let clock: @Sendable () -> Timestamp
    let disk: Disk
    let state = Mutex(State())
    /// With more versions than this a start does not look at each report, where it is known that all is settled.
    let longestLook: Int
    /// What was discarded and could not be removed from staging, because the disk failed just then.
    let leftInStaging = Mutex<Set<String>>([])

    /// Names the folders; touches nothing yet.
    ///
    /// - Parameters:
    ///   - installation: the UUID of this installation, written as `urn:uuid:…` into every version.
    ///   - software: name and version of the program.
    ///   - clock: the time for ledger lines.
    ///   - versionsInObject: how many versions a folder holds before a successor is begun; another number is for tests.
    ///   - longestLook: with more versions than this ``open()`` does not look at each report, where it is noted that all is in place.
    ///   - step: called before each step that changes the disk; what it throws makes that step fail.
    package convenience init(
        root: String, staging: String, installation: String, software: String,
        versionsInObject: Int = Numbering.versionsInObject, longestLook: Int = VersionStore.longestLook,
        clock: @escaping @Sendable () -> Timestamp = { .now },
        step: @escaping @Sendable (String) throws -> Void = { _ in }
    ) {
        self.init(
            root: root, staging: staging, installation: installation, software: software,
            numbering: Numbering(limit: versionsInObject), longestLook: longestLook, clock: clock,
            disk: Disk(step: step))
    }

    init(
        root: String, staging: String, installation: String, software: String,
        numbering: Numbering = Numbering(), longestLook: Int = VersionStore.longestLook,
        clock: @escaping @Sendable () -> Timestamp, disk: Disk
    ) {
        self.root = root
        self.numbering = numbering
        self.longestLook = longestLook
        self.staging = staging
        let address = installation.hasPrefix("urn:uuid:") ? installation : "urn:uuid:" + installation
        author = Inventory.User(name: software, address: address)
        self.clock = clock
        self.disk = disk
    }

    var ledger: Ledger { Ledger(path: root + "/" + Ledger.fileName, disk: disk) }

    /// Folder for what a crash left half-done: kept for a person to look at, outside the archive.
    var quarantine: String { Folder.parent(of: staging) + "/quarantine" }

    func path(of folder: String) -> String { root + "/" + folder }

    /// The file of which all marks are names.
    var blank: String { Folder.parent(of: staging) + "/blank" }

    /// Where the process that writes to the archive says which it is.
    var holderPath: String { Folder.parent(of: staging) + "/holder" }

    /// Where it is noted up to which line of the ledger everything is in place.
    var notePath: String { Folder.parent(of: staging) + "/" + SettledNote.fileName }

    /// Gives the number and root hash of all ledger lines. The first call reads those that came since the last note.
    package func treeHead() throws(Problem) -> TreeHead {
        try state.withLock { (state) throws(Problem) in try tree(&state).head }
    }

    func tree(_ state: inout State) throws(Problem) -> MerkleTree {
        if let tree = state.tree { return tree }
        let note = SettledNote(at: notePath, of: ledger)
        var tree = note?.tree ?? MerkleTree()
        try ledger.each(from: note?.bytes ?? 0) { line in tree.append(leafHash: MerkleTree.leafHash(line)) }
        // Only an open store learns of every later line.
        if state.staging != nil { state.tree = tree }
        return tree
    }

    /// Gives what the ledger says from a line on, counted from 0, oldest first: whoever indexes the archive keeps the number
    /// of lines it has seen and asks for the rest.
    package func entries(from line: Int = 0) throws(Problem) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        var number = 0
        try ledger.each { bytes in
            defer { number += 1 }
            guard number >= line else { return }
            if let entry = Ledger.decode(bytes).flatMap({ LedgerEntry($0) }) { entries.append(entry) }
        }
        return entries
    }

    /// Gives what the last lines of the ledger say, some thousands of them.
    package func lastEntries() throws(Problem) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        let size = try ledger.fileSize()
        // The first piece of a line is none.
        try ledger.each(from: max(0, size - VersionStore.lastPart)) { bytes in
            if let entry = Ledger.decode(bytes).flatMap({ LedgerEntry($0) }) { entries.append(entry) }
        }
        return entries
    }

    private static let lastPart = 4 << 20

    /// Gives a path in staging that nothing else uses.
    func newArea(for object: String, _ state: inout State) throws(Problem) -> StagingArea {
        guard state.staging != nil else { throw VersionStore.notOpen }
        state.lastArea += 1
        return StagingArea(path: "\(staging)/\(state.lastArea)", object: object)
    }

    /// So many reports are looked at in a fraction of a second.
    package static let longestLook = 10_000

    static let notOpen = Problem(
        .archiveNotOpen, "the archive was not opened for writing", remedy: "Call open() first.")
}
