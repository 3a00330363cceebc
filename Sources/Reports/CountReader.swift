import Model

/// Checks the judgments that were read against the numbers that the document itself gives: *graded judgments in 10 of
/// these 11*, *good in two areas*. What does not add up was read wrong, or is printed wrong.
struct CountReader {
    let document: WordedDocument
    let profile: CompiledProfile
    let slots: Slots
    let judgments: [Judgment]

    private struct Stated {
        /// `nil` for the number of all that are graded.
        let grade: String?
        let count: Int
        let evidence: Range<Int>
    }

    func read() -> [Warning] {
        // Scopes are counted by nobody.
        let graded = judgments.filter { $0.grade != nil && $0.disagreesWith == nil && $0.id.contains(".") }
        guard !profile.counts.isEmpty, !graded.isEmpty else { return [] }
        let stated = stated()
        let isWhole = stated.filter { $0.grade != nil }.map(\.count).reduce(0, +) == graded.count
        return stated.compactMap { stated in
            let of = graded.filter { stated.grade == nil || $0.grade == stated.grade }
            let read = of.count
            if of.count(where: { !mayBeUncounted($0) }) == stated.count { return nil }
            // Where only some of what is counted is named, fewer is no contradiction.
            guard stated.grade == nil || isWhole ? read != stated.count : read > stated.count else { return nil }
            let what = stated.grade.map { $0.replacing("-", with: " ") } ?? "graded"
            return Warning(
                code: "grades-miscounted",
                message: "the document counts \(stated.count) as \(what), and \(read) were read",
                evidence: document.text.evidence(stated.evidence))
        }
    }

    private func mayBeUncounted(_ judgment: Judgment) -> Bool {
        (profile.profile.uncounted ?? []).contains { judgment.id.hasSuffix("." + $0) }
    }

    private func stated() -> [Stated] {
        var found: [Stated] = []
        for sentence in document.sentences.joined() {
            for pattern in profile.counts.possible(in: sentence) {
                var search = PatternSearch(pattern, in: sentence.tokens, slots: slots.read)
                var start = 0
                while start < sentence.tokens.count, let match = search.first(from: start) {
                    start = match.tokens.upperBound
                    guard let count = match["count"].flatMap({ Int($0) }) else { break }
                    let grade = match["grade"] ?? match["needs"]
                    if !found.contains(where: { $0.grade == grade }) {
                        found.append(Stated(grade: grade, count: count, evidence: sentence.range))
                    }
                }
            }
        }
        return found
    }
}
