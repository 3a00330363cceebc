import Model

/// Checks one OCFL object against every rule that can be broken on a disk, re-hashing each of its files once.
struct ObjectCheck {
    let path: String
    /// Whether we wrote it: then each version must have its own inventory, because our repair lives on them.
    let own: Bool
    private(set) var faults: [Fault] = []
    private(set) var versions = 0
    private(set) var files = 0
    private(set) var bytes = 0
    private var hashes: [String: [String: String]] = [:]

    static func run(_ path: String, own: Bool) -> ObjectCheck {
        var check = ObjectCheck(path: path, own: own)
        do throws(Problem) { try check.run() } catch {
            check.fault(error.code.rawValue, error.what, error.location)
        }
        return check
    }

    private init(path: String, own: Bool) {
        self.path = path
        self.own = own
    }

    mutating func fault(_ code: String, _ what: String, _ location: String? = nil, digest: String? = nil) {
        faults.append(Fault(code, what, at: location ?? path, digest: digest))
    }

    private mutating func run() throws(Problem) {
        let entries = try Folder.entries(of: path)
        let specification = checkDeclaration(entries)
        guard entries.contains(where: { $0.name == Inventory.fileName && $0.kind == .file }) else {
            return fault("E063", "there is no inventory")
        }
        guard let (root, rootBytes) = try inventory(in: path) else { return }
        faults += InventoryCheck.run(root, at: path + "/" + Inventory.fileName)
        if let specification, let written = root.specification, written != specification {
            fault("E038", "the inventory follows OCFL \(written), the object \(specification)")
        }
        versions = root.versions?.count ?? 0
        checkFolder(entries, root)
        try checkContent(root)
        try checkVersions(root, rootBytes)
        checkFixity(root)
        EvidenceCheck.run(root, in: path, &faults)
    }

    private mutating func checkDeclaration(_ entries: [Folder.Entry]) -> String? {
        let names = entries.filter { $0.name.hasPrefix("0=") }.map(\.name)
        guard names.count == 1, let name = names.first else {
            fault("E003", names.isEmpty ? "there is no declaration" : "there are several declarations")
            return nil
        }
        guard ["0=ocfl_object_1.0", "0=ocfl_object_1.1"].contains(name) else {
            fault("E004", "\(name) declares no OCFL 1.0 or 1.1 object")
            return nil
        }
        if (try? FileReading.bytes(of: path + "/" + name)) != Array((name.dropFirst(2) + "\n").utf8) {
            fault("E007", "\(name) does not say what its name says")
        }
        return String(name.dropFirst("0=ocfl_object_".count))
    }

