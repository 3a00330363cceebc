import Model

/// Lines that state the grades of several things: *A and B were judged to be good; C was judged to be adequate.* An edit of such
/// a line is accounted for where nothing but things and grades moved in it, and each thing that has another grade is told.
struct GradeLists {
    private let old: [Int: [Judgment]]
    private let new: [Int: [Judgment]]
    private let told: Set<String>
    private let language: String?

    /// Takes what has been told so far.
    init(_ pages: Pages, _ draft: ChangeDraft) {
        old = GradeLists.byLine(pages.old)
        new = GradeLists.byLine(pages.new)
        language = pages.new.record.language
        let prefix = "/judgments/"
        told = Set(
            draft.entries.lazy.filter { $0.kind.isOfJudgment }.map(\.item.path).filter { $0.hasPrefix(prefix) }.map {
                String($0.dropFirst(prefix.count))
            })
    }

    /// Whether an edit says nothing but what is told of its judgments.
    func accounts(for edit: Edits.Edit) -> Bool {
        let (before, after) = (old[edit.old] ?? [], new[edit.new] ?? [])
        guard !before.isEmpty, !after.isEmpty, Set((before + after).map(\.id)).count > 1 else { return false }
        let words = known(before, after)
        let removed = left(edit.difference.removed, of: edit.difference.old, words.told)
        let added = left(edit.difference.added, of: edit.difference.new, words.told)
        let isMarksAlone = (edit.difference.removedWords + edit.difference.addedWords).allSatisfy(\.isMark)
        // What is not told only changed its place among the others.
        return !isMarksAlone && removed.sorted() == added.sorted() && words.places.isSuperset(of: removed)
    }

    private static func byLine(_ page: Page) -> [Int: [Judgment]] {
        var lines: [Int: [Judgment]] = [:]
        for judgment in page.record.judgments {
            for line in Set(judgment.evidence.flatMap { page.lines(of: $0) }) {
                lines[line, default: []].append(judgment)
            }
        }
        return lines
    }

    /// The words of what is told, and those that may change their place.
    private func known(_ before: [Judgment], _ after: [Judgment]) -> (told: Set<String>, places: Set<String>) {
        let earlier = Dictionary(before.map { ($0.id, $0.topicWords) }) { first, _ in first }
        let later = Dictionary(after.map { ($0.id, $0.topicWords) }) { first, _ in first }
        var (come, stayed) = (Set<String>(), GradeLists.joiners.union(GradeWords.companions))
        for (id, words) in earlier.merging(later, uniquingKeysWith: { $0 == $1 ? $0 : [] }) {
            if told.contains(id) { come.formUnion(words) } else { stayed.formUnion(words) }
        }
        let grades = (before + after).reduce(into: Set<String>()) {
            $0.formUnion(GradeWords.of($1, language: language))
        }
        stayed.formUnion(grades)
        guard !told.isDisjoint(with: (before + after).map(\.id)) else { return ([], stayed) }
        return (come.union(grades).union(GradeWords.companions).union(GradeLists.joiners), stayed)
    }

    /// The words of an edit that nothing told accounts for.
    private func left(_ positions: [Int], of words: [Word], _ told: Set<String>) -> [String] {
        // The sentence that the last word stood in, so that none is looked through for each of its words.
        var sentence = (words: 0..<0, isEmptyList: false)
        return positions.filter { place in
            let word = words[place]
            if word.isMark || !word.negates && told.contains(word.folded) { return false }
            guard !told.isEmpty else { return true }
            if !sentence.words.contains(place) {
                let found = self.sentence(around: place, of: words)
                sentence = (found, isEmptyList(words[found], told))
            }
            return !sentence.isEmptyList
        }.map { words[$0].negates ? "not" : words[$0].folded }
    }

    private func sentence(around place: Int, of words: [Word]) -> Range<Int> {
        let ends = { (word: Word) in word.isMark && [".", ";", ":"].contains(word.text) }
        let start = words[..<place].lastIndex(where: ends).map { $0 + 1 } ?? 0
        return start..<(words[place...].firstIndex(where: ends) ?? words.count)
    }

    /// Whether a sentence says that nothing has a grade: *No area was judged to be outstanding.*
    private func isEmptyList(_ words: ArraySlice<Word>, _ told: Set<String>) -> Bool {
        let sentence = words.filter { !$0.isMark }
        // *Inadequate: none.*
        if sentence.count == 1, sentence[0].folded == "none" { return true }
        let rest = sentence.filter { $0.negates || !told.contains($0.folded) }
        return rest.contains(where: \.negates) && rest.count <= 2 && sentence.count > rest.count
    }

    private static let joiners: Set = ["and", "a", "ac", "the"]
}

extension ChangeClass {
    fileprivate var isOfJudgment: Bool {
        switch self {
        case .judgmentGraded, .judgmentChanged, .judgmentRemoved: true
        default: false
        }
    }
}

extension Judgment {
    /// What is graded, in the words of the document.
    fileprivate var topicWords: Set<String> {
        Set(WordScanner.words(of: topic).lazy.filter { !$0.isMark }.map { $0.folded })
    }
}
