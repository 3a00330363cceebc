package import Model
import Synchronization

extension VersionStore {
    /// Builds a version complete in staging, without any sync.
    ///
    /// The original gets a second name there (a hard link; a copy where the file system cannot link) and stays where it is,
    /// so that its bytes exist outside the archive until the caller has seen the commit. Files whose bytes an earlier
    /// version holds are named again but not stored again.
    /// - Throws: `archive-version-conflict` unless the version follows the newest one; problems of the disk.
    package func stage(_ draft: VersionDraft) throws(Problem) -> StagedVersion {
        try settle()
        let last = try newestPart(of: draft.id)
        let newest = try last.map { (last) throws(Problem) in try rootInventory(of: last) }
        if let last, let newest { try checkSurface(of: last, newest) }
        let expected =
            if let last, let newest { numbering.version(newest.inventory.head, of: last.number).next } else {
                VersionNumber(1)
            }
        guard draft.version == expected else { throw conflict(draft.id, draft.version, expected: expected) }
        let part = ObjectPart(draft.id, numbering.part(of: draft.version))
        let area = try state.withLock { (state) throws(Problem) in try newArea(for: part.folder, &state) }
        do throws(Problem) {
            return try build(draft, of: part, on: part == last ? newest : nil, in: area)
        } catch {
            discard(area)
            forget(area)
            throw error
        }
    }

    /// Removes staged versions that will not be committed.
    package func discard(_ staged: [StagedVersion]) {
        for version in staged {
            discard(version.area)
            forget(version.area)
        }
    }

    func discard(_ area: StagingArea) {
        for path in area.everything where Folder.kind(of: path) != nil { remove(staged: path) }
    }

    /// Takes the mark of a version away: all of its commit is in place, or nothing of it.
    func forget(_ area: StagingArea) {
        if Folder.kind(of: area.mark) != nil { remove(staged: area.mark) }
    }

    private func remove(staged path: String) {
        do throws(Problem) { try disk.removeAll(path) } catch { leftInStaging.withLock { _ = $0.insert(path) } }
    }

    /// Tries once more to remove what could not be removed.
    func clearStaging() {
        let paths = leftInStaging.withLock { left in
            defer { left = [] }
            return left
        }
        for path in paths { remove(staged: path) }
    }

    /// Refuses to build on a report whose newest version is not there or not the one that the root names.
    private func checkSurface(of part: ObjectPart, _ base: (inventory: Inventory, digest: Digest)) throws(Problem) {
        let folder = path(of: part.folder) + "/" + base.inventory.head.description
        guard Sidecar.digest(inFolder: folder) == base.digest else {
            throw .damaged("\(base.inventory.head) of \(part.objectID) is damaged", at: folder)
        }
    }

    func conflict(_ id: ReportID, _ version: VersionNumber, expected: VersionNumber) -> Problem {
        Problem(
            .archiveVersionConflict, "\(version) of \(id) does not follow the archive, which expects \(expected)",
            at: id.folder, remedy: "Compare with the newest version again and stage the next one.", retry: .later)
    }

    private func build(
        _ draft: VersionDraft, of part: ObjectPart, on base: (inventory: Inventory, digest: Digest)?,
        in area: StagingArea
    ) throws(Problem) -> StagedVersion {
        let inner = numbering.inner(of: draft.version)
        let folder = base == nil ? area.path + "/" + inner.description : area.path
        var writer = VersionWriter(
            disk: disk, folder: folder, version: inner, known: base?.inventory.manifest ?? [:])
        try disk.mark(area.mark, with: blank)
        if base == nil { try writer.makeFolder(area.path) }
        try writer.makeFolder(folder)
        try writer.add(draft.original.path, as: draft.original.storedName, through: area.original)
        if let path = draft.webArchive {
            try writer.add(path, as: VersionDraft.webArchiveName, through: area.webArchive)
        }
        for file in draft.files { try writer.add(file) }

        let entry = Inventory.Version(
            created: draft.created.description, message: draft.message, user: author, state: writer.state)
        let inventory = Inventory.following(
            base?.inventory, id: part.objectID, version: inner, entry: entry, stored: writer.stored)
        let bytes = try inventory.encoded()
        let digest = Digest(of: bytes)
        let sidecar = Sidecar.bytes(for: digest)
        // Two files and not two names of one: the copy in the version must survive damage of the other.
        for (name, bytes) in [(Inventory.fileName, bytes), (Inventory.sidecarName, sidecar)] {
            try writer.write(bytes, to: folder + "/" + name)
            try writer.write(bytes, to: base == nil ? area.path + "/" + name : area.rootFile(name))
        }
        if base == nil { try writer.write(Array("ocfl_object_1.1\n".utf8), to: area.path + "/0=ocfl_object_1.1") }

        guard let version = inventory.archived(inner, digest: digest, numbering) else {
            throw Problem(
                .archiveUnusableDraft, "\(draft.id) \(draft.version) cannot be named", at: draft.id.folder,
                remedy: "Report this with the document that caused it.")
        }
        return StagedVersion(
            version: version, event: draft.event, url: draft.url, area: area, base: base?.digest,
            written: writer.written)
    }
}

/// Writes the files of one version and remembers what its inventory must say of them.
private struct VersionWriter {
    let disk: Disk
    /// The folder of the version in staging.
    let folder: String
    let version: VersionNumber
    /// The manifest before this version.
    let known: [String: [String]]
    /// Digest → logical names.
    private(set) var state: [String: [String]] = [:]
    /// Digest → paths below the object, of what is new.
    private(set) var stored: [String: [String]] = [:]
    private(set) var written: [String] = []
    private var folders: [String] = []
    private var names: Set<String> = []

    init(disk: Disk, folder: String, version: VersionNumber, known: [String: [String]]) {
        self.disk = disk
        self.folder = folder
        self.version = version
        self.known = known
    }

    mutating func makeFolder(_ path: String) throws(Problem) {
        guard !folders.contains(path) else { return }
        try disk.makeFolder(path)
        folders.append(path)
        written.insert(path, at: 0)
    }

    mutating func write(_ bytes: [UInt8], to path: String) throws(Problem) {
        try disk.write(bytes, to: path)
        written.insert(path, at: 0)
    }

    mutating func add(_ file: String, as name: String, through link: String) throws(Problem) {
        try disk.link(file, to: link)
        // Hashed through the new name: whatever happens to the old one, these are the bytes that are archived.
        let digest = try FileReading.digest(of: link).digest
        if let path = try place(name, digest) {
            try disk.rename(link, to: path)
            written.insert(path, at: 0)
        } else {
            try disk.removeAll(link)
        }
    }

    mutating func add(_ file: VersionDraft.File) throws(Problem) {
        if let path = try place(file.name, Digest(of: file.bytes)) { try write(file.bytes, to: path) }
    }

    /// Notes a file and gives the path to store its bytes at; `nil` where an earlier version holds them.
    private mutating func place(_ name: String, _ digest: Digest) throws(Problem) -> String? {
        guard SourceName.isSafe(name), names.insert(name).inserted else {
            throw Problem(
                .archiveUnusableDraft, "\(name) is no name for an archived file, or stands twice", at: folder,
                remedy: "Give each file a relative name of letters, digits, dots and dashes.")
        }
        state[digest.hex, default: []].append(name)
        guard known[digest.hex] == nil else { return nil }
        let path = "content/\(name)"
        stored[digest.hex, default: []].append("\(version)/\(path)")
        var parent = folder
        for part in path.split(separator: "/").dropLast() {
            parent += "/" + part
            try makeFolder(parent)
        }
        return folder + "/" + path
    }
}
