import Model

/// Compares the ledger with itself (numbers, chain) and with the versions that lie beside it.
struct LedgerCheck {
    let root: String
    let objects: [ObjectFolder]

    func run(_ report: inout VerificationReport) {
        let path = root + "/" + Ledger.fileName
        func fault(_ code: String, _ what: String, _ location: String? = nil) {
            report.faults.append(Fault(code, what, at: location ?? path))
        }
        guard let bytes = try? FileReading.bytes(of: path) else {
            return fault("ledger-unreadable", "the ledger cannot be read")
        }
        if let last = bytes.last, last != 0x0A { fault("ledger-torn", "the last line has no end") }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map { Array($0) }
        var previous: String?
        var named: Set<String> = []
        for (number, line) in lines.enumerated() {
            defer { previous = base64(MerkleTree.leafHash(line)) }
            guard let entry = Ledger.decode(line) else {
                fault("ledger-unreadable", "line \(number + 1) cannot be understood")
                continue
            }
            if entry.seq != number { fault("ledger-sequence", "line \(number + 1) has the number \(entry.seq)") }
            if entry.prev != previous {
                fault("ledger-chain-broken", "line \(number + 1) is not chained to the line before")
            }
            let folder = entry.path + "/" + entry.version
            if !named.insert(folder).inserted { fault("ledger-repeated", "line \(number + 1) names \(folder) again") }
            check(entry, at: root + "/" + folder, fault)
        }
        for object in objects {
            for number in 1...(object.highest?.value ?? 1) where !named.contains("\(object.folder)/v\(number)") {
                fault("ledger-line-missing", "the ledger does not name v\(number)", object.path)
            }
        }
    }

    private func check(_ entry: LedgerLine, at folder: String, _ fault: (String, String, String?) -> Void) {
        guard let bytes = try? FileReading.bytes(of: folder + "/" + Inventory.fileName) else {
            return fault("ledger-version-missing", "the ledger names a version that is not here", folder)
        }
        if Digest(of: bytes).hex != entry.inventoryDigest {
            fault("ledger-digest-mismatch", "the inventory is not the one that the ledger names", folder)
        }
    }
}
