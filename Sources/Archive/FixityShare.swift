package import Model

/// A look at some of an archive's reports: for a daemon that reads the whole of it again over weeks.
package struct FixityShare: Sendable {
    /// The folders of all reports, those that are here and those that the ledger names, in order.
    package let folders: [String]
    /// How many lines the ledger has.
    package let lines: Int
    /// What is wrong with the ledger itself: its numbers, its chain, its end.
    package let ledgerFaults: [Fault]
    private let root: String
    private let entries: [String: [LedgerLine]]

    /// Looks at the names of the archive and reads its ledger; opens no file of a report.
    package init(_ store: VersionStore) throws(Problem) {
        root = store.root
        let ledger = LedgerChain(try FileReading.bytes(of: store.ledger.path), at: store.ledger.path)
        (lines, ledgerFaults) = (ledger.count, ledger.faults)
        entries = Dictionary(grouping: ledger.entries, by: \.path)
        folders = Set(try StorageRoot.scan(store.root).objects.map(\.folder)).union(entries.keys).sorted()
    }

    /// Gives the folders of the versions that a ledger of so many lines did not name yet.
    package func folders(after line: Int) -> [String] {
        Set(entries.values.joined().filter { $0.seq >= line }.map(\.path)).sorted()
    }

    /// Reads one report again: every file against the inventories, these against the ledger, evidence against texts. Gives what is
    /// wrong and how many bytes were read. A commit may pass meanwhile: what is wrong once is to be looked at again later.
    package func check(_ folder: String) -> (faults: [Fault], bytes: Int) {
        let lines = entries[folder] ?? []
        let path = root + "/" + folder
        guard Folder.kind(of: path) != nil else {
            // What did not belong there is gone.
            if lines.isEmpty { return ([], 0) }
            let what = "the ledger names \(lines.count) versions of a report that is not here"
            return ([Fault("ledger-version-missing", what, at: path)], 0)
        }
        let check = ObjectCheck.run(path, own: true)
        var faults = check.faults
        faults += lines.compactMap { LedgerCheck.fault(of: $0, in: root) }
        Copies.find(for: &faults, among: [path])
        return (faults, check.bytes)
    }
}
