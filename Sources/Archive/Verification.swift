import Model

/// Something in an archive that is not as it should be.
package struct Fault: Hashable, Sendable, Codable {
    /// A code of the OCFL 1.1 validation codes (`E092`) where one fits, otherwise a word of ours (`evidence-not-found`).
    package let code: String
    package let what: String
    package let location: String
    /// Where the bytes that should stand there lie whole, below the same root; `nil` where no such place was found.
    package internal(set) var copy: String?
    /// The digest of the bytes that should stand there, as the archive names it.
    var digest: String?

    init(_ code: String, _ what: String, at location: String, digest: String? = nil) {
        self.code = code
        self.what = what
        self.location = location
        self.digest = digest
    }

    private enum CodingKeys: String, CodingKey { case code, what, location = "where", copy }
}

/// What a verification looked at and what it found.
package struct VerificationReport: Hashable, Sendable, Codable {
    package internal(set) var objects = 0
    package internal(set) var versions = 0
    package internal(set) var files = 0
    package internal(set) var bytes = 0
    package internal(set) var faults: [Fault] = []

    /// Whether nothing is wrong.
    package var isSound: Bool { faults.isEmpty }

    mutating func add(_ check: ObjectCheck) {
        objects += 1
        versions += check.versions
        files += check.files
        bytes += check.bytes
        faults += check.faults
    }
}

extension VersionStore {
    /// Re-hashes everything below the given paths and reports every fault; the whole archive where none is given.
    ///
    /// A path is any OCFL object or storage root, of this program or another, or an evidence package. Finds missing, extra and changed files, bad
    /// inventories, gaps; in a root also breaks of the ledger; in our records also evidence that its text does not show.
    /// Reads only, needs no `open()`, and may run while versions are being committed.
    /// - Parameter progress: called after each object.
    package func verify(
        paths: [String] = [], progress: @escaping (VerificationReport) -> Void = { _ in }
    ) -> VerificationReport {
        var report = VerificationReport()
        for path in paths.isEmpty ? [root] : paths { Verification(progress: progress).run(path, &report) }
        return report
    }
}

/// One walk over a path of unknown kind.
private struct Verification {
    let progress: (VerificationReport) -> Void

    func run(_ path: String, _ report: inout VerificationReport) {
        if Folder.kind(of: path) == .file { return PackageCheck.run(path, &report) }
        guard Folder.kind(of: path + "/.") == .folder else {
            report.faults.append(Fault("path-unknown", "there is no folder or file of this name", at: path))
            return
        }
        do throws(Problem) {
            let entries = try Folder.entries(of: path)
            let isRoot = entries.contains { $0.name.hasPrefix("0=ocfl_") && !$0.name.hasPrefix("0=ocfl_object_") }
            // The ledger tells our root even where its declaration is gone, the directions where the ledger is.
            let readme = (try? FileReading.bytes(of: path + "/" + RootReadme.fileName)) ?? []
            let isOurs = entries.contains { $0.name == Ledger.fileName } || RootReadme.isWhole(readme)
            if isRoot || isOurs {
                if !isRoot { report.faults.append(Fault("E069", "the storage root has no declaration", at: path)) }
                try checkRoot(path, entries, isOurs: isOurs, &report)
            } else if case let below = try StorageRoot.scan(path).objects, !ObjectFolder.isObject(entries),
                !below.isEmpty
            {
                // A folder of a root, such as that of one subject.
                checkObjects(below.map(\.path), own: true, &report)
                Copies.find(for: &report.faults, among: below.map(\.path))
            } else {
                checkObjects([path], own: false, &report)
                Copies.find(for: &report.faults, among: [path])
            }
        } catch {
            report.faults.append(Fault(error.code.rawValue, error.what, at: error.location))
        }
    }

    private func checkRoot(
        _ path: String, _ entries: [Folder.Entry], isOurs: Bool, _ report: inout VerificationReport
    ) throws(Problem) {
        let declarations = entries.filter { $0.name.hasPrefix("0=ocfl_") }
        for declaration in declarations {
            let content = (try? FileReading.bytes(of: path + "/" + declaration.name)) ?? []
            if !["0=ocfl_1.0", "0=ocfl_1.1"].contains(declaration.name)
                || content != Array((declaration.name.dropFirst(2) + "\n").utf8)
            {
                report.faults.append(Fault("E080", "the declaration of the root is not valid", at: path))
            }
        }
        let found = try StorageRoot.scan(path)
        for stray in found.strays {
            report.faults.append(Fault("E072", "a file or link stands between the objects", at: stray))
        }
        for folder in found.empty { report.faults.append(Fault("E073", "a folder is empty", at: folder)) }
        if isOurs, !RootReadme.isWhole((try? FileReading.bytes(of: path + "/" + RootReadme.fileName)) ?? []) {
            report.faults.append(
                Fault("readme-changed", "README.txt is not as it was written; a start writes it again", at: path))
        }
        checkObjects(found.objects.map(\.path), own: isOurs, &report)
        Copies.find(for: &report.faults, among: found.objects.map(\.path))
        // Last, so that versions committed meanwhile have had the time to get their line.
        if isOurs { LedgerCheck(root: path, objects: found.objects).run(&report) }
    }

    private func checkObjects(_ paths: [String], own: Bool, _ report: inout VerificationReport) {
        var again: [String] = []
        for path in paths {
            let check = ObjectCheck.run(path, own: own)
            if check.faults.isEmpty { report.add(check) } else { again.append(path) }
            progress(report)
        }
        // A commit may have passed between two looks at one object: only what is wrong twice is a fault.
        for path in again {
            report.add(ObjectCheck.run(path, own: own))
            progress(report)
        }
    }
}
