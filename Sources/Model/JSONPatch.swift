import Foundation

/// One operation of an RFC 6902 patch.
package struct PatchOperation: Hashable, Sendable, Codable {
    /// What an operation does (RFC 6902, section 4; move and copy are never written).
    package enum Verb: String, Hashable, Sendable, Codable { case add, remove, replace, test }

    package let op: Verb
    package let path: String
    package let value: JSON?

    /// Takes the values that the properties describe.
    package init(_ op: Verb, _ path: String, _ value: JSON? = nil) {
        self.op = op
        self.path = path
        self.value = value
    }

    // A `null` value must be written, and only `remove` has none, so the synthesised coding will not do.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(op, forKey: .op)
        try container.encode(path, forKey: .path)
        if let value { try container.encode(value, forKey: .value) }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        op = try container.decode(Verb.self, forKey: .op)
        path = try container.decode(String.self, forKey: .path)
        value = container.contains(.value) ? try container.decode(JSON.self, forKey: .value) : nil
    }

    private enum CodingKeys: String, CodingKey { case op, path, value }
}

extension JSON {
    /// Gives an RFC 6902 patch that turns this value into another. Arrays keep their common head and tail;
    /// between them elements are compared in place, then added or removed.
    package func patch(to new: JSON) -> [PatchOperation] { difference(to: new, at: "") }

    private func difference(to new: JSON, at path: String) -> [PatchOperation] {
        if self == new { return [] }
        switch (self, new) {
        case (.object(let old), .object(let new)):
            return Set(old.keys).union(new.keys).sorted().flatMap { key -> [PatchOperation] in
                let place = path + "/" + JSON.pointerToken(key)
                switch (old[key], new[key]) {
                case (let before?, let after?): return before.difference(to: after, at: place)
                case (_?, nil): return [PatchOperation(.remove, place)]
                case (nil, let after?): return [PatchOperation(.add, place, after)]
                case (nil, nil): return []
                }
            }
        case (.array(let old), .array(let new)):
            return JSON.difference(of: old, to: new, at: path)
        default:
            return [PatchOperation(.replace, path, new)]
        }
    }

    private static func difference(of old: [JSON], to new: [JSON], at path: String) -> [PatchOperation] {
        let shorter = min(old.count, new.count)
        var head = 0
        while head < shorter, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < shorter - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
        let oldEnd = old.count - tail
        let newEnd = new.count - tail
        let common = min(oldEnd, newEnd)
        var operations: [PatchOperation] = []
        for index in head..<common { operations += old[index].difference(to: new[index], at: "\(path)/\(index)") }
        for index in common..<max(common, newEnd) {
            operations.append(PatchOperation(.add, "\(path)/\(index)", new[index]))
        }
        // From the back, so that each index still names the element it named before.
        for index in (common..<max(common, oldEnd)).reversed() {
            operations.append(PatchOperation(.remove, "\(path)/\(index)"))
        }
        return operations
    }

    private static func pointerToken(_ key: String) -> String {
        key.replacingOccurrences(of: "~", with: "~0").replacingOccurrences(of: "/", with: "~1")
    }
}
