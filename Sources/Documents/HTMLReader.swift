import CGumbo
import CGumboLibrary
import Model

/// HTML by the HTML5 tree rules (gumbo), told apart into the document and its furniture, and flattened into blocks.
enum HTMLReader {
    // A tree of an honest page takes a few times its size; a page that wants more is an attack.
    private static let largestTree = 512 << 20
    // Open elements at once. Honest pages stay under a hundred; the parser's rules are quadratic in the depth.
    private static let deepestNesting = 4000

    static func read(_ bytes: [UInt8], hint: DocumentReader.Hint) throws(Refusal) -> Document {
        let charset = hint.charset ?? MetaCharset.declared(in: bytes)
        let source = Array(TextDecoding.string(from: bytes, declared: charset).utf8)
        guard nesting(of: source) <= deepestNesting else {
            throw Refusal(
                .tooLarge, "the page nests its elements more than \(deepestNesting) deep",
                remedy: "Open the page in a browser and save it as plain text.")
        }
        let document: Document? = source.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                guard let tree = cg_parse(characters.baseAddress, characters.count, largestTree) else { return nil }
                defer { cg_free(tree) }
                return HTMLWalk.document(of: cg_root(tree), base: hint.url)
            }
        }
        guard let document else {
            throw Refusal(
                .outOfMemory, "the page needs more than \(largestTree >> 20) MiB to be read",
                remedy: "Open the page in a browser and save it as plain text.")
        }
        return document
    }

    // How deep the tree can get, from the tags alone: elements that were opened and not closed by their own name.
    private static func nesting(of source: [UInt8]) -> Int {
        var open: [ArraySlice<UInt8>: Int] = [:]
        var (depth, deepest) = (0, 0)
        for index in source.indices.dropLast(2) where source[index] == UInt8(ascii: "<") {
            let closes = source[index + 1] == UInt8(ascii: "/")
            let name = tagName(source[(index + (closes ? 2 : 1))...])
            guard !name.isEmpty, !shortLived.contains(name) else { continue }
            if !closes {
                open[name, default: 0] += 1
                depth += 1
                deepest = max(deepest, depth)
            } else if let count = open[name], count > 0 {
                open[name] = count - 1
                depth -= 1
            }
        }
        return deepest
    }

    private static func tagName(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        rest.prefix(12).prefix {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || (0x30...0x39).contains($0)
        }
    }

    // Elements that hold nothing, and those that cannot hold one another, whose end tag people leave out.
    private static let shortLived = Set(
        [
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
            "wbr",
            "p", "li", "dt", "dd", "option", "tr", "td", "th",
        ].map { ArraySlice(Array($0.utf8)) })
}

/// The charset that a page declares in its first bytes (WHATWG "prescan", 1,024 bytes and some more for good measure).
enum MetaCharset {
    static func declared(in bytes: [UInt8]) -> String? {
        let head = String(decoding: bytes.prefix(4096).map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self).lowercased()
        var rest = head[...]
        while let meta = rest.firstRange(of: "<meta") {
            rest = rest[meta.upperBound...]
            let tag = rest.prefix { $0 != ">" }
            guard let found = tag.firstRange(of: "charset") else { continue }
            let value = tag[found.upperBound...].drop { " =\"'".contains($0) }
                .prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) }
            // A page in UTF-16 could not have been read so far: WHATWG takes such a declaration as UTF-8.
            if !value.isEmpty { return value.hasPrefix("utf-16") ? "utf-8" : String(value) }
        }
        return nil
    }
}
