import Model

/// Judgments: by id, then by the question they answer. Where they stand and how often is no news.
struct JudgmentComparison {
    private let pages: Pages
    private let old: [Judgment]
    private let new: [Judgment]

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        JudgmentComparison(pages).run(&draft)
    }

    private init(_ pages: Pages) {
        self.pages = pages
        old = pages.old.record.judgments
        new = pages.new.record.judgments
    }

    private func run(_ draft: inout ChangeDraft) {
        let pairs = matched()
        let pairedOld = Set(pairs.map(\.0))
        let pairedNew = Set(pairs.map(\.1))
        for (left, right) in pairs { compare(old[left], new[right], &draft) }
        for index in new.indices where !pairedNew.contains(index) {
            if new[index].disagreesWith == nil {
                guard !pages.stoodBefore(new[index].evidence) else { continue }
                note(nil, new[index], &draft)
            } else {
                compareDisagreeing(new[index], &draft)
            }
        }
        // One that stated another grade of the same thing and is gone was a leftover: the judgment itself still stands.
        for index in old.indices where !pairedOld.contains(index) && old[index].disagreesWith == nil {
            guard !pages.missingIsUnknown, !pages.stillStands(old[index].evidence) else { continue }
            note(old[index], nil, &draft)
        }
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
        for index in left {
            let candidates = byID.values.filter {
                old[$0].disagreesWith == nil && JudgmentComparison.sameQuestion(old[$0], new[index])
            }
            guard candidates.count == 1, let other = candidates.first else { continue }
            byID[old[other].id] = nil
            pairs.append((other, index))
        }
        return pairs.sorted { $0.1 < $1.1 }
    }

    private static func sameQuestion(_ old: Judgment, _ new: Judgment) -> Bool {
        guard old.scope == new.scope, old.subject == new.subject, !old.isOfScope, !new.isOfScope else { return false }
        if let question = old.question, let other = new.question { return question == other }
        return WordBag.likeness(old.topic, new.topic) > 0.6
    }

    private func compare(_ before: Judgment, _ after: Judgment, _ draft: inout ChangeDraft) {
        guard before.grade != after.grade || before.status != after.status else { return }
        if after.disagreesWith != nil { return compareDisagreeing(after, &draft) }
        note(before, after, &draft)
    }

    /// An edit of one place leaves the old grade standing in the others; only a grade that neither had before is news.
    private func compareDisagreeing(_ after: Judgment, _ draft: inout ChangeDraft) {
        let main = old.first { $0.id == after.disagreesWith }
        let before = old.first { $0.id == after.id }
        guard before?.grade != after.grade, main?.grade != after.grade, !pages.stoodBefore(after.evidence) else {
            return
        }
        note(before ?? main, after, as: .judgmentChanged, &draft)
    }

    private func note(
        _ before: Judgment?, _ after: Judgment?, as kind: ChangeClass? = nil, _ draft: inout ChangeDraft
    ) {
        guard let shown = after ?? before else { return }
        let kind = kind ?? JudgmentComparison.kind(before, after)
        var (from, to) = (before?.verdict, after?.verdict)
        if let before, let after, from == to {
            from = JudgmentComparison.verdictAndStatus(before)
            to = JudgmentComparison.verdictAndStatus(after)
        }
        let item = ChangeItem(
            kind, path: "/judgments/\(shown.id)", from: from, to: to, before: before?.evidence.first,
            after: after?.evidence.first)
        let position =
            after?.evidence.first?.start ?? pages.position(ofOld: before?.evidence.first?.start ?? 0)
        let clause = clause(before, after, from: from, to: to)
        draft.add(Entry(item: item, position: position, clause: clause))
        explain(before, after, &draft)
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

    private func clause(_ before: Judgment?, _ after: Judgment?, from: String?, to: String?) -> String {
        guard let shown = after ?? before else { return "" }
        let name = shown.spokenName
        switch (from, to) {
        case (let from?, let to?):
            var note = ""
            if pages.comparable, let before, let after, let movement = GradeScale.movement(from: before, to: after) {
                note = " (\(movement))"
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
        let beside = { (list: [Judgment], id: String?) in list.filter { $0.disagreesWith == id }.flatMap(\.evidence) }
        let places = (before?.evidence ?? []) + beside(old, before?.id ?? "")
        let newPlaces = (after?.evidence ?? []) + beside(new, after?.id ?? "")
        var words: Set<String> = []
        for judgment in [before, after].compactMap({ $0 }) { words.formUnion(judgment.gradeWords) }
        draft.explain(
            Explanation(
                before: places.map(\.range), after: newPlaces.map(\.range), words: words,
                companions: Judgment.companions),
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

    /// The words with which a document states the grade or status.
    fileprivate var gradeWords: Set<String> {
        let stated = WordScanner.words(of: gradeText)
        var words = WordScanner.words(of: verdict)
        // Where the whole sentence was kept as the grade's text, its other words are not the grade's.
        if stated.count <= 6 { words += stated }
        var folded = Set(words.lazy.filter { !$0.isMark }.map { $0.text.lowercased() })
        if grade == "requires-improvement" { folded.formUnion(["require", "requires", "required"]) }
        return folded.subtracting(Judgment.companions)
    }

    fileprivate static let companions: Set = [
        "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "judged", "judge", "rated", "graded",
        "assessed", "grade", "as", "at", "in", "to", "of", "respect",
    ]
}
