// Scopes and questions: that what is graded has a name, and that what names one names one there is.
extension ProfileCheck {
    mutating func checkScopes() {
        let named = editions.flatMap { $0.scopes.keys }
        let asked = editions.flatMap { $0.questions.map(\.scope) }
        let scopes =
            named
            + editions.flatMap { edition in
                edition.cycles.compactMap(\.scope) + edition.kinds.compactMap(\.scope)
                    + [edition.yearly?.scope].compactMap { $0 }
            }
        for (name, scope) in profile.scopes {
            for (number, cycle) in (scope.cycles ?? []).enumerated() {
                checkCycle(cycle, ["scopes", name, "cycles", String(number)])
            }
        }
        for (name, scope) in profile.scopes where scope.says.isEmpty && !asked.contains(name) {
            complain(
                ["scopes", name], asName: true, "nothing says what “\(name)” is called, and no question is of it")
        }
        for (path, scope) in profile.homes { checkScope(scope, named + asked, path) }
        checkUnique(profile.questions.map { "\($0.scope).\($0.id)" }, in: "questions")
        for (index, question) in profile.questions.enumerated() {
            checkScope(question.scope, scopes, ["questions", String(index), "scope"])
            if (question.names ?? []) + (question.topics ?? []) == [], question.words ?? [] == [] {
                complain(["questions", String(index)], "nothing says what “\(question.id)” is called")
            }
            for (number, cycle) in (question.cycles ?? []).enumerated() {
                checkCycle(cycle, ["questions", String(index), "cycles", String(number)])
            }
            for (group, words) in (question.words ?? []).enumerated() where words.isEmpty {
                complain(
                    ["questions", String(index), "words", String(group)], "a group without words fits every topic")
            }
        }
        for (index, rule) in profile.sections.enumerated() {
            if let scope = rule.scope { checkScope(scope, scopes, ["sections", String(index), "scope"]) }
            checkKinds(rule.kinds, ["sections", String(index), "kinds"])
            if rule.role == "findings", rule.finding == nil {
                complain(
                    ["sections", String(index)], "a section of findings needs a “finding”: the kind that its items are")
            }
        }
    }

    private mutating func checkScope(_ scope: String, _ scopes: [String], _ path: [String]) {
        if !scopes.contains(scope) { complain(path, "there is no scope “\(scope)”" + nearest(scope, scopes.sorted())) }
    }

    mutating func checkQuestion(_ question: String?, _ path: [String]) {
        let known = editions.flatMap(\.questions).map(\.id)
        guard let question, !known.contains(question) else { return }
        complain(path, "there is no question “\(question)”" + nearest(question, known))
    }

    // Each body of a list has the same judgment: of what the rule says or the wording names, else of a scope that only the
    // document's kind can say.
    mutating func checkBodies(_ rule: Profile.JudgmentRule, _ slots: Set<String>, _ path: [String]) {
        let isOfSomething =
            rule.scope != nil || rule.question != nil || !slots.isDisjoint(with: ["topic", "list", "thing", "scope"])
        let isHome = editions.flatMap(\.kinds).contains { kind in
            kind.subject == .many && rule.kinds?.contains(kind.kind) ?? true
                && (isOfSomething || kind.scope != nil || signs(of: kind).contains("scope"))
        }
        if !isHome {
            complain(
                path + ["pattern"],
                "“{bodies}” needs a “scope”, and a kind with “subject: many” in which it is read: else nobody is graded in it"
            )
        }
    }

    private func signs(of kind: Profile.Kind) -> Set<String> {
        kind.signs.reduce(into: []) { slots, sign in
            for wording in [sign.title, sign.opening, sign.line, sign.path].compactMap({ $0 }) {
                slots.formUnion(graph.names(in: wording))
            }
        }
    }
}

extension Profile.Scope {
    fileprivate var says: [String] { words + (names ?? []) + (headlines ?? []) }
}

extension Profile {
    // Where a scope is named that is no part of a question or a section, with its place.
    fileprivate var homes: [(path: [String], scope: String)] {
        func numbered(_ key: String, _ scopes: [String?]) -> [(path: [String], scope: String)] {
            scopes.enumerated().compactMap { index, scope in scope.map { ([key, String(index), "scope"], $0) } }
        }
        return numbered("cycles", cycles.map(\.scope)) + numbered("kinds", kinds.map(\.scope))
            + numbered("judgments", judgments.map(\.scope))
            + [yearly?.scope].compactMap { $0.map { (["yearly", "scope"], $0) } }
    }
}
