package import Model

/// A look at some of an archive's reports: for a daemon that reads the whole of it again over weeks.
package struct FixityShare: Sendable {
    /// The folders of all reports, in order.
    package let folders: [String]
    /// How many lines the ledger has.
    package let lines: Int
    private let root: String
    private let entries: [String: [LedgerLine]]

    /// Looks at the names of the archive and at its ledger; opens no file of a report.
    package init(_ store: VersionStore) throws(Problem) {
        root = store.root
        folders = try StorageRoot.scan(store.root).objects.map(\.folder).sorted()
        let decoded = try store.ledger.lines().map { Ledger.decode($0) }
        lines = decoded.count
        entries = Dictionary(grouping: decoded.compactMap { $0 }, by: \.path)
    }

    /// Gives the folders of the versions that a ledger of so many lines did not name yet.
    package func folders(after line: Int) -> [String] {
        Set(entries.values.joined().filter { $0.seq >= line }.map(\.path)).sorted()
    }

    /// Reads one report again: every file against the inventories, these against the ledger, evidence against texts. Gives what is
    /// wrong and how many bytes were read. A commit may pass between two looks: only what is wrong twice is a fault.
    package func check(_ folder: String) -> (faults: [Fault], bytes: Int) {
        let (first, bytes) = look(folder)
        guard !first.isEmpty else { return (first, bytes) }
        var (again, more) = look(folder)
        Copies.find(for: &again, among: [root + "/" + folder])
        return (again, bytes + more)
    }

    private func look(_ folder: String) -> (faults: [Fault], bytes: Int) {
        let check = ObjectCheck.run(root + "/" + folder, own: true)
        var faults = check.faults
        for line in entries[folder] ?? [] {
            let place = "\(root)/\(folder)/\(line.version)"
            guard let bytes = try? FileReading.bytes(of: place + "/" + Inventory.fileName) else {
                faults.append(Fault("ledger-version-missing", "the ledger names a version that is not here", at: place))
                continue
            }
            if Digest(of: bytes).hex != line.inventoryDigest {
                faults.append(
                    Fault("ledger-digest-mismatch", "the inventory is not the one that the ledger names", at: place))
            }
        }
        return (faults, check.bytes)
    }
}
