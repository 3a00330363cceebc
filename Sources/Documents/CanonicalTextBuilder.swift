import Foundation
import Model

/// Builds the canonical text block by block; the rules stand in `docs/canonical-text.md`.
///
/// One block is one line. White space of any kind becomes one space, what cannot be seen (soft hyphens, zero-width
/// spaces, control characters) goes, list items begin with `- `, cells of a row are divided by a tab.
struct CanonicalTextBuilder {
    private(set) var scalars: [Unicode.Scalar] = []
    private(set) var blocks: [Block] = []
    private(set) var links: [DocumentLink] = []
    /// The page that the blocks to come begin on, where the document has pages.
    var page: Int?

    // The line being written: its scalars, whether a space is owed before the next one, and the links opened in it.
    private var line: [Unicode.Scalar] = []
    private var owesSpace = false
    private var openLinks: [(url: String, start: Int)] = []
    private var lineLinks: [(url: String, range: Range<Int>)] = []

    /// The text so far; it ends with a line feed, as `text.txt` does.
    var text: CanonicalText { CanonicalText(scalars: scalars.isEmpty ? [] : scalars + ["\n"]) }

    /// Whether nothing visible stands in the open line.
    var isLineEmpty: Bool { line.isEmpty }

    /// Adds inline text to the open line.
    mutating func append(_ text: String) {
        // Only text with combining marks or compatibility forms can be outside NFC.
        let composed =
            text.unicodeScalars.allSatisfy { $0.value < 0x300 } ? text : text.precomposedStringWithCanonicalMapping
        for scalar in composed.unicodeScalars {
            if scalar.isBlank {
                owesSpace = true
            } else if !CanonicalTextBuilder.isInvisible(scalar) {
                if owesSpace, !line.isEmpty, line.last != "\t" { line.append(" ") }
                owesSpace = false
                line.append(scalar)
            }
        }
    }

    /// Divides the cell just written from the next one.
    mutating func endCell() {
        owesSpace = false
        line.append("\t")
    }

    mutating func openLink(_ url: String) { openLinks.append((url, line.count)) }

    mutating func closeLink() {
        guard let link = openLinks.popLast(), link.start < line.count else { return }
        // The space that was owed when the link began stands before its words.
        let start = line[link.start] == " " ? link.start + 1 : link.start
        lineLinks.append((link.url, start..<line.count))
    }

    /// Ends the open line as a block of a kind; an empty line makes none.
    mutating func endBlock(_ kind: Block.Kind) {
        defer {
            line = []
            lineLinks = []
            owesSpace = false
            openLinks = openLinks.map { ($0.url, 0) }
        }
        while line.last == "\t" { line.removeLast() }
        composeAcrossRuns()
        guard line.contains(where: { $0 != "\t" }) else { return }
        if !scalars.isEmpty { scalars.append("\n") }
        if case .listItem = kind { scalars.append(contentsOf: ["-", " "]) }
        let start = scalars.count
        scalars.append(contentsOf: line)
        blocks.append(Block(kind: kind, range: start..<scalars.count, page: page))
        for link in lineLinks {
            let range = (start + link.range.lowerBound)..<min(start + link.range.upperBound, scalars.count)
            links.append(DocumentLink(url: link.url, range: range))
        }
    }

    // A mark at the beginning of one run belongs to the letter at the end of the run before it.
    private mutating func composeAcrossRuns() {
        guard line.contains(where: { $0.value >= 0x300 && $0.properties.generalCategory == .nonspacingMark }) else {
            return
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: line)
        let composed = Array(String(view).precomposedStringWithCanonicalMapping.unicodeScalars)
        guard composed.count != line.count else { return }
        line = composed
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
