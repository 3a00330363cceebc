import Model

/// Names of files inside a version: safe on every file system, in ZIP files and in shells.
enum SourceName {
    /// Gives a safe name for an original: ASCII letters, digits, dot, dash and underscore, at most 100 bytes with its extension kept.
    static func sanitised(_ name: String) -> String {
        var safe = ""
        for character in name {
            if isPlain(character) {
                safe.append(character)
            } else {
                let slug = character.isASCII ? "unnamed" : Slug.of(String(character))
                // One dash for a run of what cannot be kept.
                if slug != "unnamed" { safe += slug } else if safe.last != "-" { safe += "-" }
            }
        }
        while let first = safe.first, ".-_".contains(first) { safe.removeFirst() }
        while let last = safe.last, ".-_".contains(last) { safe.removeLast() }
        safe = shortened(safe)
        // The other names of the folder, and names that Windows keeps for devices.
        let stem = safe.lowercased().prefix { $0 != "." }
        let isTaken =
            ["exchange.json", "exchange.warc.gz", "source.json"].contains(safe.lowercased())
            || devices.contains(String(stem))
        return safe.isEmpty ? "original" : isTaken ? "original-" + safe : safe
    }

    private static let devices: Set<String> = Set(
        ["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })

    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > 100 else { return name }
        guard let dot = name.lastIndex(of: "."), name[dot...].utf8.count <= 12 else { return String(name.prefix(100)) }
        let ending = name[dot...]
        return String(name[..<dot].prefix(100 - ending.utf8.count)) + ending
    }

    /// Whether a logical name given by a caller stays inside the version's folder.
    static func isSafe(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.first != "." && part.utf8.count <= 120 && part.allSatisfy { isPlain($0) }
        }
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
    }
}
