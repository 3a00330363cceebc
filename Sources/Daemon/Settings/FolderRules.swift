import Model

/// Which folders of the settings may not lie in each other: the inbox takes every file below it, and would take the
/// archive's own files out of the archive.
enum FolderRules {
    /// Tells the reader of every pair that overlaps.
    static func check(_ settings: Settings, _ reader: SettingsReader) {
        let folders = [
            ("inbox.path", settings.inbox.path), ("archive.path", settings.archive), ("state.path", settings.state),
        ]
        for (index, (place, path)) in folders.enumerated() {
            for (other, otherPath) in folders[..<index] where lies(path, in: otherPath) || lies(otherPath, in: path) {
                reader.refuse(place, .string(path), wanted: "a folder apart from \(other) (\(otherPath))")
            }
        }
        for (index, notify) in settings.notify.enumerated() {
            guard case .file(let path) = notify.kind else { continue }
            for (other, otherPath) in folders where lies(path, in: otherPath) {
                reader.refuse(
                    "notify[\(index)].path", .string(path), wanted: "a file outside \(other) (\(otherPath))")
            }
        }
    }

    private static func lies(_ path: String, in folder: String) -> Bool {
        path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }
}
