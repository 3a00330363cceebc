/// How a line is set: all in capitals, or in cells.
enum Setting {
    /// Whether an edit changes nothing else.
    static func isAll(of difference: WordDifference) -> Bool {
        isOfCapitals(difference)
            || isOfCells(difference.added, of: difference.new, beside: difference.old)
                && isOfCells(difference.removed, of: difference.old, beside: difference.new)
    }

    private static func isOfCapitals(_ difference: WordDifference) -> Bool {
        guard difference.old.count == difference.new.count,
            zip(difference.old, difference.new).allSatisfy({ $0.folded == $1.folded })
        else { return false }
        return [difference.old, difference.new].contains { words in
            words.contains { $0.text.count > 1 } && words.allSatisfy { $0.text == $0.text.uppercased() }
        }
    }

    /// Whether words are colons, each where the other side begins a cell.
    private static func isOfCells(_ places: [Int], of words: [Word], beside other: [Word]) -> Bool {
        // What stands before a colon is as long on both sides, but for the colons.
        places.enumerated().allSatisfy { colons, place in
            let next = place - colons
            return words[place].text == ":" && next < other.count && other[next].opensCell
        }
    }
}
