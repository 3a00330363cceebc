/// `application/link-format` (RFC 6690) as TimeMaps use it: targets in angle brackets with parameters, divided by commas.
struct LinkFormat {
    struct Link: Hashable {
        let target: String
        /// By name in lower case; of several of one name the first.
        var parameters: [String: String] = [:]

        /// Whether it stands in a relation: `rel` names several, divided by spaces.
        func has(_ relation: String) -> Bool {
            parameters["rel"]?.split(separator: " ").contains { $0.lowercased() == relation } ?? false
        }
    }

    // Longer addresses and values are no honest ones.
    private static let longest = 8192
    private static let mostParameters = 16

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Gives the next link; what is none is passed over up to the next angle bracket.
    mutating func next() -> Link? {
        while let start = bytes[place...].firstIndex(of: UInt8(ascii: "<")) {
            place = start + 1
            guard let end = bytes[place...].prefix(LinkFormat.longest).firstIndex(of: UInt8(ascii: ">")) else {
                continue
            }
            var link = Link(target: LinkFormat.text(bytes[place..<end]))
            place = end + 1
            while let (name, value) = parameter() {
                if link.parameters.count < LinkFormat.mostParameters, link.parameters[name] == nil {
                    link.parameters[name] = value
                }
            }
            return link
        }
        place = bytes.count
        return nil
    }

    // `; name=value` or `; name="value"`; nothing where a comma or anything else stands.
    private mutating func parameter() -> (String, String)? {
        skipSpace()
        guard byte == UInt8(ascii: ";") else { return nil }
        place += 1
        skipSpace()
        let name = word(until: [UInt8(ascii: "="), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "<")])
            .lowercased()
        guard byte == UInt8(ascii: "=") else { return (name, "") }
        place += 1
        skipSpace()
        guard byte == UInt8(ascii: "\"") else { return (name, word(until: [UInt8(ascii: ";"), UInt8(ascii: ",")])) }
        place += 1
        let rest = bytes[place...].prefix(LinkFormat.longest)
        guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        defer { place = end + 1 }
        return (name, LinkFormat.text(bytes[place..<end]))
    }

    private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte, byte <= 0x20 { place += 1 }
    }

    private mutating func word(until ends: [UInt8]) -> String {
        let start = place
        while let byte, !ends.contains(byte), place - start < LinkFormat.longest { place += 1 }
        return LinkFormat.text(bytes[start..<place]).trimmingASCIISpace
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
