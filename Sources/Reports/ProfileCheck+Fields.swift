// What besides judgments is read: dates, people, findings, notes, duties.
extension ProfileCheck {
    private static let longestDuty = 3660

    /// The wordings of these fields, with their places.
    var fieldWordings: [Place] {
        func numbered(_ path: [String], _ wordings: [String], _ last: String...) -> [Place] {
            wordings.enumerated().map { (path + [String($0)] + last, $1) }
        }
        let findings = profile.findings
        return numbered(["roles"], profile.roles) + numbered(["people"], profile.people ?? [])
            + numbered(["findings", "starts"], findings?.starts ?? [])
            + numbered(["findings", "ends"], findings?.ends ?? [])
            + numbered(["findings", "leadins"], (findings?.leadins ?? []).map(\.pattern), "pattern")
            + numbered(["findings", "due"], (findings?.due ?? []).map(\.pattern), "pattern")
            + numbered(["findings", "earlier"], (findings?.earlier ?? []).map(\.pattern), "pattern")
            + numbered(["notes"], (profile.notes ?? []).map(\.pattern), "pattern")
            + profile.dates.enumerated().compactMap { index, rule in
                rule.pattern.map { (["dates", String(index), "pattern"], $0) }
            }
    }

    mutating func checkFields() {
        for (index, rule) in profile.dates.enumerated() {
            checkRoles(rule.where ?? [], ["dates", String(index), "where"])
            checkKinds(rule.kinds, ["dates", String(index), "kinds"])
            if let pattern = rule.pattern, graph.names(in: pattern).isDisjoint(with: ["date", "dates"]) {
                complain(["dates", String(index), "pattern"], "the wording takes no “{date}” or “{dates}”")
            }
        }
        for (index, wording) in (profile.people ?? []).enumerated() {
            let slots = graph.names(in: wording)
            // Those in a list may each have a role of their own, and a line may name somebody alone.
            let wanted: Set = wording.hasPrefix("^") ? ["name"] : ["name", "role"]
            if slots.contains("names") || slots.isSuperset(of: wanted) { continue }
            complain(["people", String(index)], "a wording of a person takes “{name}” and “{role}”, or “{names}”")
        }
        for (index, rule) in (profile.findings?.due ?? []).enumerated() {
            checkDue(rule, ["findings", "due", String(index)])
        }
        for (index, rule) in (profile.findings?.earlier ?? []).enumerated() {
            checkKinds(rule.kinds, ["findings", "earlier", String(index), "kinds"])
            if !graph.names(in: rule.pattern).contains("date") {
                complain(["findings", "earlier", String(index), "pattern"], "the wording takes no “{date}”")
            }
        }
        for (index, rule) in (profile.notes ?? []).enumerated() { checkNote(rule, ["notes", String(index)]) }
        for (index, duty) in (profile.duties ?? []).enumerated() {
            let path = ["duties", String(index)]
            checkKinds(duty.kinds, path + ["kinds"])
            if !(1...ProfileCheck.longestDuty).contains(duty.days) {
                complain(path + ["days"], "1 to \(ProfileCheck.longestDuty) days are possible")
            }
        }
    }

    private mutating func checkDue(_ rule: Profile.FindingRules.Due, _ path: [String]) {
        let slots = graph.names(in: rule.pattern)
        if rule.now == true { return }
        if slots.isDisjoint(with: ["date", "month", "count"]) {
            complain(path + ["pattern"], "the wording takes no “{date}”, “{month}” or “{count}”: it can state no day")
        }
        if slots.contains("count"), rule.unit == nil {
            complain(path, "“{count}” needs a “unit”: days, weeks or months")
        }
    }

    private mutating func checkNote(_ rule: Profile.NoteRule, _ path: [String]) {
        checkRoles(rule.where ?? [], path + ["where"])
        guard let value = rule.value, value.first == "{" else { return }
        if !graph.names(in: rule.pattern).contains(String(value.dropFirst().dropLast())) {
            complain(path + ["value"], "the wording has no “\(value)”")
        }
    }
}
