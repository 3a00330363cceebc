import Foundation
import GRDB
import Model

// Between SQLite's columns and the values of `Model`. Reading never traps: a column that holds something else means damage.

extension Row {
    /// Gives a column's value, which must be there.
    func need<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        guard let value: Value = try maybe(column) else { throw Unreadable(column: column) }
        return value
    }

    /// Gives a column's value or `nil` for NULL.
    func maybe<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value? {
        let stored: DatabaseValue = self[column]
        if stored.isNull { return nil }
        guard let value = Value.fromDatabaseValue(stored) else { throw Unreadable(column: column) }
        return value
    }

    func report(_ column: String) throws -> ReportID {
        guard let id = ReportID(try need(column)) else { throw Unreadable(column: column) }
        return id
    }

    func time(_ column: String) throws -> Timestamp { Timestamp(milliseconds: try need(column)) }

    func maybeTime(_ column: String) throws -> Timestamp? {
        try maybe(column, as: Int64.self).map { Timestamp(milliseconds: $0) }
    }

    func digest(_ column: String) throws -> Digest {
        guard let digest = try maybeDigest(column) else { throw Unreadable(column: column) }
        return digest
    }

    func maybeDigest(_ column: String) throws -> Digest? {
        guard let bytes: [UInt8] = try bytes(column) else { return nil }
        guard let digest = Digest(bytes: bytes) else { throw Unreadable(column: column) }
        return digest
    }

    func bytes(_ column: String) throws -> [UInt8]? {
        let stored: DatabaseValue = self[column]
        switch stored.storage {
        case .null: return nil
        case .blob(let data): return Array(data)
        default: throw Unreadable(column: column)
        }
    }

    func choice<Value: RawRepresentable>(_ column: String, as type: Value.Type = Value.self) throws -> Value
    where Value.RawValue: DatabaseValueConvertible {
        guard let value = Value(rawValue: try need(column)) else { throw Unreadable(column: column) }
        return value
    }

    func json<Value: Decodable>(_ column: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let text: String = try maybe(column) else { return nil }
        do {
            return try JSON.decoded(Value.self, from: Array(text.utf8))
        } catch {
            throw Unreadable(column: column)
        }
    }
}

extension Digest {
    /// Takes the 64 bytes of a stored digest.
    fileprivate init?(bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        let hex = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        self.init(hex: String(decoding: hex, as: UTF8.self))
    }

    /// The 64 bytes as they are stored.
    var stored: DatabaseValue {
        func value(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64)
        var high: UInt8?
        for digit in hex.utf8 {
            if let first = high {
                bytes.append(first << 4 | value(digit))
                high = nil
            } else {
                high = value(digit)
            }
        }
        return bytes.stored
    }
}

extension [UInt8] {
    /// The bytes as a BLOB.
    var stored: DatabaseValue { DatabaseValue(value: Data(self)) ?? .null }
}

extension Encodable {
    /// The value as one line of JSON.
    func storedJSON() throws -> String {
        String(decoding: try JSON.bytes(of: self, pretty: false).dropLast(), as: UTF8.self)
    }
}

extension Severity {
    /// The rank that the tables compare by.
    var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }

    init?(rank: Int) {
        guard Severity.allCases.indices.contains(rank) else { return nil }
        self = Severity.allCases[rank]
    }
}
