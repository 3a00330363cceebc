import Model

/// Rows of a table that lost the gaps between their cells: *Investigating crime Requires improvement 2018/19*. Several may stand
/// in one line.
struct GradedRows: Sendable {
    /// One row, as places in its line.
    struct Row: Sendable {
        let tokens: Range<Int>
        let name: Range<Int>
        let verdict: Verdict
        /// Whether the year in it is an earlier one.
        let isCarriedOver: Bool
    }

    private let patterns: [Pattern]
    private let headings: [Pattern]
    private let beginnings: Set<String>
    private let verdictWords: WordSet
    private let slots: Slots

    private static let longest = 120

    /// `nil` where the profile knows no such rows.
    init?(_ profile: CompiledProfile, _ slots: Slots) {
        guard !profile.gradedRows.isEmpty || !profile.gradedHeadings.isEmpty else { return nil }
        (patterns, headings, self.slots) = (profile.gradedRows, profile.gradedHeadings, slots)
        verdictWords = profile.vocabulary.verdictWords
        beginnings = profile.questions.firstWords
    }

    /// Gives the rows of which a line consists; none where it says anything else.
    func rows(in tokens: [Token]) -> [Row] {
        guard mayBeRow(tokens) else { return [] }
        var rows: [Row] = []
        var next = 0
        while next < tokens.count {
            guard let row = row(in: tokens, at: next, patterns) else { return [] }
            rows.append(row)
            next = row.tokens.upperBound
        }
        return rows
    }

    /// Gives the row that a line is by its looks, as a heading with its grade may look, too: *Care leavers: good*.
    func headingRow(in tokens: [Token]) -> Row? { mayBeRow(tokens) ? row(in: tokens, at: 0, headings) : nil }

    /// Whether a row may be broken behind the last word of a line: a quick look.
    func mayBreak(behind tokens: [Token]) -> Bool { tokens.last.map(verdictWords.contains) ?? false }

    private func mayBeRow(_ tokens: [Token]) -> Bool {
        guard let first = tokens.first, tokens.count <= GradedRows.longest else { return false }
        return beginnings.contains(first.word) && tokens.contains { verdictWords.contains($0) }
    }

    private func row(in tokens: [Token], at position: Int, _ patterns: [Pattern]) -> Row? {
        patterns.lazy.compactMap { pattern in
            guard let match = pattern.match(in: tokens, at: position, slots: slots.read), !match.tokens.isEmpty,
                let name = match.captures["thing"], let verdict = Verdict(match)
            else { return nil }
            return Row(
                tokens: match.tokens, name: name.tokens, verdict: verdict,
                isCarriedOver: match.captures["earlier"] != nil)
        }.first
    }
}
