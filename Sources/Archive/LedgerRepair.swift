import Model

extension VersionStore {
    /// Adds lines for versions that the ledger does not name, and notes versions that it names and the archive lacks.
    func completeLedger(
        _ objects: [ObjectFolder], _ state: inout State, wholeArchive: Bool, _ report: inout RepairReport
    ) throws(Problem) {
        let index = try LedgerIndex(ledger, of: wholeArchive ? nil : Set(objects.map(\.folder)))
        var missing: [LedgerLine] = []
        var added: [ArchivedVersion] = []
        let now = clock()
        for object in objects.sorted(by: { $0.folder < $1.folder }) where object.isSound {
            guard let highest = object.highest else { continue }
            for number in 1...highest.value where !index.names(VersionNumber(number), of: object.folder) {
                guard let version = describe(VersionNumber(number), of: object) else {
                    report.damage.append(
                        .damaged("v\(number) has no readable inventory and no line in the ledger", at: object.path))
                    continue
                }
                added.append(version)
                missing.append(
                    LedgerLine(version, event: event(of: version), url: url(of: version), time: now, recovered: true))
            }
        }
        if wholeArchive { noteMissing(index, objects, &report) }
        guard !missing.isEmpty else { return }
        try append(missing, &state)
        report.ledgerAdded = added
    }

    func noteMissing(_ index: LedgerIndex, _ objects: [ObjectFolder], _ report: inout RepairReport) {
        let present = Dictionary(objects.map { ($0.folder, $0.highest) }, uniquingKeysWith: { first, _ in first })
        for (folder, versions) in index.versions.sorted(by: { $0.key < $1.key }) {
            let highest = present[folder].flatMap { $0 }?.value ?? 0
            for version in versions.sorted() where version.value > highest {
                let what = "the ledger names \(version) of \(folder), which is not in the archive"
                report.damage.append(.damaged(what, at: path(of: folder)))
            }
        }
    }

    /// Reads what a version says of itself; `nil` unless its inventory is what its sidecar says.
    private func describe(_ version: VersionNumber, of object: ObjectFolder) -> ArchivedVersion? {
        let folder = object.path + "/" + version.description
        guard let digest = Sidecar.digest(inFolder: folder),
            let bytes = try? FileReading.bytes(of: folder + "/" + Inventory.fileName), Digest(of: bytes) == digest,
            let inventory = try? JSON.decoded(Inventory.self, from: bytes), inventory.head == version
        else { return nil }
        return inventory.archived(version, digest: digest, numbering)
    }

    // What the lost line said besides is found again in the version's own files.
    private func event(of version: ArchivedVersion) -> Event.Kind {
        struct Kind: Decodable { let type: Event.Kind }
        let change = try? bytes(of: "change.json", in: version.id, version: version.version)
        return change.flatMap { try? JSON.decoded(Kind.self, from: $0) }?.type
            ?? (version.version.value == 1 ? .discovered : .changed)
    }

    private func url(of version: ArchivedVersion) -> String? {
        struct Address: Decodable { let url: String? }
        struct Fetched: Decodable { let finalURL: String? }
        if let exchange = try? bytes(of: "source/exchange.json", in: version.id, version: version.version),
            let fetched = try? JSON.decoded(Fetched.self, from: exchange), let url = fetched.finalURL
        {
            return url
        }
        let record = try? bytes(of: "record.json", in: version.id, version: version.version)
        return record.flatMap { try? JSON.decoded(Address.self, from: $0) }?.url
    }
}
