import Foundation
import Model
import Support
import Testing

@Suite("JSON and its patches")
struct JSONTests {
    @Test func `bytes have sorted keys, plain slashes and a line feed at the end`() throws {
        let value = JSON.object(["b": .string("a/b"), "a": .array([.number(1), .null]), "B": .bool(true)])
        let text = String(decoding: try JSON.bytes(of: value, pretty: false), as: UTF8.self)
        #expect(text == #"{"B":true,"a":[1,null],"b":"a/b"}"# + "\n")
        #expect(try JSON.bytes(of: value).last == 0x0A)
        #expect(try JSON.bytes(of: value).suffix(2) != [0x0A, 0x0A])
    }

    @Test func `values read back as they were written`() throws {
        var generator = Seeded(seed: 3)
        for _ in 0..<300 {
            let value = random(&generator, depth: 3)
            #expect(try JSON.decoded(JSON.self, from: JSON.bytes(of: value)) == value)
        }
    }

    @Test func `a patch turns the old value into the new`() throws {
        var generator = Seeded(seed: 11)
        for _ in 0..<1500 {
            let old = random(&generator, depth: 3)
            let new = Bool.random(using: &generator) ? random(&generator, depth: 3) : changed(old, &generator)
            let patch = old.patch(to: new)
            #expect(try patch.reduce(old) { try apply($1, to: $0) } == new, "\(old) → \(new): \(patch)")
            #expect(patch.isEmpty == (old == new))
        }
    }

    @Test func `a patch survives being written and read`() throws {
        let old = JSON.object(["a": .number(1), "n": .string("x"), "t": .array([])])
        let new = JSON.object(["a": .null, "b/~c": .object([:]), "t": .array([.null])])
        let patch = old.patch(to: new)
        let read = try JSON.decoded([PatchOperation].self, from: JSON.bytes(of: patch))
        #expect(read == patch)
        #expect(try read.reduce(old) { try apply($1, to: $0) } == new)
        #expect(String(decoding: try JSON.bytes(of: patch, pretty: false), as: UTF8.self).contains(#""value":null"#))
    }

    @Test func `one changed element of a list is one operation`() {
        let old = JSON.array((0..<50).map { .number(Decimal($0)) })
        var items = (0..<50).map { JSON.number(Decimal($0)) }
        items[20] = .string("new")
        #expect(old.patch(to: .array(items)) == [PatchOperation(.replace, "/20", .string("new"))])
        items.remove(at: 20)
        #expect(old.patch(to: .array(items)) == [PatchOperation(.remove, "/20")])
    }

    @Test func `an event has the id that anybody can compute`() {
        // printf '%s\n' report v1 v2 text type | sha256sum | cut -c1-32
        let report = "reportwatch:gb/hmicfrs/peel/2016/metropolitan"
        let text = Digest(of: "caf\u{E9}\n".utf8).hex
        #expect(
            Event.id(report: report, from: VersionNumber(1), to: VersionNumber(2), text: text, type: .changed)
                == "2d5b6f48ff65bf1bd3ce7edff5272515")
        #expect(
            Event.id(report: report, from: nil, to: VersionNumber(1), text: text, type: .discovered)
                == "95fe810e80cafd28746c4f6946baeb71")
    }
}

private struct NotApplicable: Error {}

// RFC 6902, as far as this project writes it.
private func apply(_ operation: PatchOperation, to value: JSON) throws -> JSON {
    let tokens = operation.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
        $0.replacingOccurrences(of: "~1", with: "/").replacingOccurrences(of: "~0", with: "~")
    }
    return try apply(operation, tokens[...], value)
}

private func apply(_ operation: PatchOperation, _ tokens: ArraySlice<String>, _ value: JSON) throws -> JSON {
    guard let token = tokens.first else {
        guard operation.op != .remove, let new = operation.value else { throw NotApplicable() }
        return new
    }
    let rest = tokens.dropFirst()
    switch value {
    case .object(var fields):
        if !rest.isEmpty {
            guard let child = fields[token] else { throw NotApplicable() }
            fields[token] = try apply(operation, rest, child)
        } else if operation.op == .add {
            fields[token] = operation.value
        } else {
            guard fields[token] != nil else { throw NotApplicable() }
            fields[token] = operation.op == .remove ? nil : operation.value
        }
        return .object(fields)
    case .array(var items):
        guard let index = Int(token), index >= 0,
            index < items.count || (rest.isEmpty && operation.op == .add && index == items.count)
        else { throw NotApplicable() }
        if !rest.isEmpty {
            items[index] = try apply(operation, rest, items[index])
        } else {
            switch operation.op {
            case .add: items.insert(operation.value ?? .null, at: index)
            case .remove: items.remove(at: index)
            case .replace, .test: items[index] = operation.value ?? .null
            }
        }
        return .array(items)
    default: throw NotApplicable()
    }
}

private func random(_ generator: inout Seeded, depth: Int) -> JSON {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .number(Decimal(Int.random(in: -9...9, using: &generator)))
    case 3: return .string(["", "a/b", "~", "é", "👮🏽‍♀️", "\"\\\n"].randomElement(using: &generator) ?? "")
    case 4, 5:
        let count = Int.random(in: 0...5, using: &generator)
        return .array((0..<count).map { _ in random(&generator, depth: depth - 1) })
    default:
        let keys = ["a", "b", "a/b", "~", "~1", "", "é"]
        return .object(
            keys.reduce(into: [:]) { fields, key in
                if Bool.random(using: &generator) { fields[key] = random(&generator, depth: depth - 1) }
            })
    }
}

// The same value with something changed somewhere: what records are to each other.
private func changed(_ value: JSON, _ generator: inout Seeded) -> JSON {
    switch value {
    case .array(var items) where !items.isEmpty:
        let index = Int.random(in: 0..<items.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: items.remove(at: index)
        case 1: items.insert(random(&generator, depth: 1), at: index)
        default: items[index] = changed(items[index], &generator)
        }
        return .array(items)
    case .object(var fields) where !fields.isEmpty:
        let key = fields.keys.sorted().randomElement(using: &generator) ?? ""
        fields[key] = fields[key].map { changed($0, &generator) }
        return .object(fields)
    default: return random(&generator, depth: 1)
    }
}
