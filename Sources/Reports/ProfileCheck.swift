import Model
import Yams

/// What a profile must hold beyond its shape: a misspelt name would make it blind without a word.
///
/// What one edition names must be there in it where reading needs it. What only has no effect, such as a question of a scope
/// that a variant has not, is sound if any edition of the profile has it.
struct ProfileCheck {
    let profile: Profile
    let root: Node
    let file: String
    /// All editions of the file.
    let editions: [Profile]
    let graph: WordingGraph
    /// What the slots that are lists can give; `Vocabulary` reads them.
    let listValues: [String: [String]]
    private(set) var complaints: [ProfileComplaint] = []

    /// Gives all that is wrong with one edition of a profile, each with its place.
    static func complaints(_ profile: Profile, root: Node, file: String, editions: [Profile]) -> [ProfileComplaint] {
        var check = ProfileCheck(profile: profile, root: root, file: file, editions: editions)
        check.checkTexts(root, [])
        check.checkLists()
        check.checkCommonWords()
        check.checkCycles()
        check.checkGrades()
        check.checkScopes()
        check.checkPages()
        check.checkWordings()
        check.checkFields()
        check.checkKinds()
        return check.complaints
    }

    private init(profile: Profile, root: Node, file: String, editions: [Profile]) {
        (self.profile, self.root, self.file, self.editions) = (profile, root, file, editions)
        graph = WordingGraph(phrases: profile.phrases)
        let lists = [
            "grade": profile.grades.keys.sorted(), "needs": profile.grades.keys.sorted(),
            "status": profile.statuses.keys.sorted(), "scope": profile.scopes.keys.sorted(),
            "cycle": profile.cycles.map(\.id), "publisher": profile.publisher.names, "selves": profile.selves,
            "unit": profile.units.keys.sorted(),
        ]
        listValues = lists.merging(profile.words) { _, words in words }
    }

    /// Notes a complaint about what stands at a path, or about the name that stands last in it.
    mutating func complain(_ path: [String], asName: Bool = false, _ what: String) {
        complaints.append(ProfileComplaint(file, root.place(of: path, asName: asName), what))
    }

    /// Gives `; the nearest one is “…”`, where there is something near.
    func nearest(_ name: String, _ names: some Sequence<String>) -> String {
        Spelling.nearest(to: name, among: names).map { "; the nearest one is “\($0)”" } ?? ""
    }

    private mutating func checkTexts(_ node: Node, _ path: [String]) {
        switch node {
        case .scalar(let scalar):
            if scalar.string.allSatisfy(\.isWhitespace), !node.saysNothing { complain(path, "this text is empty") }
        case .sequence(let items):
            for (index, item) in items.enumerated() { checkTexts(item, path + [String(index)]) }
        case .mapping(let pairs):
            for (key, value) in pairs { checkTexts(value, path + [key.scalar?.string ?? ""]) }
        case .alias: break
        }
    }

    // Words are compared as tokens: what holds none would stand everywhere.
    private mutating func checkLists() {
        for (path, words) in lists {
            for (index, text) in words.enumerated()
            where Tokenizer.words(of: text).isEmpty && !text.allSatisfy(\.isWhitespace) {
                complain(path + [String(index)], "“\(text)” holds no word")
            }
        }
        if profile.publisher.names.isEmpty { complain(["publisher", "names"], "the publisher has no name") }
        for (index, rule) in profile.dates.enumerated()
        where rule.words?.isEmpty ?? true && rule.pattern == nil && rule.kinds == nil {
            complain(
                ["dates", String(index)],
                "a date without words must say in which kinds it stands: any line that is a date would be one")
        }
    }

    private var lists: [(path: [String], words: [String])] {
        var lists = [(["publisher", "names"], profile.publisher.names)]
        lists.append((["selves"], profile.selves))
        lists += profile.words.map { (["words", $0], $1) } + profile.units.map { (["units", $0], $1) }
        lists += profile.statuses.map { (["statuses", $0], $1) }
        lists += profile.grades.flatMap {
            [(["grades", $0, "is"], $1.is), (["grades", $0, "needs"], $1.needs ?? [])]
        }
        lists += profile.scopes.flatMap {
            [(["scopes", $0, "words"], $1.words), (["scopes", $0, "headlines"], $1.headlines ?? [])]
        }
        lists += profile.scopes.map { (["scopes", $0, "names"], $1.names ?? []) }
        for (index, question) in profile.questions.enumerated() {
            lists.append((["questions", String(index), "names"], question.names ?? []))
            lists.append((["questions", String(index), "topics"], question.topics ?? []))
        }
        lists += profile.cycles.enumerated().map { (["cycles", String($0), "names"], $1.names ?? []) }
        lists += profile.sections.enumerated().map { (["sections", String($0), "labels"], $1.labels ?? []) }
        lists += profile.dates.enumerated().map { (["dates", String($0), "words"], $1.words ?? []) }
        return lists
    }
}
