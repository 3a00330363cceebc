import Model
import Synchronization

extension VersionStore {
    /// Commits staged versions: at most one of each report, all of them with a few syncs.
    ///
    /// Never throws: a batch may succeed in part, and the result says which versions are committed whatever went wrong.
    /// Whatever is not in place afterwards is no longer staged. Blocks until the disk has confirmed.
    package func commit(_ staged: [StagedVersion]) -> CommitResult {
        guard !staged.isEmpty else { return CommitResult() }
        return state.withLock { state in
            do throws(Problem) {
                try settle(&state)
                try check(staged)
                try flush(staged, &state)
            } catch {
                discard(staged)
                return CommitResult(problem: error)
            }
            return place(staged, &state)
        }
    }

    /// Refuses a batch that does not fit the archive, before any of it is in place.
    private func check(_ staged: [StagedVersion]) throws(Problem) {
        var seen: Set<String> = []
        for version in staged {
            let object = version.version.object
            guard seen.insert(object).inserted else {
                throw conflict(version.version.id, version.version.version, expected: version.version.version.next)
            }
            // The sidecar stands for the whole inventory that the version was built on.
            let now = Sidecar.digest(inFolder: path(of: object))
            guard now == version.base, version.base != nil || Folder.kind(of: path(of: object)) == nil else {
                let head = try? head(of: version.version.id)
                throw conflict(version.version.id, version.version.version, expected: head?.next ?? VersionNumber(1))
            }
        }
    }

    /// Makes everything staged durable: once for the whole file system, or file by file where that cannot be had.
    private func flush(_ staged: [StagedVersion], _ state: inout State) throws(Problem) {
        guard let descriptor = state.staging else { throw VersionStore.notOpen }
        if try disk.syncFileSystem(of: descriptor) { return }
        for version in staged {
            for path in version.written { try disk.sync(path) }
        }
        // The marks are empty; their names count.
        try disk.sync(staging)
    }

    private func place(_ staged: [StagedVersion], _ state: inout State) -> CommitResult {
        var result = CommitResult()
        var placed: [StagedVersion] = []
        for version in staged {
            do throws(Problem) {
                try rename(version)
                placed.append(version)
            } catch {
                result.problem = error
                discard(staged.filter { other in !placed.contains { $0.area == other.area } })
                break
            }
        }
        guard !placed.isEmpty else { return result }
        do throws(Problem) {
            try flushFolders(of: placed, state)
            result.committed = placed.map(\.version)
            try publish(placed, &state)
            for version in placed { forget(version.area) }
        } catch {
            if result.committed.isEmpty { result.unsettled = placed.map(\.version) }
            result.problem = result.problem ?? error
            for version in placed {
                state.unfinished[version.version.object] = version.area
                discard(version.area)
            }
        }
        return result
    }

    /// The commit point of one version.
    private func rename(_ staged: StagedVersion) throws(Problem) {
        guard staged.isFirst else {
            return try disk.rename(staged.area.path, to: path(of: staged.version.folder))
        }
        let target = path(of: staged.version.object)
        let parent = Folder.parent(of: target)
        try disk.makeFolder(parent)
        do throws(Problem) { try disk.rename(staged.area.path, to: target) } catch {
            // An empty folder would make the root invalid.
            _ = try? disk.removeFolder(parent)
            throw error
        }
    }

    private func flushFolders(of placed: [StagedVersion], _ state: State) throws(Problem) {
        if placed.count > 1, let descriptor = state.staging, try disk.syncFileSystem(of: descriptor) { return }
        for version in placed {
            let object = path(of: version.version.object)
            try disk.sync(version.isFirst ? Folder.parent(of: object) : object)
        }
        // The folder of a subject may be new itself.
        if placed.contains(where: \.isFirst) { try disk.sync(root) }
    }

    /// Says in the root inventories and in the ledger what has become true.
    private func publish(_ placed: [StagedVersion], _ state: inout State) throws(Problem) {
        let grown = placed.filter { !$0.isFirst }
        for version in grown {
            for name in [Inventory.fileName, Inventory.sidecarName] {
                try disk.rename(version.area.rootFile(name), to: path(of: version.version.object) + "/" + name)
            }
        }
        let now = clock()
        let lines = placed.map {
            LedgerLine($0.version, event: $0.event, url: $0.url, time: now, recovered: false)
        }
        try append(lines, &state)
        if grown.count > 1, let descriptor = state.staging, try disk.syncFileSystem(of: descriptor) { return }
        for version in grown { try disk.sync(path(of: version.version.object)) }
    }

    /// Adds lines to the ledger with one write and one sync.
    func append(_ lines: [LedgerLine], _ state: inout State) throws(Problem) {
        let (bytes, hashes, tail) = try Ledger.chained(lines, to: state.tail)
        do throws(Problem) {
            try ledger.append(bytes)
            try disk.sync(ledger.path)
        } catch {
            // Part of the lines may be there; what follows must not be chained to them.
            try? disk.truncate(ledger.path, to: state.tail.size)
            throw error
        }
        state.tail = tail
        defer { noteNowAndThen(&state) }
        for hash in hashes { state.tree?.append(leafHash: hash) }
    }
}
