import Foundation
import Model

/// Builds the canonical text block by block; the rules stand in `docs/canonical-text.md`.
///
/// One block is one line. White space of any kind becomes one space, what cannot be seen (soft hyphens, zero-width
/// spaces, control characters) goes, list items begin with `- `, cells of a row are divided by a tab.
struct CanonicalTextBuilder {
    // The blocks that are done, each with its line feed, and then the open line.
    private var scalars: [Unicode.Scalar] = []
    private var lineStart = 0
    private(set) var blocks: [Block] = []
    private(set) var links: [DocumentLink] = []
    /// The page that the blocks to come begin on, where the document has pages.
    var page: Int?

    // Whether a space is owed before the next visible character of the line, and the links opened in it.
    private var owesSpace = false
    private var mayHoldMarks = false
    private var openLinks: [(url: String, start: Int)] = []
    private var lineLinks: [(url: String, range: Range<Int>)] = []

    /// The text of the blocks so far; it ends with a line feed, as `text.txt` does.
    var text: CanonicalText {
        CanonicalText(scalars: isLineEmpty ? scalars : Array(scalars[..<lineStart]))
    }

    /// The blocks so far as texts.
    var lines: [String] {
        let text = text
        return blocks.map { text[$0.range] }
    }

    /// Whether nothing visible stands in the open line.
    var isLineEmpty: Bool { scalars.count == lineStart }

    /// Adds inline text to the open line.
    mutating func append(_ text: String) {
        // Only text with combining marks or compatibility forms can be outside NFC.
        guard text.unicodeScalars.contains(where: { $0.value >= 0x300 }) else {
            for scalar in text.unicodeScalars { put(scalar) }
            return
        }
        for piece in CanonicalTextBuilder.pieces(text) {
            for scalar in piece.precomposedStringWithCanonicalMapping.unicodeScalars { put(scalar) }
        }
    }

    // Composing takes the square of the marks on one letter: a text is composed in pieces, cut where ASCII stands, which composes
    // with nothing before it, or after more marks than any writing has.
    private static func pieces(_ text: String) -> [String] {
        let scalars = text.unicodeScalars
        guard scalars.count > 4096 else { return [text] }
        var pieces: [String] = []
        var (start, length) = (scalars.startIndex, 0)
        for index in scalars.indices {
            if length >= 8192 || length >= 2048 && scalars[index].value < 0x80 {
                pieces.append(String(scalars[start..<index]))
                (start, length) = (index, 0)
            }
            length += 1
        }
        return pieces + [String(scalars[start...])]
    }

