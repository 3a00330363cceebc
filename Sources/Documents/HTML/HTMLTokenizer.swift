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

    mutating func nextData() -> HTMLToken {
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
        var index = tree.source.place(of: UInt8(ascii: "<"), in: (start + literal)..<end) ?? end
        index = tree.source.place(of: UInt8(ascii: "&"), in: (start + literal)..<index) ?? index
        index = tree.source.place(of: 0, in: (start + literal)..<index) ?? index
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

    func decodedSince(_ start: Int) -> HTMLText {
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
