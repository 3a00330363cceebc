/// The value of an `Allow` or `Disallow`: the beginning of a path, where `*` stands for anything and a `$` at the end for its end.
struct RobotsPattern: Hashable, Sendable {
    // What stands between the stars.
    private let pieces: [[UInt8]]
    private let isWhole: Bool
    /// By which patterns are compared.
    let length: Int

    init(_ value: ArraySlice<UInt8>) {
        let written = RobotsPattern.normalised(value)
        length = written.count
        isWhole = written.last == UInt8(ascii: "$")
        let text = isWhole ? written.dropLast() : written[...]
        pieces = text.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map {
            RobotsPattern.escaped($0)
        }
    }

    /// Whether it matches a path as ``path(of:)`` gives it. Each piece is found as early as it can be, so that nothing is tried
    /// twice.
    func matches(_ path: [UInt8]) -> Bool {
        guard let first = pieces.first, path.starts(with: first) else { return false }
        var rest = path[first.count...]
        for (index, piece) in pieces.enumerated().dropFirst() {
            if isWhole, index == pieces.count - 1 {
                return rest.count >= piece.count && rest.suffix(piece.count) == piece[...]
            }
            guard let place = RobotsPattern.find(piece, in: rest) else { return false }
            rest = rest[(place + piece.count)...]
        }
        return !isWhole || rest.isEmpty
    }

    private static func find(_ piece: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard let first = piece.first else { return text.startIndex }
        var rest = text
        while rest.count >= piece.count, let place = rest.firstIndex(of: first) {
            rest = rest[place...]
            if rest.starts(with: piece) { return place }
            rest = rest.dropFirst()
        }
        return nil
    }

    // MARK: how addresses are written

    /// The path of an address with its query, as patterns are compared with it.
    static func path(of url: String) -> [UInt8] {
        var rest = Array(url.utf8)[...]
        if let scheme = url.utf8.firstRange(of: "://".utf8) {
            rest = rest[url.utf8.distance(from: url.startIndex, to: scheme.upperBound)...]
        }
        rest = rest.prefix { $0 != UInt8(ascii: "#") }
        let path = rest.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        let written = path.first == UInt8(ascii: "/") ? path : [UInt8(ascii: "/")] + path
        return escaped(normalised(written)[...])
    }

    /// What may be written in two ways, in one: letters and digits as themselves, other escapes in capitals, and whatever is
    /// not ASCII escaped (RFC 9309 section 2.2.2, RFC 3986 section 6.2.2).
    private static func normalised(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: "%"), index + 1 < text.endIndex, let high = digit(text[index]),
                let low = digit(text[index + 1])
            {
                index += 2
                let value = high << 4 | low
                if isUnreserved(value) { result.append(value) } else { append(value, to: &result) }
            } else if byte >= 0x80 {
                append(byte, to: &result)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    // In a path, and between the stars of a pattern, both signs mean themselves.
    private static func escaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text {
            if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "$") {
                append(byte, to: &result)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func append(_ value: UInt8, to result: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        result += [UInt8(ascii: "%"), digits[Int(value >> 4)], digits[Int(value & 15)]]
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20)
            || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~")].contains(byte)
    }
}
