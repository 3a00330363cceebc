import Yams

/// The common words of a language, as `Profiles/languages.yaml` and the key `common` of a profile give them; what is left
/// out is as the language has it. What each is for is taught in `docs/profiles.md`.
struct CommonWords: Decodable, Hashable, Sendable {
    // How sentences go on.
    var and, but, the, its, of, at: [String]?
    var regarding, clauses, verdicts: [String]?
    var was, `is`, that: [String]?
    /// As they are printed where they begin a sentence.
    var beginnings: [String]?
    /// With a full stop and a number behind them they are no end of a sentence.
    var numbering: [String]?
    /// What the part above the first heading is called where the document has no title.
    var opening: [String]?

    // What a topic is, and what it has in common with a question.
    var how, manner, pointing, adverbs, small, endings: [String]?

    /// What says nothing of what is to be done.
    var idle: [String]?

    // Numbers and what stands before them.
    var numbers, magnitudes, suffixes: [String: Int]?
    /// Letters that are glued to a number of coins, and the unit.
    var coins: [String: String]?
    var atLeast, atMost, about, during: [String]?

    // Letters and names.
    var dear, particles: [String]?

    // Dates.
    var months: [String: Int]?
    var weekdays, dayEndings, on, from, between, to: [String]?
}

extension CommonWords {
    /// Per language what the program knows of it.
    static let known: [String: CommonWords] = {
        let text = String(decoding: PackageResources.languages_yaml, as: UTF8.self)
        // That the file can be read is for the tests to say.
        let root = try? ProfileTree.root(of: text, file: "languages.yaml")
        return root.flatMap { try? YAMLDecoder().decode([String: CommonWords].self, from: $0) } ?? [:]
    }()

    /// The languages that the program knows.
    static var languages: [String] { known.keys.sorted() }
}
