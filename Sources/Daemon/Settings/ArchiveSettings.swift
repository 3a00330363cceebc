import Intake
import Model

extension Settings {
    /// A web archive in which captures of the sources' addresses are looked for.
    package struct Archive: Hashable, Sendable {
        package var id: String
        /// Templates of addresses: of its TimeMaps, of its CDX server, of its captures.
        package var timemap: String?
        package var cdx: String?
        package var memento: String?
        /// Whether it is left alone where its robots.txt says so.
        package var respectsRobots: Bool

        /// The template of its list; the CDX server says more than a TimeMap.
        var list: String { cdx ?? timemap ?? "" }

        /// Where it lists the captures of an address.
        func listAddress(of url: String) -> String { ArchiveAddress.filled(list, url: url) }
    }
}

/// What the settings say of web archives: `archives`, and of a source `archive` and `via`.
enum ArchiveSettings {
    static let keys = ["archive", "via"]

    /// Reads `archives`.
    static func archives(
        _ reader: SettingsReader, _ root: SettingsReader.Object, respectsRobots: Bool
    ) -> [Settings.Archive] {
        var seen: Set<String> = []
        return (reader.list(root, "archives") ?? []).map { json, path in
            let object = reader.object(json, at: path, keys: ["id", "timemap", "cdx", "memento", "respectRobots"])
            let id = reader.required(object, "id")
            if !id.isEmpty, !Slug.isValid(id) {
                reader.refuse(object.path(of: "id"), .string(id), wanted: "a name of a-z, 0-9 and -")
            }
            if !id.isEmpty, !seen.insert(id).inserted {
                reader.refuse(object.path(of: "id"), .string(id), wanted: "a name used once")
            }
            let archive = Settings.Archive(
                id: id, timemap: template(reader, object, "timemap"), cdx: template(reader, object, "cdx"),
                memento: template(reader, object, "memento"),
                respectsRobots: reader.flag(object, "respectRobots", respectsRobots))
            check(archive, reader, object)
            return archive
        }
    }

    /// Reads what a source says: in which archive it is looked for, and whether it is read there instead of at its own host.
    static func archive(
        _ reader: SettingsReader, _ source: SettingsReader.Object, among archives: [Settings.Archive]
    ) -> (archive: Settings.Archive?, isRoad: Bool) {
        var archive: Settings.Archive?
        if source.fields["archive"] != nil {
            let id = reader.text(source, "archive", "")
            archive = archives.first { $0.id == id }
            if archive == nil {
                reader.refuse(source.path(of: "archive"), .string(id), wanted: "the id of one of “archives”")
            }
        } else if archives.count == 1 {
            archive = archives.first
        }
        guard source.fields["via"] != nil else { return (archive, false) }
        _ = reader.choice(source, "via", "memento", of: ["memento"])
        if archive == nil {
            reader.refuse(
                source.path(of: "via"), "nothing says from which web archive it is read",
                remedy: "Add one to “archives”, and name it in “archive” where there are several.")
        }
        if source.fields["listing"] != nil {
            reader.refuse(
                source.path(of: "via"), "a listing is not read from a web archive",
                remedy: "Give the reports as sources of their own, with “url”.")
        }
        return (archive, true)
    }

    private static func check(_ archive: Settings.Archive, _ reader: SettingsReader, _ object: SettingsReader.Object) {
        if archive.list.isEmpty {
            reader.refuse(
                object.path(of: "timemap"), "nothing says where the archive lists its captures",
                remedy: "Add “timemap” or “cdx”.")
        } else if archive.cdx != nil, archive.memento == nil {
            reader.refuse(
                object.path(of: "memento"), "a CDX server does not say where captures are", remedy: "Add “memento”.")
        }
    }

    private static func template(
        _ reader: SettingsReader, _ object: SettingsReader.Object, _ key: String
    ) -> String? {
        guard object.fields[key] != nil else { return nil }
        let text = reader.text(object, key, "")
        if !ArchiveAddress.isTemplate(text, ofCaptures: key == "memento") {
            let example =
                key == "memento"
                ? "https://archive.example/web/{timestamp}id_/{+url}"
                : key == "cdx"
                    ? "https://archive.example/cdx?url={url}&output=json"
                    : "https://archive.example/web/timemap/link/{+url}"
            reader.refuse(object.path(of: key), .string(text), wanted: "an address such as \(example)")
        }
        return text
    }
}

extension Settings.Archive {
    /// The settings as JSON with every key.
    var json: JSON {
        let texts = ["id": id, "timemap": timemap, "cdx": cdx, "memento": memento].compactMapValues { $0 }
        return .object(texts.mapValues { .string($0) }.merging(["respectRobots": .bool(respectsRobots)]) { $1 })
    }
}
