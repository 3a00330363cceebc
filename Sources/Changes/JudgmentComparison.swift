import Model

/// Judgments: by id, then by the question they answer. Where they stand and how often is no news.
struct JudgmentComparison {
    private let pages: Pages
    private let old: [Judgment]
    private let new: [Judgment]
    private let remembered: [String: Judgment]
    // What is asked of each judgment, found without going through all of them.
    private let grades = GradeWordsMemo()
    private let lost = LostWords()
    private let beside: (old: [String: [Evidence]], new: [String: [Evidence]])
    private let oldByID: [String: Judgment]

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        JudgmentComparison(pages).run(&draft)
    }

    private init(_ pages: Pages) {
        self.pages = pages
        old = pages.old.record.judgments
        new = pages.new.record.judgments
        oldByID = Dictionary(old.map { ($0.id, $0) }) { first, _ in first }
        let evidence = { (list: [Judgment]) in
            list.reduce(into: [String: [Evidence]]()) { all, judgment in
                if let main = judgment.disagreesWith { all[main, default: []] += judgment.evidence }
            }
        }
        beside = (evidence(old), evidence(new))
        remembered = Dictionary(pages.remembered.map { ($0.id, $0) }) { first, _ in first }
    }

    private func run(_ draft: inout ChangeDraft) {
        let pairs = matched()
        let pairedOld = Set(pairs.map(\.0))
        let pairedNew = Set(pairs.map(\.1))
        for (left, right) in pairs { compare(old[left], new[right], &draft) }
        for index in new.indices where !pairedNew.contains(index) {
            if let last = remembered[new[index].id] {
                compareRemembered(last, new[index], &draft)
            } else if new[index].disagreesWith == nil {
                guard !pages.stoodBefore(new[index].evidence),
                    !pages.stoodAlready.keepsItsPlace(new[index].evidence)
                else { continue }
                note(nil, new[index], &draft)
            } else {
                compareDisagreeing(new[index], &draft)
            }
        }
        // One that stated another grade of the same thing and is gone was a leftover: the judgment itself still stands.
        let gone = old.indices.filter { !pairedOld.contains($0) && old[$0].disagreesWith == nil }
        let badgesAreLost = !gone.isEmpty && lostItsBadges
        // Nobody takes back every grade and leaves the report: what states grades has another form now.
        let allAreLost = gone.count > 1 && new.isEmpty
        for index in gone {
            let isLost =
                badgesAreLost
                && old[index].evidence.allSatisfy { isBadge($0, on: pages.old) || hasBare($0, old[index]) }
            if pages.missingIsUnknown || isLost || allAreLost || lostItsWord(old[index])
                || pages.stillStands(old[index].evidence)
                || pages.standing.keepsItsPlace(old[index].evidence)
                || old[index].evidence.allSatisfy(pages.isSetOtherwise)
            {
                draft.lose("/judgments/\(old[index].id)", old[index].evidence.first, on: pages)
                explain(old[index], nil, &draft)
            } else {
                note(old[index], nil, &draft)
            }
        }
    }

    /// A publisher takes away one grade; a reader that is blind to badges loses all grades that stand on lines of their own.
    private var lostItsBadges: Bool {
        let bare = old.flatMap { judgment in judgment.evidence.flatMap { bareLines(of: $0, judgment) } }
        return bare.count > 1 && bare.allSatisfy { pages.lines.newOfOld[$0] == nil }
    }

    /// Whether a grade alone on its line is a part of it, below what it is of.
    private func hasBare(_ evidence: Evidence, _ judgment: Judgment) -> Bool {
        !bareLines(of: evidence, judgment).isEmpty
    }

    /// The lines of evidence on the old page that hold a grade and nothing else; not *Grade: Good*, which has a name.
    private func bareLines(of evidence: Evidence, _ judgment: Judgment) -> [Int] {
        guard judgment.grade != nil else { return [] }
        let words = gradeWords(judgment).union(GradeWords.companions)
        return pages.old.lines(of: evidence).filter { line in
            pages.old.lines[line].isShort
                && pages.old.words(of: line).allSatisfy { $0.isMark ? $0.text != ":" : words.contains($0.folded) }
        }
    }

    /// Whether a sentence that stated it stands and lacks nothing but the grade: that is no sentence, but a picture for a word.
    private func lostItsWord(_ judgment: Judgment) -> Bool {
        judgment.evidence.contains { piece in
            let touched = pages.old.lines(of: piece)
            guard touched.count == 1, pages.old.lines[touched.lowerBound].weight > 6 else { return false }
            let lost = lost.words(of: touched.lowerBound, pages)
            return !lost.isEmpty && lost.isSubset(of: gradeWords(judgment).union(GradeWords.companions))
        }
    }

    /// The words that a line lacks now, where it has got no others for them. One line may state many judgments.
    private final class LostWords {
        private var known: [Int: Set<String>] = [:]

        func words(of line: Int, _ pages: Pages) -> Set<String> {
            if let words = known[line] { return words }
            var words: Set<String> = []
            if let other = pages.successor(ofOld: line) {
                let difference = WordDifference(
                    from: pages.old.words(of: line), to: pages.new.words(of: other), pages.effort)
                if difference.added.isEmpty { words = Set(difference.removedWords.map { $0.folded }) }
            }
            known[line] = words
            return words
        }
    }

    /// Whether evidence stands on short lines alone: a grade without a sentence.
    private func isBadge(_ evidence: Evidence, on page: Page) -> Bool {
        let lines = page.lines(of: evidence)
        return !lines.isEmpty && lines.allSatisfy { page.lines[$0].isShort }
    }

    /// Pairs of positions, in the order of the new record.
    private func matched() -> [(Int, Int)] {
        var byID = Dictionary(zip(old.map(\.id), old.indices)) { first, _ in first }
        var pairs: [(Int, Int)] = []
        var left: [Int] = []
        for (index, judgment) in new.enumerated() {
            if let other = byID.removeValue(forKey: judgment.id) {
                pairs.append((other, index))
            } else if judgment.disagreesWith == nil {
                left.append(index)
            }
        }
        // An id made from a topic moves with its wording; the question stays.
        var questions = OpenQuestions(byID.values.sorted().map { (old[$0], $0) }, pages.effort)
        for index in left {
            if let other = questions.take(new[index]) { pairs.append((other, index)) }
        }
        return pairs.sorted { $0.1 < $1.1 }
    }

    private func compare(_ before: Judgment, _ after: Judgment, _ draft: inout ChangeDraft) {
        guard before.grade != after.grade || before.status != after.status else {
            explainBadges(before, after, &draft)
            return explainCase(before, after, &draft)
        }
        if after.disagreesWith != nil { return compareDisagreeing(after, &draft) }
        if lacksItsGrade(after, beside: before) {
            return draft.lose("/judgments/\(before.id)", before.evidence.first, on: pages)
        }
        if lacksItsGrade(before, beside: after) { return explain(nil, after, &draft) }
        note(before, after, &draft)
    }

    /// Whether one of two readings has nothing but the sentence by which a grade was carried over: there is a grade, and only
    /// one of them reads it.
    private func lacksItsGrade(_ judgment: Judgment, beside other: Judgment) -> Bool {
        guard judgment.grade == nil, other.grade != nil, other.carriedOver == true else { return false }
        let told = Set(other.evidence.map { WordScanner.plain($0.exact) })
        return judgment.evidence.allSatisfy { told.contains(WordScanner.plain($0.exact)) }
    }

    /// Of a judgment that stays, the lines that hold its grade alone come and go with the layout.
    private func explainBadges(_ before: Judgment, _ after: Judgment, _ draft: inout ChangeDraft) {
        let old = before.evidence.filter { isBadge($0, on: pages.old) }.map(\.range)
        let new = after.evidence.filter { isBadge($0, on: pages.new) }.map(\.range)
        guard old.count != new.count else { return }
        draft.explain(Explanation(before: old, after: new, coversRanges: true), on: pages)
    }

    /// Of a judgment that stays, the grade may be set in capital or in small letters.
    private func explainCase(_ before: Judgment, _ after: Judgment, _ draft: inout ChangeDraft) {
        draft.explain(
            Explanation(
                before: before.evidence.map(\.range), after: after.evidence.map(\.range),
                respelled: gradeWords(before).union(gradeWords(after)).union(GradeWords.companions)),
            on: pages)
    }

    private func gradeWords(_ judgment: Judgment) -> Set<String> {
        grades.words(of: judgment, language: pages.new.record.language)
    }

    /// Read again after a layout had hidden it: news only if it says something else than when it was last read.
    private func compareRemembered(_ before: Judgment, _ after: Judgment, _ draft: inout ChangeDraft) {
        if before.grade == after.grade, before.status == after.status {
            // The line that states it is no news either.
            explain(nil, after, &draft)
        } else {
            note(before, after, &draft)
        }
    }

    /// An edit of one place leaves the old grade standing in the others; only a grade that neither had before is news.
    private func compareDisagreeing(_ after: Judgment, _ draft: inout ChangeDraft) {
        let main = after.disagreesWith.flatMap { oldByID[$0] }
        let before = oldByID[after.id]
        guard before?.grade != after.grade, main?.grade != after.grade, !pages.stoodBefore(after.evidence) else {
            return
        }
        note(before ?? main, after, as: .judgmentChanged, &draft)
    }

    private func note(
        _ before: Judgment?, _ after: Judgment?, as kind: ChangeClass? = nil, _ draft: inout ChangeDraft
    ) {
        guard let shown = after ?? before else { return }
        let place = before.flatMap { evidenceOnPage($0).first }
        let kind = kind ?? JudgmentComparison.kind(before, after)
        var (from, to) = (before?.verdict, after?.verdict)
        if let before, let after, from == to {
            from = JudgmentComparison.verdictAndStatus(before)
            to = JudgmentComparison.verdictAndStatus(after)
        }
        let movement = movement(before, after)
        let item = ChangeItem(
            kind, path: "/judgments/\(shown.id)", from: from, to: to, movement: movement, before: place,
            after: after?.evidence.first)
        let position =
            after?.evidence.first?.start ?? pages.position(ofOld: place?.start ?? 0)
        draft.add(
            Entry(
                item: item, position: position,
                clause: JudgmentComparison.clause(before, after, from: item.from, to: item.to, movement)))
        explain(before, after, &draft)
    }

    /// Where the old page states a judgment; of one that is remembered, the evidence lies in another text.
    private func evidenceOnPage(_ judgment: Judgment) -> [Evidence] {
        oldByID[judgment.id] == nil ? [] : judgment.evidence
    }

    private static func kind(_ before: Judgment?, _ after: Judgment?) -> ChangeClass {
        guard let after else { return .judgmentRemoved }
        return before?.grade == nil && after.grade != nil ? .judgmentGraded : .judgmentChanged
    }

    private static func verdictAndStatus(_ judgment: Judgment) -> String {
        judgment.status == .graded
            ? judgment.verdict
            : "\(judgment.verdict) (\(judgment.status.rawValue.split(separator: "-").joined(separator: " ")))"
    }

    // Of two cycles, only what has one id is one question: likeness would be a guess.
    private func movement(_ before: Judgment?, _ after: Judgment?) -> Movement? {
        guard let before, let after, before.id == after.id || pages.old.record.cycle == pages.new.record.cycle,
            let movement = GradeScale.movement(
                from: Grading(before), to: Grading(after), comparable: pages.comparable)
        else { return nil }
        return movement == .unchanged ? nil : movement
    }

    private static func clause(
        _ before: Judgment?, _ after: Judgment?, from: String?, to: String?, _ movement: Movement?
    ) -> String {
        guard let shown = after ?? before else { return "" }
        let name = shown.spokenName
        switch (from, to) {
        case (let from?, let to?):
            var note = ""
            if let movement {
                note = " (\(movement.rawValue))"
            } else if before?.grade == nil, after?.grade != nil {
                note = " (first grade)"
            }
            return "\(name): \(from) → \(to)\(note)"
        case (nil, let to?): return "\(name): \(to) (new)"
        case (let from?, nil): return "\(name): \(from) (removed)"
        case (nil, nil): return name
        }
    }

    private func explain(_ before: Judgment?, _ after: Judgment?, _ draft: inout ChangeDraft) {
        let places =
            (before.map(evidenceOnPage) ?? [])
            + (before.flatMap { beside.old[$0.id] } ?? [])
        let newPlaces = (after?.evidence ?? []) + (after.flatMap { beside.new[$0.id] } ?? [])
        var words: Set<String> = []
        for judgment in [before, after].compactMap({ $0 }) { words.formUnion(gradeWords(judgment)) }
        draft.explain(
            Explanation(
                before: places.map(\.range), after: newPlaces.map(\.range), words: words,
                companions: GradeWords.companions, isStatement: true),
            on: pages)
    }
}

extension Judgment {
    /// Whether it is a scope's own judgment, on a page about many bodies that of one of them.
    var isOfScope: Bool { id == subject.map { "\($0.slug).\(scope)" } ?? scope }

    /// What a log line calls it: the pillar by its scope, a question by its topic; the body first where there are many.
    var spokenName: String {
        let thing = isOfScope ? scope : topic.isEmpty ? id : Shortened.to(72, topic)
        return subject.map { "\($0.shortName) \(thing)" } ?? thing
    }
}
