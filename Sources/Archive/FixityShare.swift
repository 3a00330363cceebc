package import Model

/// A look at some of an archive's reports: for a daemon that reads the whole of it again over weeks.
package struct FixityShare: Sendable {
    /// The folders of all reports, those that are here and those that the ledger names, in order.
    package let folders: [String]
    /// How many lines the ledger has.
    package let lines: Int
    /// What is wrong with the ledger itself: its numbers, its chain, its end.
    package let ledgerFaults: [Fault]
    /// The folders of the versions that the ledger did not name yet at the share before, in order.
    package let newFolders: [String]
    private let root: String
    private let ledger: Ledger
    private var entries: [String: [LedgerLine]] = [:]

    /// Looks at the names of the archive and reads its ledger; opens no file of a report.
    ///
    /// - Parameter seen: how many lines the ledger had at the share before.
    package init(_ store: VersionStore, seen: Int) throws(Problem) {
        (root, ledger) = (store.root, store.ledger)
        var (all, new): (Set<String>, Set<String>) = ([], [])
        try StorageRoot.walk(root) { all.insert($0.folder) }
        let chain = try LedgerChain(ledger) { entry in
            all.insert(entry.path)
            if entry.seq >= seen { new.insert(entry.path) }
        }
        (lines, ledgerFaults) = (chain.count, chain.faults)
        (folders, newFolders) = (all.sorted(), new.sorted())
    }

    /// Reads what the ledger says of some folders: these can be checked then.
    package mutating func prepare(_ folders: [String]) throws(Problem) {
        let wanted = Set(folders)
        entries = [:]
        try ledger.each { line in
            guard let entry = Ledger.decode(line), wanted.contains(entry.path) else { return }
            entries[entry.path, default: []].append(entry)
        }
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