    /// Reads an inventory and checks it against its sidecar; `nil` where it cannot be understood.
    private mutating func inventory(in folder: String) throws(Problem) -> (ForeignInventory, [UInt8])? {
        let location = folder + "/" + Inventory.fileName
        let bytes = try FileReading.bytes(of: location)
        let inventory: ForeignInventory
        switch ForeignInventory.decode(bytes) {
        case .success(let decoded): inventory = decoded
        case .failure(let error):
            fault(error.code, "the inventory cannot be understood: \(error.what)", location)
            return nil
        }
        let algorithm = inventory.digestAlgorithm ?? "sha512"
        guard let sidecar = try? FileReading.bytes(of: location + "." + algorithm) else {
            fault("E058", "the inventory has no sidecar for \(algorithm)", location)
            return (inventory, bytes)
        }
        let parts = String(decoding: sidecar, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        if parts.count != 2 || parts[1] != Inventory.fileName || sidecar.first == 32 {
            fault("E061", "the sidecar has not the form digest, space, inventory.json", location + "." + algorithm)
        } else if let digest = Hashing.hex(of: bytes, by: algorithm), digest != parts[0].lowercased() {
            fault("E060", "the inventory is not what its sidecar says", location, digest: parts[0].lowercased())
        } else if own, sidecar != Sidecar.bytes(for: Digest(of: bytes)) {
            // The standard leaves more freedom, but what we wrote had none of it.
            fault("E061", "the sidecar is not as it was written", location + "." + algorithm)
        }
        return (inventory, bytes)
    }

    /// Checks the names in the object's folder.
    private mutating func checkFolder(_ entries: [Folder.Entry], _ root: ForeignInventory) {
        let sidecar = Inventory.fileName + "." + (root.digestAlgorithm ?? "sha512")
        for entry in entries {
            let location = path + "/" + entry.name
            switch entry.kind {
            case .file:
                guard ![Inventory.fileName, sidecar].contains(entry.name), !entry.name.hasPrefix("0=ocfl_object_")
                else {
                    continue
                }
                fault("E001", "this file does not belong here", location)
            case .folder where entry.name == "extensions":
                for inner in (try? Folder.entries(of: location)) ?? [] where inner.kind != .folder {
                    fault("E067", "a file stands in the extensions folder", location + "/" + inner.name)
                }
            case .folder where entry.name == "logs": continue
            case .folder:
                guard root.versions?[entry.name] == nil else { continue }
                let code = VersionName(entry.name) == nil ? "E001" : "E046"
                fault(code, "the inventory does not name this folder", location)
            case .other: fault("E090", "links and devices do not belong here", location)
            }
        }
        for name in (root.versions ?? [:]).keys.sorted()
        where !entries.contains(where: { $0.name == name && $0.kind == .folder }) {
            fault("E010", "\(name) has no folder")
        }
    }

    /// Compares every stored file with the manifest.
    private mutating func checkContent(_ root: ForeignInventory) throws(Problem) {
        let expected = root.digests
        var found: Set<String> = []
        for name in (root.versions ?? [:]).keys.sorted() {
            let folder = "\(name)/\(root.contentFolder)"
            guard Folder.kind(of: path + "/" + folder) == .folder else { continue }
            let contents = try Folder.contents(of: path + "/" + folder)
            for file in contents.files { found.insert(folder + "/" + file) }
            for link in contents.others { fault("E090", "links do not belong here", "\(path)/\(folder)/\(link)") }
            for empty in contents.empty where !empty.isEmpty {
                fault("E024", "a folder is empty", "\(path)/\(folder)/\(empty)")
            }
        }
        for file in found.sorted() where expected[file] == nil {
            fault("E023", "the manifest does not name this file", path + "/" + file)
        }
        for (file, digest) in expected.sorted(by: { $0.key < $1.key }) {
            guard found.contains(file) else {
                fault("E092", "this file is missing", path + "/" + file, digest: digest)
                continue
            }
            files += 1
            if let actual = hash(file, by: root.digestAlgorithm ?? "sha512", counting: true),
                actual != digest.lowercased()
            {
                fault("E092", "the bytes of this file are not those of the manifest", path + "/" + file, digest: digest)
            }
        }
    }

    /// Gives the digest of a stored file, computed once.
    private mutating func hash(_ file: String, by algorithm: String, counting: Bool = false) -> String? {
        if let known = hashes[file]?[algorithm] { return known }
        guard let (digest, size) = Hashing.hex(ofFile: path + "/" + file, by: algorithm) else { return nil }
        if counting { bytes += size }
        hashes[file, default: [:]][algorithm] = digest
        return digest
    }

    private mutating func checkFixity(_ root: ForeignInventory) {
        for (algorithm, digests) in root.fixity ?? [:] {
            for (digest, names) in digests {
                for name in names {
                    if Folder.kind(of: path + "/" + name) != .file {
                        fault("E093", "the fixity block names a file that is missing", path + "/" + name)
                    } else if let actual = hash(name, by: algorithm), actual != digest.lowercased() {
                        fault("E093", "the \(algorithm) digest of this file is another", path + "/" + name)
                    }
                }
            }
        }
    }

    /// Checks each version's folder and its own inventory against the root's.
    private mutating func checkVersions(_ root: ForeignInventory, _ rootBytes: [UInt8]) throws(Problem) {
        var newest: String?
        for name in root.versionNames {
            let folder = path + "/" + name
            guard let entries = try? Folder.entries(of: folder) else { continue }
            guard entries.contains(where: { $0.name == Inventory.fileName }) else {
                if own { fault("version-without-inventory", "\(name) has no inventory of its own", folder) }
                checkNames(entries, in: folder, algorithm: nil)
                continue
            }
            guard let (inventory, bytes) = try inventory(in: folder) else { continue }
            checkNames(entries, in: folder, algorithm: inventory.digestAlgorithm)
            if name == root.head {
                if bytes != rootBytes { fault("E064", "the root inventory is not that of \(name)", folder) }
            } else {
                faults += InventoryCheck.run(inventory, at: folder + "/" + Inventory.fileName)
                compare(inventory, of: name, with: root)
            }
            if let specification = inventory.specification {
                if let newest, specification < newest {
                    fault("E103", "\(name) follows an older OCFL than the version before", folder)
                }
                newest = specification
            }
        }
    }

    private mutating func checkNames(_ entries: [Folder.Entry], in folder: String, algorithm: String?) {
        let allowed = algorithm.map { [Inventory.fileName, Inventory.fileName + "." + $0] } ?? []
        for entry in entries where entry.kind != .folder && !allowed.contains(entry.name) {
            fault("E015", "this file stands outside the content folder", folder + "/" + entry.name)
        }
    }

    /// Compares what an older inventory says with the newest one and with the stored files.
    private mutating func compare(_ old: ForeignInventory, of name: String, with root: ForeignInventory) {
        let location = path + "/" + name + "/" + Inventory.fileName
        if old.head != name { fault("E040", "head is \(old.head ?? "missing") in the inventory of \(name)", location) }
        if old.id != root.id { fault("E037", "the id is not that of the newest inventory", location) }
        if old.contentFolder != root.contentFolder {
            fault("E019", "the content directory is not that of the newest inventory", location)
        }
        let number = VersionName(name)?.number ?? 0
        let digests = old.digests
        for (file, digest) in digests {
            if let actual = hash(file, by: old.digestAlgorithm ?? "sha512"), actual != digest.lowercased() {
                fault("E092", "\(file) is not what the inventory of \(name) says", location)
            } else if Folder.kind(of: path + "/" + file) != .file {
                fault("E092", "\(file) is missing, which the inventory of \(name) names", location)
            }
        }
        for file in root.digests.keys where digests[file] == nil {
            let version = file.split(separator: "/").first.flatMap { VersionName(String($0)) }
            if let version, version.number <= number {
                fault("E023", "the inventory of \(name) does not name \(file)", location)
            }
        }
        for version in (old.versions ?? [:]).keys {
            let then = old.places(in: version)
            let now = root.places(in: version)
            if Set(then.keys) != Set(now.keys) || then.contains(where: { !$1.isSubset(of: now[$0] ?? []) }) {
                fault("E066", "\(version) has another state in the inventory of \(name)", location)
            }
        }
    }
}
