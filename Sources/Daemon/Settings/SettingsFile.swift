import Foundation
import Model

/// From `config.json` to settings, and back for `config show`.
package enum SettingsFile {
    /// Reads and checks a settings file; relative paths in it are relative to the file.
    ///
    /// - Throws: all problems of the file together, each with path, value and remedy.
    package static func load(_ path: String) throws(SettingsProblems) -> Settings {
        let bytes: [UInt8]
        do {
            bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw SettingsProblems(problems: [
                Problem(
                    .settingsUnreadable, "the settings file cannot be read", at: path,
                    remedy: "Name the file with --config, or start in the folder that holds config.json.",
                    retry: .afterRepair)
            ])
        }
        let folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
        return try settings(from: bytes, at: path, folder: folder)
    }

    /// Reads settings from the bytes of a file.
    package static func settings(from bytes: [UInt8], at path: String, folder: String) throws(SettingsProblems)
        -> Settings
    {
        let reader = SettingsReader()
        let root = reader.object(try json(bytes, path), at: "", keys: keys)
        let settings = settings(reader, root, folder)
        guard reader.problems.isEmpty else { throw SettingsProblems(problems: reader.problems) }
        return settings
    }

    private static let keys = ["inbox", "archive", "state", "sources", "http", "notify", "profiles", "web", "log"]

    private static func json(_ bytes: [UInt8], _ path: String) throws(SettingsProblems) -> JSON {
        do {
            return try JSON.decoded(JSON.self, from: bytes)
        } catch {
            throw SettingsProblems(problems: [
                Problem(
                    .settingsInvalid, "the file is not JSON: \(reason(error))", at: path,
                    remedy: "Look there for a missing comma, quote or bracket.", retry: .afterRepair)
            ])
        }
    }

    // Foundation says line and column, but hides them in the underlying error.
    private static func reason(_ error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context) = error else { return "\(error)" }
        let detail = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
        return detail ?? context.underlyingError.map { "\($0)" } ?? context.debugDescription
    }

    private static func settings(_ reader: SettingsReader, _ root: SettingsReader.Object, _ folder: String) -> Settings
    {
        func absolute(_ path: String) -> String {
            path.hasPrefix("/") ? path : URL(fileURLWithPath: folder + "/" + path).standardizedFileURL.path
        }
        let inbox = reader.object(root.fields["inbox"], at: "inbox", keys: ["path", "settle", "rescan"])
        let archive = reader.object(root.fields["archive"], at: "archive", keys: ["path"])
        let state = reader.object(root.fields["state"], at: "state", keys: ["path"])
        let web = reader.object(root.fields["web"], at: "web", keys: ["listen"])
        let log = reader.object(root.fields["log"], at: "log", keys: ["level", "format"])
        return Settings(
            inbox: .init(
                path: absolute(reader.string(inbox, "path", "Inbox")),
                settle: reader.duration(inbox, "settle", .seconds(2), atLeast: .milliseconds(10)),
                rescan: reader.duration(inbox, "rescan", .seconds(60), atLeast: .milliseconds(100))),
            archive: absolute(reader.string(archive, "path", "Archive")),
            state: absolute(reader.string(state, "path", "State")), sources: sources(reader, root),
            http: http(reader, root),
            notify: notify(reader, root, absolute), profiles: reader.strings(root, "profiles", []).map(absolute),
            web: reader.string(web, "listen", "127.0.0.1:8181"),
            log: .init(
                level: reader.choice(log, "level", "info", of: ["trace", "debug", "info", "warning", "error"]),
                format: reader.choice(log, "format", "text", of: ["text", "json"])))
    }

    private static func http(_ reader: SettingsReader, _ root: SettingsReader.Object) -> Settings.HTTP {
        let http = reader.object(
            root.fields["http"], at: "http",
            keys: [
                "userAgent", "timeout", "maxBytes", "maxRedirects", "perHostDelay", "perHostConcurrency",
                "respectRobots",
                "allowPrivateAddresses",
            ])
        return Settings.HTTP(
            userAgent: reader.string(http, "userAgent", Software.userAgent),
            timeout: reader.duration(http, "timeout", .seconds(30), atLeast: .milliseconds(100)),
            maxBytes: reader.number(http, "maxBytes", 52_428_800, in: 1024...67_108_864),
            maxRedirects: reader.number(http, "maxRedirects", 5, in: 0...20),
            perHostDelay: reader.duration(http, "perHostDelay", .seconds(2)),
            perHostConcurrency: reader.number(http, "perHostConcurrency", 1, in: 1...8),
            respectRobots: reader.flag(http, "respectRobots", true),
            allowPrivateAddresses: reader.flag(http, "allowPrivateAddresses", false))
    }

    private static func sources(_ reader: SettingsReader, _ root: SettingsReader.Object) -> [Settings.Source] {
        var seen: Set<String> = []
        return (reader.list(root, "sources") ?? []).map { json, path in
            let source = reader.object(json, at: path, keys: ["id", "url", "every", "listing", "follow"])
            let id = reader.required(source, "id")
            if !Slug.isValid(id) {
                reader.refuse(source.path(of: "id"), .string(id), wanted: "a name of a-z, 0-9 and -")
            }
            if !seen.insert(id).inserted {
                reader.refuse(source.path(of: "id"), .string(id), wanted: "a name used once")
            }
            for key in ["listing", "follow"] {
                guard let value = source.fields[key] else { continue }
                reader.refuse(
                    source.path(of: key), value, wanted: "supported by this version, which fetches single pages (“url”)"
                )
            }
            let url = source.fields["listing"] == nil ? reader.required(source, "url") : ""
            let isHTTP = url.lowercased().hasPrefix("http://") || url.lowercased().hasPrefix("https://")
            if !url.isEmpty, !isHTTP || URL(string: url)?.host == nil {
                reader.refuse(
                    source.path(of: "url"), .string(url), wanted: "an address that begins with https:// or http://")
            }
            return Settings.Source(
                id: id, url: url, every: reader.duration(source, "every", .seconds(21_600), atLeast: .seconds(1)))
        }
    }

    private static func notify(
        _ reader: SettingsReader, _ root: SettingsReader.Object, _ absolute: (String) -> String
    ) -> [Settings.Notify] {
        guard let list = reader.list(root, "notify") else {
            return [.init(id: "events", kind: .file(path: absolute("events.jsonl")), minSeverity: .low, subjects: [])]
        }
        var seen: Set<String> = ["log"]
        return list.map { json, path in
            let keys = ["id", "kind", "url", "secret", "path", "minSeverity", "subjects"]
            let entry = reader.object(json, at: path, keys: keys)
            let id = reader.required(entry, "id")
            if !seen.insert(id).inserted {
                reader.refuse(entry.path(of: "id"), .string(id), wanted: "a name used once (“log” is taken)")
            }
            let severity = reader.choice(entry, "minSeverity", "low", of: ["low", "medium", "high"])
            return Settings.Notify(
                id: id, kind: kind(reader, entry, absolute), minSeverity: Severity(rawValue: severity) ?? .low,
                subjects: reader.strings(entry, "subjects", []))
        }
    }

    private static func kind(
        _ reader: SettingsReader, _ entry: SettingsReader.Object, _ absolute: (String) -> String
    ) -> Settings.Notify.Kind {
        if reader.choice(entry, "kind", "file", of: ["file", "webhook"]) == "file" {
            return .file(path: absolute(reader.required(entry, "path")))
        }
        let secret = entry.fields["secret"] == nil ? nil : reader.string(entry, "secret", "")
        if let secret, !secret.hasPrefix("env:"), !secret.hasPrefix("file:") {
            reader.refuse(
                entry.path(of: "secret"), .string("…"),
                wanted: "a reference such as env:DESK_SECRET or file:/run/secret")
        }
        return .webhook(url: reader.required(entry, "url"), secret: secret)
    }
}
