import Model

/// The folder of one report in the archive: an OCFL object.
struct ObjectFolder {
    let path: String
    /// Relative to the root: `metropolitan/peel-2016`.
    let folder: String
    let entries: [Folder.Entry]

    /// The newest version that has a folder.
    var highest: VersionNumber? {
        entries.lazy.filter { $0.kind == .folder }.compactMap { VersionNumber(text: $0.name) }.max()
    }

    /// The version before it; `nil` for a first version.
    var beforeHighest: VersionNumber? {
        highest.flatMap { $0.value > 1 ? VersionNumber($0.value - 1) : nil }
    }

    static func isObject(_ entries: [Folder.Entry]) -> Bool {
        entries.contains { $0.kind == .file && $0.name.hasPrefix("0=ocfl_object_") }
    }

    /// Whether everything at the surface agrees: the root inventory is what its sidecar says, and the newest version's
    /// sidecar says the same, so that nothing of a commit is missing.
    var isSound: Bool {
        guard let highest, let root = Sidecar.digest(inFolder: path),
            Sidecar.digest(inFolder: path + "/" + highest.description) == root,
            let bytes = try? FileReading.bytes(of: path + "/" + Inventory.fileName)
        else { return false }
        return Digest(of: bytes) == root
    }
}

/// What lies in a storage root above its objects.
struct StorageRoot {
    var objects: [ObjectFolder] = []
    /// Folders above objects that hold nothing, which the standard forbids.
    var empty: [String] = []
    /// Anything else that does not belong there: files beside objects, links.
    var strays: [String] = []

    static let declaration = "0=ocfl_1.1"

    /// Looks through a root without opening any file of an object.
    static func scan(_ root: String) throws(Problem) -> StorageRoot {
        var objects: [ObjectFolder] = []
        var found = try walk(root) { objects.append($0) }
        found.objects = objects
        return found
    }

    /// Hands over the objects of a root one after another, and gives what else lies there.
    @discardableResult
    static func walk(_ root: String, _ body: (ObjectFolder) throws(Problem) -> Void) throws(Problem) -> StorageRoot {
        var found = StorageRoot()
        guard Folder.kind(of: root + "/.") != nil else { return found }
        for entry in try Folder.entries(of: root) {
            switch entry.kind {
            case .folder: try found.walk(root, entry.name, body)
            case .file: break
            case .other: found.strays.append(root + "/" + entry.name)
            }
        }
        return found
    }

    private mutating func walk(
        _ root: String, _ folder: String, _ body: (ObjectFolder) throws(Problem) -> Void
    ) throws(Problem) {
        let path = root + "/" + folder
        let entries = try Folder.entries(of: path)
        if ObjectFolder.isObject(entries) || entries.contains(where: { $0.name == Inventory.fileName }) {
            try body(ObjectFolder(path: path, folder: folder, entries: entries))
        } else if entries.isEmpty {
            empty.append(path)
        } else {
            for entry in entries {
                if entry.kind == .folder {
                    try walk(root, folder + "/" + entry.name, body)
                } else {
                    strays.append(path + "/" + entry.name)
                }
            }
        }
    }
}
