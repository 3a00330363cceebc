package import Model

extension VersionStore {
    /// Gives the reports of the archive, in order of their ids. A report whose root inventory is damaged is left out;
    /// `open()` and `verify()` name it.
    package func reports() throws(Problem) -> [ReportID] {
        try StorageRoot.scan(root).objects.compactMap { object in
            let bytes = try? FileReading.bytes(of: object.path + "/" + Inventory.fileName)
            return bytes.flatMap { try? JSON.decoded(ObjectName.self, from: $0) }
                .flatMap { ObjectPart(objectID: $0.id) }.flatMap { $0.number == 1 ? $0.report : nil }
        }.sorted()
    }

    private struct ObjectName: Decodable { let id: String }

    /// Gives the number of the newest version; `nil` for a report that is not in the archive.
    package func head(of id: ReportID) throws(Problem) -> VersionNumber? {
        guard let part = try newestPart(of: id) else { return nil }
        return numbering.version(try rootInventory(of: part).inventory.head, of: part.number)
    }

    /// Gives the logical files of a version with their digests; `nil` for one that is not in the archive.
    /// - Throws: `archive-digest-mismatch` where its inventory is not what its sidecar says.
    package func files(of id: ReportID, _ version: VersionNumber) throws(Problem) -> [String: Digest]? {
        try inventory(of: id, holding: version)?.files(of: numbering.inner(of: version))
    }

    // The inventory of the object that holds a version, if there is one.
    private func inventory(of id: ReportID, holding version: VersionNumber) throws(Problem) -> Inventory? {
        let part = ObjectPart(id, numbering.part(of: version))
        return Folder.kind(of: path(of: part.folder)) == nil ? nil : try rootInventory(of: part).inventory
    }

    /// Gives all versions of a report, oldest first; none for a report that is not in the archive.
    package func versions(of id: ReportID) throws(Problem) -> [ArchivedVersion] {
        guard let newest = try newestPart(of: id) else { return [] }
        var versions: [ArchivedVersion] = []
        for number in 1...newest.number { versions += try self.versions(in: ObjectPart(id, number)) }
        return versions
    }

    private func versions(in part: ObjectPart) throws(Problem) -> [ArchivedVersion] {
        let inventory = try rootInventory(of: part).inventory
        var versions: [ArchivedVersion] = []
        for number in 1...inventory.head.value {
            let inner = VersionNumber(number)
            let folder = path(of: part.folder) + "/" + inner.description
            guard let digest = Sidecar.digest(inFolder: folder),
                let archived = inventory.archived(inner, digest: digest, numbering)
            else { throw .damaged("\(inner) of \(part.objectID) has no readable inventory", at: folder) }
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
        let inner = numbering.inner(of: version)
        guard let inventory = try inventory(of: id, holding: version),
            let path = inventory.contentPath(of: file, in: inner), let digest = inventory.files(of: inner)?[file]
        else {
            throw Problem(
                .archiveUnknown, "the archive holds no \(file) in \(version) of \(id)", at: id.folder,
                remedy: "Look at what there is with `reportwatch reports`.")
        }
        return (self.path(of: ObjectPart(id, numbering.part(of: version)).folder) + "/" + path, digest)
    }

    /// Gives the object that holds the newest versions of a report; `nil` for a report that is not in the archive.
    /// - Throws: `archive-damaged` where a successor has lost what it follows.
    func newestPart(of id: ReportID) throws(Problem) -> ObjectPart? {
        func exists(_ part: ObjectPart) -> Bool { Folder.kind(of: path(of: part.folder)) != nil }
        var part = ObjectPart(id)
        guard exists(part) else {
            guard !exists(part.next) else {
                throw .damaged("the first versions of \(id) are not here, later ones are", at: path(of: part.folder))
            }
            return nil
        }
        while exists(part.next) { part = part.next }
        return part
    }

    /// Gives the root inventory of an object with its digest, checked against its sidecar, or against that of its newest version:
    /// a commit renames inventory and sidecar one after the other, and a reader may come between.
    func rootInventory(of part: ObjectPart) throws(Problem) -> (inventory: Inventory, digest: Digest) {
        let folder = path(of: part.folder)
        let path = folder + "/" + Inventory.fileName
        let bytes = try FileReading.bytes(of: path)
        let digest = Digest(of: bytes)
        let isWhole = Sidecar.digest(inFolder: folder) == digest
        guard let inventory = try? JSON.decoded(Inventory.self, from: bytes),
            isWhole || Sidecar.digest(inFolder: folder + "/" + inventory.head.description) == digest
        else { throw VersionStore.mismatch(path) }
        guard inventory.id == part.objectID else {
            throw Problem(
                .archiveFolderTaken, "the folder of \(part.objectID) belongs to \(inventory.id)", at: folder,
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
