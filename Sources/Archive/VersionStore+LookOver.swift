package import Model
import Synchronization

extension VersionStore {
    /// Looks at the surface of every report, as `open()` does with a small archive, and mends the same; while it looks, the archive is
    /// open to others, and what it finds is looked at again before anything is said or done.
    /// - Throws: problems of the disk.
    package func lookOver() throws(Problem) -> RepairReport {
        let (suspects, others) = try suspects()
        return try state.withLock { (state) throws(Problem) in
            try settle(&state)
            var report = RepairReport()
            for folder in others.empty where Folder.kind(of: folder) == .folder { try removeEmpty(folder, &report) }
            for stray in others.strays where Folder.kind(of: stray) != nil {
                report.damage.append(.damaged("this does not belong into the archive", at: stray))
            }
            guard !suspects.isEmpty else { return report }
            var found = try objects(suspects)
            let index = try LedgerIndex(ledger, of: suspects)
            noteMissing(index, found, &report)
            try mend(&found, &state, wholeArchive: false, &report)
            return report
        }
    }

    /// The reports whose surface does not agree with itself or with the ledger, and what lies between reports.
    private func suspects() throws(Problem) -> (reports: Set<String>, others: StorageRoot) {
        var suspects: Set<String> = []
        var present: [String: Int] = [:]
        let others = try StorageRoot.walk(root) { object in
            present[object.folder] = object.highest?.value ?? 0
            if !object.isSound { suspects.insert(object.folder) }
        }
        var named: [String: Int] = [:]
        try ledger.each { line in
            guard let line = Ledger.decode(line), let version = VersionNumber(text: line.version) else { return }
            named[line.path] = max(named[line.path] ?? 0, version.value)
        }
        suspects.formUnion(present.keys.filter { present[$0] != named[$0] })
        return (suspects.union(named.keys.filter { present[$0] == nil }), others)
    }

    /// Notes that everything up to the end of the ledger is in place.
    func note(_ state: inout State) throws(Problem) {
        let note = SettledNote(state.tail, try tree(&state))
        guard note != state.note, let bytes = try? JSON.bytes(of: note) else { return }
        // A note that is lost, or older than the ledger, costs a look; so it is not synced.
        let new = notePath + ".new"
        if Folder.kind(of: new) != nil { try disk.removeAll(new) }
        try disk.write(bytes, to: new)
        try disk.rename(new, to: notePath)
        state.note = note
    }

    /// Notes it when the ledger has grown much since. A disk that fails at it fails at the next step too, and is told then.
    func noteNowAndThen(_ state: inout State) {
        guard state.unfinished.isEmpty, state.tail.count - (state.note?.lines ?? 0) >= VersionStore.linesPerNote else {
            return
        }
        try? note(&state)
    }

    private static let linesPerNote = 1000
}
