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
        guard let title = page.lines.prefix(5).firstIndex(where: { $0.role == .title }), line < title,
            page.lines[line].weight <= longest
        else { return false }
        let words = page.words(of: line).filter { !$0.isMark }.map(\.folded)
        if words.count <= 6, let first = words.first, skips.contains(first) { return true }
        return !outages.isDisjoint(with: words)
    }
}
