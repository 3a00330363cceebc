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
        FolderRules.check(settings, reader)
        guard reader.problems.isEmpty else { throw SettingsProblems(problems: reader.problems) }
        return settings
    }

    private static let keys = [
        "inbox", "archive", "state", "sources", "archives", "http", "availability", "noise", "readers", "fixity",
        "room",
        "notify", "profiles", "web", "log",
    ]

    private static func json(_ bytes: [UInt8], _ path: String) throws(SettingsProblems) -> JSON {
        if let fault = JSONSyntax.fault(in: bytes) {
            throw SettingsProblems(problems: [
                Problem(
                    .settingsInvalid, "the file is not JSON: \(fault)", at: path,
                    remedy: "Mend it there, or just before: a comma, a quote or a bracket may be missing.",
                    retry: .afterRepair)
            ])
        }
        do {
            return try JSON.decoded(JSON.self, from: bytes)
        } catch {
            throw SettingsProblems(problems: [
                Problem(
                    .settingsInvalid, "the file cannot be understood: \(error)", at: path,
                    remedy: "Look for numbers of unusual size.", retry: .afterRepair)
            ])
        }
    }

    private static func settings(_ reader: SettingsReader, _ root: SettingsReader.Object, _ folder: String) -> Settings
    {
        func absolute(_ path: String) -> String {
            path.hasPrefix("/") ? path : URL(fileURLWithPath: folder + "/" + path).standardizedFileURL.path
        }
        let inbox = reader.object(root.fields["inbox"], at: "inbox", keys: ["path", "mode", "settle", "rescan"])
        let archive = reader.object(root.fields["archive"], at: "archive", keys: ["path", "signingKey"])
        let state = reader.object(root.fields["state"], at: "state", keys: ["path"])
        let web = reader.object(root.fields["web"], at: "web", keys: ["listen"])
        let log = reader.object(root.fields["log"], at: "log", keys: ["level", "format"])
        let http = http(reader, root)
        let archives = ArchiveSettings.archives(reader, root, respectsRobots: http.respectRobots)
        return Settings(
            inbox: .init(
                path: absolute(reader.text(inbox, "path", "Inbox")),
                settle: reader.duration(inbox, "settle", .seconds(2), atLeast: .milliseconds(10)),
                rescan: reader.duration(inbox, "rescan", .seconds(60), atLeast: .milliseconds(100)),
                copies: reader.choice(inbox, "mode", "move", of: ["move", "copy"]) == "copy"),
            archive: absolute(reader.text(archive, "path", "Archive")),
            signingKey: signingKey(reader, archive, absolute),
            state: absolute(reader.text(state, "path", "State")),
            sources: sources(reader, root, absolute, archives, respectsRobots: http.respectRobots), archives: archives,
            http: http,
            availability: availability(reader, root), noise: noise(reader, root),
            readers: readers(reader, root), fixity: fixity(reader, root), room: room(reader, root),
            notify: notify(reader, root, absolute),
            profiles: reader.strings(root, "profiles", []).map(absolute),
            web: listen(reader, web),
            log: .init(
                level: reader.choice(log, "level", "info", of: ["trace", "debug", "info", "warning", "error"]),
                format: reader.choice(log, "format", "text", of: ["text", "json"])))
    }

    private static func signingKey(
        _ reader: SettingsReader, _ archive: SettingsReader.Object, _ absolute: (String) -> String
    ) -> String? {
        let reference = reader.string(archive, "signingKey", "")
        return reference.isEmpty
            ? nil : SecretReference.checked(reader, archive.path(of: "signingKey"), reference, absolute)
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
            userAgent: reader.text(http, "userAgent", Software.userAgent),
            timeout: reader.duration(http, "timeout", .seconds(30), atLeast: .milliseconds(100)),
            maxBytes: reader.number(http, "maxBytes", 52_428_800, in: 1024...67_108_864),
            maxRedirects: reader.number(http, "maxRedirects", 5, in: 0...20),
            perHostDelay: reader.duration(http, "perHostDelay", .seconds(2)),
            perHostConcurrency: reader.number(http, "perHostConcurrency", 1, in: 1...8),
            respectRobots: reader.flag(http, "respectRobots", true),
            allowPrivateAddresses: reader.flag(http, "allowPrivateAddresses", false))
    }

    private static func availability(_ reader: SettingsReader, _ root: SettingsReader.Object) -> Settings.Availability {
        let availability = reader.object(
            root.fields["availability"], at: "availability", keys: ["goneAfter", "hostWait"])
        return Settings.Availability(
            goneAfter: reader.duration(availability, "goneAfter", .seconds(86_400)),
            hostWait: reader.duration(availability, "hostWait", .seconds(30)))
    }

    private static func noise(_ reader: SettingsReader, _ root: SettingsReader.Object) -> Settings.Noise {
        let noise = reader.object(root.fields["noise"], at: "noise", keys: ["settleChecks", "settleAfter"])
        return Settings.Noise(
            settleChecks: reader.number(noise, "settleChecks", 6, in: 2...1000),
            settleAfter: reader.duration(noise, "settleAfter", .seconds(86_400)))
    }

    private static func readers(_ reader: SettingsReader, _ root: SettingsReader.Object) -> Settings.Readers {
        let readers = reader.object(
            root.fields["readers"], at: "readers", keys: ["processes", "silence", "total", "memory", "documents"])
        return Settings.Readers(
            processes: reader.number(readers, "processes", 0, in: 0...64),
            silence: reader.duration(readers, "silence", .seconds(30), atLeast: .milliseconds(100)),
            total: reader.duration(readers, "total", .seconds(120), atLeast: .milliseconds(100)),
            memory: reader.number(readers, "memory", 2 << 30, in: (256 << 20)...(1 << 40)),
            documents: reader.number(readers, "documents", 200, in: 1...1_000_000))
    }

    private static func fixity(_ reader: SettingsReader, _ root: SettingsReader.Object) -> Settings.Fixity {
        let fixity = reader.object(root.fields["fixity"], at: "fixity", keys: ["fullCycle", "maxBytesPerSecond"])
        return Settings.Fixity(
            fullCycle: reader.duration(fixity, "fullCycle", .seconds(30 * 86_400), atLeast: .seconds(3600)),
            maxBytesPerSecond: reader.number(fixity, "maxBytesPerSecond", 20_000_000, in: 1000...10_000_000_000))
    }

    private static func room(_ reader: SettingsReader, _ root: SettingsReader.Object) -> Settings.Room {
        let room = reader.object(root.fields["room"], at: "room", keys: ["minFree", "minFreePercent", "reserve"])
        return Settings.Room(
            minFree: reader.number(room, "minFree", 64 << 20, in: 0...(1 << 50)),
            minFreePercent: reader.number(room, "minFreePercent", 0, in: 0...50),
            reserve: reader.number(room, "reserve", 8 << 20, in: 0...(1 << 40)))
    }

    private static func sources(
        _ reader: SettingsReader, _ root: SettingsReader.Object, _ absolute: (String) -> String,
        _ archives: [Settings.Archive], respectsRobots: Bool
    ) -> [Settings.Source] {
        var seen: Set<String> = []
        return (reader.list(root, "sources") ?? []).map { json, path in
            let source = reader.object(
                json, at: path,
                keys: ["id", "url", "every", "at", "jitter", "respectRobots", "listing", "follow", "renderer"]
                    + AccessSettings.keys + ArchiveSettings.keys
            )
            let id = reader.required(source, "id")
            if !id.isEmpty, !Slug.isValid(id) {
                reader.refuse(source.path(of: "id"), .string(id), wanted: "a name of a-z, 0-9 and -")
            }
            if !id.isEmpty, !seen.insert(id).inserted {
                reader.refuse(source.path(of: "id"), .string(id), wanted: "a name used once")
            }
            let follow = FollowSettings.follow(reader, source)
            let key = follow == nil ? "url" : "listing"
            let url = reader.required(source, key)
            address(reader, source, url, key: key)
            let schedule = ScheduleSettings.schedule(reader, source)
            var result = Settings.Source(
                id: id, url: url, schedule: schedule, follow: follow,
                respectsRobots: reader.flag(source, "respectRobots", respectsRobots),
                access: AccessSettings.access(reader, source, absolute),
                expects: AccessSettings.expectation(reader, source))
            (result.archive, result.isViaArchive) = ArchiveSettings.archive(reader, source, among: archives)
            result.renderer = RendererSettings.renderer(reader, source)
            return result
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
            if !id.isEmpty, !seen.insert(id).inserted {
                reader.refuse(entry.path(of: "id"), .string(id), wanted: "a name used once (“log” is taken)")
            }
            let subjects = reader.strings(entry, "subjects", [])
            for subject in subjects where !Slug.isValid(subject) {
                reader.refuse(entry.path(of: "subjects"), .string(subject), wanted: "a name of a-z, 0-9 and -")
            }
            let severity = reader.choice(entry, "minSeverity", "low", of: ["low", "medium", "high"])
            return Settings.Notify(
                id: id, kind: kind(reader, entry, absolute), minSeverity: Severity(rawValue: severity) ?? .low,
                subjects: subjects)
        }
    }

    private static func kind(
        _ reader: SettingsReader, _ entry: SettingsReader.Object, _ absolute: (String) -> String
    ) -> Settings.Notify.Kind {
        let faults = reader.problems.count
        let kind = reader.choice(entry, "kind", "file", of: ["file", "webhook"])
        // Of a kind that is not known nothing else can be asked.
        guard reader.problems.count == faults else { return .file(path: "") }
        if kind == "file" { return .file(path: absolute(reader.required(entry, "path"))) }
        let secret = entry.fields["secret"] == nil ? nil : reader.string(entry, "secret", "env:NONE")
        let url = reader.required(entry, "url")
        address(reader, entry, url)
        return .webhook(
            url: url, secret: secret.map { SecretReference.checked(reader, entry.path(of: "secret"), $0, absolute) })
    }

    private static func address(
        _ reader: SettingsReader, _ object: SettingsReader.Object, _ url: String, key: String = "url"
    ) {
        let isHTTP = url.lowercased().hasPrefix("http://") || url.lowercased().hasPrefix("https://")
        guard !url.isEmpty, !isHTTP || (URL(string: url)?.host ?? "").isEmpty else { return }
        reader.refuse(object.path(of: key), .string(url), wanted: "an address that begins with https:// or http://")
    }

    private static func listen(_ reader: SettingsReader, _ web: SettingsReader.Object) -> String {
        let listen = reader.string(web, "listen", "127.0.0.1:8181")
        let parts = listen.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count < 2 || parts[0].isEmpty || parts.last.flatMap({ UInt16($0) }) == nil {
            reader.refuse(
                web.path(of: "listen"), .string(listen), wanted: "an address and a port such as 127.0.0.1:8181")
        }
        return listen
    }
}
