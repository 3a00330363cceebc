import Model

/// The declarative description of one family of reports, as its YAML file says it. What each key means is taught in
/// `docs/profiles.md`; the engine knows no inspectorate.
struct Profile: Decodable, Hashable, Sendable {
    struct PublisherNames: Decodable, Hashable, Sendable {
        let id: String
        /// Names as documents print them.
        let names: [String]
    }

    struct Hosts: Decodable, Hashable, Sendable {
        /// Hosts of the publisher; a document from any other public host is not its report.
        let own: [String]
        /// Path prefixes that come and go with the publisher's moves and say nothing about the report.
        let prefixes: [String]?
    }

    struct RegisterReference: Decodable, Hashable, Sendable {
        let file: String
        let codeScheme: String?
    }

    struct Cycle: Decodable, Hashable, Sendable {
        let id: String
        let year: Int
        let scale: String
        /// The scope of its questions where it has no pillars.
        let scope: String?
        /// Other ways in which pages write it.
        let names: [String]?
        let ordinal: String?
    }

    struct GradeWording: Decodable, Hashable, Sendable {
        /// After *is*: good, requires improvement.
        let `is`: [String]
        /// As a verb of its own: requires improvement.
        let needs: [String]?
    }

    struct Scope: Decodable, Hashable, Sendable {
        /// What a sentence calls it: effective, effectiveness.
        let words: [String]
        /// What a grade of the scope itself is stated about: keeping people safe and reducing crime.
        let headlines: [String]?
    }

    struct Question: Decodable, Hashable, Sendable {
        let id: String
        let scope: String
        /// Groups of words; a topic that holds all words of one group is about this question.
        let words: [[String]]
    }

    /// A sign of a kind; exactly one of `title`, `opening` and `path` is given.
    struct Sign: Decodable, Hashable, Sendable {
        let title: String?
        let opening: String?
        let path: String?
        let weight: Int
    }

    struct Kind: Decodable, Hashable, Sendable {
        let kind: String
        let family: String
        /// Which slot names the part of the report this page is, or a fixed part.
        let part: String?
        /// The cycles that have this kind; all where none is named.
        let cycles: [String]?
        let signs: [Sign]
    }

    struct SectionRule: Decodable, Hashable, Sendable {
        let heading: String
        let id: String?
        /// `opening`, `pillar`, `narrative`, `key-facts`, `findings`.
        let role: String?
        let scope: String?
        let labels: [String]?
        /// The kind of finding that the items of a `findings` section are.
        let finding: String?
    }

    struct JudgmentRule: Decodable, Hashable, Sendable {
        let pattern: String
        /// Roles of the sections in which it is read.
        let `where`: [String]
        /// A list of `words` of which the topic's first words must hold one.
        let topicHas: String?
    }

    struct DateRule: Decodable, Hashable, Sendable {
        let role: String
        let words: [String]
    }

    struct FigureRule: Decodable, Hashable, Sendable {
        let pattern: String
        let unit: String?
        let label: String?
    }

    /// What the publisher's pages look like; see `PageRules`.
    struct Pages: Decodable, Hashable, Sendable {
        let main: [String]?
        let furniture: [String]?
    }

    let id: String
    let version: Int
    let country: String
    let language: String
    let publisher: PublisherNames
    let hosts: Hosts
    let pages: Pages?
    let register: RegisterReference
    /// How a report names the body it is about without its name.
    let selves: [String]
    let cycles: [Cycle]
    /// Per scale its steps, best first.
    let scales: [String: [String]]
    let grades: [String: GradeWording]
    let statuses: [String: [String]]
    let scopes: [String: Scope]
    let questions: [Question]
    let words: [String: [String]]
    let phrases: [String: String]
    let kinds: [Kind]
    let sections: [SectionRule]
    let judgments: [JudgmentRule]
    /// Sentences that hold one of these speak of another year or another inspection.
    let elsewhere: [String]
    let trends: [String]
    let dates: [DateRule]
    let roles: [String]
    let units: [String: [String]]
    let figures: [FigureRule]
    /// The nouns by which a report speaks of its body: force, constabulary.
    var selfNouns: Set<String> { Set(selves.filter { $0.hasPrefix("the ") }.map { String($0.dropFirst(4)) }) }

    /// Finite verb to gerund, for topics: protects → protecting.
    let verbs: [String: String]
}
