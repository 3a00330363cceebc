import Model

/// A ledger as it lies on disk, read line by line and compared with itself: numbers, chain, repetitions, end.
struct LedgerChain {
    private(set) var entries: [LedgerLine] = []
    private(set) var faults: [Fault] = []
    /// How many whole lines there are, also such as cannot be understood.
    private(set) var count = 0

    init(_ bytes: [UInt8], at path: String) {
        func fault(_ code: String, _ what: String) { faults.append(Fault(code, what, at: path)) }
        if let last = bytes.last, last != 0x0A { fault("ledger-torn", "the last line has no end") }
        var previous: String?
        var named: Set<String> = []
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            count += 1
            defer { previous = base64(MerkleTree.leafHash(line)) }
            guard let entry = Ledger.decode(Array(line)) else {
                fault("ledger-unreadable", "line \(count) cannot be understood")
                continue
            }
            if entry.seq != count - 1 { fault("ledger-sequence", "line \(count) has the number \(entry.seq)") }
            if entry.prev != previous {
                fault("ledger-chain-broken", "line \(count) is not chained to the line before")
            }
            if !named.insert(entry.folder).inserted {
                fault("ledger-repeated", "line \(count) names \(entry.folder) again")
            }
            entries.append(entry)
        }
    }
}

extension LedgerLine {
    /// The version's folder, relative to the root of the archive.
    fileprivate var folder: String { path + "/" + version }
}

/// Compares the ledger with itself and with the versions that lie beside it.
struct LedgerCheck {
    let root: String
    let objects: [ObjectFolder]

    func run(_ report: inout VerificationReport) {
        let path = root + "/" + Ledger.fileName
        guard let bytes = try? FileReading.bytes(of: path) else {
            report.faults.append(Fault("ledger-unreadable", "the ledger cannot be read", at: path))
            return
        }
        let chain = LedgerChain(bytes, at: path)
        report.faults += chain.faults
        for entry in chain.entries {
            if let fault = LedgerCheck.fault(of: entry, in: root) { report.faults.append(fault) }
        }
        let named = Set(chain.entries.map(\.folder))
        for object in objects {
            for number in 1...(object.highest?.value ?? 1) where !named.contains("\(object.folder)/v\(number)") {
                report.faults.append(
                    Fault("ledger-line-missing", "the ledger does not name v\(number)", at: object.path))
            }
        }
    }

    /// Gives what is wrong between a line and the version that it names; `nil` where nothing is.
    static func fault(of entry: LedgerLine, in root: String) -> Fault? {
        let folder = root + "/" + entry.folder
        guard let bytes = try? FileReading.bytes(of: folder + "/" + Inventory.fileName) else {
            return Fault("ledger-version-missing", "the ledger names a version that is not here", at: folder)
        }
        guard Digest(of: bytes).hex == entry.inventoryDigest else {
            return Fault("ledger-digest-mismatch", "the inventory is not the one that the ledger names", at: folder)
        }
        return nil
    }
}
