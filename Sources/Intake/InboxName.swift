/// Which names in the inbox are not documents: hidden ones, and those under which programs keep what is not finished.
enum InboxName {
    /// Whether a single name is hidden or temporary (architecture, section 4.1); for files and folders alike.
    static func isIgnored(_ name: [UInt8]) -> Bool {
        guard let first = name.first, first != UInt8(ascii: ".") else { return true }
        let lower = name.map { (65...90).contains($0) ? $0 + 32 : $0 }
        return lower.starts(with: Array("~$".utf8)) || wholeNames.contains(lower)
            || endings.contains { lower.count >= $0.count && lower.suffix($0.count).elementsEqual($0) }
    }

    private static let wholeNames: Set<[UInt8]> = [Array("thumbs.db".utf8), Array("@eadir".utf8)]
    private static let endings = [".part", ".crdownload", ".filepart", ".tmp"].map { Array($0.utf8) }

    /// The folder at the top of the inbox where files with a reason lie; it is not watched.
    static let failed = Array("Failed".utf8)

    /// Gives the path of a name in a folder; the empty folder path is the inbox itself.
    static func path(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
        folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name
    }

    /// Whether a file is a picture, style, script or frame that a browser saved with a page, in the folder that it makes
    /// beside the page (`Kent.html`, `Kent_files/`). Such files stay where they are; a report in a folder of such a name is a report.
    static func isPageAsset(_ path: [UInt8]) -> Bool {
        let parts = String(decoding: path, as: UTF8.self).lowercased().split(separator: "/")
        guard let name = parts.last,
            parts.dropLast().contains(where: { folder in assetFolders.contains { folder.hasSuffix($0) } })
        else { return false }
        return name.hasPrefix("saved_resource") || assetEndings.contains { name.hasSuffix($0) }
    }

    // What browsers call the folder in the languages of those who save English reports.
    private static let assetFolders = ["_files", ".files", "-files", "_ffeiliau", "-dateien", "_fichiers", "_archivos"]
    // Chrome adds `.download` to scripts.
    private static let assetEndings = [
        ".css", ".js", ".mjs", ".download", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp",
        ".woff", ".woff2", ".ttf", ".otf", ".eot", ".map", ".json", ".xml", ".mp4", ".webm", ".mp3",
    ]
}