    /// The same for text in UTF-8, without making a string of what need not be one.
    mutating func append(utf8 bytes: ArraySlice<UInt8>) {
        guard !CanonicalTextBuilder.mayNeedComposing(bytes) else {
            return append(String(decoding: bytes, as: UTF8.self))
        }
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let plain = CanonicalTextBuilder.plainRun(bytes, from: index)
            if plain > index {
                putVisible(Unicode.Scalar(bytes[index]))
                appendASCII(bytes[(index + 1)..<plain])
                index = plain
            } else if bytes[index] < 0x80 {
                put(Unicode.Scalar(bytes[index]))
                index += 1
            } else {
                put(CanonicalTextBuilder.decode(bytes, &index))
            }
        }
    }

    // One by one would ask for room for each letter, which was a good part of the time of a page.
    private mutating func appendASCII(_ bytes: ArraySlice<UInt8>) {
        let start = scalars.count
        scalars.append(contentsOf: repeatElement(" ", count: bytes.count))
        scalars[start...].withUnsafeMutableBufferPointer { target in
            bytes.withUnsafeBufferPointer { source in
                for index in 0..<min(source.count, target.count) { target[index] = Unicode.Scalar(source[index]) }
            }
        }
    }

    // Where words of ASCII end that one space divides: the text is theirs as it is.
    private static func plainRun(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int {
        var index = start
        var afterSpace = true
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == 0x20 {
                if afterSpace { break }
                afterSpace = true
            } else if byte < 0x20 || byte >= 0x7F {
                break
            } else {
                afterSpace = false
            }
            index += 1
        }
        return afterSpace && index > start ? index - 1 : index
    }

    /// Adds a space between what stands and what comes.
    mutating func appendSpace() { owesSpace = true }

    private mutating func put(_ scalar: Unicode.Scalar) {
        if scalar.isBlank {
            owesSpace = true
        } else if !CanonicalTextBuilder.isInvisible(scalar) {
            if scalar.value >= 0x300 { mayHoldMarks = true }
            putVisible(scalar)
        }
    }

    private mutating func putVisible(_ scalar: Unicode.Scalar) {
        if owesSpace {
            if !isLineEmpty, scalars[scalars.count - 1] != "\t" { scalars.append(" ") }
            owesSpace = false
        }
        scalars.append(scalar)
    }

    // Below U+0300 all is composed, and so is the punctuation of U+2000 to U+20BF, by its first two bytes.
    private static func mayNeedComposing(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return false }
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] >= 0xCC {
                guard bytes[index] == 0xE2, index + 1 < bytes.endIndex, bytes[index + 1] <= 0x82 else { return true }
            }
            index += 1
        }
        return false
    }

    // The code point at a place, of those that need no composing.
    private static func decode(_ bytes: ArraySlice<UInt8>, _ index: inout Int) -> Unicode.Scalar {
        let first = UInt32(bytes[index])
        func tail(_ offset: Int) -> UInt32 {
            index + offset < bytes.endIndex ? UInt32(bytes[index + offset]) & 0x3F : 0
        }
        defer { index = min(index + (first < 0xE0 ? 2 : 3), bytes.endIndex) }
        let value = first < 0xE0 ? (first & 0x1F) << 6 | tail(1) : (first & 0x0F) << 12 | tail(1) << 6 | tail(2)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    /// Divides the cell just written from the next one.
    mutating func endCell() {
        owesSpace = false
        scalars.append("\t")
    }

    mutating func openLink(_ url: String) { openLinks.append((url, scalars.count - lineStart)) }

    mutating func closeLink() {
        let end = scalars.count - lineStart
        guard let link = openLinks.popLast(), link.start < end else { return }
        // The space that was owed when the link began stands before its words.
        let start = scalars[lineStart + link.start] == " " ? link.start + 1 : link.start
        lineLinks.append((link.url, start..<end))
    }

    /// Ends the open line as a block of a kind; an empty line makes none.
    mutating func endBlock(_ kind: Block.Kind) {
        defer {
            lineLinks.removeAll(keepingCapacity: true)
            (owesSpace, mayHoldMarks, lineStart) = (false, false, scalars.count)
            for index in openLinks.indices { openLinks[index].start = 0 }
        }
        while !isLineEmpty, scalars[scalars.count - 1] == "\t" { scalars.removeLast() }
        guard !isLineEmpty else { return }
        if mayHoldMarks { composeAcrossRuns() }
        if case .listItem = kind {
            scalars.insert(contentsOf: ["-", " "], at: lineStart)
            lineStart += 2
        }
        blocks.append(Block(kind: kind, range: lineStart..<scalars.count, page: page))
        for link in lineLinks {
            let range = (lineStart + link.range.lowerBound)..<min(lineStart + link.range.upperBound, scalars.count)
            links.append(DocumentLink(url: link.url, range: range))
        }
        scalars.append("\n")
    }

    // A mark at the beginning of one run belongs to the letter at the end of the run before it.
    private mutating func composeAcrossRuns() {
        let line = scalars[lineStart...]
        // A line that is longer was written as one run, and composed as such.
        guard line.count < 65_536,
            line.contains(where: { $0.value >= 0x300 && $0.properties.generalCategory == .nonspacingMark })
        else { return }
        let composed = Array(String(scalars: line).precomposedStringWithCanonicalMapping.unicodeScalars)
        guard composed.count != line.count else { return }
        scalars.replaceSubrange(lineStart..., with: composed)
        lineLinks = lineLinks.compactMap { link in
            let range = link.range.clamped(to: 0..<composed.count)
            return range.isEmpty ? nil : (link.url, range)
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x202A...0x202E, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
