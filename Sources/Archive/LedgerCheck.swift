import Model

/// A ledger as it lies on disk, read line by line and compared with itself: numbers, chain, repetitions, end.
struct LedgerChain {
    private(set) var faults: [Fault] = []
    /// How many whole lines there are, also such as cannot be understood.
    private(set) var count = 0
    private let path: String
    private var previous: [UInt8]?
    // Hashes, which are small: that two of a million folders share one happens once in ten million readings.
    private var named: Set<Int> = []

    /// Reads a ledger, and hands over what each line says.
    init(_ ledger: Ledger, _ body: (LedgerLine) -> Void) throws(Problem) {
        path = ledger.path
        let isWhole = try ledger.each { line in
            if let entry = take(line) { body(entry) }
        }
        if !isWhole { fault("ledger-torn", "the last line has no end") }
        named = []
    }

    private mutating func take(_ line: [UInt8]) -> LedgerLine? {
        count += 1
        defer { previous = MerkleTree.leafHash(line) }
        guard let entry = Ledger.decode(line) else {
            fault("ledger-unreadable", "line \(count) cannot be understood")
            return nil
        }
        if entry.seq != count - 1 { fault("ledger-sequence", "line \(count) has the number \(entry.seq)") }
        if entry.prev != previous.map(base64) {
            fault("ledger-chain-broken", "line \(count) is not chained to the line before")
        }
        if !named.insert(entry.folder.hashValue).inserted {
            fault("ledger-repeated", "line \(count) names \(entry.folder) again")
        }
        return entry
    }

    private mutating func fault(_ code: String, _ what: String) { faults.append(Fault(code, what, at: path)) }
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
        let ledger = Ledger(path: root + "/" + Ledger.fileName, disk: Disk(step: { _ in }))
        var named: Set<String> = []
        var faults: [Fault] = []
        guard Folder.kind(of: ledger.path) == .file,
            let chain = try? LedgerChain(
                ledger,
                { entry in
                    named.insert(entry.folder)
                    if let fault = LedgerCheck.fault(of: entry, in: root) { faults.append(fault) }
                })
        else {
            report.faults.append(Fault("ledger-unreadable", "the ledger cannot be read", at: ledger.path))
            return
        }
        report.faults += chain.faults + faults
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
