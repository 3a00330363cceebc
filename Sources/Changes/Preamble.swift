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

/// A line in which the site speaks and not the document: whose the text is, how many have read it, that something is
/// still to load, which page of a print this is.
enum SiteLine {
    static func holds(_ words: [Word]) -> Bool {
        guard words.count <= longest else { return false }
        return isColophon(words) || isCounter(words) || isPlaceholder(words) || isPageMark(words)
    }

    /// The same of a line, which may also be the number of a page: a number alone behind the end of a sentence. Behind anything
    /// else it is a value below its name.
    static func holds(_ line: Int, of page: Page) -> Bool {
        let words = page.words(of: line)
        if holds(words) { return true }
        guard words.count == 1, words[0].text.utf8.count <= 4, words[0].text.allSatisfy(\.isWholeNumber),
            !page.isBullet(line)
        else { return false }
        return line == 0 || [".", "!", "?"].contains(page.words(of: line - 1).last?.text)
    }

    /// *Page 12 of 40*
    private static func isPageMark(_ words: [Word]) -> Bool {
        guard words.first?.folded == "page" else { return false }
        let numbers = words.dropFirst().filter { $0.folded != "of" && $0.text != "/" }
        return (1...2).contains(numbers.count)
            && numbers.allSatisfy { $0.text.allSatisfy(\.isWholeNumber) }
    }

    private static let longest = 12

    /// *1,204 views*, *Viewed 1,204 times*, *4 min read*.
    private static func isCounter(_ words: [Word]) -> Bool {
        guard words.contains(where: { $0.form.hasNumber }),
            words.contains(where: { counters.contains($0.folded) })
        else {
            return false
        }
        let said = words.filter { !$0.isMark }
        guard (2...5).contains(said.count) else { return false }
        let rest = said.filter { !$0.form.hasNumber }.map(\.folded)
        return rest.allSatisfy { counters.contains($0) || beside.contains($0) }
    }

    private static let counters: Set = ["views", "viewed", "likes", "shares", "reads", "read"]
    private static let beside: Set = [
        "page", "times", "this", "min", "mins", "minute", "minutes", "people",
    ]

    /// *Loading…*, *Loading graph...*
    private static func isPlaceholder(_ words: [Word]) -> Bool {
        words.first?.folded == "loading" && words.count > 3
            && words.suffix(3).allSatisfy { $0.text == "." }
            && words.count <= 6
    }

    /// *© Crown copyright 2024*: its year is the site's.
    private static func isColophon(_ words: [Word]) -> Bool {
        guard let first = words.first?.folded else { return false }
        // A sentence may begin with the word; a colophon goes on with its sign or a year.
        let next = words.dropFirst().first
        return first == "©" || first == "crown" && next?.folded == "copyright"
            || first == "copyright" && (next?.text == "©" || next?.form.hasNumber == true)
    }
}
