import Model

/// Judgments without a partner, to be found by the question that they answer.
struct OpenQuestions {
    private struct Place: Hashable {
        let scope: String
        let subject: Subject?
    }

    /// Those of one place, and how many words their topics have together.
    private struct Shelf {
        var all: [Open] = []
        var words = 0
    }

    private struct Open {
        let position: Int
        let question: String?
        let topic: WordBag
    }

    private var vocabulary = Vocabulary()
    private var open: [Place: Shelf] = [:]
    private let effort: Effort

    /// Takes judgments with their positions.
    init(_ judgments: [(judgment: Judgment, position: Int)], _ effort: Effort) {
        self.effort = effort
        for (judgment, position) in judgments where judgment.disagreesWith == nil && !judgment.isOfScope {
            let topic = vocabulary.bag(WordScanner.words(of: judgment.topic))
            let place = Place(scope: judgment.scope, subject: judgment.subject)
            open[place, default: Shelf()].all.append(
                Open(position: position, question: judgment.question, topic: topic))
            open[place]?.words += topic.count
        }
    }

    /// Takes out the one that answers the same question, and gives its position; of several it would be a guess.
    mutating func take(_ judgment: Judgment) -> Int? {
        let place = Place(scope: judgment.scope, subject: judgment.subject)
        guard !judgment.isOfScope, let shelf = open[place] else { return nil }
        let topic = vocabulary.bag(WordScanner.words(of: judgment.topic))
        // Where there are more than can be looked through, the question is another one.
        let all = shelf.all
        guard effort.take(all.count * (1 + topic.count) + shelf.words) else { return nil }
        let same = all.indices.filter { index in
            if let question = all[index].question, let other = judgment.question { return question == other }
            return all[index].topic.likeness(to: topic) > 0.6
        }
        guard same.count == 1 else { return nil }
        open[place]?.words -= all[same[0]].topic.count
        return open[place]?.all.remove(at: same[0]).position
    }
}
