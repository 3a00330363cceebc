import Model

/// Checks an evidence package as a stranger would: sums, inventories, files, lines of the ledger, proofs, signature, evidence.
struct PackageCheck {
    private let path: String
    private let entries: [String: [UInt8]]
    private var faults: [Fault] = []
    /// The lines of the ledger that the package holds.
    private var lines: [LedgerLine] = []
    /// The files that they lead to.
    private var shown: Set<String> = []

    /// Adds what a package holds and what is wrong with it.
    static func run(_ path: String, _ report: inout VerificationReport) {
        do throws(Problem) {
            var check = PackageCheck(path: path, entries: try ZipFile.read(path))
            check.checkSums()
            check.checkLines()
            check.checkNothingElse()
            check.checkSignature()
            check.checkEvidence()
            report.objects += 1
            report.versions += check.lines.count
            report.files += check.entries.count
            report.bytes += check.entries.values.reduce(0) { $0 + $1.count }
            report.faults += check.faults
        } catch {
            report.faults.append(Fault(error.code.rawValue, error.what, at: path))
        }
    }

    private init(path: String, entries: [String: [UInt8]]) { (self.path, self.entries) = (path, entries) }

    private mutating func fault(_ code: String, _ what: String, _ name: String) {
        faults.append(Fault(code, what, at: "\(path): \(name)"))
    }

    private func text(_ name: String) -> String? { entries[name].map { String(decoding: $0, as: UTF8.self) } }

    private mutating func checkSums() {
        let list = "sha512sums.txt"
        var named: Set<String> = [list]
        for line in (text(list) ?? "").split(separator: "\n") {
            let (digest, name) = (String(line.prefix(128)), String(line.dropFirst(130)))
            named.insert(name)
            guard let bytes = entries[name] else {
                fault("package-file-missing", "the list names a file that is not here", name)
                continue
            }
            if Digest(of: bytes).hex != digest {
                fault("package-digest-mismatch", "the file is not the one that the list names", name)
            }
        }
        for name in entries.keys.sorted() where !named.contains(name) {
            fault("package-file-unnamed", "the list does not name this file", name)
        }
    }

    private mutating func checkLines() {
        let names = entries.keys.filter {
            $0.hasPrefix("ledger/") && $0.hasSuffix(".json") && !$0.hasSuffix(".proof.json")
        }
        if names.isEmpty { fault("package-file-missing", "there is no line of a ledger", "ledger/") }
        for name in names.sorted() {
            guard let bytes = entries[name], let line = Ledger.decode(bytes) else {
                fault("ledger-unreadable", "the line cannot be understood", name)
                continue
            }
            lines.append(line)
            checkProof(of: bytes, name)
            checkVersion(line)
        }
    }

    private mutating func checkProof(of line: [UInt8], _ name: String) {
        let place = name.dropLast(".json".count) + ".proof.json"
        guard let bytes = entries[String(place)], let proof = try? JSON.decoded(InclusionProof.self, from: bytes),
            let checkpoint = text("checkpoint.txt").flatMap({ Checkpoint(reading: $0) })
        else { return fault("package-proof-wrong", "the proof or the checkpoint cannot be read", String(place)) }
        let hashes = proof.hashes.compactMap(unbase64)
        let leaf = MerkleTree.leafHash(line)
        guard proof.treeSize == checkpoint.head.size, proof.rootHash == checkpoint.head.root,
            base64(leaf) == proof.leafHash,
            hashes.count == proof.hashes.count, let root = unbase64(proof.rootHash),
            MerkleProof.shows(leaf: leaf, at: proof.leafIndex, in: proof.treeSize, hashes, root: root)
        else { return fault("package-proof-wrong", "the line does not lead to the checkpoint", String(place)) }
    }

    // The inventory is the one that the ledger names, and every file that the version names is here with its digest.
    private mutating func checkVersion(_ line: LedgerLine) {
        let place = "archive/\(line.path)/\(line.version)/" + Inventory.fileName
        guard let bytes = entries[place], Digest(of: bytes).hex == line.inventoryDigest,
            let inventory = try? JSON.decoded(Inventory.self, from: bytes),
            let version = VersionNumber(text: line.version), let files = inventory.files(of: version)
        else { return fault("ledger-digest-mismatch", "the inventory is not the one that the ledger names", place) }
        let sidecar = "archive/\(line.path)/\(line.version)/" + Inventory.sidecarName
        if entries[sidecar] != Sidecar.bytes(for: Digest(of: bytes)) {
            fault("E060", "the sidecar is not that of the inventory", sidecar)
        }
        shown.formUnion([place, sidecar])
        for (name, digest) in files.sorted(by: { $0.key < $1.key }) {
            let stored = inventory.contentPath(of: name, in: version) ?? name
            let place = "archive/\(line.path)/\(stored)"
            shown.insert(place)
            guard let bytes = entries[place] else {
                fault("E092", "\(name) is missing, which the inventory names", place)
                continue
            }
            if Digest(of: bytes) != digest { fault("E092", "\(name) is not what the inventory says", place) }
        }
    }

    // What stands beside the archive's files, and no line leads to, would pass for one of them.
    private mutating func checkNothingElse() {
        for name in entries.keys.sorted() where name.hasPrefix("archive/") && !shown.contains(name) {
            fault("package-file-unshown", "no line of the ledger leads to this file", name)
        }
    }

    private mutating func checkSignature() {
        guard let pem = text("key.pem") else { return }
        guard let key = VerifyingKey(pem: pem), let note = text("checkpoint.txt").flatMap({ Checkpoint(reading: $0) }),
            note.isSigned(by: key)
        else {
            return fault(
                "checkpoint-signature-wrong", "the signature is not of this key and these words", "checkpoint.txt")
        }
    }

    private mutating func checkEvidence() {
        for name in entries.keys.sorted() where name.hasSuffix("/content/record.json") {
            guard let record = entries[name] else { continue }
            let folder = String(name.dropLast("record.json".count))
            // A text that did not change is stored once, in an older version.
            let text = entries[folder + "text.txt"] ?? olderText(than: folder)
            EvidenceCheck.check(record, "\(path): \(name)", text, &faults)
        }
    }

    private func olderText(than folder: String) -> [UInt8]? {
        guard
            let line = lines.first(where: { folder.hasPrefix("archive/\($0.path)/\($0.version)/") }),
            let bytes = entries["archive/\(line.path)/\(line.version)/" + Inventory.fileName],
            let inventory = try? JSON.decoded(Inventory.self, from: bytes),
            let version = VersionNumber(text: line.version),
            let stored = inventory.contentPath(of: "text.txt", in: version)
        else { return nil }
        return entries["archive/\(line.path)/\(stored)"]
    }
}
