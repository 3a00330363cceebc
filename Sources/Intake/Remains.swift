import Model

/// Tells a page on which next to nothing of the report is left: a template without its content, a message that nobody has
/// thought of here. The address alone may still make it look like the report.
package enum Remains {
    /// Less than this share of the text of the version before makes a page suspect, if it is brief besides.
    private static let leastShare = 20
    private static let longestMessage = 1500

    /// Gives the reason to refuse what is left of a report; `nil` where enough is, or the page says what became of it.
    ///
    /// - Parameter isGraded: whether it states a judgment or a finding, as no message does.
    package static func judge(
        _ now: SameDocument.Shown, before: SameDocument.Shown, isGraded: Bool
    ) -> AdmissionRefusal? {
        let (text, whole) = (lines(now.text), lines(before.text))
        let (size, all) = (count(text), count(whole))
        guard !isGraded, size < longestMessage, all >= longestMessage, size * 100 < all * leastShare else { return nil }
        let known = Set(whole)
        let new = text.filter { !known.contains($0) }
        let share = all == 0 ? 0 : (size - count(new)) * 100 / all
        guard let message = new.first else {
            return AdmissionRefusal(
                .emptyBody,
                "the page is empty but for \(share) % of the text of the version before, and says nothing new")
        }
        if now.report != before.report {
            let words = (new.first(where: explains) ?? message).prefix(100)
            return AdmissionRefusal(
                .wrongDocument,
                "the address carried \(before.report.spoken) and now shows \(share) % of it and “\(words)”")
        }
        let keepsTitle = now.title == before.title || whole.first.map { $0 == text.first } ?? false
        if keepsTitle, new.contains(where: explains) { return nil }
        // Of a document that nobody knows a new text under its old title is its owner's business.
        if before.report.isDocument, keepsTitle { return nil }
        return AdmissionRefusal(
            .wrongDocument,
            "the address carried \(before.report.spoken) and now shows \(share) % of it and “\(message.prefix(100))”")
    }

    /// Whether a line says what became of a report that was taken down.
    private static func explains(_ line: Substring) -> Bool {
        let words = Set(Words.of(String(line)))
        return !words.isDisjoint(with: [
            "withdrawn", "withdrew", "withdrawal", "removed", "replaced", "superseded", "archived", "unpublished",
            "corrected",
            "review", "reviewed",
        ])
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isNewline).filter { $0.contains { !$0.isWhitespace } }
    }

    private static func count(_ lines: [Substring]) -> Int { lines.reduce(0) { $0 + $1.count } }
}
