package import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension VersionStore {
    /// Opens the archive for writing: makes what is missing, ends what a crash left half-done, and says what it did.
    ///
    /// Quick where nothing is wrong: it looks at the surface of each report and at the ledger's last line, and reads
    /// content only where these disagree. In a large archive that is known to be settled it looks only at those reports whose commit
    /// was interrupted; ``lookOver()`` looks at the others. Leftovers in staging go (the originals they are links to lie elsewhere); a
    /// newest version that verifies is rolled forward; one that was never committed goes to quarantine; damage of what was
    /// committed is reported and never touched.
    /// - Throws: when the archive as a whole cannot be written: no access, two file systems, a foreign folder, in use.
    package func open() throws(Problem) -> RepairReport {
        try state.withLock { (state) throws(Problem) in
            var report = RepairReport()
            try prepareRoot()
            let marks = try prepareStaging(&state, &report)
            let ledgerWasLost = try prepareLedger()
            state.note = SettledNote(at: notePath, of: ledger)
            if let note = state.note, note.lines > longestLook {
                let folders = Set(marks.compactMap(StagingArea.marked))
                var marked = try objects(folders)
                // A first version that did not get there may have left the folder of its subject.
                for folder in folders where Folder.kind(of: path(of: folder)) == nil {
                    let parent = Folder.parent(of: path(of: folder))
                    if Folder.kind(of: parent) == .folder { try removeEmpty(parent, &report) }
                }
                try mend(&marked, &state, wholeArchive: false, &report)
                try syncFolders(of: marked)
                report.isWhole = false
            } else {
                try openWhole(&state, ledgerWasLost: ledgerWasLost, &report)
            }
            for mark in marks { try disk.removeAll(staging + "/" + mark) }
            state.unfinished = [:]
            if report.isWhole, report.damage.isEmpty { try? note(&state) }
            return report
        }
    }

    private func openWhole(
        _ state: inout State, ledgerWasLost: Bool, _ report: inout RepairReport
    ) throws(Problem) {
        var found = try StorageRoot.scan(root)
        for folder in found.empty { try removeEmpty(folder, &report) }
        for stray in found.strays {
            report.damage.append(.damaged("this does not belong into the archive", at: stray))
        }
        if ledgerWasLost, !found.objects.isEmpty {
            report.damage.append(
                .damaged("the ledger was missing and is written again from the versions", at: ledger.path))
        }
        try mend(&found.objects, &state, wholeArchive: true, &report)
    }

    /// Ends what an earlier commit left unsettled or half-published; does nothing where nothing is left. `stage` and `commit`
    /// do it by themselves; a caller that has nothing more to write calls it.
    /// - Throws: while it still cannot be ended.
    package func settle() throws(Problem) {
        try state.withLock { (state) throws(Problem) in try settle(&state) }
    }

    /// Whether something waits to be settled: a commit that the disk interrupted, or what it kept in staging.
    package var isUnsettled: Bool {
        state.withLock { !$0.unfinished.isEmpty } || leftInStaging.withLock { !$0.isEmpty }
    }

    /// Ends commits that were interrupted while the program went on, before anything else is written.
    func settle(_ state: inout State) throws(Problem) {
        guard state.staging != nil else { throw VersionStore.notOpen }
        clearStaging()
        guard !state.unfinished.isEmpty else { return }
        // Lines of an append that failed were never confirmed by the disk, whole as they may look: they are written again.
        try ledger.cut(to: state.tail)
        var report = RepairReport()
        var objects = try objects(Set(state.unfinished.keys))
        try mend(&objects, &state, wholeArchive: false, &report)
        if let problem = report.damage.first { throw problem }
        try syncFolders(of: objects)
        for area in state.unfinished.values { forget(area) }
        state.unfinished = [:]
    }

    /// Gives those of some objects that are here.
    func objects(_ folders: Set<String>) throws(Problem) -> [ObjectFolder] {
        var objects: [ObjectFolder] = []
        for folder in folders.sorted() where Folder.kind(of: path(of: folder)) != nil {
            objects.append(
                ObjectFolder(
                    path: path(of: folder), folder: folder, entries: try Folder.entries(of: path(of: folder))))
        }
        return objects
    }

    // What a failed sync left open must be on disk before anything builds on it.
    private func syncFolders(of objects: [ObjectFolder]) throws(Problem) {
        guard !objects.isEmpty else { return }
        for object in objects where Folder.kind(of: object.path) != nil {
            try disk.sync(object.path)
            try disk.sync(Folder.parent(of: object.path))
        }
        try disk.sync(root)
    }

    private func prepareRoot() throws(Problem) {
        try disk.makeFolders(root)
        guard Folder.kind(of: root + "/" + StorageRoot.declaration) == nil else { return try keepReadme() }
        let entries = try Folder.entries(of: root)
        // Never claim a folder that holds other things: what follows removes empty folders.
        guard !entries.contains(where: { $0.kind == .folder || $0.name.hasPrefix("0=") }) else {
            throw Problem(
                .archiveForeignRoot, "this folder holds other things and no \(StorageRoot.declaration)", at: root,
                remedy: "Name an empty folder as the archive, or put the file 0=ocfl_1.1 back.", retry: .afterRepair)
        }
        try keepReadme()
        try write(Array("ocfl_1.1\n".utf8), asRootFile: StorageRoot.declaration)
        try disk.sync(Folder.parent(of: root))
    }

    // Directions and no evidence: where they are lost or damaged they are written again.
    private func keepReadme() throws(Problem) {
        let bytes = try? FileReading.bytes(of: root + "/" + RootReadme.fileName)
        if bytes.map(RootReadme.isWhole) != true { try write(RootReadme.bytes, asRootFile: RootReadme.fileName) }
    }

    private func write(_ bytes: [UInt8], asRootFile name: String) throws(Problem) {
        try disk.makeFolders(staging)
        try AtomicFile.replace(root + "/" + name, with: bytes, through: staging + "/root", on: disk)
    }

    /// Locks and clears staging; gives the marks of commits that a crash interrupted, which stay until these are settled.
    private func prepareStaging(_ state: inout State, _ report: inout RepairReport) throws(Problem) -> [String] {
        try disk.makeFolders(staging)
        // Not with ??, which would lose the type of what is thrown.
        let descriptor: Descriptor =
            if let open = state.staging { open } else { try Descriptor(staging, O_RDONLY | O_DIRECTORY) }
        guard try descriptor.status().st_dev == Descriptor(root, O_RDONLY | O_DIRECTORY).status().st_dev else {
            throw .system("commit by renaming from \(staging)", root, EXDEV)
        }
        // A child that this process is just starting holds a copy of every descriptor until it has become its program:
        // a lock let go a moment ago is free only then.
        var tries = 0
        while flock(descriptor.number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
            tries += 1
            if tries < 20 {
                usleep(25_000)
                continue
            }
            throw Problem(
                .archiveInUse, "another process writes to this archive\(Holder.words(at: holderPath))", at: root,
                remedy: "Stop the other one, or let it do the work.", retry: .later)
        }
        Holder.note(at: holderPath, since: clock())
        var marks: [String] = []
        for entry in try Folder.entries(of: staging) {
            guard StagingArea.marked(by: entry.name) == nil else {
                marks.append(entry.name)
                continue
            }
            let path = staging + "/" + entry.name
            try disk.removeAll(path)
            report.removed.append(path)
        }
        state.staging = descriptor
        return marks
    }

    /// Removes an empty folder and those above it that become empty.
    func removeEmpty(_ folder: String, _ report: inout RepairReport) throws(Problem) {
        var folder = folder
        while folder != root, try disk.removeFolder(folder) {
            report.removed.append(folder)
            folder = Folder.parent(of: folder)
        }
    }

    /// Makes the ledger where there is none; gives whether there was none.
    private func prepareLedger() throws(Problem) -> Bool {
        guard Folder.kind(of: ledger.path) == nil else { return false }
        try disk.write([], to: ledger.path)
        try disk.sync(root)
        return true
    }

    /// Mends the folders that need it, then the ledger.
    func mend(
        _ objects: inout [ObjectFolder], _ state: inout State, wholeArchive: Bool, _ report: inout RepairReport
    ) throws(Problem) {
        let removed = try ledger.quickTail() == nil ? ledger.mend() : 0
        if removed > 0 { report.removed.append("\(ledger.path): \(removed) bytes of an unfinished line") }
        let unsound = objects.filter { !$0.isSound }
        let damagedBefore = report.damage.count
        if !unsound.isEmpty {
            let index = try LedgerIndex(ledger, of: wholeArchive ? nil : Set(unsound.map(\.folder)))
            let repair = Repair(disk: disk, staging: staging, quarantine: quarantine, numbering: numbering)
            for object in unsound { repair.mend(object, index, &report) }
            for folder in Set(unsound.map(\.folder)) {
                objects.removeAll { $0.folder == folder }
                if let entries = try? Folder.entries(of: path(of: folder)) {
                    objects.append(ObjectFolder(path: path(of: folder), folder: folder, entries: entries))
                }
            }
        }
        report.objects = objects.count
        report.versions = objects.reduce(0) { $0 + ($1.highest?.value ?? 0) }
        let quick = try ledger.quickTail()
        state.tail = if let quick { quick } else { try ledger.fullTail() }
        state.tree = nil
        let fits = report.damage.count == damagedBefore && state.tail.count == report.versions
        guard !wholeArchive || !fits else { return }
        try completeLedger(objects, &state, wholeArchive: wholeArchive, &report)
    }
}
