import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Looking into folders, without following symbolic links.
enum Folder {
    enum Kind: Hashable { case file, folder, other }

    struct Entry: Hashable, Comparable {
        let name: String
        let kind: Kind

        static func < (left: Entry, right: Entry) -> Bool { left.name < right.name }
    }

    /// Gives what stands at a path, `nil` for nothing.
    static func kind(of path: String) -> Kind? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }

    /// Gives what lies in a folder, by name.
    static func entries(of path: String) throws(Problem) -> [Entry] {
        guard let stream = opendir(path) else { throw .system("read the folder", path) }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            // By address: copying the whole array would read beyond an entry that is shorter than it.
            let start = UnsafeRawPointer(entry).advanced(by: nameOffset)
            let name = String(cString: start.assumingMemoryBound(to: CChar.self))
            guard name != ".", name != ".." else { continue }
            entries.append(Entry(name: name, kind: kind(entry.pointee.d_type, at: path + "/" + name)))
        }
        return entries.sorted()
    }

    private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0

    // Some file systems leave the type out of the listing.
    private static func kind(_ type: UInt8, at path: String) -> Kind {
        switch Int(type) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .folder
        case Int(DT_UNKNOWN): kind(of: path) ?? .other
        default: .other
        }
    }

    /// Gives the path of every file below a folder, relative to it, and of every folder that holds nothing.
    static func contents(of path: String) throws(Problem) -> (files: [String], empty: [String], others: [String]) {
        var files: [String] = []
        var empty: [String] = []
        var others: [String] = []
        var pending = [""]
        while let folder = pending.popLast() {
            let entries = try entries(of: folder.isEmpty ? path : path + "/" + folder)
            if entries.isEmpty { empty.append(folder) }
            for entry in entries {
                let name = folder.isEmpty ? entry.name : folder + "/" + entry.name
                switch entry.kind {
                case .file: files.append(name)
                case .folder: pending.append(name)
                case .other: others.append(name)
                }
            }
        }
        return (files.sorted(), empty.sorted(), others.sorted())
    }

    /// Gives the folder that holds a path.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
