import Foundation
import Intake
package import Model

extension Settings {
    /// The settings as JSON with every key, for `config show` and for the log of a reload. Secrets stay references.
    package var json: JSON {
        .object([
            "inbox": .object([
                "path": .string(inbox.path), "mode": .string(inbox.copies ? "copy" : "move"),
                "settle": .string(DurationText.iso(of: inbox.settle)),
                "rescan": .string(DurationText.iso(of: inbox.rescan)),
            ]),
            "archive": .object(["path": .string(archive), "signingKey": .string(signingKey ?? "")]),
            "state": .object(["path": .string(state)]),
            "sources": .array(sources.map { $0.json(unlike: http) }),
            "archives": .array(archives.map(\.json)),
            "http": .object([
                "userAgent": .string(http.userAgent), "timeout": .string(DurationText.iso(of: http.timeout)),
                "maxBytes": .number(.init(http.maxBytes)), "maxRedirects": .number(.init(http.maxRedirects)),
                "perHostDelay": .string(DurationText.iso(of: http.perHostDelay)),
                "perHostConcurrency": .number(.init(http.perHostConcurrency)),
                "respectRobots": .bool(http.respectRobots),
                "allowPrivateAddresses": .bool(http.allowPrivateAddresses),
            ]),
            "availability": .object([
                "goneAfter": .string(DurationText.iso(of: availability.goneAfter)),
                "hostWait": .string(DurationText.iso(of: availability.hostWait)),
            ]),
            "noise": .object([
                "settleChecks": .number(.init(noise.settleChecks)),
                "settleAfter": .string(DurationText.iso(of: noise.settleAfter)),
            ]),
            "readers": .object([
                "processes": .number(.init(readers.processes)),
                "silence": .string(DurationText.iso(of: readers.silence)),
                "total": .string(DurationText.iso(of: readers.total)), "memory": .number(.init(readers.memory)),
                "documents": .number(.init(readers.documents)),
            ]),
            "fixity": .object([
                "fullCycle": .string(DurationText.iso(of: fixity.fullCycle)),
                "maxBytesPerSecond": .number(.init(fixity.maxBytesPerSecond)),
            ]),
            "room": .object([
                "minFree": .number(.init(room.minFree)), "minFreePercent": .number(.init(room.minFreePercent)),
                "reserve": .number(.init(room.reserve)),
            ]),
            "notify": .array(notify.map(\.json)),
            "profiles": .array(profiles.map { .string($0) }),
            "web": .object(["listen": .string(web)]),
            "log": .object(["level": .string(log.level), "format": .string(log.format)]),
        ])
    }

    /// Says what differs from other settings, one line for each value: `http.timeout: PT30S → PT10S`.
    package func differences(to new: Settings) -> [String] {
        let (old, new) = (Settings.flat(json, ""), Settings.flat(new.json, ""))
        return Set(old.keys).union(new.keys).sorted().compactMap { key in
            old[key] == new[key] ? nil : "\(key): \(old[key] ?? "none") → \(new[key] ?? "none")"
        }
    }

    private static func flat(_ json: JSON, _ path: String) -> [String: String] {
        switch json {
        case .object(let fields):
            fields.reduce(into: [:]) { all, field in
                all.merge(flat(field.value, path.isEmpty ? field.key : path + "." + field.key)) { first, _ in first }
            }
        case .array(let items):
            items.enumerated().reduce(into: [:]) { all, item in
                all.merge(flat(item.element, "\(path)[\(item.offset)]")) { first, _ in first }
            }
        case .string(let text): [path: text]
        case .number(let number): [path: "\(number)"]
        case .bool(let flag): [path: "\(flag)"]
        case .null: [path: "null"]
        }
    }
}

extension Settings.Source {
    fileprivate func json(unlike http: Settings.HTTP) -> JSON {
        var fields: [String: JSON] = ["id": .string(id), follow == nil ? "url" : "listing": .string(url)]
        fields["follow"] = follow?.json
        if respectsRobots != http.respectRobots { fields["respectRobots"] = .bool(respectsRobots) }
        fields["every"] = schedule.every.map { .string(DurationText.iso(of: $0)) }
        if !schedule.slots.isEmpty { fields["at"] = .array(schedule.slots.map { .string($0.text) }) }
        fields["jitter"] = schedule.jitter.map { .string(DurationText.iso(of: $0)) }
        access.add(to: &fields)
        expects.add(to: &fields)
        fields["renderer"] = renderer?.json
        if let archive { fields["archive"] = .string(archive.id) }
        if isViaArchive { fields["via"] = .string("memento") }
        return .object(fields)
    }
}

extension Settings.Notify {
    fileprivate var json: JSON {
        var fields: [String: JSON] = [
            "id": .string(id), "minSeverity": .string(minSeverity.rawValue),
            "subjects": .array(subjects.map { .string($0) }),
        ]
        switch kind {
        case .file(let path):
            fields["kind"] = .string("file")
            fields["path"] = .string(path)
        case .webhook(let url, let secret):
            fields["kind"] = .string("webhook")
            fields["url"] = .string(url)
            if let secret { fields["secret"] = .string(secret) }
        }
        return .object(fields)
    }
}
