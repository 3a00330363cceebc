import Model

/// One place that states a grade or a status of a graded thing.
struct Statement: Sendable {
    /// The body it is about, on a page about many.
    var subject: Register.Entry?
    var scope: String
    /// The question of the profile; `nil` for the scope's own judgment.
    var question: Profile.Question?
    /// What it is about in the document's words; `nil` for the scope's own judgment.
    var topic: String?
    var grade: String?
    var status: Judgment.Status
    /// The words of the verdict.
    var text: Range<Int>
    var evidence: Range<Int>
    var section: String
    /// Whether the place surely speaks of this thing: then another grade there is a disagreement.
    var isFirm: Bool
    /// Whether it counts only where nothing else in the document states a grade of this thing.
    var isWeak = false

    /// Says what it is about: a question in the document's words, or a scope itself.
    mutating func take(_ thing: Questions.Asked, named name: String) {
        switch thing {
        case .question(let question): (scope, self.question, topic) = (question.scope, question, name)
        case .scope(let scope): (self.scope, question, topic) = (scope, nil, nil)
        }
    }

    /// The judgment it belongs to.
    var id: String {
        let thing = question.map { scope + "." + $0.id } ?? topic.map { scope + "." + Slug.of($0) } ?? scope
        return subject.map { $0.subject.slug + "." + thing } ?? thing
    }
}

/// A verdict as words state it.
struct Verdict: Hashable, Sendable {
    let grade: String?
    let status: Judgment.Status
    /// Indices of tokens.
    let tokens: Range<Int>

    /// What a match took as its verdict: a status wins over the grade that a word of it may be; `stated` is the status
    /// that the whole wording states.
    init?(_ match: PatternMatch, stated: String? = nil) {
        if let stated = stated.flatMap(Judgment.Status.init(rawValue:)) {
            (grade, status, tokens) = (nil, stated, match.tokens)
            return
        }
        if let status = match.captures["status"] {
            guard let value = Judgment.Status(rawValue: status.value) else { return nil }
            (grade, self.status, tokens) = (nil, value, status.tokens)
            return
        }
        guard let graded = match.captures["grade"] ?? match.captures["needs"] else { return nil }
        (grade, status, tokens) = (graded.value, .graded, graded.tokens)
    }
}
