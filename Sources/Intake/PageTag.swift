/// One tag of a page: its name and the names of its attributes in lower case, their values as they are written.
struct PageTag {
    /// With a slash in front where it closes.
    let name: String
    private var attributes: [String: String] = [:]

    subscript(_ key: String) -> String? { attributes[key] }

    /// Whether it ends in itself: `<script src=… />`.
    let isEmpty: Bool

    /// Takes what stands between `<` and `>`. At most 40 attributes are kept.
    init(_ content: ArraySlice<UInt8>) {
        let closes = content.first == 0x2F
        let text = content.dropFirst(closes ? 1 : 0)
        let word = text.prefix { !PageTag.isSpace($0) && $0 != 0x2F }
        name = (closes ? "/" : "") + PageTag.text(word.prefix(40))
        isEmpty = content.last == 0x2F
        guard !closes else { return }
        var rest = text.dropFirst(word.count)
        while attributes.count < 40, let (key, value) = PageTag.attribute(&rest) {
            if attributes[key] == nil { attributes[key] = value }
        }
    }

    private static func attribute(_ rest: inout ArraySlice<UInt8>) -> (String, String)? {
        rest = rest.drop { isSpace($0) || $0 == 0x2F || $0 == 0x3D }
        guard !rest.isEmpty else { return nil }
        let key = rest.prefix { !isSpace($0) && $0 != 0x3D && $0 != 0x2F }
        rest = rest.dropFirst(key.count).drop { isSpace($0) }
        guard rest.first == 0x3D else { return (text(key.prefix(60)), "") }
        rest = rest.dropFirst().drop { isSpace($0) }
        var value = rest.prefix { !isSpace($0) }
        if let quote = rest.first, quote == 0x22 || quote == 0x27 {
            value = rest.dropFirst().prefix { $0 != quote }
            rest = rest.dropFirst(value.count + 2)
        } else {
            rest = rest.dropFirst(value.count)
        }
        return (text(key.prefix(60)), String(decoding: value.prefix(500), as: UTF8.self))
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).lowercased()
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
