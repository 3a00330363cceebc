// Kinds: that a document of each can be recognised at all.
extension ProfileCheck {
    private static let weights = 0...100

    mutating func checkKinds() {
        if profile.kinds.isEmpty { complain(["kinds"], "a profile needs a kind") }
        for (index, kind) in profile.kinds.enumerated() { check(kind, ["kinds", String(index)]) }
    }

    private mutating func check(_ kind: Profile.Kind, _ path: [String]) {
        var slots: Set<String> = []
        for (number, sign) in kind.signs.enumerated() {
            slots.formUnion(check(sign, path + ["signs", String(number)]))
        }
        let place = path + ["kind"]
        let most = ProfileCheck.most(kind.signs)
        if most < Recognition.threshold {
            complain(
                place,
                "the signs of “\(kind.kind)” weigh \(most) together (one title and one path count); \(Recognition.threshold) are needed"
            )
        }
        if kind.subject ?? .one == .one, slots.isDisjoint(with: ["subject", "formal"]) {
            complain(place, "no sign of “\(kind.kind)” can say which body it is about: “{subject}”")
        }
        if kind.cycle ?? .one == .one, slots.isDisjoint(with: ["cycle", "year", "date", "dates", "ordinal"]) {
            complain(
                place, "no sign of “\(kind.kind)” can say which cycle it is of: “{cycle}”, “{year}” or “{ordinal}”")
        }
        for slot in WordingGraph.slots(in: kind.part ?? "").map(\.name) {
            if slot == "scope", !slots.contains(slot) {
                complain(path + ["part"], "no sign of “\(kind.kind)” takes “{scope}”")
            } else if !["scope", "slug", "date"].contains(slot) {
                complain(path + ["part"], "a part is made of words, “{scope}”, “{slug}” and “{date}”")
            }
        }
        checkScale(of: kind, path)
        checkQuestion(kind.badgeQuestion, path + ["badgeQuestion"])
        if kind.badgeQuestion != nil, kind.subject != .many {
            complain(path + ["badgeQuestion"], "“badgeQuestion” is for kinds with “subject: many”")
        }
        if kind.cycle == .many {
            complain(path + ["cycle"], "a document is of one cycle, perhaps of one (“optional”), or of “none”")
        }
        for (number, cycle) in (kind.cycles ?? []).enumerated() {
            checkCycle(cycle, path + ["cycles", String(number)])
        }
    }

    // What belongs to no cycle has no scale by itself.
    private mutating func checkScale(of kind: Profile.Kind, _ path: [String]) {
        if let scale = kind.scale {
            checkScale(scale, path + ["scale"])
            if kind.cycle ?? .one == .one {
                complain(
                    path + ["scale"],
                    "the grades of “\(kind.kind)” have the scale of its cycle; a variant may have another")
            }
        } else if kind.cycle == .optional || kind.cycle == Profile.Presence.none, kind.graded ?? true {
            complain(
                path + ["cycle"],
                "“\(kind.kind)” may be of no cycle: give its “scale”, or say “graded: false” if it grades nothing")
        }
    }

    // What the signs weigh together in the best case. Of the titles, and of the paths, only the heaviest counts.
    private static func most(_ signs: [Profile.Sign]) -> Int {
        func bounded(_ signs: [Profile.Sign]) -> [Int] {
            signs.map { min(max($0.weight, weights.lowerBound), weights.upperBound) }
        }
        let others = bounded(signs.filter { $0.title == nil && $0.path == nil })
        return others.reduce(0, +) + (bounded(signs.filter { $0.title != nil }).max() ?? 0)
            + (bounded(signs.filter { $0.path != nil }).max() ?? 0)
    }

    // Gives the slots that the sign can take.
    private mutating func check(_ sign: Profile.Sign, _ path: [String]) -> Set<String> {
        let given = [sign.title, sign.opening, sign.line, sign.path].compactMap { $0 }
        if given.count != 1 { complain(path, "a sign is one of “title”, “opening”, “line” and “path”") }
        if !ProfileCheck.weights.contains(sign.weight) {
            complain(
                path + ["weight"], "a weight is a number from 0 to 100; what weighs nothing is there for its slots")
        }
        guard let template = sign.path else { return given.reduce(into: []) { $0.formUnion(graph.names(in: $1)) } }
        let slots = WordingGraph.slots(in: template).map(\.name)
        let known = ["subject", "cycle", "year", "ordinal", "scope", "slug", "date"]
        for slot in slots where !known.contains(slot) {
            complain(path + ["path"], "“{\(slot)}” is no slot of a path" + nearest(slot, known))
        }
        let (opened, closed) = (template.filter { $0 == "{" }.count, template.filter { $0 == "}" }.count)
        if opened != closed { complain(path + ["path"], "a brace is not closed") }
        return Set(slots)
    }
}
