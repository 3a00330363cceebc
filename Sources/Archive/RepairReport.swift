package import Model

/// What `open()` found and did.
package struct RepairReport: Sendable {
    /// How many reports were looked at, and their versions.
    package internal(set) var objects = 0
    package internal(set) var versions = 0
    /// Whether all were. Of a large archive only those are whose commit was interrupted; ``VersionStore/lookOver()`` looks at the rest.
    package internal(set) var isWhole = true
    /// Versions whose root inventory was written anew, because a crash came between their commit and it.
    package internal(set) var rolledForward: [ArchivedVersion] = []
    /// Versions that the ledger did not name and names now, marked as recovered.
    package internal(set) var ledgerAdded: [ArchivedVersion] = []
    /// Where versions were put that were never committed.
    package internal(set) var quarantined: [String] = []
    /// Leftovers that went: staged files, empty folders, a torn ledger line.
    package internal(set) var removed: [String] = []
    /// Committed data that is damaged, and what could not be mended; nothing of it was touched.
    package internal(set) var damage: [Problem] = []

    /// Versions whose commit a crash interrupted: whoever indexes the archive must look at them. A crash just after the last
    /// step of a commit leaves no trace here; `VersionStore.entries(from:)` tells of those too.
    package var recovered: [ArchivedVersion] {
        rolledForward + ledgerAdded.filter { added in !rolledForward.contains { $0.folder == added.folder } }
    }

    /// Whether everything was as the last run should have left it.
    package var isClean: Bool {
        rolledForward.isEmpty && ledgerAdded.isEmpty && quarantined.isEmpty && removed.isEmpty && damage.isEmpty
    }
}
