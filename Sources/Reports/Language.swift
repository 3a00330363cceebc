import Model

/// The common words of the language in which reports are written, ready for reading.
final class Language: Sendable {
    let and: Set<String>
    /// What joins clauses: *and*, *but*.
    let joins: Set<String>
    let the: Set<String>
    let its: Set<String>
    let of: Set<String>
    let at: Set<String>
    /// What may stand between a grade and what it is about.
    let regarding: Set<String>
    /// What joins, or stands before a thing: no part of a name.
    let joining: WordSet
    /// With what a clause begins behind a comma.
    let clauses: Set<String>
    /// What may stand between a joining word and a further verdict.
    let verdicts: Set<String>
    let was: Set<String>
    let `is`: Set<String>
    /// What begins what somebody said.
    let that: Set<String>
    let beginnings: Set<String>
    /// What a number of a page or a paragraph stands behind: *p. 45*.
    let numbering: Set<String>
    /// The name of what stands above the first heading.
    let opening: String

    let how: Set<String>
    let manner: Set<String>
    /// What points back at the body.
    let pointing: Set<String>
    let adverbs: Set<String>
    let small: Set<String>
    /// In the order in which they are tried.
    let endings: [String]

    /// With what a letter greets.
    let dear: Set<String>
    /// Small words inside a person's name.
    let particles: Set<String>

    let idle: Set<String>
    let during: Set<String>
    let numbers: [String: Int]
    let quantities: QuantityWords
    let dates: DateWords

    /// English, for documents of which nobody says in what language they are.
    static let english = Language("en")

    /// Takes a language tag, such as `en-GB`, and what a profile puts in place of the words of that language.
    init(_ tag: String, _ own: CommonWords? = nil) {
        let known = CommonWords.known[Language.primary(tag)]
        func list(_ key: KeyPath<CommonWords, [String]?>) -> [String] {
            own?[keyPath: key] ?? known?[keyPath: key] ?? []
        }
        func words(_ key: KeyPath<CommonWords, [String]?>) -> Set<String> { Set(list(key)) }
        func numbers(_ key: KeyPath<CommonWords, [String: Int]?>) -> [String: Int] {
            own?[keyPath: key] ?? known?[keyPath: key] ?? [:]
        }
        (and, the, its, of, at) = (words(\.and), words(\.the), words(\.its), words(\.of), words(\.at))
        joins = and.union(words(\.but))
        (regarding, clauses, verdicts) = (words(\.regarding), words(\.clauses), words(\.verdicts))
        joining = WordSet(joins.union(of).union(the).union(regarding))
        (was, `is`, that) = (words(\.was), words(\.is), words(\.that))
        beginnings = words(\.beginnings)
        numbering = words(\.numbering)
        opening = list(\.opening).first ?? ""
        (how, manner, pointing) = (words(\.how), words(\.manner), words(\.pointing))
        (adverbs, small, endings) = (words(\.adverbs), words(\.small), list(\.endings))
        (dear, particles) = (words(\.dear), words(\.particles))
        (idle, during) = (words(\.idle), words(\.during))
        self.numbers = numbers(\.numbers)
        quantities = QuantityWords(
            magnitudes: numbers(\.magnitudes), suffixes: numbers(\.suffixes), coins: own?.coins ?? known?.coins ?? [:],
            atLeast: list(\.atLeast), atMost: list(\.atMost), about: list(\.about))
        dates = DateWords(
            months: numbers(\.months), weekdays: words(\.weekdays), dayEndings: words(\.dayEndings), on: words(\.on),
            from: words(\.from), between: words(\.between), to: words(\.to), and: and, the: the, of: of)
    }

    /// The first part of a language tag: `en` of `en-GB`.
    static func primary(_ tag: String) -> String {
        tag.split { $0 == "-" || $0 == "_" }.first?.lowercased() ?? ""
    }
}
