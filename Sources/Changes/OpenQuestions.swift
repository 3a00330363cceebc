import Model

/// Judgments without a partner, to be found by the question that they answer.
struct OpenQuestions {
    private struct Place: Hashable {
        let scope: String
        let subject: Subject?
    }

    private struct Open {
        let position: Int
        let question: String?
        let topic: WordBag
    }

    private var vocabulary = Vocabulary()
    private var open: [Place: [Open]] = [:]
    private let effort: Effort

    /// Takes judgments with their positions.
    init(_ judgments: [(judgment: Judgment, position: Int)], _ effort: Effort) {
        self.effort = effort
        for (judgment, position) in judgments where judgment.disagreesWith == nil && !judgment.isOfScope {
            let topic = vocabulary.bag(WordScanner.words(of: judgment.topic))
            open[Place(scope: judgment.scope, subject: judgment.subject), default: []].append(
                Open(position: position, question: judgment.question, topic: topic))
        }
    }

    /// Takes out the one that answers the same question, and gives its position; of several it would be a guess.
    mutating func take(_ judgment: Judgment) -> Int? {
        let place = Place(scope: judgment.scope, subject: judgment.subject)
        guard !judgment.isOfScope, let all = open[place] else { return nil }
        let topic = vocabulary.bag(WordScanner.words(of: judgment.topic))
        // Where there are more than can be looked through, the question is another one.
        guard effort.take(all.reduce(0) { $0 + 1 + topic.count + $1.topic.count }) else { return nil }
        let same = all.indices.filter { index in
            if let question = all[index].question, let other = judgment.question { return question == other }
            return all[index].topic.likeness(to: topic) > 0.6
        }
        guard same.count == 1 else { return nil }
        return open[place]?.remove(at: same[0]).position
    }
}
