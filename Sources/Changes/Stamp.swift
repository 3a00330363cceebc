import Model

/// A line that says when the page itself was changed or made: *Last updated: 24 March 2025*, *Page generated at 09:31*.
enum Stamp {
    /// The page's own date: it moved.
    case dated
    /// The moment of delivery: no news.
    case delivered

    private static let changed: Set = [
        "updated", "published", "modified", "reviewed", "refreshed", "revised", "amended", "issued", "current",
    ]
    private static let made: Set = [
        "generated", "rendered", "served", "printed", "accessed", "viewed", "retrieved", "cached",
    ]
    private static let longest = 14

    /// Recognises an edit of such a line in which nothing but days and times differ.
    ///
    /// - Parameter label: the line before it, where that is a label (*Updated:*).
    init?(_ difference: WordDifference, label: [Word]) {
        guard difference.new.count(where: { !$0.isMark }) <= Stamp.longest,
            difference.removed.allSatisfy({ Stamp.mayMove(difference.old[$0]) }),
            difference.added.allSatisfy({ Stamp.mayMove(difference.new[$0]) }),
            !difference.removed.isEmpty || !difference.added.isEmpty
        else { return nil }
        let said = Set((label + difference.new).map { $0.folded })
        if !said.isDisjoint(with: Stamp.made) {
            self = .delivered
        } else if !said.isDisjoint(with: Stamp.changed) {
            self = .dated
        } else {
            return nil
        }
    }

    private static func mayMove(_ word: Word) -> Bool { word.isMark || tellsTime(word) }

    private static func tellsTime(_ word: Word) -> Bool {
        let folded = word.folded
        if word.isDate || DateWords.months[folded] != nil || DateWords.weekdays.contains(folded) { return true }
        let rest = folded.drop { $0.isASCII && $0.isNumber }
        return rest.count < folded.count && ["", "am", "pm", "st", "nd", "rd", "th", "z", "t"].contains(rest)
            || ["am", "pm", "gmt", "bst", "utc"].contains(folded)
    }
}
