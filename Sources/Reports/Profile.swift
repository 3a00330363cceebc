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
        /// First parts of a path that belong to somebody else on the same host.
        let others: [String]?
        /// The host its documents live on now; their canonical address is there.
        let home: String?
        /// Parameters of an address that only change how a page is shown.
        let parameters: [String]?
    }

    struct RegisterReference: Decodable, Hashable, Sendable {
        let file: String
        let codeScheme: String?
    }

    struct Cycle: Decodable, Hashable, Sendable {
        let id: String
        /// The year it is named by.
        let year: Int
        let scale: String
        /// The scope of its questions where it has no pillars.
        let scope: String?
        /// Other ways in which pages write it.
        let names: [String]?
        let ordinal: String?
    }

    /// A cycle each year, named by it.
    struct Yearly: Decodable, Hashable, Sendable {
        let scale: String
        let scope: String?

        func cycle(of year: Int) -> Cycle {
            Cycle(id: String(year), year: year, scale: scale, scope: scope, names: nil, ordinal: nil)
        }
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
        /// Its own question, as a line puts it: How efficient is the force?
        let names: [String]?
        /// What a grade of the scope itself is stated about: keeping people safe and reducing crime.
        let headlines: [String]?
        /// The cycles in which it has a grade of its own; all where none is named.
        let cycles: [String]?
    }

    struct Question: Decodable, Hashable, Sendable {
        let id: String
        let scope: String
        /// The cycles that ask it; all where none is named.
        let cycles: [String]?
        /// What it is called as a heading or asked as a line of its own: Preventing crime; How efficient is the force?
        let names: [String]?
        /// Groups of words; a topic that holds all words of one group is about this question.
        let words: [[String]]?
        /// What a grade of it is stated about, word for word; with these, no other wording counts.
        let topics: [String]?
    }

    /// A sign of a kind; exactly one of `title`, `opening`, `line` and `path` is given.
    struct Sign: Decodable, Hashable, Sendable {
        let title: String?
        let opening: String?
        /// A line anywhere in the document.
        let line: String?
        let path: String?
        let weight: Int
    }

    /// Whether a kind of document has something of its own, may have it, has none, or has several.
    enum Presence: String, Decodable, Hashable, Sendable {
        case one, optional, none, many
    }

    struct Kind: Decodable, Hashable, Sendable {
        let kind: String
        let family: String
        /// Which slot names the part of the report this page is, or a fixed part; `{slug}` is the document's own name.
        let part: String?
        /// Whether it is about one body (the rule), perhaps one, none, or many.
        let subject: Presence?
        /// Whether it belongs to a cycle (the rule), perhaps to one, or to none.
        let cycle: Presence?
        /// `false` for documents that grade nothing themselves: what they say of grades is said of other reports.
        let graded: Bool?
        /// `false` for documents that tell what findings are and have none of their own.
        let findings: Bool?
        /// The scope of what it grades, where its sentences do not say it.
        let scope: String?
        /// With many bodies, the question that a grade alone answers in the section of one.
        let badgeQuestion: String?
        /// The scale of its grades where it belongs to no cycle; else they have that of the cycle.
        let scale: String?
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
        /// The kinds of document whose section it is; all where none is named.
        let kinds: [String]?
        let labels: [String]?
        /// The kind of finding that the items of a `findings` section are.
        let finding: String?
        /// Whether these findings stand from an earlier year.
        let carriedOver: Bool?
        /// Whether the first line is the finding and the others explain it.
        let explained: Bool?
        /// Whether it sums up the section above it, and so answers the question of that one.
        let sums: Bool?
    }

    struct JudgmentRule: Decodable, Hashable, Sendable {
        let pattern: String
        /// Roles of the sections in which it is read.
        let `where`: [String]
        /// A list of `words` of which the topic's first words must hold one.
        let topicHas: String?
        /// The kinds of document in which it is read; all where none is named.
        let kinds: [String]?
        /// The scope of what it grades, whatever section it stands in.
        let scope: String?
        /// The question that it answers, whatever its words.
        let question: String?
        /// The status that the sentence states where no word of it is a verdict.
        let status: String?
        /// What may follow the match, again and again, in the same sentence: another verdict and what it is about.
        let chain: String?
        /// Whether it counts only where nothing else states a grade of the same thing.
        let weak: Bool?
    }

    struct DateRule: Decodable, Hashable, Sendable {
        let role: String
        /// How a line begins that says the date.
        let words: [String]?
        /// A sentence that says it, with `{date}` or `{dates}`.
        let pattern: String?
        /// Roles of the sections in which it is read; everywhere where none is named.
        let `where`: [String]?
        /// The kinds of document in which it is read; all where none is named.
        let kinds: [String]?
    }

    /// How findings are written where they are not the items of one list.
    struct FindingRules: Decodable, Hashable, Sendable {
        struct Leadin: Decodable, Hashable, Sendable {
            let pattern: String
            /// The kind of the findings below it, if it is another one than the section's.
            let finding: String?
            /// The kinds of sections in which `finding` holds; all where none is named.
            let of: [String]?
            let carriedOver: Bool?
        }

        struct Due: Decodable, Hashable, Sendable {
            enum Unit: String, Decodable, Sendable { case days, weeks, months }

            let pattern: String
            /// What `{count}` counts, from the day of publication.
            let unit: Unit?
            /// Whether it says that nothing may wait: no day is named, nor is that of the line above meant.
            let now: Bool?
        }

        struct Earlier: Decodable, Hashable, Sendable {
            let pattern: String
            /// The kinds of document in which it says so; all where none is named.
            let kinds: [String]?
        }

        /// How a line begins that begins a finding.
        let starts: [String]?
        let leadins: [Leadin]?
        /// How a line begins with which the findings are over, though no heading says so.
        let ends: [String]?
        let due: [Due]?
        /// Sentences which say that the findings below them are of an earlier day.
        let earlier: [Earlier]?
    }

    /// A sentence that says something about the document or its body.
    struct NoteRule: Decodable, Hashable, Sendable {
        let role: String
        /// A fixed word, or the name of a slot in braces.
        let value: String?
        let pattern: String
        /// Roles of the sections in which it is read; everywhere where none is named.
        let `where`: [String]?
    }

    /// What follows from the publication of a report.
    struct DutyRule: Decodable, Hashable, Sendable {
        enum Counting: String, Decodable, Sendable { case inclusive, exclusive }
        enum Start: String, Decodable, Sendable { case published }

        let id: String
        let kinds: [String]
        let days: Int
        /// `inclusive`: the day of publication is the first of the days.
        let counting: Counting
        let from: Start
        let rule: String
        let url: String?
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
        /// With what the site's own name begins behind the document's title.
        let titleEnds: [String]?
        /// The words of links that stand on lines of their own.
        let buttons: [String]?
    }

    let id: String
    let version: Int
    let country: String
    let language: String
    /// Words of its language in place of those that the program knows.
    let common: CommonWords?
    /// The last part of the report's id where this is not the edition that the id means by itself: `cy`.
    let edition: String?
    let publisher: PublisherNames
    let hosts: Hosts
    let pages: Pages?
    let register: RegisterReference
    /// How a report names the body it is about without its name.
    let selves: [String]
    let cycles: [Cycle]
    /// Where each year that no cycle has is one.
    let yearly: Yearly?
    /// Groups of cycles that the publisher calls comparable with each other; where absent, all cycles of one scale are.
    let comparable: [[String]]?
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
    /// Words that look so and speak of the present: *as in 2016, the force is good*.
    let present: [String]?
    /// Lines by which a text without an address shows that somebody else tells of a report.
    let strangers: [String]?
    let trends: [String]
    /// Wordings with `{count}`: how many things have a grade, or are graded at all.
    let counts: [String]?
    /// Questions that such a number may leave out.
    let uncounted: [String]?
    /// Sentences of a section that say its judgment was carried over from an earlier inspection.
    let carried: [String]?
    /// What a line or a cell may look like that holds nothing but a grade or a status.
    let badges: [String]?
    /// Headings that state the grade of what they name.
    let gradedHeadings: [String]?
    /// Items of a list that do, and say nothing else.
    let gradedItems: [String]?
    /// Rows of a table that lost the gaps between their cells.
    let gradedRows: [String]?
    let dates: [DateRule]
    /// Official roles, as wordings.
    let roles: [String]
    /// How people are named with their role.
    let people: [String]?
    let findings: FindingRules?
    let notes: [NoteRule]?
    let duties: [DutyRule]?
    let units: [String: [String]]
    let figures: [FigureRule]
    /// Finite verb to gerund, for topics: protects → protecting.
    let verbs: [String: String]
}
