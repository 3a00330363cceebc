import Model

/// The mark with which an item of a list begins in a plain text.
struct ListMark {
    private enum Sort: Equatable {
        case dash
        case bullet(Unicode.Scalar)
    }

    /// What stands behind it.
    let words: Substring
    private let sort: Sort

    /// Reads the mark at the beginning of a line's words; `nil` where there is none.
    init?(_ line: Substring) {
        guard let first = line.first, let scalar = first.unicodeScalars.first else { return nil }
        let rest = line.dropFirst()
        words = rest.drop(while: \.isWhitespace)
        if ListMark.dashes.contains(scalar) {
            // A dash glued to its word is a word.
            guard rest.first?.isWhitespace == true else { return nil }
            sort = .dash
            return
        }
        sort = .bullet(scalar)
        if ListMark.bullets.contains(scalar) || ListMark.isOfSymbolFont(scalar) { return }
        // Two marks that are signs of their own: a bullet has a word behind it, and that of a typewriter a gap.
        guard scalar == "§" || scalar == "o", words.first?.isLetter == true else { return nil }
        let gap = rest.prefix(while: \.isWhitespace)
        guard gap.count >= (scalar == "§" ? 1 : 2) || gap.contains("\t") else { return nil }
    }

    /// Whether words are nothing but a mark that needs no words beside it.
    static func isAlone(_ words: Substring) -> Bool {
        let mark = words.trimmingSuffix(while: \.isWhitespace)
        guard let first = mark.first, mark.count == 1, let scalar = first.unicodeScalars.first else { return false }
        return bullets.contains(scalar) || isOfSymbolFont(scalar)
    }

    // The fonts of bullets put them where Unicode has no letters, and a PDF does not say what they look like.
    private static func isOfSymbolFont(_ scalar: Unicode.Scalar) -> Bool { (0xE000...0xF8FF).contains(scalar.value) }

    private static let dashes: Set<Unicode.Scalar> = ["-", "*", "–", "−", "⎯"]
    private static let bullets: Set<Unicode.Scalar> = [
        "•", "·", "◦", "▪", "●", "‣", "■", "◼", "◾", "▫", "□", "○", "◆", "◇", "❖", "➢", "➤", "▶", "►", "▸", "✓", "✔",
        "∎",
    ]

    /// How deep the items of one list stand in each other.
    struct Depth {
        private var open: [(sort: Sort, indent: Int)] = []
        private static let deepest = 6

        /// Gives the depth of the next item; `isAnnounced` says that the item above ends in a colon.
        mutating func add(_ mark: ListMark, indent: Int, isAnnounced: Bool) -> Int {
            if let level = open.firstIndex(where: { $0.sort == mark.sort }) {
                open.removeLast(open.count - 1 - level)
            } else if let above = open.last, open.count < Depth.deepest,
                isAnnounced || indent > above.indent + 1 || mark.sort == .dash
            {
                open.append((mark.sort, indent))
            } else {
                // Another mark for the same: the list goes on.
                if !open.isEmpty { open.removeLast() }
                open.append((mark.sort, indent))
            }
            return open.count
        }
    }
}
