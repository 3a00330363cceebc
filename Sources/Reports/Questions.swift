import Model

/// The things a profile grades: its scopes, and the questions or areas inside them. Answers what a topic, a line or
/// a cell is about.
struct Questions: Sendable {
    /// What a line of its own puts.
    enum Asked: Sendable {
        case question(Profile.Question)
        /// The headline question of a scope.
        case scope(String)
    }

    private struct Known: Sendable {
        let question: Profile.Question
        let names: [[String]]
        let topics: [[String]]
        let groups: [[String]]
        /// Every word that may be said of it, without its ending.
        let stems: Set<String>
    }

    private let language: Language
    private let known: [Known]
    // Per name the questions of `known` that have it, in their order.
    private let places: [[String]: [Int]]
    private let longestName: Int
    private let scopeNames: [(scope: String, words: [String])]
    // What a sentence calls a scope; no line of its own is taken for its heading.
    private let scopeWords: [(scope: String, words: [String])]
    // Everything that has a name, by it.
    private let named: WordList<(id: String, question: Profile.Question?)>
    /// The words with which the names begin.
    let beginnings: Set<String>
    /// The words with which anything begins that a thing is called.
    let firstWords: Set<String>

    init(_ profile: Profile, _ language: Language) {
        self.language = language
        known = profile.questions.map { question in
            let names = (question.names ?? []).map { Questions.asked(Tokenizer.words(of: $0), \.self) }
            let topics = (question.topics ?? []).map(Tokenizer.words(of:))
            let groups = question.words ?? []
            return Known(
                question: question, names: names, topics: topics, groups: groups,
                stems: Set((names + topics + groups).joined().map { Questions.stem($0, language) }))
        }
        places = known.enumerated().reduce(into: [:]) { places, question in
            for name in Set(question.element.names) { places[name, default: []].append(question.offset) }
        }
        scopeWords = profile.scopes.sorted { $0.key < $1.key }.flatMap { scope, value in
            value.words.map { (scope, Tokenizer.words(of: $0)) }
        }
        scopeNames = profile.scopes.sorted { $0.key < $1.key }.flatMap { scope, value in
            (value.names ?? []).map { (scope, Questions.asked(Tokenizer.words(of: $0), \.self)) }
        }
        longestName = (known.flatMap(\.names) + scopeNames.map(\.words)).map(\.count).max() ?? 0
        beginnings = Set((known.flatMap(\.names) + scopeNames.map(\.words)).compactMap(\.first))
        named = WordList(
            known.flatMap { known in known.names.map { ($0, (known.question.id, known.question)) } }
                + (scopeNames + scopeWords).map { ($0.words, ($0.scope, nil)) })
        firstWords = beginnings.union(scopeWords.compactMap(\.words.first))
    }

    /// What a line asks or names, if it says nothing else; a number before it is left out.
    func asked(_ tokens: [Token], cycles: [String]?, scope: String?) -> Asked? {
        let words = Questions.asked(tokens, most: longestName, \.word)
        guard !words.isEmpty else { return nil }
        let found = (places[words] ?? []).map { known[$0] }.filter { $0.question.belongs(to: cycles) }
        if let best = found.first(where: { $0.question.scope == scope }) ?? found.first {
            return .question(best.question)
        }
        return scopeNames.first { $0.words == words }.map { .scope($0.scope) }
    }

    /// What is named at a place, the longest name first; `value` only tells one from another.
    func named(in tokens: [Token], at position: Int, cycles: [String]?) -> [(value: String, end: Int)] {
        named.readings(in: tokens, at: position).filter { $0.value.question?.belongs(to: cycles) ?? true }
            .map { ($0.value.id, $0.end) }
    }

    /// Whether a question or area is named at a place, by a name or as a topic.
    func isNamed(in tokens: [Token], at position: Int) -> Bool {
        guard position < tokens.count else { return false }
        return known.contains { known in
            (known.names + known.topics).contains { name in
                !name.isEmpty && tokens[position...].starts(with: name, by: { $0.word == $1 })
            }
        }
    }

    /// The question that a topic is about: one of whose own topics begins it, else one that has all the words of one of its
    /// groups and of which most of the topic's words may be said. `isFirm` where hardly another word was said.
    func question(about topic: [Token], cycles: [String]?, scope: String?) -> (
        question: Profile.Question, isFirm: Bool
    )? {
        let words = topic.map(\.word)
        let candidates = known.filter {
            $0.question.belongs(to: cycles) && (scope == nil || $0.question.scope == scope)
        }
        for known in candidates {
            let isTopic = known.topics.contains { topic in
                (0...2).contains {
                    words.dropFirst($0).starts(with: topic) && words.count - $0 - topic.count <= 3
                }
            }
            if isTopic { return (known.question, true) }
        }
        let spoken = Set(words)
        for known in candidates where known.topics.isEmpty {
            guard known.groups.contains(where: { $0.allSatisfy(spoken.contains) }) else { continue }
            let said = words.filter { $0.count > 3 && !language.small.contains($0) }
            let share = said.count { known.stems.contains(Questions.stem($0, language)) }
            guard share * 2 >= said.count else { continue }
            return (known.question, share * 5 >= said.count * 4)
        }
        return nil
    }

