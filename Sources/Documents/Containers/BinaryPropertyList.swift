/// A binary property list (`bplist00`, as CFBinaryPList.c of Core Foundation has it). Its objects refer to one another by
/// number, and each is read where it is asked for: neither depth nor cycles cost anything.
struct BinaryPropertyList {
    /// The number of the object that holds all others.
    let top: Int
    private let bytes: [UInt8]
    private let count: Int
    private let table: Int
    private let offsetWidth: Int
    private let referenceWidth: Int

    // What is read has a handful of keys and a few hundred parts.
    private static let most = 10_000

    /// Takes bytes; `nil` when they are no property list, or one that is cut off.
    init?(_ bytes: [UInt8]) {
        let trailer = bytes.count - 32
        guard bytes.starts(with: Array("bplist00".utf8)), trailer >= 8,
            let count = BinaryPropertyList.integer(bytes, trailer + 8, width: 8),
            let top = BinaryPropertyList.integer(bytes, trailer + 16, width: 8),
            let table = BinaryPropertyList.integer(bytes, trailer + 24, width: 8)
        else { return nil }
        (offsetWidth, referenceWidth) = (Int(bytes[trailer + 6]), Int(bytes[trailer + 7]))
        guard (1...8).contains(offsetWidth), (1...8).contains(referenceWidth), (8...trailer).contains(table),
            count <= (trailer - table) / offsetWidth, top < count
        else { return nil }
        (self.bytes, self.count, self.top, self.table) = (bytes, count, top, table)
    }

    /// The object that a dictionary has under a key.
    func value(_ key: String, in dictionary: Int) -> Int? {
        guard let (pairs, start) = contents(of: dictionary, kind: 0xD), pairs <= BinaryPropertyList.most else {
            return nil
        }
        for index in 0..<pairs {
            guard let name = reference(index, from: start), string(name, atMost: 100) == key else { continue }
            return reference(pairs + index, from: start)
        }
        return nil
    }

    /// The objects in an array; nothing for what is no array.
    func array(_ object: Int?) -> [Int] {
        guard let object, let (length, start) = contents(of: object, kind: 0xA) else { return [] }
        return (0..<min(length, BinaryPropertyList.most)).compactMap { reference($0, from: start) }
    }

    /// The bytes of a data object.
    func data(_ object: Int?) -> ArraySlice<UInt8>? {
        guard let object, let (length, start) = contents(of: object, kind: 0x4), length <= table - start else {
            return nil
        }
        return bytes[start..<(start + length)]
    }

    /// A string; `nil` for one that is longer than asked for.
    func string(_ object: Int?, atMost limit: Int = 10_000) -> String? {
        guard let object else { return nil }
        if let (length, start) = contents(of: object, kind: 0x5) {
            guard length <= min(limit, table - start) else { return nil }
            return String(decoding: bytes[start..<(start + length)], as: UTF8.self)
        }
        guard let (length, start) = contents(of: object, kind: 0x6), length <= min(limit, (table - start) / 2) else {
            return nil
        }
        let units = (0..<length).map { UInt16(bytes[start + 2 * $0]) << 8 | UInt16(bytes[start + 2 * $0 + 1]) }
        return String(decoding: units, as: UTF16.self)
    }

    // How much an object of a kind holds, and where that begins.
    private func contents(of object: Int, kind: UInt8) -> (length: Int, start: Int)? {
        guard (0..<count).contains(object),
            let place = BinaryPropertyList.integer(bytes, table + object * offsetWidth, width: offsetWidth),
            (8..<table).contains(place), bytes[place] >> 4 == kind
        else { return nil }
        let short = bytes[place] & 0xF
        if short < 0xF { return (Int(short), place + 1) }
        // A larger number follows as an integer object: 0x1n and 2ⁿ bytes.
        guard place + 1 < table, case let marker = bytes[place + 1], marker & 0xFC == 0x10,
            case let width = 1 << Int(marker & 3), place + 2 + width <= table,
            let length = BinaryPropertyList.integer(bytes, place + 2, width: width)
        else { return nil }
        return (length, place + 2 + width)
    }

    private func reference(_ index: Int, from start: Int) -> Int? {
        guard index < (table - start) / referenceWidth else { return nil }
        return BinaryPropertyList.integer(bytes, start + index * referenceWidth, width: referenceWidth)
    }

    // Big endian; `nil` outside, and for what is larger than any file.
    private static func integer(_ bytes: [UInt8], _ place: Int, width: Int) -> Int? {
        guard place >= 0, place <= bytes.count - width else { return nil }
        let value = bytes[place..<(place + width)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return value <= UInt64(1) << 50 ? Int(value) : nil
    }
}
