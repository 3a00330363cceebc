/// What the tokenizer finds next.
enum HTMLTokenKind {
    /// White space alone.
    case space
    /// Text that does not begin with white space.
    case text
    /// A NUL: most places drop it.
    case null
    case startTag, endTag, comment, doctype, end
}

/// A token; which fields mean something depends on the kind.
struct HTMLToken {
    var kind = HTMLTokenKind.end
    /// The text, or the words of a comment.
    var text = HTMLText.empty
    /// The number of a tag's name, and what it is.
    var name: Int32 = 0
    var tag = HTMLTag.other
    /// Where its attributes stand in the tree's list.
    var attributes = HTMLText.empty
    var isSelfClosing = false
    var doctype = HTMLDoctype()
}

/// The tokens of a page (WHATWG HTML, "Tokenization"), over bytes of UTF-8 that end with a NUL of ours.
///
/// The states of the standard that only walk over letters are loops here; what comes out is the same, which html5lib's tests
/// hold it to. Errors are not told: everything has a meaning.
struct HTMLTokenizer {
    /// How the text at the present place is read; the tree builder sets it.
    enum ContentModel { case data, rcdata, rawtext, script, plaintext }

    var contentModel = ContentModel.data
    /// Whether `<![CDATA[` begins a section: inside SVG and MathML.
    var allowsCDATA = false
    /// The name whose end tag ends raw text.
    var lastStartTag: Int32 = 0
    /// Source, attributes, names and decoded text go where the tree finds them.
    var tree: HTMLTree

    var position = 0
    let end: Int
    private var isInCDATA = false

    // More attributes than this on one element are passed over: they are compared with one another.
    private static let mostAttributes = 256

    init(_ source: [UInt8]) {
        end = source.count
        tree = HTMLTree(source: source + [0])
    }

    @inline(__always)
    func byte(_ index: Int) -> UInt8 { tree.source[min(index, end)] }

    mutating func next() -> HTMLToken {
        switch contentModel {
        case .data: return nextData()
        case .plaintext: return rawText(until: end, references: false)
        case .rcdata: return rawText(until: rawTextEnd(), references: true)
        case .rawtext: return rawText(until: rawTextEnd(), references: false)
        case .script: return rawText(until: scriptEnd(), references: false)
        }
    }

    // MARK: Data

    private mutating func nextData() -> HTMLToken {
        while true {
            if isInCDATA {
                if let token = cdata() { return token }
            } else if position >= end {
                return HTMLToken(kind: .end)
            } else if tree.source[position] != UInt8(ascii: "<") {
                return text()
            } else if let token = markup() {
                return token
            }
        }
    }

    // `nil`: something that leaves no token.
    private mutating func markup() -> HTMLToken? {
        switch byte(position + 1) {
        case 0x41...0x5A, 0x61...0x7A: return tag(.startTag, at: position + 1)
        case UInt8(ascii: "/"): return endTag()
        case UInt8(ascii: "!"): return declaration()
        case UInt8(ascii: "?"): return bogusComment(from: position + 1)
        default: return text(literal: 1)
        }
    }

    private mutating func endTag() -> HTMLToken? {
        switch byte(position + 2) {
        case 0x41...0x5A, 0x61...0x7A: return tag(.endTag, at: position + 2)
        case UInt8(ascii: ">"):
            position += 3
            return nil
        case _ where position + 2 >= end: return text(literal: 2)
        default: return bogusComment(from: position + 2)
        }
    }

    /// Text up to the next mark-up, or the white space before it.
    ///
    /// - Parameter literal: how many bytes at its beginning are text whatever they are.
    private mutating func text(literal: Int = 0) -> HTMLToken {
        let start = position
        if literal == 0 {
            if tree.source[start] == 0 { return null() }
            var index = start
            while HTMLTokenizer.isSpace(tree.source[index]) { index += 1 }
            if index > start {
                position = index
                return HTMLToken(kind: .space, text: HTMLText(start: Int32(start), end: Int32(index)))
            }
        }
        var index = start + literal
        while HTMLTokenizer.isPlain(tree.source[index]) { index += 1 }
        position = index
        guard tree.source[index] == UInt8(ascii: "&") else {
            return HTMLToken(kind: .text, text: HTMLText(start: Int32(start), end: Int32(index)))
        }
        return decodedText(from: start)
    }

    // From a place whose text goes on with a reference at the present position.
    private mutating func decodedText(from start: Int) -> HTMLToken {
        let begun = tree.decoded.count
        tree.decoded.append(contentsOf: tree.source[start..<position])
        while tree.source[position] == UInt8(ascii: "&") {
            let before = tree.decoded.count
            position += HTMLCharacterReferences.decode(
                tree.source[position..<end], isAttribute: false, into: &tree.decoded)
            if before == begun, tree.decoded.count == begun + 1, HTMLTokenizer.isSpace(tree.decoded[begun]) {
                return HTMLToken(kind: .space, text: decodedSince(begun))
            }
            let plain = position
            while HTMLTokenizer.isPlain(tree.source[position]) { position += 1 }
            tree.decoded.append(contentsOf: tree.source[plain..<position])
        }
        return HTMLToken(kind: .text, text: decodedSince(begun))
    }

