/// XML as one token after another (XML 1.0, Namespaces 1.0), as far as office documents need it and not further: entities of a
/// document type are never expanded, nothing outside is ever looked at, and no nesting costs more than a few bytes.
struct XMLTokens {
    enum Token: Hashable {
        case start(String, [String: String])
        case end(String)
        case text(String)
    }

    private let bytes: [UInt8]
    private var place = 0
    private let prefixes: [String: String]
    // What each prefix means, the innermost declaration last; and which prefixes the open elements declare, at what depth.
    private var namespaces: [String: [String]] = [:]
    private var declarations: [(depth: Int, prefix: String)] = []
    private var open: [String] = []
    // An empty element gives its end as well.
    private var pendingEnd: String?

    /// Whether the document ended inside an element, or went deeper than is followed.
    private(set) var isCut = false

    static let deepest = 10_000

    /// Takes a document, and the prefixes by which its namespaces are called here, whatever it calls them itself.
    init(_ bytes: [UInt8], prefixes: [String: String]) {
        self.bytes = TextDecoding.utf8(from: bytes, declared: XMLTokens.declaredEncoding(bytes) ?? "utf-8")
        self.prefixes = prefixes
    }

    private static func declaredEncoding(_ bytes: [UInt8]) -> String? {
        let head = String(decoding: bytes.prefix(200).map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self)
        guard head.hasPrefix("<?xml"), let found = head.firstRange(of: "encoding=") else { return nil }
        return String(head[found.upperBound...].drop { "\"'".contains($0) }.prefix { !"\"'?".contains($0) })
    }

    /// Gives the next token; `nil` at the end, and where the document stops making sense.
    mutating func next() -> Token? {
        if let name = pendingEnd {
            pendingEnd = nil
            return close(name)
        }
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "<") else { return text() }
            if starts(with: "<!--") {
                skip(past: "-->")
            } else if starts(with: "<![CDATA[") {
                return characterData()
            } else if starts(with: "<!") {
                skipDocumentType()
            } else if starts(with: "<?") {
                skip(past: "?>")
            } else if starts(with: "</") {
                place += 2
                let name = resolved(name())
                skip(past: ">")
                return close(name)
            } else {
                let token = element()
                if token == nil { isCut = true }
                return token
            }
        }
        if !open.isEmpty { isCut = true }
        return nil
    }

    private mutating func close(_ name: String) -> Token? {
        guard let innermost = open.popLast() else { return nil }
        while let last = declarations.last, last.depth > open.count {
            _ = namespaces[last.prefix]?.popLast()
            declarations.removeLast()
        }
        // Ends that do not match are what damaged files have; the open element is what the rest means.
        return .end(innermost)
    }

    private mutating func element() -> Token? {
        place += 1
        let raw = name()
        guard !raw.isEmpty, open.count < XMLTokens.deepest else { return nil }
        var attributes: [(String, String)] = []
        var isEmpty = false
        while place < bytes.count {
            skipBlanks()
            guard place < bytes.count else { return nil }
            if bytes[place] == UInt8(ascii: ">") {
                place += 1
                break
            }
            if bytes[place] == UInt8(ascii: "/") {
                isEmpty = true
                place += 1
                continue
            }
            guard let attribute = attribute() else {
                place += 1
                continue
            }
            attributes.append(attribute)
        }
        for (key, value) in attributes where key == "xmlns" || key.hasPrefix("xmlns:") {
            let prefix = String(key.dropFirst(6))
            namespaces[prefix, default: []].append(value)
            declarations.append((open.count + 1, prefix))
        }
        let element = resolved(raw)
        open.append(element)
        if isEmpty { pendingEnd = element }
        var named: [String: String] = [:]
        for (key, value) in attributes where !key.hasPrefix("xmlns") {
            let key = key.contains(":") ? resolved(key) : key
            if named[key] == nil { named[key] = value }
        }
        return .start(element, named)
    }

    private mutating func attribute() -> (String, String)? {
        let key = name()
        guard !key.isEmpty else { return nil }
        skipBlanks()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "=") else { return (key, "") }
        place += 1
        skipBlanks()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") else {
            return (key, "")
        }
        let quote = bytes[place]
        let start = place + 1
        place = bytes[start...].firstIndex(of: quote) ?? bytes.count
        let value = XMLTokens.unescaped(bytes[start..<place])
        place = min(place + 1, bytes.count)
        return (key, value)
    }

    private mutating func text() -> Token {
        let start = place
        place = bytes[start...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        return .text(XMLTokens.unescaped(bytes[start..<place]))
    }

    private mutating func characterData() -> Token {
        let start = place + 9
        skip(past: "]]>")
        return .text(String(decoding: bytes[min(start, bytes.count)..<max(start, place - 3)], as: UTF8.self))
    }

    // <!DOCTYPE …[ … ]>: what it declares is not believed.
    private mutating func skipDocumentType() {
        var isInside = false
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "[") { isInside = true }
            if byte == UInt8(ascii: "]") { isInside = false }
            if byte == UInt8(ascii: ">"), !isInside { return }
        }
    }

    private mutating func name() -> String {
        let start = place
        while place < bytes.count, !XMLTokens.endsName(bytes[place]) { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A, 0x0D, 0x20, UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "<"),
            UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        default: false
        }
    }

    // The name under the prefix that it has here. Without a namespace it stays as it is; an unknown one is `?`.
    private func resolved(_ raw: String) -> String {
        let parts = raw.split(separator: ":", maxSplits: 1)
        let (prefix, local) = parts.count == 2 ? (String(parts[0]), parts[1]) : ("", raw[...])
        guard let space = namespaces[prefix]?.last else {
            return prefix.isEmpty || prefix == "xml" ? raw : "?:" + local
        }
        return (prefixes[space] ?? "?") + ":" + local
    }

    private mutating func skipBlanks() {
        while place < bytes.count, [0x09, 0x0A, 0x0D, 0x20].contains(bytes[place]) { place += 1 }
    }

    private func starts(with word: StaticString) -> Bool {
        word.withUTF8Buffer { bytes[place...].starts(with: $0) }
    }

    private mutating func skip(past word: StaticString) {
        word.withUTF8Buffer { end in
            while place < bytes.count {
                guard let found = bytes[place...].firstIndex(of: end[0]) else { break }
                place = found
                if bytes[place...].starts(with: end) {
                    place += end.count
                    return
                }
                place += 1
            }
            place = bytes.count
        }
    }

    // Character references and the five entities of XML itself; any other stays as it is written, for people to see.
    private static func unescaped(_ raw: ArraySlice<UInt8>) -> String {
        guard raw.contains(UInt8(ascii: "&")) else { return String(decoding: raw, as: UTF8.self) }
        var text = ""
        var rest = raw
        while let mark = rest.firstIndex(of: UInt8(ascii: "&")) {
            text += String(decoding: rest[..<mark], as: UTF8.self)
            guard let end = rest[mark...].prefix(40).firstIndex(of: UInt8(ascii: ";")) else {
                text += "&"
                rest = rest[(mark + 1)...]
                continue
            }
            text += character(String(decoding: rest[(mark + 1)..<end], as: UTF8.self))
            rest = rest[(end + 1)...]
        }
        return text + String(decoding: rest, as: UTF8.self)
    }

    private static func character(_ name: String) -> String {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return "&\(name);" }
            let isHex = name.hasPrefix("#x") || name.hasPrefix("#X")
            let number = UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10)
            return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
        }
    }
}