    /// The questions that the parts of a topic are about, one after the other: *investigating crime, protecting vulnerable people
    /// and …*; none where a part is about none of them and belongs to none before it.
    func questions(about topic: [Token], cycles: [String]?, scope: String?) -> [(
        question: Profile.Question, topic: [Token]
    )] {
        let parts = self.parts(of: topic)
        guard parts.count > 1, parts.count <= Questions.longestSeries else { return [] }
        var found: [(question: Profile.Question, topic: [Token])] = []
        var next = 0
        while next < parts.count {
            // *tackling serious and organised crime*: the shortest run of parts that is about something.
            let ends = next..<min(next + 3, parts.count)
            let fitting = ends.lazy.compactMap { last -> (question: Profile.Question, last: Int)? in
                let run = Array(topic[parts[next].lowerBound..<parts[last].upperBound])
                let asked = self.question(about: run, cycles: cycles, scope: scope)
                return asked.flatMap { $0.isFirm ? ($0.question, last) : nil }
            }.first
            if let fitting {
                let run = topic[parts[next].lowerBound..<parts[fitting.last].upperBound]
                if found.last?.question.id != fitting.question.id { found.append((fitting.question, Array(run))) }
                next = fitting.last + 1
            } else if let last = found.last, let start = last.topic.first.flatMap({ topic.firstIndex(of: $0) }),
                question(about: Array(topic[start..<parts[next].upperBound]), cycles: cycles, scope: scope)?.question.id
                    == last.question.id
            {
                next += 1
            } else {
                return []
            }
        }
        return found
    }

    /// The question that the beginning of a topic is surely about, whatever is joined to it.
    func firstQuestion(about topic: [Token], cycles: [String]?, scope: String?) -> (
        question: Profile.Question, topic: [Token]
    )? {
        let parts = self.parts(of: topic)
        guard parts.count > 1, let first = parts.first,
            let found = question(about: Array(topic[first]), cycles: cycles, scope: scope), found.isFirm
        else { return nil }
        return (found.question, Array(topic[first]))
    }

    private static let longestSeries = 12

    // What commas and *and* divide.
    private func parts(of topic: [Token]) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        for index in 0...topic.count
        where index == topic.count || topic[index].word == "," || language.and.contains(topic[index].word) {
            if index > start { parts.append(start..<index) }
            start = index + 1
        }
        return parts
    }

    /// The questions and scopes that a list names, in its order; what stands between them is left out.
    func listed(_ tokens: [Token], cycles: [String]?) -> [(asked: Asked, range: Range<Int>)] {
        let names = known.filter { $0.question.belongs(to: cycles) }.flatMap { known in
            (known.names + known.topics).map { (words: $0, question: known.question) }
        }.sorted { $0.words.count > $1.words.count }
        var found: [(asked: Asked, range: Range<Int>)] = []
        var position = 0
        while position < tokens.count {
            let here = names.first { name in
                !name.words.isEmpty && tokens[position...].starts(with: name.words, by: { $0.word == $1 })
            }
            if let here { found.append((.question(here.question), position..<(position + here.words.count))) }
            position += here?.words.count ?? 1
        }
        return found
    }

    // `2. How effective is the force?` and `How effective is the force` are one line. None of more words than `most`.
    private static func asked<Item>(_ items: [Item], most: Int = .max, _ word: (Item) -> String) -> [String] {
        var items = items[...]
        while items.count > 1, let first = items.first.map(word), isEnd(first) || Int(first) != nil {
            items = items.dropFirst()
        }
        while let last = items.last, isEnd(word(last)) { items = items.dropLast() }
        guard items.count <= most else { return [] }
        var words = items.map(word)
        // A number that stands in a picture is glued to the first word.
        if let first = words.first {
            let rest = first.drop { $0.isASCII && $0.isNumber }
            if rest.count < first.count, rest.first?.isLetter == true { words[0] = String(rest) }
        }
        return words
    }

    private static func isEnd(_ word: String) -> Bool { word.utf8.count == 1 && ends.contains(word) }

    private static let ends: Set<String> = [".", "?", ":", "!"]

    // Enough to see that *protecting*, *protects* and *protect* are one word.
    private static func stem(_ word: String, _ language: Language) -> String {
        for ending in language.endings
        where word.count > ending.count + 3 && word.hasSuffix(ending) {
            return String(word.dropLast(ending.count))
        }
        return word
    }
}

extension Profile.Question {
    /// Whether one of some cycles asks it; nothing is known of the cycle where there is none.
    func belongs(to known: [String]?) -> Bool {
        guard let known, let cycles else { return true }
        return cycles.contains { known.contains($0) }
    }
}
