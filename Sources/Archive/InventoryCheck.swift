import Model

/// The rules that an inventory keeps or breaks by itself, whatever lies beside it.
struct InventoryCheck {
    let inventory: ForeignInventory
    let location: String
    private(set) var faults: [Fault] = []

    static func run(_ inventory: ForeignInventory, at location: String) -> [Fault] {
        var check = InventoryCheck(inventory: inventory, location: location)
        check.checkKeys()
        check.checkVersions()
        check.checkManifest()
        check.checkStates()
        check.checkFixity()
        return check.faults
    }

    private init(inventory: ForeignInventory, location: String) {
        self.inventory = inventory
        self.location = location
    }

    private mutating func fault(_ code: String, _ what: String) {
        faults.append(Fault(code, what, at: location))
    }

    private mutating func checkKeys() {
        let required = [
            ("id", inventory.id), ("type", inventory.type), ("digestAlgorithm", inventory.digestAlgorithm),
            ("head", inventory.head),
        ]
        for (key, value) in required where value == nil { fault("E036", "the inventory has no \(key)") }
        if inventory.id == "" { fault("E037", "the id is empty") }
        if inventory.type != nil, inventory.specification.map({ ["1.0", "1.1"].contains($0) }) != true {
            fault("E038", "the type is not that of an OCFL 1.0 or 1.1 inventory")
        }
        if let algorithm = inventory.digestAlgorithm, !["sha512", "sha256"].contains(algorithm) {
            fault("E025", "\(algorithm) is no digest algorithm for an inventory")
        }
        if let name = inventory.contentDirectory {
            if name.isEmpty || name.contains("/") { fault("E017", "the content directory is not one name") }
            if name == "." || name == ".." { fault("E018", "the content directory is \(name)") }
        }
        if inventory.manifest == nil { fault("E041", "the inventory has no manifest") }
    }

    private mutating func checkVersions() {
        guard let versions = inventory.versions else { return fault("E043", "the inventory has no versions") }
        guard !versions.isEmpty else { return fault("E008", "the inventory names no version") }
        let names = versions.keys.compactMap { VersionName($0) }
        if names.count < versions.count { fault("E046", "a version has a name that is none") }
        if Set(names.map(\.padding)).count > 1 { fault("E011", "version names are padded in different ways") }
        let numbers = names.map(\.number).sorted()
        if numbers.first != 1 { fault("E009", "the versions do not begin with 1") }
        if numbers != Array(1...max(1, numbers.count)) { fault("E010", "the versions have a gap") }
        if let head = inventory.head, VersionName(head)?.number != numbers.last || versions[head] == nil {
            fault("E040", "head is \(head), which is not the newest version")
        }
        for (name, version) in versions.sorted(by: { $0.key < $1.key }) { checkBlock(name, version) }
    }

    private mutating func checkBlock(_ name: String, _ version: ForeignInventory.Version) {
        if let created = version.created {
            if !RFC3339.isValid(created) { fault("E049", "\(name) was created \(created), which is no RFC 3339 time") }
        } else {
            fault("E048", "\(name) has no time of creation")
        }
        if version.state == nil { fault("E048", "\(name) has no state") }
        if let user = version.user, user.name?.isEmpty != false { fault("E054", "the user of \(name) has no name") }
    }

    private mutating func checkManifest() {
        let manifest = inventory.manifest ?? [:]
        if Set(manifest.keys.map { $0.lowercased() }).count < manifest.count {
            fault("E096", "a digest stands in the manifest twice")
        }
        checkPaths(manifest.values.flatMap { $0 }, invalid: "E099", slash: "E100", conflict: "E101")
        let used = Set((inventory.versions ?? [:]).values.flatMap { ($0.state ?? [:]).keys.map { $0.lowercased() } })
        for digest in manifest.keys where !used.contains(digest.lowercased()) {
            fault("E107", "no version uses \(digest.prefix(16))… of the manifest")
        }
    }

    private mutating func checkStates() {
        for (name, version) in inventory.versions ?? [:] {
            let state = version.state ?? [:]
            for digest in state.keys where inventory.manifest?[digest] == nil {
                fault("E050", "\(name) names \(digest.prefix(16))…, which is not in the manifest")
            }
            checkPaths(state.values.flatMap { $0 }, invalid: "E052", slash: "E053", conflict: "E095")
        }
    }

    private mutating func checkFixity() {
        for (algorithm, digests) in inventory.fixity ?? [:] {
            if Set(digests.keys.map { $0.lowercased() }).count < digests.count {
                fault("E097", "a \(algorithm) digest stands in the fixity block twice")
            }
            checkPaths(digests.values.flatMap { $0 }, invalid: "E099", slash: "E100", conflict: "E101")
        }
    }

    /// Checks relative paths: their parts, their ends, and that none is another or lies inside another.
    private mutating func checkPaths(_ paths: [String], invalid: String, slash: String, conflict: String) {
        let unique = Set(paths)
        if unique.count < paths.count { fault(conflict, "a path stands in it twice") }
        for path in unique {
            if path.hasPrefix("/") || path.hasSuffix("/") { fault(slash, "\(path) begins or ends with a slash") }
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            if parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) {
                fault(invalid, "\(path) has a part that is empty, . or ..")
            }
            var parent = ""
            for part in parts.dropLast() {
                parent += parent.isEmpty ? String(part) : "/" + part
                if unique.contains(parent) { fault(conflict, "\(parent) is a file and a folder") }
            }
        }
    }
}

/// The form of a time with date, seconds and zone, as RFC 3339 writes it.
enum RFC3339 {
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let pattern = Array("0000-00-00T00:00:00".utf8)
        guard bytes.count > pattern.count else { return false }
        for (byte, expected) in zip(bytes, pattern) {
            let digit = (48...57).contains(byte)
            guard expected == 48 ? digit : byte == expected || (expected == 84 && byte == 116) else { return false }
        }
        var rest = bytes[pattern.count...]
        if rest.first == 0x2E {
            let fraction = rest.dropFirst().prefix { (48...57).contains($0) }
            guard !fraction.isEmpty else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        }
        if rest.count == 1 { return rest.first == 90 || rest.first == 122 }
        let zone = Array(rest)
        return zone.count == 6 && (zone[0] == 43 || zone[0] == 45) && zone[3] == 58
            && [1, 2, 4, 5].allSatisfy { (48...57).contains(zone[$0]) }
    }
}
