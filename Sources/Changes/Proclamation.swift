/// What a passage says about the document itself, in the words publishers use for it.
enum Proclamation {
    case withdrawn, correction

    /// Recognises a notice such as "This report was withdrawn on …"; a sentence that merely speaks of corrections is none.
    init?(_ words: [Word]) {
        // A notice says so at once. Looking at single words first keeps this cheap: every edited line passes here.
        let beginning = words.lazy.filter { !$0.isMark }.prefix(40)
        guard beginning.contains(where: { $0.form.isOfNotice }) else { return nil }
        let said = Array(beginning.map { $0.folded })
        let text = said.joined(separator: " ")
        if Proclamation.states(said, ["withdrawn"]) || Proclamation.isLabel(words, "withdrawn") {
            self = .withdrawn
        } else if Proclamation.states(said, Proclamation.amendments)
            || Proclamation.openings.contains(where: { text == $0 || text.hasPrefix($0 + " ") })
        {
            self = .correction
        } else {
            return nil
        }
    }

    /// Whether some words in a row say "this report", "was" or "has been", and one of the verbs; or "we have", the verb and
    /// "this report".
    private static func states(_ words: [String], _ verbs: Set<String>) -> Bool {
        for place in words.indices where verbs.contains(words[place]) {
            var before = words[..<place]
            // "now", "temporarily"; a "not" is none of these.
            if let word = before.last, word == "now" || word == "since" || word.hasSuffix("ly") { before.removeLast() }
            let after = words[(place + 1)...]
            if actives.contains(where: { before.ends(with: $0) }), after.first == "this",
                after.dropFirst().prefix(2).contains(where: nouns.contains)
            {
                return true
            }
            guard let auxiliary = auxiliaries.first(where: { before.ends(with: $0) }) else { continue }
            before = before.dropLast(auxiliary.count)
            // *This report*, *this inspection report*.
            if let noun = before.last, nouns.contains(noun), before.dropLast().suffix(2).contains("this") {
                return true
            }
        }
        return false
    }

    /// Whether a line is a label: the word alone, or before a colon or a day.
    private static func isLabel(_ words: [Word], _ label: String) -> Bool {
        guard words.first?.folded == label else { return false }
        guard words.count > 1 else { return true }
        return words[1].text == ":" || words[1].isDate || words[1].text == "on" && words.count < 6
    }

    private static let amendments: Set = ["corrected", "amended", "revised"]
    static let signs = amendments.union([
        "withdrawn", "correction", "corrections", "erratum", "errata", "wording",
    ])
    // Looking at one letter first keeps this cheap: every word passes here.
    static let signBeginnings = Set(signs.compactMap { $0.utf8.first }.flatMap { [$0, $0 & ~0x20] })
    private static let actives = [["we", "have"], ["we"], ["we've"], ["has"]]
    private static let auxiliaries = [["was"], ["is"], ["has", "been"]]
    private static let nouns: Set = [
        "report", "page", "document", "publication", "letter", "assessment", "guidance", "notice", "consultation",
        "bulletin", "circular", "release", "summary",
    ]
    private static let openings = [
        "correction", "corrections", "erratum", "errata", "please note wording corrected", "please note the wording",
        "wording corrected",
    ]
}

extension ArraySlice<String> {
    fileprivate func ends(with other: [String]) -> Bool { suffix(other.count).elementsEqual(other) }
}
