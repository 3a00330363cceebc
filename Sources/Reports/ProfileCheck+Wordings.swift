// Wordings: that they can be compiled, and that something stands behind each of their slots.
extension ProfileCheck {
    /// Slots that are no list of words.
    static let slots: Set = [
        "subject", "formal", "self", "topic", "year", "earlier", "value", "list", "bodies", "thing", "name", "names",
        "role",
        "line", "date", "dates", "month", "count",
    ]
    // What the program itself calls sections that no rule names.
    private static let roles = ["opening", "pillar", "question", "body", "speech", "heading"]

    typealias Place = (path: [String], wording: String)

    mutating func checkWordings() {
        for (name, phrase) in profile.phrases where graph.holdsItself(name) {
            complain(["phrases", name], asName: true, "the phrase “\(name)” holds itself: “\(phrase)”")
        }
        let phrasesAreSound = profile.phrases.allSatisfy { name, phrase in
            !graph.holdsItself(name) && ProfileCheck.error(in: phrase, [:]) == nil
        }
        for (path, wording) in wordings {
            checkSlots(path, wording)
            checkForm(path, wording, phrasesAreSound)
        }
        for (index, badge) in (profile.badges ?? []).enumerated() { checkVerdict(["badges", String(index)], badge) }
        let graded = [
            ("gradedHeadings", profile.gradedHeadings), ("gradedItems", profile.gradedItems),
            ("gradedRows", profile.gradedRows),
        ]
        for (key, wordings) in graded {
            for (index, wording) in (wordings ?? []).enumerated() {
                checkVerdict([key, String(index)], wording)
                if !graph.names(in: wording).contains("thing") {
                    complain([key, String(index)], "what names a thing and its grade takes “{thing}”")
                }
            }
        }
        for (index, rule) in profile.judgments.enumerated() {
            checkJudgment(rule, ["judgments", String(index)])
        }
        for (index, wording) in profile.trends.enumerated() where !graph.names(in: wording).contains("trend") {
            complain(["trends", String(index)], "a wording of a trend takes “{trend}”")
        }
        for (index, wording) in (profile.counts ?? []).enumerated() where !graph.names(in: wording).contains("count") {
            complain(["counts", String(index)], "a wording that counts takes “{count}”")
        }
        for (index, question) in (profile.uncounted ?? []).enumerated() {
            checkQuestion(question, ["uncounted", String(index)])
        }
        for (index, rule) in profile.figures.enumerated() where !graph.names(in: rule.pattern).contains("value") {
            complain(["figures", String(index), "pattern"], "a wording of a figure takes “{value}”")
        }
    }

    private var wordings: [Place] {
        func numbered(_ key: String, _ wordings: [String], _ last: String...) -> [Place] {
            wordings.enumerated().map { ([key, String($0)] + last, $1) }
        }
        var places: [Place] = profile.phrases.map { (["phrases", $0], $1) }
        for (index, kind) in profile.kinds.enumerated() {
            for (number, sign) in kind.signs.enumerated() {
                let path = ["kinds", String(index), "signs", String(number)]
                if let title = sign.title { places.append((path + ["title"], title)) }
                if let opening = sign.opening { places.append((path + ["opening"], opening)) }
                if let line = sign.line { places.append((path + ["line"], line)) }
            }
        }
        places += numbered("sections", profile.sections.map(\.heading), "heading")
        places += numbered("judgments", profile.judgments.map(\.pattern), "pattern")
        for (index, rule) in profile.judgments.enumerated() {
            if let chain = rule.chain { places.append((["judgments", String(index), "chain"], chain)) }
        }
        places += numbered("badges", profile.badges ?? []) + numbered("carried", profile.carried ?? [])
        places += numbered("counts", profile.counts ?? []) + numbered("present", profile.present ?? [])
        places += numbered("strangers", profile.strangers ?? [])
        places += numbered("gradedHeadings", profile.gradedHeadings ?? [])
        places += numbered("gradedItems", profile.gradedItems ?? [])
        places += numbered("gradedRows", profile.gradedRows ?? [])
        places += numbered("elsewhere", profile.elsewhere) + numbered("trends", profile.trends)
        return places + fieldWordings + numbered("figures", profile.figures.map(\.pattern), "pattern")
    }

    private mutating func checkSlots(_ path: [String], _ wording: String) {
        for slot in WordingGraph.slots(in: wording) {
            guard
                listValues[slot.name] != nil || profile.phrases[slot.name] != nil
                    || ProfileCheck.slots.contains(slot.name)
            else {
                let known = ProfileCheck.slots.union(listValues.keys).union(profile.phrases.keys)
                complain(
                    path,
                    "“{\(slot.name)}” is neither a slot nor a word list nor a phrase"
                        + nearest(slot.name, known.sorted()))
                continue
            }
            let values = listValues[slot.name]
            for value in slot.values where values?.contains(value) != true {
                complain(path, "“{\(slot.name):…}” cannot take “\(value)”" + nearest(value, values ?? []))
            }
        }
    }

    // Phrases are looked at by themselves, so that each fault is told once, where it stands; what is put together of sound
    // phrases can still be too deep.
    private mutating func checkForm(_ path: [String], _ wording: String, _ phrasesAreSound: Bool) {
        let hollow = profile.phrases.mapValues { _ in "" }
        if let error = ProfileCheck.error(in: wording, hollow) {
            complain(path, "“\(wording)” cannot be read: \(error.reason)")
        } else if graph.isTooLong(wording) {
            complain(path, "with its phrases put in, the wording is too long")
        } else if phrasesAreSound, let error = ProfileCheck.error(in: wording, profile.phrases) {
            complain(path, "“\(wording)” cannot be read: \(error.reason)")
        }
    }

    private static func error(in wording: String, _ phrases: [String: String]) -> PatternError? {
        do throws(PatternError) {
            _ = try Pattern(wording, phrases: phrases)
            return nil
        } catch { return error }
    }

    private mutating func checkVerdict(_ path: [String], _ wording: String) {
        if graph.names(in: wording).isDisjoint(with: ["grade", "needs", "status"]) {
            complain(path, "the wording takes no “{grade}”, “{needs}” or “{status}”: it can state nothing")
        }
    }

    private mutating func checkJudgment(_ rule: Profile.JudgmentRule, _ path: [String]) {
        let slots = graph.names(in: rule.pattern)
        if rule.status == nil { checkVerdict(path + ["pattern"], rule.pattern) }
        if let chain = rule.chain { checkVerdict(path + ["chain"], chain) }
        checkKinds(rule.kinds, path + ["kinds"])
        checkRoles(rule.where, path + ["where"])
        if rule.where.isEmpty { complain(path + ["where"], "a wording that is read nowhere") }
        checkQuestion(rule.question, path + ["question"])
        if slots.contains("bodies") { checkBodies(rule, slots, path) }
        guard let list = rule.topicHas else { return }
        if profile.words[list] == nil {
            complain(path + ["topicHas"], "there is no list “\(list)” in “words”" + nearest(list, profile.words.keys))
        }
        if !slots.contains("topic") { complain(path + ["topicHas"], "the wording has no “{topic}” to look at") }
    }

    /// Looks at the roles of sections in which something is read.
    mutating func checkRoles(_ named: [String], _ path: [String]) {
        let roles = ProfileCheck.roles + editions.flatMap { $0.sections.compactMap(\.role) }
        for (index, role) in named.enumerated() where !roles.contains(role) {
            complain(path + [String(index)], "no section has the role “\(role)”" + nearest(role, roles))
        }
    }
}
