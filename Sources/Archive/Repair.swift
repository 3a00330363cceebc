import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Brings one report's folder back to what its versions say, after a crash between two steps of a commit.
struct Repair {
    let disk: Disk
    let staging: String
    let quarantine: String
    let numbering: Numbering

    /// Mends a folder whose surface does not agree, and notes what was done or why nothing was.
    func mend(_ object: ObjectFolder, _ ledger: LedgerIndex, _ report: inout RepairReport) {
        do throws(Problem) {
            let newest = try Repair.verified(object.highest, of: object)
            let previous = try Repair.verified(object.beforeHighest, of: object)
            let facts = try Repair.facts(object, ledger, newest: newest, previous: previous)
            switch RepairDecision.decide(facts) {
            case .rollForward:
                guard let newest,
                    let version = newest.inventory.archived(newest.inventory.head, digest: newest.digest, numbering)
                else { return }
                try writeRoot(newest, of: object)
                report.rolledForward.append(version)
            case .quarantineVersion:
                try putAside(object.highest, of: object, &report)
            case .quarantineVersionAndRestore:
                try putAside(object.highest, of: object, &report)
                if let previous { try writeRoot(previous, of: object) }
            case .quarantineObject:
                try putAside(nil, of: object, &report)
            case .damaged(let what):
                report.damage.append(.damaged("\(object.folder): \(what)", at: object.path))
            }
        } catch {
            report.damage.append(error)
        }
    }

    /// A version whose inventory and files all verify.
    struct Verified {
        let inventory: Inventory
        let bytes: [UInt8]
        let digest: Digest
    }

    /// Re-hashes a version; `nil` unless its inventory is its own and every file that it names is there with its digest.
    /// - Throws: what the disk says where it does not let something be read: that tells nothing of what stands there.
    private static func verified(_ version: VersionNumber?, of object: ObjectFolder) throws(Problem) -> Verified? {
        guard let version else { return nil }
        let folder = object.path + "/" + version.description
        guard
            let bytes = try whole({ () throws(Problem) in try FileReading.bytes(of: folder + "/" + Inventory.fileName) }
            ),
            let digest = try sidecar(folder), Digest(of: bytes) == digest,
            let inventory = try? JSON.decoded(Inventory.self, from: bytes), inventory.head == version
        else { return nil }
        for (hex, paths) in inventory.manifest {
            for path in paths {
                let found = try whole { () throws(Problem) in try FileReading.digest(of: object.path + "/" + path) }
                if found?.digest.hex != hex { return nil }
            }
        }
        return Verified(inventory: inventory, bytes: bytes, digest: digest)
    }

    // What cannot be read because it is not there, or is no file, is `nil`.
    private static func whole<Value>(_ read: () throws(Problem) -> Value) throws(Problem) -> Value? {
        do throws(Problem) { return try read() } catch {
            guard error.code == .archiveUnknown || error.code == .archiveDamaged else { throw error }
            return nil
        }
    }

    private static func sidecar(_ folder: String) throws(Problem) -> Digest? {
        let bytes = try whole { () throws(Problem) in try FileReading.bytes(of: folder + "/" + Inventory.sidecarName) }
        return bytes.flatMap { Sidecar.digest(in: $0) }
    }

    private static func facts(
        _ object: ObjectFolder, _ ledger: LedgerIndex, newest: Verified?, previous: Verified?
    ) throws(Problem) -> RepairFacts {
        var facts = RepairFacts(highest: object.highest)
        facts.newestVerifies = newest != nil
        facts.previousVerifies = previous != nil
        facts.ledgerNewest = ledger.newest(of: object.folder)
        let root = object.path + "/" + Inventory.fileName
        guard let bytes = try whole({ () throws(Problem) in try FileReading.bytes(of: root) }) else { return facts }
        let digest = Digest(of: bytes)
        let ofNewest: Digest? =
            if let highest = object.highest { try sidecar(object.path + "/" + highest.description) } else { nil }
        facts.rootIsNewest = ofNewest == digest
        // A crash between the two renames leaves the new inventory beside the old sidecar: it is whole all the same.
        let isBesideItsSidecar = try sidecar(object.path) == digest
        if digest == ofNewest || isBesideItsSidecar {
            facts.rootHead = (try? JSON.decoded(Inventory.self, from: bytes))?.head
        }
        return facts
    }

    private func writeRoot(_ version: Verified, of object: ObjectFolder) throws(Problem) {
        try AtomicFile.replace(
            object.path + "/" + Inventory.fileName, with: version.bytes, through: staging + "/repair", on: disk)
        try AtomicFile.replace(
            object.path + "/" + Inventory.sidecarName, with: Sidecar.bytes(for: version.digest),
            through: staging + "/repair", on: disk)
    }

    /// Moves a version, or a whole folder, out of the archive for a person to look at.
    private func putAside(
        _ version: VersionNumber?, of object: ObjectFolder, _ report: inout RepairReport
    ) throws(Problem) {
        try disk.makeFolders(quarantine)
        let source = version.map { object.path + "/" + $0.description } ?? object.path
        let name = object.folder.split(separator: "/").joined(separator: "--") + (version.map { "--\($0)" } ?? "")
        var target = quarantine + "/" + name
        var number = 2
        while Folder.kind(of: target) != nil {
            target = quarantine + "/" + name + "--\(number)"
            number += 1
        }
        try disk.rename(source, to: target)
        report.quarantined.append(target)
        try disk.sync(quarantine)
        let parent = Folder.parent(of: source)
        try disk.sync(parent)
        if version == nil, try disk.removeFolder(parent) { try disk.sync(Folder.parent(of: parent)) }
    }
}
