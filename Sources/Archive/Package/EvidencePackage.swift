package import Model

/// One version with everything that shows it to a stranger: `reportwatch evidence REPORT@VERSION -o FILE.zip`.
///
///     README.txt, check.sh, index.html        what it is, the commands that check it, a page for people
///     sha512sums.txt                          the digest of every other file
///     archive/<folder>/v2/inventory.json …    inventories and files of this version and of the one before, as they lie in
///                                             the archive
///     ledger/v2.json, ledger/v2.proof.json    the version's line of the ledger, and what leads from it to the checkpoint
///     checkpoint.txt, key.pem                 the head of the ledger's tree, signed where there is a key
package struct EvidencePackage: Sendable {
    package let id: ReportID
    package let version: VersionNumber
    /// Names inside the package, in order, with their bytes; the sums are last.
    package let files: [(name: String, bytes: [UInt8])]
    package let checkpoint: Checkpoint
    private let created: Timestamp

    /// What a package is made of, before its own pages are written.
    struct Contents {
        var files: [(name: String, bytes: [UInt8])] = []
        var lines: [(version: ArchivedVersion, leaf: [UInt8], proof: InclusionProof)] = []
        /// By version, the digest of each of its files and its place below the report's folder.
        var stored: [VersionNumber: [(digest: String, path: String)]] = [:]
        var record: Record?
        var change: Event?
    }

    init(_ version: ArchivedVersion, _ contents: Contents, _ checkpoint: Checkpoint, _ key: VerifyingKey?) {
        id = version.id
        self.version = version.version
        created = version.created
        self.checkpoint = checkpoint
        var files = contents.files
        files.append(("checkpoint.txt", Array(checkpoint.text.utf8)))
        if let key { files.append(("key.pem", Array(key.pem.utf8))) }
        let script = PackageScript(version, contents, checkpoint, key)
        files.append(("README.txt", Array(script.readme.utf8)))
        files.append(("check.sh", Array(script.text.utf8)))
        files.append(("index.html", Array(PackagePage(version, contents, checkpoint).html.utf8)))
        files.sort { $0.name < $1.name }
        let sums = files.map { "\(Digest(of: $0.bytes).hex)  \($0.name)\n" }.joined()
        self.files = files + [("sha512sums.txt", Array(sums.utf8))]
    }

    /// Writes the package to a file that must not be there yet. The same package gives the same bytes.
    package func write(to path: String) throws(Problem) { try ZipFile.write(files, to: path, time: created) }
}

extension VersionStore {
    /// Gathers what shows a version, every byte checked on the way. Reads the whole ledger.
    /// - Throws: `archive-unknown`; `archive-digest-mismatch` where something is not what was archived: damage is no evidence.
    package func evidence(
        of id: ReportID, _ version: VersionNumber, origin: String, key: SigningKey?
    ) throws(Problem) -> EvidencePackage {
        let versions = try versions(of: id)
        guard let archived = versions.first(where: { $0.version == version }) else {
            throw Problem(
                .archiveUnknown, "the archive holds no \(version) of \(id)", at: id.folder,
                remedy: "Look at what there is with `reportwatch reports`.")
        }
        let lines = try ledger.lines()
        let leaves = lines.map { MerkleTree.leafHash($0) }
        let head = TreeHead(size: leaves.count, root: base64(MerkleProof.root(of: leaves[...])))
        var contents = EvidencePackage.Contents()
        for shown in versions where shown.version == version || shown.version.next == version {
            try add(shown, to: &contents)
            guard let (index, line) = try line(of: shown, in: lines) else {
                throw .damaged("the ledger does not name \(shown.folder) with its digest", at: ledger.path)
            }
            let proof = InclusionProof(
                leafIndex: index, treeSize: leaves.count, leafHash: base64(leaves[index]),
                hashes: MerkleProof.inclusion(of: index, in: leaves[...]).map(base64), rootHash: head.root)
            contents.lines.append((shown, line, proof))
            contents.files.append(("ledger/\(shown.version).json", line))
            do { contents.files.append(("ledger/\(shown.version).proof.json", try JSON.bytes(of: proof))) } catch {
                throw Problem.wrapping(error, at: shown.folder)
            }
        }
        contents.record = try decoded(Record.self, "record.json", archived)
        if archived.files["change.json"] != nil { contents.change = try decoded(Event.self, "change.json", archived) }
        return EvidencePackage(
            archived, contents, Checkpoint(origin: origin, head: head, key: key), key?.verifyingKey)
    }

    // The inventory of the version, and the files that it names; those that the other version named are there already.
    private func add(_ version: ArchivedVersion, to contents: inout EvidencePackage.Contents) throws(Problem) {
        let folder = path(of: version.folder)
        let bytes = try FileReading.bytes(of: folder + "/" + Inventory.fileName)
        guard Digest(of: bytes) == version.inventoryDigest,
            let inventory = try? JSON.decoded(Inventory.self, from: bytes)
        else { throw VersionStore.mismatch(folder + "/" + Inventory.fileName) }
        let place = "archive/\(version.folder)/"
        contents.files.append((place + Inventory.fileName, bytes))
        contents.files.append((place + Inventory.sidecarName, Sidecar.bytes(for: version.inventoryDigest)))
        for (name, digest) in version.files.sorted(by: { $0.key < $1.key }) {
            guard let stored = inventory.contentPath(of: name, in: version.inner) else { continue }
            contents.stored[version.version, default: []].append((digest.hex, stored))
            let place = "archive/\(version.object)/\(stored)"
            guard !contents.files.contains(where: { $0.name == place }) else { continue }
            let path = self.path(of: version.object) + "/" + stored
            let bytes = try FileReading.bytes(of: path)
            guard Digest(of: bytes) == digest else { throw VersionStore.mismatch(path) }
            contents.files.append((place, bytes))
        }
    }

    private func line(of version: ArchivedVersion, in lines: [[UInt8]]) throws(Problem) -> (Int, [UInt8])? {
        for (index, line) in lines.enumerated() {
            guard let entry = Ledger.decode(line), entry.path == version.object,
                entry.version == version.inner.description, entry.inventoryDigest == version.inventoryDigest.hex
            else { continue }
            return (index, line)
        }
        return nil
    }

    private func decoded<Value: Decodable>(
        _ type: Value.Type, _ file: String, _ version: ArchivedVersion
    ) throws(Problem) -> Value {
        let bytes = try bytes(of: file, in: version.id, version: version.version)
        do { return try JSON.decoded(type, from: bytes) } catch {
            throw Problem.wrapping(error, at: version.folder + "/" + file)
        }
    }
}
