/// Lines above the title of a text that belong to the site and not to the document: a link past the menus, a notice that the site
/// will be down.
enum Preamble {
    private static let skips: Set = ["skip", "jump"]
    private static let outages: Set = [
        "maintenance", "unavailable", "downtime", "outage", "offline", "javascript", "cookies",
    ]
    private static let longest = 40

    /// Whether a line is one; a notice of the report itself says none of their words.
    static func holds(_ line: Int, of page: Page) -> Bool {
        guard line < 5, let title = page.lines.prefix(5).firstIndex(where: { $0.role == .title }), line < title,
            page.lines[line].weight <= longest
        else { return false }
        let words = page.words(of: line).filter { !$0.isMark }.map(\.folded)
        if words.count <= 6, let first = words.first, skips.contains(first) { return true }
        return !outages.isDisjoint(with: words)
    }
}

/// The line below a text that says whose it is: *© Crown copyright 2024*. Its year is the site's.
enum Colophon {
    private static let longest = 12

    static func holds(_ words: [Word]) -> Bool {
        guard words.count <= longest, let first = words.first?.folded else { return false }
        // A sentence may begin with the word; a colophon goes on with its sign or a year.
        let next = words.dropFirst().first
        return first == "©" || first == "crown" && next?.folded == "copyright"
            || first == "copyright" && (next?.text == "©" || next?.form.hasNumber == true)
    }
}
