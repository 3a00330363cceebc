import Foundation
import Model

/// HTML by the tree rules of the standard, told apart into the document and its furniture, and flattened into blocks.
enum HTMLReader {
    static func read(_ bytes: [UInt8], hint: DocumentReader.Hint) throws(Refusal) -> Document {
        let charset = hint.charset ?? MetaCharset.declared(in: bytes)
        guard let tree = HTMLTreeBuilder.tree(of: TextDecoding.utf8(from: bytes, declared: charset)) else {
            throw Refusal(
                .tooLarge, "the page makes more elements than any honest page has",
                remedy: "Open the page in a browser and save it as plain text.")
        }
        return HTMLWalk.document(of: tree, hint: hint)
    }
}

/// The charset that a page declares in its head. Browsers look at the first 1,024 bytes, and begin again when they come upon
/// another declaration further down.
enum MetaCharset {
    private static let longestHead = 1 << 20

    static func declared(in bytes: [UInt8]) -> String? {
        let end = min(bytes.count, longestHead)
        var index = 0
        while let mark = bytes.place(of: UInt8(ascii: "<"), in: index..<end) {
            index = mark + 1
            if begins("body", bytes[index..<end]) { return nil }
            guard begins("meta", bytes[index..<end]) else { continue }
            let tag = bytes[(index + 4)..<end].prefix(4096).prefix { $0 != UInt8(ascii: ">") }
            if let charset = charset(in: tag) { return charset }
        }
        return nil
    }

    private static func begins(_ name: StaticString, _ rest: ArraySlice<UInt8>) -> Bool {
        name.withUTF8Buffer { rest.prefix($0.count).elementsEqual($0) { $0 | 0x20 == $1 } }
    }

    private static func charset(in tag: ArraySlice<UInt8>) -> String? {
        let tag = String(decoding: tag.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self).lowercased()
        guard let found = tag.firstRange(of: "charset") else { return nil }
        let value = tag[found.upperBound...].drop { " =\"'".contains($0) }
            .prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) }
        // A page in UTF-16 could not have been read so far: WHATWG takes such a declaration as UTF-8.
        return value.isEmpty ? nil : value.hasPrefix("utf-16") || value == "unicode" ? "utf-8" : String(value)
    }
}
