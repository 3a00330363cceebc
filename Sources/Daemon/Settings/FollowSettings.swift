import Foundation
import Intake
import Model

/// Which addresses of a listing are followed, as its settings say it: `follow`.
enum FollowSettings {
    static let most = 10_000

    /// Reads the keys; `nil` for a source that is no listing.
    static func follow(_ reader: SettingsReader, _ source: SettingsReader.Object) -> Follow? {
        guard source.fields["listing"] != nil else {
            if source.fields["follow"] != nil {
                reader.refuse(
                    source.path(of: "follow"), "“follow” says what of a listing is followed, and this is a single page",
                    remedy: "Give the address as “listing” instead of “url”, or take “follow” out.")
            }
            return nil
        }
        if source.fields["url"] != nil {
            reader.refuse(
                source.path(of: "url"), "a source is one page (“url”) or a listing (“listing”), not both",
                remedy: "Take one of them out, or make two sources of it.")
        }
        let object = reader.object(source.fields["follow"], at: source.path(of: "follow"), keys: keys)
        var follow = Follow()
        follow.match = patterns(reader, object, "match")
        follow.exclude = patterns(reader, object, "exclude")
        follow.via = patterns(reader, object, "via")
        follow.hosts = hosts(reader, object)
        follow.limit = reader.number(object, "limit", follow.limit, in: 1...most)
        follow.depth = reader.number(object, "depth", follow.depth, in: 1...2)
        follow.every = reader.duration(object, "every", follow.every, atLeast: .seconds(1))
        checkDepth(follow, reader, object)
        return follow
    }

    private static let keys = ["match", "exclude", "via", "hosts", "limit", "depth", "every"]

    private static func checkDepth(_ follow: Follow, _ reader: SettingsReader, _ object: SettingsReader.Object) {
        if follow.depth == 2, object.fields["match"] == nil {
            reader.refuse(
                object.path(of: "match"), "with depth 2 nothing says which links of the pages are reports",
                remedy: "Add “match”, a part of the reports' addresses.")
        }
        if follow.depth == 1, object.fields["via"] != nil {
            reader.refuse(
                object.path(of: "via"), "pages between the listing and its reports are looked at with depth 2 only",
                remedy: "Add “depth”: 2, or take “via” out.")
        }
    }

    private static func patterns(
        _ reader: SettingsReader, _ object: SettingsReader.Object, _ key: String
    ) -> [AddressPattern] {
        let wanted =
            "a part of an address that is not empty, in which * stands for any characters but / and ** for any, or a list of such"
        return texts(reader, object, key, wanted: wanted).compactMap { text, path in
            let pattern = AddressPattern(text)
            if pattern == nil { reader.refuse(path, .string(text), wanted: wanted) }
            return pattern
        }
    }

    private static func hosts(_ reader: SettingsReader, _ object: SettingsReader.Object) -> [String] {
        let wanted = "a host such as www.example.org, or a list of hosts"
        return texts(reader, object, "hosts", wanted: wanted).compactMap { text, path in
            let host = text.lowercased()
            guard !host.isEmpty, host.utf8.allSatisfy(isHost) else {
                reader.refuse(path, .string(text), wanted: wanted)
                return nil
            }
            return Follow.name(ofHost: host)
        }
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
            || [0x2D, 0x2E, 0x3A].contains(byte)
    }

    // One text, or a list of texts, each with its place.
    private static func texts(
        _ reader: SettingsReader, _ object: SettingsReader.Object, _ key: String, wanted: String
    ) -> [(String, String)] {
        guard let json = object.fields[key] else { return [] }
        let path = object.path(of: key)
        switch json {
        case .string(let text): return [(text, path)]
        case .array(let items):
            return items.enumerated().compactMap { number, item in
                if case .string(let text) = item { return (text, "\(path)[\(number)]") }
                reader.refuse("\(path)[\(number)]", item, wanted: wanted)
                return nil
            }
        default:
            reader.refuse(path, json, wanted: wanted)
            return []
        }
    }
}

extension Follow {
    /// The settings as JSON with every key.
    var json: JSON {
        let texts = { (patterns: [AddressPattern]) in JSON.array(patterns.map { .string($0.text) }) }
        var fields: [String: JSON] = [
            "limit": .number(.init(limit)), "depth": .number(.init(depth)),
            "every": .string(DurationText.iso(of: every)), "hosts": .array(hosts.map { .string($0) }),
        ]
        if !match.isEmpty { fields["match"] = texts(match) }
        if !exclude.isEmpty { fields["exclude"] = texts(exclude) }
        if !via.isEmpty { fields["via"] = texts(via) }
        return .object(fields)
    }
}
