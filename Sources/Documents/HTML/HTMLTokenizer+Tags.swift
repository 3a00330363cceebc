// Tags and their attributes (WHATWG HTML, "Tag open state" to "Self-closing start tag state").

extension HTMLTokenizer {
    // More attributes than this on one element are passed over: they are compared with one another.
    private static let mostAttributes = 256

    mutating func tag(_ kind: HTMLTokenKind, at start: Int) -> HTMLToken? {
        var token = HTMLToken(kind: kind)
        let first = tree.attributes.count
        position = start
        let name = takeName { _ in false }
        token.name = number(name, isTag: true)
        token.tag = HTMLTag(rawValue: UInt8(clamping: token.name)) ?? .other
        while true {
            while HTMLTokenizer.isSpace(byte(position)) { position += 1 }
            guard position < end else {
                tree.attributes.removeLast(tree.attributes.count - first)
                return HTMLToken(kind: .end)
            }
            switch tree.source[position] {
            case UInt8(ascii: ">"):
                position += 1
                if kind == .endTag { tree.attributes.removeLast(tree.attributes.count - first) }
                token.attributes = HTMLText(start: Int32(first), end: Int32(tree.attributes.count))
                if kind == .startTag { lastStartTag = token.name }
                return token
            case UInt8(ascii: "/"):
                position += 1
                if byte(position) == UInt8(ascii: ">") { token.isSelfClosing = true }
            default: attribute(since: first)
            }
        }
    }

    // A name up to white space, `/`, `>` or what else ends it; an `=` at its beginning belongs to it.
    private mutating func takeName(_ ends: (UInt8) -> Bool) -> Range<Int> {
        let start = position
        position += 1
        while position < end {
            let byte = tree.source[position]
            if HTMLTokenizer.isSpace(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") || ends(byte) {
                break
            }
            position += 1
        }
        return start..<position
    }

    private mutating func number(_ range: Range<Int>, isTag: Bool) -> Int32 {
        guard tree.source[range].contains(0) else {
            return isTag
                ? tree.tagNames.number(of: tree.source, range) : tree.attributeNames.number(of: tree.source, range)
        }
        let name = tree.source[range].flatMap { $0 == 0 ? HTMLCharacterReferences.replacement : [$0] }
        return isTag
            ? tree.tagNames.number(of: name, 0..<name.count) : tree.attributeNames.number(of: name, 0..<name.count)
    }

    private mutating func attribute(since first: Int) {
        let range = takeName { $0 == UInt8(ascii: "=") }
        let name = number(range, isTag: false)
        while HTMLTokenizer.isSpace(byte(position)) { position += 1 }
        var value = (HTMLText.empty, false)
        if byte(position) == UInt8(ascii: "="), position < end {
            position += 1
            value = attributeValue()
        }
        guard tree.attributes.count - first < HTMLTokenizer.mostAttributes,
            !tree.attributes[first...].contains(where: { $0.name == name })
        else { return }
        tree.attributes.append(HTMLAttribute(name: name, value: value.0, isEncoded: value.1))
    }

    private mutating func attributeValue() -> (HTMLText, Bool) {
        while HTMLTokenizer.isSpace(byte(position)) { position += 1 }
        let quote = byte(position)
        let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        if isQuoted { position += 1 }
        let start = position
        var isEncoded = false
        while position < end {
            let byte = tree.source[position]
            if isQuoted ? byte == quote : HTMLTokenizer.isSpace(byte) || byte == UInt8(ascii: ">") { break }
            if byte == UInt8(ascii: "&") || byte == 0 { isEncoded = true }
            position += 1
        }
        let value = HTMLText(start: Int32(start), end: Int32(position))
        if isQuoted, position < end { position += 1 }
        return (value, isEncoded)
    }
}
