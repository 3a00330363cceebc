package import Model

extension VersionStore {
    /// Gives the reports of the archive, in order of their ids. A report whose root inventory is damaged is left out;
    /// `open()` and `verify()` name it.
    package func reports() throws(Problem) -> [ReportID] {
        try StorageRoot.scan(root).objects.compactMap { object in
            let bytes = try? FileReading.bytes(of: object.path + "/" + Inventory.fileName)
            return bytes.flatMap { try? JSON.decoded(ObjectName.self, from: $0) }.flatMap { ReportID($0.id) }
        }.sorted()
    }

    private struct ObjectName: Decodable { let id: String }

    /// Gives the number of the newest version; `nil` for a report that is not in the archive.
    package func head(of id: ReportID) throws(Problem) -> VersionNumber? { try newest(id)?.inventory.head }

    /// Gives the inventory of a report; `nil` for one that is not in the archive.
    /// - Throws: `archive-digest-mismatch` where it is not what its sidecar says.
    package func inventory(of id: ReportID) throws(Problem) -> Inventory? { try newest(id)?.inventory }

    /// Gives all versions of a report, oldest first; none for a report that is not in the archive.
    package func versions(of id: ReportID) throws(Problem) -> [ArchivedVersion] {
        guard let newest = try newest(id) else { return [] }
        var versions: [ArchivedVersion] = []
        for number in 1...newest.inventory.head.value {
            let version = VersionNumber(number)
            let folder = path(of: id.folder) + "/" + version.description
            guard let digest = Sidecar.digest(inFolder: folder),
                let archived = newest.inventory.archived(version, digest: digest)
            else { throw .damaged("\(version) of \(id) has no readable inventory", at: folder) }
            versions.append(archived)
        }
        return versions
    }

    /// Gives the path of the file that holds the bytes of a logical file, such as `text.txt`, in a version.
    /// - Throws: `archive-unknown` for a report, version or name that is not there.
    package func contentPath(of file: String, in id: ReportID, version: VersionNumber) throws(Problem) -> String {
        try located(file, in: id, version).path
    }

    /// Gives the bytes of a logical file of a version, checked while they are read.
    /// - Throws: `archive-digest-mismatch` where they are not what was archived; `archive-unknown`.
    package func bytes(of file: String, in id: ReportID, version: VersionNumber) throws(Problem) -> [UInt8] {
        let (path, digest) = try located(file, in: id, version)
        let bytes = try FileReading.bytes(of: path)
        guard Digest(of: bytes) == digest else { throw VersionStore.mismatch(path) }
        return bytes
    }

    private func located(
        _ file: String, in id: ReportID, _ version: VersionNumber
    ) throws(Problem) -> (path: String, digest: Digest) {
        guard let inventory = try inventory(of: id), let path = inventory.contentPath(of: file, in: version),
            let digest = inventory.files(of: version)?[file]
        else {
            throw Problem(
                .archiveUnknown, "the archive holds no \(file) in \(version) of \(id)", at: id.folder,
                remedy: "Look at what there is with `reportwatch reports`.")
        }
        return (self.path(of: id.folder) + "/" + path, digest)
    }

    /// Gives the root inventory with its digest, checked against its sidecar, or against that of its newest version: a
    /// commit renames inventory and sidecar one after the other, and a reader may come between.
    func newest(_ id: ReportID) throws(Problem) -> (inventory: Inventory, digest: Digest)? {
        let folder = path(of: id.folder)
        guard Folder.kind(of: folder) != nil else { return nil }
        let path = folder + "/" + Inventory.fileName
        let bytes = try FileReading.bytes(of: path)
        let digest = Digest(of: bytes)
        let isWhole = Sidecar.digest(inFolder: folder) == digest
        guard let inventory = try? JSON.decoded(Inventory.self, from: bytes),
            isWhole || Sidecar.digest(inFolder: folder + "/" + inventory.head.description) == digest
        else { throw VersionStore.mismatch(path) }
        guard inventory.id == id.rawValue else {
            throw Problem(
                .archiveFolderTaken, "the folder of \(id) belongs to \(inventory.id)", at: folder,
                remedy: "Give one of the two reports another family, cycle or part in its profile.",
                retry: .afterRepair)
        }
        return (inventory, digest)
    }

    static func mismatch(_ path: String) -> Problem {
        Problem(
            .archiveDigestMismatch, "the bytes are not those that were archived", at: path,
            remedy: "Run verify, then put this folder back from a copy of the archive.", retry: .afterRepair)
    }
}
