import Model

/// What other renditions of a report have told, for the question whether a rendition says anything new by following them.
struct ToldElsewhere: Sendable {
    // So many words in a row are looked for in another text.
    private static let run = 4
    private static let values: Set<ChangeClass> = [
        .judgmentGraded, .judgmentChanged, .judgmentRemoved, .figureChanged, .dateMoved, .linkChanged, .withdrawn,
        .restored,
    ]

    private var moves: Set<[String?]> = []
    private var added: Set<String> = []
    private var removed: Set<String> = []

    /// Adds the items of a change that was told.
    mutating func add(_ items: [ChangeItem]) {
        for item in items {
            moves.insert([item.path, item.to])
            added.formUnion(item.wordsAdded + ToldElsewhere.words(item.after?.exact))
            removed.formUnion(item.wordsRemoved + ToldElsewhere.words(item.before?.exact))
        }
    }

    /// Whether everything that changed has been told: a value that moved, to the same; of the wording, each word that came or went.
    func covers(_ items: [ChangeItem]) -> Bool {
        items.allSatisfy { item in
            if ToldElsewhere.values.contains(item.kind) { return moves.contains([item.path, item.to]) }
            return added.isSuperset(of: item.wordsAdded) && removed.isSuperset(of: item.wordsRemoved)
        }
    }

    /// Whether another rendition says at the places that changed what this one says now.
    static func stands(_ items: [ChangeItem], in text: String) -> Bool {
        let passages = items.filter { !values.contains($0.kind) && $0.severity > .none }
        guard !passages.isEmpty else { return true }
        let text = words(text)
        var known: [Int: Set<ArraySlice<String>>] = [:]
        func holds(_ passage: String) -> Bool {
            let own = words(passage)
            let length = min(own.count, run)
            guard length > 0 else { return true }
            let there = known[length] ?? runs(of: text, length)
            known[length] = there
            return runs(of: own, length).isSubset(of: there)
        }
        return passages.allSatisfy { item in item.to.map(holds) ?? item.from.map { !holds($0) } ?? true }
    }

    private static func runs(of words: [String], _ length: Int) -> Set<ArraySlice<String>> {
        guard words.count >= length else { return [] }
        return Set((0...(words.count - length)).map { words[$0..<($0 + length)] })
    }

    fileprivate static func words(_ text: String?) -> [String] {
        (text ?? "").split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
    }
}

extension ChangeItem {
    fileprivate var wordsAdded: [String] {
        words.map { $0.added.flatMap(ToldElsewhere.words) } ?? ToldElsewhere.words(to)
    }
    fileprivate var wordsRemoved: [String] {
        words.map { $0.removed.flatMap(ToldElsewhere.words) } ?? ToldElsewhere.words(from)
    }
}