    private func decodedSince(_ start: Int) -> HTMLText {
        HTMLText(start: Int32(tree.source.count + start), end: Int32(tree.source.count + tree.decoded.count))
    }

    private mutating func null() -> HTMLToken {
        position += 1
        return HTMLToken(kind: .null)
    }

    // Everything but `<`, `&` and NUL, with which the source ends.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x3C || (byte != 0 && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<"))
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0C || byte == 0x0D
    }

    // MARK: Raw text

    private mutating func rawText(until stop: Int, references: Bool) -> HTMLToken {
        guard position < stop else {
            if position >= end { return HTMLToken(kind: .end) }
            contentModel = .data
            return nextData()
        }
        let start = position
        position = stop
        let isPlain =
            tree.source.place(of: 0, in: start..<stop) == nil
            && !(references && tree.source.place(of: UInt8(ascii: "&"), in: start..<stop) != nil)
        if isPlain { return HTMLToken(kind: .text, text: HTMLText(start: Int32(start), end: Int32(stop))) }
        let begun = tree.decoded.count
        var index = start
        while index < stop {
            switch tree.source[index] {
            case 0:
                tree.decoded.append(contentsOf: HTMLCharacterReferences.replacement)
                index += 1
            case UInt8(ascii: "&") where references:
                index += HTMLCharacterReferences.decode(
                    tree.source[index..<stop], isAttribute: false, into: &tree.decoded)
            default:
                tree.decoded.append(tree.source[index])
                index += 1
            }
        }
        return HTMLToken(kind: .text, text: decodedSince(begun))
    }

    // Where the end tag of the element begins that raw text is in.
    private func rawTextEnd() -> Int {
        var index = position
        while let found = tree.source.place(of: UInt8(ascii: "<"), in: index..<end) {
            if isEndOfRawText(found) { return found }
            index = found + 1
        }
        return end
    }

    private func isEndOfRawText(_ index: Int) -> Bool {
        byte(index + 1) == UInt8(ascii: "/") && lastStartTag != 0
            && isName(tree.tagNames.name(lastStartTag), at: index + 2)
    }

    // Whether a name stands at a place, and ends there.
    private func isName(_ name: String, at start: Int) -> Bool {
        var index = start
        for letter in name.utf8 {
            guard byte(index) | 0x20 == letter | 0x20, index < end else { return false }
            index += 1
        }
        let next = byte(index)
        return index < end && (HTMLTokenizer.isSpace(next) || next == UInt8(ascii: "/") || next == UInt8(ascii: ">"))
    }

    // In a script `<!--` hides a `<script>` with its end tag, until `-->`.
    private func scriptEnd() -> Int {
        var index = position
        var (isEscaped, isDoubleEscaped) = (false, false)
        while index < end {
            if !isEscaped { index = tree.source.place(of: UInt8(ascii: "<"), in: index..<end) ?? end }
            switch tree.source[index] {
            case UInt8(ascii: "<"):
                if !isEscaped, matches("!--", at: index + 1) {
                    isEscaped = true
                    // The dashes that open it can be those that close it: `<!-->`.
                    index += 1
                } else if isDoubleEscaped {
                    if byte(index + 1) == UInt8(ascii: "/"), isName("script", at: index + 2) {
                        isDoubleEscaped = false
                    }
                } else if isEndOfRawText(index) {
                    return index
                } else if isEscaped, isName("script", at: index + 1) {
                    isDoubleEscaped = true
                }
            case UInt8(ascii: "-") where isEscaped:
                if matches("-->", at: index) { (isEscaped, isDoubleEscaped) = (false, false) }
            default: break
            }
            index += 1
        }
        return end
    }

    // MARK: Tags

    private mutating func tag(_ kind: HTMLTokenKind, at start: Int) -> HTMLToken? {
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

    // MARK: Sections of raw text in SVG and MathML

    /// Begins one at the present place.
    mutating func beginCDATA() { isInCDATA = true }

    private mutating func cdata() -> HTMLToken? {
        if position >= end || matches("]]>", at: position) {
            position = min(position + 3, end)
            isInCDATA = false
            return nil
        }
        if tree.source[position] == 0 { return null() }
        let start = position
        let kind: HTMLTokenKind = HTMLTokenizer.isSpace(tree.source[start]) ? .space : .text
        while position < end, tree.source[position] != 0, !matches("]]>", at: position) {
            if kind == .space, !HTMLTokenizer.isSpace(tree.source[position]) { break }
            position += 1
        }
        return HTMLToken(kind: kind, text: HTMLText(start: Int32(start), end: Int32(position)))
    }

    /// Whether some letters stand at a place; small ones stand for capitals too.
    func matches(_ letters: StaticString, at start: Int) -> Bool {
        guard start + letters.utf8CodeUnitCount <= end else { return false }
        return letters.withUTF8Buffer { letters in
            letters.indices.allSatisfy { offset in
                let byte = tree.source[start + offset]
                return byte == letters[offset] || byte &+ 0x20 == letters[offset] && byte &- 0x41 < 26
            }
        }
    }
}
